"""Long talks with strangers: values that a reader can derive from the tables in `warnings.rules`."""

from dataclasses import replace

import pytest
from watched_calls import BANK, MINUTE, POLICE, SEAT, T0, TABLE, VICTIM, after, record, risk, tracker

from linewarden.model.event import EventKind
from linewarden.model.warning import Level
from linewarden.warnings.moment import Moment
from linewarden.warnings.rules import DAY_US
from linewarden.warnings.tracker import Tracker

RENTED = {"is_suspect": True, "strangeness": 1.0}
PLAIN = {"strangeness": 1.0}
AGAIN = {"strangeness": 1.0, "has_spoken": True}


def levels(desk: Tracker) -> list[tuple[Level, float]]:
    return [(warning.level, warning.score) for warning in desk.drain()]


@pytest.mark.parametrize(
    ("talk_min", "expected"),
    [
        (4.9, []),
        (5, [(Level.NOTICE, after(1))]),
        (10, [(Level.NORMAL, after(4))]),
        (20, [(Level.NORMAL, after(5))]),
    ],
)
def test_the_longer_one_talks_with_a_stranger_from_a_rented_number_the_worse(
    talk_min: float, expected: list[tuple[Level, object]]
) -> None:
    desk = tracker()
    desk.observe(record(1, start_min=0, talk_s=talk_min * 60, **RENTED))
    assert levels(desk) == expected


def test_an_acquaintance_may_talk_as_long_as_he_likes_from_wherever_he_is() -> None:
    desk = tracker()
    desk.observe(record(1, start_min=0, talk_s=3600, is_suspect=True, is_acquainted=True))
    assert levels(desk) == []
    assert len(desk) == 0


@pytest.mark.parametrize(("talk_min", "expected"), [(19, []), (20, [(Level.NOTICE, after(1))])])
def test_a_stranger_with_an_ordinary_number_is_remembered_and_warns_when_he_says_very_much(
    talk_min: float, expected: list[tuple[Level, object]]
) -> None:
    desk = tracker()
    desk.observe(record(1, start_min=0, talk_s=talk_min * 60, **PLAIN))
    assert levels(desk) == expected
    assert len(desk) == 1
    desk.advance(T0 + 2 * DAY_US)
    assert len(desk) == 0


def test_while_little_is_known_of_who_knows_whom_a_stranger_counts_less() -> None:
    desk = tracker()
    desk.observe(record(1, start_min=0, talk_s=700, is_suspect=True, strangeness=0.5))
    assert levels(desk) == [(Level.NOTICE, after(0.5 * 4))]


@pytest.mark.parametrize(
    ("talk_s", "fan_out", "more", "score"),
    [(300, 8, PLAIN, [after(1)]), (300, 7, PLAIN, []), (290, 30, PLAIN, []), (300, 8, RENTED, [after(1 + 1)])],
)
def test_a_stranger_who_rings_many_people_and_is_listened_to(
    talk_s: float, fan_out: int, more: dict[str, object], score: list[object]
) -> None:
    desk = tracker()
    desk.observe(record(1, start_min=0, talk_s=talk_s, fan_out=fan_out, **more))
    assert [found for _, found in levels(desk)] == score


def test_a_stranger_who_rings_again_after_a_short_first_talk() -> None:
    desk, pitch = tracker(), record(1, start_min=0, talk_s=20, **PLAIN)
    desk.observe(pitch)
    assert len(desk) == 0
    again = record(2, start_min=30, talk_s=400, **PLAIN)
    assert desk.is_new_stranger(again)
    desk.observe(again, [pitch])
    (warning,) = desk.drain()
    assert [reason.rule for reason in warning.reasons] == ["stranger_again"]
    assert warning.reasons[0].record_ids == (2, 1)
    assert (warning.level, warning.score, warning.reasons[0].value) == (Level.NOTICE, after(1), 420.0)
    assert not desk.is_new_stranger(record(3, start_min=60, talk_s=5, **PLAIN))


def test_two_strangers_with_rented_numbers_one_after_the_other_are_urgent() -> None:
    desk = tracker()
    desk.observe(record(1, start_min=0, talk_s=360, cli=SEAT, **RENTED))
    assert levels(desk) == [(Level.NOTICE, after(1))]
    desk.observe(record(2, start_min=10, talk_s=1_000, cli=POLICE, **RENTED))
    (warning,) = desk.drain()
    assert warning.level is Level.URGENT
    assert {"stranger", "hand_over"} <= {reason.rule for reason in warning.reasons}
    assert warning.callers == (SEAT, POLICE)


def test_a_friend_of_old_or_a_stranger_with_an_ordinary_number_is_no_link_of_a_chain() -> None:
    for first, second in ((PLAIN, RENTED), (RENTED, PLAIN), (RENTED, {"is_suspect": True, "is_acquainted": True})):
        desk = tracker()
        desk.observe(record(1, start_min=0, talk_s=360, cli=SEAT, **first))
        desk.observe(record(2, start_min=10, talk_s=1_000, cli=POLICE, **second))
        assert all(warning.level is not Level.URGENT for warning in desk.drain())


def test_the_bank_after_five_minutes_with_a_stranger_from_a_rented_number_belongs_to_it() -> None:
    for more, expected in ((RENTED, [after(1), after(1 + 3)]), (PLAIN, [])):
        desk = tracker()
        desk.observe(record(1, start_min=0, talk_s=360, **more))
        desk.observe(record(2, start_min=20, talk_s=60, cli=VICTIM, called=BANK))
        assert [warning.score for warning in desk.revisions()] == expected


def test_two_strangers_from_rented_numbers_count_together_within_a_day() -> None:
    for hours, score in ((23, after(1 + 1)), (25, after(1))):
        desk = tracker()
        desk.observe(record(1, start_min=0, talk_s=360, cli=SEAT, **RENTED))
        desk.observe(record(3, start_min=20 * 60, talk_s=360, cli=SEAT + 1, **PLAIN))  # keeps the person known
        desk.observe(record(2, start_min=hours * 60, talk_s=360, cli=POLICE, **RENTED))
        assert desk.drain()[-1].score == score


@pytest.mark.parametrize(("known_h", "odds"), [(25, 1), (24, 2), (7, 2), (6, 3), (0, 3)])
def test_the_younger_the_number_the_worse(known_h: int, odds: int) -> None:
    desk = tracker()
    desk.observe(record(1, start_min=0, talk_s=360, known_s=known_h * 3600, **RENTED))
    assert [score for _, score in levels(desk)] == [after(odds)]


def live(number: int, **more: object) -> Moment:
    """A call that was answered at T0 and is up."""
    answered = record(number, start_min=0, talk_s=0, **more)
    return replace(answered, kind=EventKind.ANSWER, at_us=T0, answered_us=T0, talk_ms=0)


def test_a_call_that_is_up_warns_as_soon_as_it_has_lasted() -> None:
    desk, call = tracker(), live(1, **RENTED)
    desk.observe(call)
    assert desk.memory.talks.keys() == {1}
    desk.advance(T0 + 5 * MINUTE - 1)
    assert levels(desk) == []
    desk.advance(T0 + 5 * MINUTE)
    (warning,) = desk.drain()
    assert (warning.level, warning.is_in_contact, warning.raised_at.timestamp() * 1e6) == (
        Level.NOTICE,
        True,
        T0 + 5 * MINUTE,
    )
    desk.advance(T0 + 11 * MINUTE)
    assert levels(desk) == [(Level.NORMAL, after(4))]
    assert desk.memory.talks == {}


def test_a_call_of_a_stranger_who_turned_out_risky_meanwhile_is_over_when_it_is() -> None:
    desk, call = tracker(), live(1, **RENTED)
    desk.observe(call)
    desk.mark(SEAT, risk(0.5), T0 + MINUTE, ())
    desk.observe(replace(call, kind=EventKind.RELEASE, at_us=T0 + 2 * MINUTE, talk_ms=120_000))
    assert desk.memory.talks == {}
    desk.advance(T0 + 30 * MINUTE)
    assert not any(warning.is_in_contact for warning in desk.drain())
    desk.advance(T0 + 3 * DAY_US)
    assert len(desk) == 0


def test_a_stranger_who_takes_over_counts_as_a_stranger_too() -> None:
    desk = tracker()
    desk.observe(record(1, start_min=0, talk_s=301, cli=SEAT, **RENTED))
    desk.observe(record(2, start_min=10, talk_s=1_300, cli=POLICE, **RENTED))
    warning = desk.drain()[-1]
    longest = next(reason for reason in warning.reasons if reason.rule == "stranger")
    assert (longest.value, longest.record_ids) == (1_300.0, (2,))


@pytest.mark.parametrize(
    ("talk_s", "more", "is_remembered"),
    [
        (59, RENTED, False),
        (60, RENTED, True),
        (299, PLAIN, False),
        (300, PLAIN, True),
        (59, AGAIN, False),
        (60, AGAIN, True),
    ],
)
def test_from_which_length_on_a_strangers_talk_is_remembered(
    talk_s: float, more: dict[str, object], is_remembered: bool
) -> None:
    desk = tracker()
    desk.observe(record(1, start_min=0, talk_s=talk_s, **more))
    assert len(desk) == is_remembered


def test_a_call_that_ends_early_leaves_nothing_behind() -> None:
    desk, call = tracker(), live(1, **RENTED)
    desk.observe(call)
    rows = desk.of_interest([SEAT], [VICTIM], [0.0], frozenset(), [1])
    assert list(rows) == [0]
    desk.observe(replace(call, kind=EventKind.RELEASE, at_us=T0 + MINUTE - 1, talk_ms=59_999))
    assert desk.memory.talks == {}
    desk.advance(T0 + 60 * MINUTE)
    assert (levels(desk), len(desk)) == ([], 0)


def test_what_the_person_did_is_told_before_what_the_number_is() -> None:
    desk = tracker(TABLE.changed([replace(TABLE.new_number, steps=((86_400.0, 9.0),))]))
    desk.observe(record(1, start_min=0, talk_s=360, known_s=0, **RENTED))
    (warning,) = desk.drain()
    assert [reason.rule for reason in warning.reasons] == ["stranger", "new_number"]
