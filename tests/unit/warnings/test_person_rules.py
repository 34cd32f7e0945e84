"""A tracker watches by the table that it was given: values that a reader can derive from it and the tables in `warnings.rules`."""

from dataclasses import fields, replace

import pytest
from watched_calls import BANK, MINUTE, POLICE, SEAT, T0, VICTIM, record, risk

from linewarden.errors import ConfigError
from linewarden.model.event import EventKind
from linewarden.warnings.rules import PERSON_RULES
from linewarden.warnings.tracker import Tracker

RENTED = {"is_suspect": True, "strangeness": 1.0}


def tracker(name: str, **change: float) -> Tracker:
    """One whose table differs in this row; the seat is risky."""
    row = replace(getattr(PERSON_RULES, name), **change)
    desk = Tracker(banks=frozenset({BANK}), versions=(), rules=PERSON_RULES.changed([row]))
    desk.mark(SEAT, risk(0.5), T0, ())
    return desk


def scores(desk: Tracker) -> list[float]:
    return [warning.score for warning in desk.drain()]


def rules(desk: Tracker) -> set[str]:
    return {reason.rule for warning in desk.drain() for reason in warning.reasons}


@pytest.mark.parametrize(
    ("starts", "points", "score"),
    [(600, 0.5, 0.75), (701, 0.5, 0.5), (600, 0.2, 0.6)],  # 1 - 0.5 × 0.5, the caller's alone, 1 - 0.5 × 0.8
)
def test_a_long_talk_counts_as_the_given_row_says(starts: float, points: float, score: float) -> None:
    desk = tracker("dwell", starts=starts, points=points)
    desk.observe(record(7, start_min=1, talk_s=700))
    assert scores(desk) == [score]


def test_a_call_that_is_up_is_looked_at_again_when_it_reaches_a_changed_length() -> None:
    desk = tracker("dwell", starts=420)
    up = record(7, start_min=0, talk_s=0, kind=EventKind.ANSWER)
    desk.observe(up)
    desk.advance(up.answered_us + 7 * MINUTE - 1)
    assert scores(desk) == [0.4]  # 0.5 × 0.8 since the third minute
    desk.advance(up.answered_us + 7 * MINUTE)
    assert scores(desk) == [0.7]  # 1 - 0.6 × 0.5


def test_a_bank_counts_from_the_given_number_of_contacts_on() -> None:
    desk = tracker("bank", starts=2)
    desk.observe(record(7, start_min=1, talk_s=700))
    desk.observe(record(8, start_min=20, talk_s=60, cli=VICTIM, called=BANK))
    assert "bank" not in rules(desk)
    desk.observe(record(9, start_min=30, talk_s=60, cli=VICTIM, called=BANK))
    assert "bank" in rules(desk)


@pytest.mark.parametrize(("starts", "callers"), [(200, {SEAT, POLICE}), (201, {SEAT})])
def test_a_second_number_takes_over_after_a_talk_of_the_given_length(starts: float, callers: set[int]) -> None:
    desk = tracker("hand_over", starts=starts)
    desk.observe(record(7, start_min=1, talk_s=200))
    desk.observe(record(8, start_min=6, talk_s=280, cli=POLICE, is_suspect=True))
    assert set(desk.drain()[-1].callers) == callers


@pytest.mark.parametrize(("starts", "is_told"), [(2, True), (3, False)])
def test_repeated_calls_count_from_the_given_number_on(starts: float, is_told: bool) -> None:
    desk = tracker("repeated", starts=starts)
    desk.observe(record(7, start_min=1, talk_s=70))
    desk.observe(record(8, start_min=9, talk_s=70))
    assert ("repeated" in rules(desk)) is is_told


@pytest.mark.parametrize(
    ("name", "change", "score"),
    [
        ("stranger", {"points": 0.8}, 0.52),  # 1 - (1 - 0.8 × 0.5) × 0.8
        ("stranger", {"starts": 401}, 0.2),
        ("stranger_seat", {"points": 0.4}, 0.55),  # 1 - 0.75 × 0.6
        ("stranger_seat", {"starts": 9}, 0.25),
        ("stranger_again", {"starts": 1}, 0.4),  # there was but one call: 1 - 0.75 × 0.8
    ],
)
def test_a_stranger_counts_as_the_given_row_says(name: str, change: dict[str, float], score: float) -> None:
    desk = tracker(name, **change)
    desk.observe(record(1, start_min=0, talk_s=400, cli=POLICE, fan_out=8, **RENTED))
    assert scores(desk) == [pytest.approx(score)]


def test_a_stranger_row_that_starts_before_its_first_share_gives_no_reason_until_then() -> None:
    desk = tracker("stranger", starts=120)
    desk.observe(record(1, start_min=0, talk_s=200, **RENTED))
    assert rules(desk) == {"burst"}


def test_every_row_stands_in_the_field_of_its_name() -> None:
    assert all(getattr(PERSON_RULES, field.name).name == field.name for field in fields(PERSON_RULES))


def test_other_rows_stay_and_the_table_itself_does_not_change() -> None:
    row = replace(PERSON_RULES.bank, points=0.1)
    changed = PERSON_RULES.changed([row])
    assert changed.bank is row
    assert replace(changed, bank=PERSON_RULES.bank) == PERSON_RULES != changed


def test_a_row_that_does_not_exist_is_named() -> None:
    with pytest.raises(ConfigError, match="rule 'dwel' of the called side does not exist; there are dwell, repeated"):
        PERSON_RULES.changed([replace(PERSON_RULES.dwell, name="dwel")])
