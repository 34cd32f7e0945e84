"""Trees and steps learned from people whose end is known."""

import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known_people import SEAT, moment, town

from linewarden.errors import ConfigError, ModelError
from linewarden.learning import trees
from linewarden.learning.lesson import Asked, Learned, learn
from linewarden.learning.model import Model
from linewarden.learning.reasons import reasons
from linewarden.learning.table import change_text
from linewarden.rulebook.change import read_change
from linewarden.warnings.approach.approach import Approach
from linewarden.warnings.approach.values import NAMES
from linewarden.warnings.approach.words import said_of
from linewarden.warnings.facts import Fact, Facts
from linewarden.warnings.odds import chance
from linewarden.warnings.rules import PERSON_RULES

ASKED = Asked(until_us=3_001 * 3_600_000_000, capacity=2)
FLAT = replace(
    PERSON_RULES.changed(
        [replace(row, steps=tuple((least, 0.0) for least, _ in row.steps)) for row in PERSON_RULES.rows]
    ),
    base=-2.0,
)
"""A table that says nothing: what the trees find they find in the facts."""


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn(town(), FLAT, ASKED)


@pytest.fixture(scope="module")
def model(learned: Learned) -> Model:
    return Model("test", learned.trees, learned.calibration, learned.table)


def chance_of(model: Model, talk_s: float, banks: int = 0) -> float:
    return float(model.chances_of([moment(talk_s, banks)])[0])


def test_the_trees_find_that_talk_and_bank_together_deceive(model: Model) -> None:
    assert chance_of(model, 700, 1) > 0.5
    assert max(chance_of(model, 700), chance_of(model, 60, 1), chance_of(model, 60)) < 0.1


def test_a_table_that_says_nothing_is_beaten(learned: Learned) -> None:
    assert learned.measures["challenger"].area.low > learned.measures["table"].area.high
    assert learned.measures["changed_table"].area.value > learned.measures["table"].area.value
    assert learned.measures["challenger"].error.value < 0.05


def test_the_rows_that_tell_weigh_most(learned: Learned) -> None:
    assert set(list(learned.weighs)[:2]) == {"stranger", "bank"}
    assert sum(learned.weighs.values()) == pytest.approx(1.0)


def test_the_same_people_give_the_same_trees(learned: Learned) -> None:
    assert learn(town(), FLAT, ASKED).trees.text == learned.trees.text


@given(values=st.lists(st.floats(0, 2_000), min_size=3, max_size=3), more=st.floats(0, 2_000), place=st.integers(0, 2))
@settings(max_examples=60)
def test_a_fact_that_gets_worse_never_lowers_the_chance(
    model: Model, values: list[float], more: float, place: int
) -> None:
    row = np.zeros((2, len(model.columns.names)))
    at = [model.columns.names.index(name) for name in ("stranger", "bank", "table")]
    row[:, at] = values
    row[1, at[place]] += more
    low, high = model.chances(row).tolist()
    assert high >= low


def test_reasons_add_up_to_the_chance_in_the_rows_words(model: Model) -> None:
    found = reasons(model, moment(700, 1))
    assert chance(found.base + found.absent + sum(why.odds for why in found.whys)) == pytest.approx(found.chance)
    assert {why.row for why in found.whys} == {"stranger", "bank"}
    assert min(why.odds for why in found.whys) > 0
    text = found.text()
    assert "Bank contacts within two hours of a long suspicious talk: 1" in text
    assert "与可疑号码长谈后 2 小时内联系银行（1 次）" in text


def test_trees_are_told_by_what_they_looked_at_and_a_row_without_words_by_its_name(model: Model) -> None:
    values = tuple(0.9 if name == "short_24h" else 0.0 for name in NAMES[1:])
    seen = Approach(((0.0, -3.0),), values)
    by_trees = (Fact(PERSON_RULES.approach, 0.05, (1,), approach=(seen, 600.0)),)
    by_rows = (Fact(PERSON_RULES.age_unknown, 1.0, ()),)
    found = reasons(model, Facts(((SEAT, (*by_rows, *by_trees)),), ()))
    assert chance(found.base + found.absent + sum(why.odds for why in found.whys)) == pytest.approx(found.chance)
    by_row = {why.row: why for why in found.whys}
    told = said_of(seen, 600.0, (1,), 1.0)
    assert by_row["approach"].says_en == "; ".join(one.text_en for one in told) != ""
    assert by_row["approach"].says_zh == "；".join(one.text_zh for one in told)
    assert by_row["age_unknown"].says_en == by_row["age_unknown"].says_zh == "age_unknown"


def test_what_the_table_says_is_shared_out_among_its_rows() -> None:
    telling = learn(town(), PERSON_RULES, ASKED)
    model = Model("test", telling.trees, telling.calibration, telling.table)
    found = reasons(model, moment(700, 1))
    assert chance(found.base + found.absent + sum(why.odds for why in found.whys)) == pytest.approx(found.chance)
    assert [why.row for why in found.whys] == ["bank", "stranger"]


def test_the_learned_steps_go_through_the_rule_book(tmp_path: Path) -> None:
    changed = learn(town(), PERSON_RULES, ASKED).changed
    path = tmp_path / "change.toml"
    path.write_text(change_text(PERSON_RULES, changed, "a town"), "utf-8")
    assert set(tomllib.loads(path.read_text("utf-8"))) == {"base", "person"}
    assert read_change(path).persons == changed
    assert [row.name for row, old in zip(changed.rows, PERSON_RULES.rows, strict=True) if row != old] == [
        "stranger",
        "bank",
    ]


def test_people_whom_the_table_tells_apart_perfectly_do_not_stretch_it_without_end() -> None:
    people = [one for one in town() if not one.is_victim and one.moments[0][1] == moment(60)]
    lost = [replace(one, moments=((one.moments[0][0], moment(1500, 1)),)) for one in town() if one.is_victim]
    changed = learn([*people, *lost], PERSON_RULES, ASKED).changed
    assert max(odds for row in changed.rows for _, odds in row.steps) <= 20
    assert changed.base >= -20


def test_without_victims_nothing_is_learned() -> None:
    with pytest.raises(ConfigError, match="0 victims among 20 persons"):
        learn([one for one in town(40) if not one.is_victim][:20], PERSON_RULES, ASKED)


def test_trees_that_are_none_are_refused() -> None:
    with pytest.raises(ModelError, match="the trees cannot be read"):
        trees.Trees("no trees")


def test_without_the_library_the_error_tells_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lightgbm", None)  # as Python itself marks a module that cannot be imported
    with pytest.raises(ModelError, match=r"LightGBM is not installed; install linewarden\[learning\]"):
        learn(town(), PERSON_RULES, ASKED)


def test_without_the_library_every_other_command_loads() -> None:
    program = (
        "import sys; sys.modules['lightgbm'] = None\n"
        "import linewarden.main.backtest, linewarden.main.replay, linewarden.main.serve, linewarden.main.learn"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
