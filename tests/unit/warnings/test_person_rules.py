"""A tracker watches by the table that it was given: values that a reader can derive from it and the tables in `warnings.rules`."""

from dataclasses import fields, replace

import pytest
from watched_calls import BANK, BASE, MINUTE, POLICE, SEAT, T0, TABLE, VICTIM, after, record, risk, tracker

from linewarden.errors import ConfigError
from linewarden.model.event import EventKind
from linewarden.warnings.odds import chance
from linewarden.warnings.rules import PERSON_RULES
from linewarden.warnings.tracker import Tracker

RENTED = {"is_suspect": True, "strangeness": 1.0}


def desk_of(name: str, *steps: tuple[float, float]) -> Tracker:
    """One whose table differs in this row; the seat is risky."""
    desk = tracker(TABLE.changed([replace(getattr(TABLE, name), steps=steps)]))
    desk.mark(SEAT, risk(0.5), T0, ())
    return desk


def scores(desk: Tracker) -> list[float]:
    return [warning.score for warning in desk.drain()]


@pytest.mark.parametrize(("starts", "odds", "score"), [(600, 5, 2 + 5), (701, 5, 2), (600, 2, 2 + 2)])
def test_a_long_talk_counts_as_the_given_row_says(starts: float, odds: float, score: float) -> None:
    desk = desk_of("held", (starts, odds))
    desk.observe(record(7, start_min=1, talk_s=700))
    assert scores(desk) == [after(score)]


def test_a_call_that_is_up_is_looked_at_again_when_it_reaches_a_changed_length() -> None:
    desk = desk_of("held", (420.0, 3.0))
    up = record(7, start_min=0, talk_s=0, kind=EventKind.ANSWER)
    desk.observe(up)
    desk.advance(up.answered_us + 7 * MINUTE - 1)
    assert scores(desk) == [after(2)]
    desk.advance(up.answered_us + 7 * MINUTE)
    assert scores(desk) == [after(2 + 3)]


def test_a_bank_counts_from_the_given_number_of_contacts_on() -> None:
    desk = desk_of("bank", (2.0, 3.0))
    desk.observe(record(7, start_min=1, talk_s=700))
    desk.observe(record(8, start_min=20, talk_s=60, cli=VICTIM, called=BANK))
    assert scores(desk) == [after(2 + 4)]
    desk.observe(record(9, start_min=30, talk_s=60, cli=VICTIM, called=BANK))
    assert scores(desk) == [after(2 + 4 + 3)]


@pytest.mark.parametrize(("starts", "callers"), [(200, {SEAT, POLICE}), (201, {SEAT})])
def test_a_second_number_takes_over_after_a_talk_of_the_given_length(starts: float, callers: set[int]) -> None:
    desk = desk_of("hand_over", (starts, 4.0))
    desk.observe(record(7, start_min=1, talk_s=200))
    desk.observe(record(8, start_min=6, talk_s=280, cli=POLICE, is_suspect=True))
    assert set(desk.drain()[-1].callers) == callers


@pytest.mark.parametrize(("starts", "score"), [(2, 2 + 1 + 1), (3, 2 + 1)])
def test_repeated_calls_count_from_the_given_number_on(starts: float, score: float) -> None:
    desk = desk_of("pressed", (starts, 1.0))
    desk.observe(record(7, start_min=1, talk_s=70))
    desk.observe(record(8, start_min=9, talk_s=70))
    assert scores(desk) == [after(score)]


def test_a_value_counts_by_the_last_step_that_it_passes() -> None:
    rising, falling = TABLE.stranger, TABLE.new_number
    assert [rising.odds(value) for value in (0, 299, 300, 599, 600, 5000)] == [0, 0, 1, 1, 4, 5]
    assert [falling.odds(value) for value in (86_401, 86_400, 21_601, 21_600, 0)] == [0, 1, 1, 2, 2]
    assert (rising.starts, falling.starts) == (300, 86_400)


def test_reasons_say_what_the_chance_would_lose_without_them() -> None:
    desk = desk_of("held", (600.0, 4.0))
    desk.observe(record(7, start_min=1, talk_s=700))
    (warning,) = desk.drain()
    assert {reason.rule: reason.points for reason in warning.reasons} == {
        "held": pytest.approx(chance(BASE + 6) - chance(BASE + 2)),
        "burst": pytest.approx(chance(BASE + 6) - chance(BASE + 4)),
    }
    assert [reason.rule for reason in warning.reasons] == ["held", "burst"]


def test_the_steps_as_they_stand_only_grow() -> None:
    for row in PERSON_RULES.rows:
        values = [least for least, _ in row.steps]
        assert values == sorted(values, reverse=row.is_falling)
        odds = [odds for _, odds in row.steps]
        assert odds == sorted(odds)
        assert odds[0] >= 0


def test_every_row_stands_in_the_field_of_its_name() -> None:
    assert all(
        getattr(PERSON_RULES, field.name).name == field.name
        for field in fields(PERSON_RULES)
        if field.name not in {"base", "callers"}
    )


def test_other_rows_stay_and_the_table_itself_does_not_change() -> None:
    row = replace(PERSON_RULES.bank, steps=((1.0, 0.1),))
    changed = PERSON_RULES.changed([row])
    assert changed.bank is row
    assert replace(changed, bank=PERSON_RULES.bank) == PERSON_RULES != changed


def test_a_caller_below_a_high_risk_makes_a_dwell_of_it() -> None:
    for value, rule in ((0.49, "dwell"), (0.5, "held")):
        desk = tracker()
        desk.mark(SEAT, risk(value), T0, ())
        desk.observe(record(7, start_min=1, talk_s=700))
        assert rule in rules_of(desk)


def rules_of(desk: Tracker) -> set[str]:
    return {reason.rule for warning in desk.drain() for reason in warning.reasons}


def test_what_a_rule_of_the_calling_side_says_has_a_row_or_that_of_any() -> None:
    own = replace(PERSON_RULES.callers["any"], name="caller.burst", steps=((0.1, 4.0),))
    table = replace(TABLE, callers={**TABLE.callers, "burst": own})
    assert (table.of_caller("burst"), table.of_caller("dead_end")) == (own, TABLE.callers["any"])
    assert table.changed([replace(own, steps=((0.1, 5.0),))]).of_caller("burst").odds(0.1) == 5.0


def test_a_row_that_does_not_exist_is_named() -> None:
    with pytest.raises(
        ConfigError, match="rule 'dwel' of the called side does not exist; there are dwell, held, repeated, pressed"
    ):
        PERSON_RULES.changed([replace(PERSON_RULES.dwell, name="dwel")])
