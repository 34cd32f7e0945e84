"""Steps learned from persons whose end is known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from watched_calls import SEAT, TABLE

from linewarden.errors import ConfigError
from linewarden.warnings.facts import Fact, Facts
from linewarden.warnings.fitting import Known, fitted
from linewarden.warnings.odds import chance
from linewarden.warnings.rules import PersonRules

BLANK = replace(
    TABLE.changed([replace(row, steps=tuple((least, 0.0) for least, _ in row.steps)) for row in TABLE.rows]), base=0.0
)


def moment(talk_s: float, banks: int = 0) -> Facts:
    chain = (Fact(TABLE.bank, banks, (2,)),) if banks else ()
    return Facts(((SEAT, (Fact(TABLE.stranger, talk_s, (1,)),)),), chain)


def many(count: int, victims: int, *moments: Facts, weight: float = 1.0) -> list[Known]:
    return [Known(moments, nth < victims, weight) for nth in range(count)]


def told(rules: PersonRules, facts: Facts) -> float:
    (_, contact), *_ = facts.contacts
    return chance(rules.base + sum(getattr(rules, f.rule.name).odds(f.value) for f in (*contact, *facts.chain)))


def test_the_chances_are_those_that_were_seen() -> None:
    people = many(2_000, 20, moment(60)) + many(400, 40, moment(700)) + many(100, 80, moment(700, banks=1))
    rules = fitted(BLANK, people)
    seen = {"short": told(rules, moment(60)), "long": told(rules, moment(700)), "bank": told(rules, moment(700, 1))}
    assert seen == {
        "short": pytest.approx(0.01, rel=0.3),
        "long": pytest.approx(0.1, rel=0.3),
        "bank": pytest.approx(0.8, rel=0.1),
    }


def test_a_person_who_stands_for_few_counts_little() -> None:
    alike = many(100, 50, moment(700)) + many(1_000, 0, moment(60))
    rare = many(100, 100, moment(700), weight=0.01) + many(100, 0, moment(700)) + many(1_000, 0, moment(60))
    assert told(fitted(BLANK, alike), moment(700)) == pytest.approx(0.5, rel=0.1)
    assert told(fitted(BLANK, rare), moment(700)) == pytest.approx(0.01, rel=0.3)


def test_a_person_counts_by_the_worst_moment() -> None:
    people = many(50, 50, moment(60), moment(700)) + many(500, 0, moment(60))
    rules = fitted(TABLE, people)
    assert told(rules, moment(700)) > 0.9
    assert told(rules, moment(60)) < 0.05


@given(
    st.lists(
        st.tuples(st.sampled_from([60, 400, 700, 1500]), st.integers(0, 2), st.booleans()), min_size=5, max_size=60
    )
)
@settings(max_examples=30, deadline=None)
def test_no_step_ever_falls_whatever_became_of_whom(persons: list[tuple[float, int, bool]]) -> None:
    people = [Known([moment(talk_s, banks)], is_victim) for talk_s, banks, is_victim in [*persons, (60, 0, True)]]
    for row in fitted(TABLE, people).rows:
        odds = [odds for _, odds in row.steps]
        assert odds == sorted(odds)
        assert odds[0] >= 0


def test_rows_set_by_hand_stay_and_steps_that_nobody_passed_too() -> None:
    rules = fitted(TABLE, many(50, 25, moment(700, banks=1)) + many(50, 0, moment(60)), fixed=frozenset({"bank"}))
    assert rules.bank == TABLE.bank
    stretch = rules.hand_over.steps[0][1] / TABLE.hand_over.steps[0][1]
    assert np.allclose([odds for _, odds in rules.new_number.steps], np.multiply(stretch, [1.0, 2.0]), atol=0.01)


def test_without_any_victim_nothing_can_be_learned() -> None:
    with pytest.raises(ConfigError, match="none of the 3 persons is a victim"):
        fitted(TABLE, many(3, 0, moment(60)))
