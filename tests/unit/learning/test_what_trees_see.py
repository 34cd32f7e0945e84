"""What the challenger's trees see of a person, by a table of few steps."""

from dataclasses import replace

import pytest

from linewarden.learning.features import Columns
from linewarden.learning.people import Witnessed
from linewarden.warnings.facts import Fact, Facts
from linewarden.warnings.rules import PERSON_RULES

STEPS = {
    "stranger": ((300, 1.5),),
    "new_number": ((3_600, 2.0),),
    "approach": ((0.01, 2.0), (0.5, 8.0)),
    "bank": ((1, 3.0),),
}
TABLE = replace(
    PERSON_RULES.changed([replace(row, steps=STEPS.get(row.name, ((1e9, 0.0),))) for row in PERSON_RULES.rows]), base=-6.0
)  # fmt: skip
COLUMNS = Columns(TABLE)
SEAT, FRIEND = 8613900000001, 8613900000002
BY_ROWS = (Fact(TABLE.stranger, 400.0, (1,), 0.8), Fact(TABLE.new_number, 3.0, (1,), 0.5))  # 1.5 x 0.8 + 2 x 0.5 = 2.2
BANK = (Fact(TABLE.bank, 1, (2,)),)


def by_trees(chance: float) -> tuple[Fact, ...]:
    return (Fact(TABLE.approach, chance, (1,)),)


def told(facts: Facts) -> dict[str, float]:
    """Every feature that is not 0."""
    line = COLUMNS.matrix([facts])[0].tolist()
    return {name: value for name, value in zip(COLUMNS.names, line, strict=True) if value}


def test_what_rows_and_trees_say_of_the_worst_contact_is_seen_and_nothing_of_another_one() -> None:
    facts = Facts(((SEAT, (*BY_ROWS, *by_trees(0.02))), (FRIEND, by_trees(0.02))), BANK)
    assert told(facts) == pytest.approx({
        "stranger": 400.0, "stranger.share": 0.8, "new_number": 1 / 4, "new_number.share": 0.5, "approach": 0.02, "approach.share": 1.0,
        "bank": 1.0, "bank.share": 1.0, "table": -6.0 + 2.2 + 2.0 + 3.0,
    })  # fmt: skip


def test_nothing_is_seen_of_what_is_not_known() -> None:
    assert told(Facts(((SEAT, BY_ROWS[:1]),), ())) == pytest.approx(
        {"stranger": 400.0, "stranger.share": 0.8, "table": -4.8}
    )
    assert told(Facts((), ())) == {"table": -6.0}


def test_a_person_counts_by_the_moment_that_the_table_finds_worst() -> None:
    both = Facts(((SEAT, (*BY_ROWS, *by_trees(0.02))),), ())
    trees = Facts(((SEAT, by_trees(0.6)),), ())
    person = Witnessed(1, ((10, both), (20, trees), (30, both)))
    assert (COLUMNS.table_odds(both), COLUMNS.table_odds(trees)) == pytest.approx((-1.8, 2.0))
    assert (COLUMNS.instance(person).at_us, COLUMNS.instance(person).facts) == (20, trees)


def test_a_number_that_gets_worse_by_falling_enters_so_that_it_grows() -> None:
    old, new = (Facts(((SEAT, (Fact(TABLE.new_number, value, (1,), 0.5),)),), ()) for value in (3_599.0, 0.0))
    assert told(old) == pytest.approx({"new_number": 1 / 3_600, "new_number.share": 0.5, "table": -5.0})
    assert told(new) == pytest.approx({"new_number": 1.0, "new_number.share": 0.5, "table": -5.0})
