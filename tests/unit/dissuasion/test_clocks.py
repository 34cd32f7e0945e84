"""By when what is due, and what was missed."""

from datetime import timedelta

import pytest
from acts import NOON, after, steps

from linewarden.dissuasion.act import ActKind, Outcome
from linewarden.dissuasion.clocks import LIMITS, NEXT, Due, Missed, due, missed
from linewarden.dissuasion.work import UNTOUCHED, Situation, work_of
from linewarden.model.warning import Level

TAKEN = (1.0, "wang", "take", {})
BUSY = {"outcome": Outcome.BUSY}


def due_after(level: Level, *told: tuple[float, str, str, dict[str, object]]) -> Due | None:
    return due(level, NOON, work_of(steps(*told)))


@pytest.mark.parametrize(("level", "minutes"), [("urgent", 3), ("high", 15), ("normal", 120), ("notice", 1440)])
def test_a_waiting_one_is_to_be_taken_within_its_levels_limit(level: str, minutes: int) -> None:
    assert due(Level(level), NOON, UNTOUCHED) == Due(ActKind.TAKE, NOON, after(minutes))


def test_an_urgent_one_is_called_within_two_minutes_and_again_five_after_a_busy_line() -> None:
    assert due_after(Level.URGENT, TAKEN) == Due(ActKind.CALL, after(1), after(3))
    assert due_after(Level.URGENT, TAKEN, (2, "wang", "call", BUSY)) == Due(ActKind.CALL, after(2), after(7))


def test_after_three_calls_in_vain_somebody_goes_there_or_it_is_given_up() -> None:
    calls = [(minute, "wang", "call", BUSY) for minute in (2.0, 7.0, 12.0)]
    assert due_after(Level.URGENT, TAKEN, *calls) == Due(ActKind.ASK_VISIT, after(12), after(14))
    assert due_after(Level.NORMAL, TAKEN, *calls) == Due(ActKind.CLOSE, after(12), after(12 + 3 * 1440))


def test_who_was_dissuaded_is_called_back_the_next_day() -> None:
    call = (2.0, "wang", "call", {"outcome": Outcome.DISSUADED})
    assert due_after(Level.HIGH, TAKEN, call) == Due(ActKind.FOLLOW_UP, after(2), after(2 + 1440))


def test_nothing_is_due_of_a_closed_one_and_something_of_every_other() -> None:
    assert due_after(Level.HIGH, TAKEN, (2, "wang", "close", {"disposition": "false_alarm"})) is None
    assert set(NEXT) == set(Situation) - {Situation.CLOSED}


def test_a_missed_limit_is_told_with_when_it_was_done_at_last() -> None:
    way = steps((10, "wang", "take", {}), (11, "wang", "call", {"outcome": Outcome.DISSUADED}))
    assert missed(Level.URGENT, NOON, way, after(20)) == (Missed(ActKind.TAKE, after(3), after(10)),)
    assert missed(Level.HIGH, NOON, way, after(20)) == ()


def test_what_is_overdue_now_has_not_been_done() -> None:
    assert missed(Level.URGENT, NOON, (), after(4)) == (Missed(ActKind.TAKE, after(3), None),)


def test_a_limit_that_passes_while_it_is_handed_over_is_missed_once() -> None:
    way = steps(TAKEN, (5, "wang", "hand_over", {"to": "li"}), (6, "li", "call", {"outcome": Outcome.DOUBTS}))
    assert missed(Level.URGENT, NOON, way, after(7)) == (Missed(ActKind.CALL, after(3), after(6)),)


def test_higher_levels_never_get_more_time() -> None:
    for field in ("take", "call", "again", "visit", "follow_up", "close"):
        spans = [getattr(LIMITS[level], field) for level in Level]
        assert spans == sorted(spans)
        assert spans[0] > timedelta(0)
