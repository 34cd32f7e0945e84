"""One person, one warning that grows: values that a reader can derive from the tables in `warnings.rules`."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from watched_calls import ADVISER, BANK, MINUTE, POLICE, SEAT, T0, TABLE, VICTIM, after, record, risk, tracker

from linewarden.model.event import EventKind
from linewarden.model.warning import FraudKind, Level, State
from linewarden.warnings.tracker import Tracker


def test_a_short_talk_with_a_risky_caller_is_a_notice() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.observe(record(7, start_min=1, talk_s=70))
    (warning,) = desk.drain()
    assert (warning.level, warning.score, warning.callers) == (Level.NOTICE, after(2 + 1), (SEAT,))


def test_a_talk_below_ten_seconds_warns_nobody() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.9), T0, ())
    desk.observe(record(7, start_min=1, talk_s=9))
    assert desk.drain() == []


def test_a_long_talk_then_the_bank_is_urgent() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.observe(record(7, start_min=1, talk_s=700))
    (dwelling,) = desk.drain()
    assert (dwelling.level, dwelling.score) == (Level.HIGH, after(2 + 4))
    desk.observe(record(8, start_min=20, talk_s=60, cli=VICTIM, called=BANK))
    (urgent,) = desk.drain()
    assert (urgent.level, urgent.score) == (Level.URGENT, after(2 + 4 + 3))
    assert urgent.warning_id == dwelling.warning_id
    assert urgent.revision == dwelling.revision + 1
    assert {reason.signal for reason in urgent.reasons} == {"S1", "S26", "S27"}


def test_who_does_not_answer_those_who_warn_is_in_more_danger_until_he_does() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.observe(record(7, start_min=1, talk_s=700))
    refused = {"cli": ADVISER, "talk_s": 0, "answered_us": 0}
    desk.observe(record(8, start_min=20, **refused))
    assert [warning.score for warning in desk.drain()] == [after(2 + 4)]
    desk.observe(record(9, start_min=30, **refused))
    (warned,) = desk.drain()
    assert (warned.score, {reason.signal for reason in warned.reasons}) == (after(2 + 4 + 2), {"S1", "S26", "S28"})
    assert next(reason.record_ids for reason in warned.reasons if reason.signal == "S28") == (9, 8)
    desk.observe(record(10, start_min=40, cli=ADVISER, talk_s=90))
    desk.observe(record(11, start_min=50, **refused))
    assert [{reason.signal for reason in warning.reasons} for warning in desk.drain()] == [{"S1", "S26"}]


def test_whom_nobody_of_risk_rang_may_leave_advisers_unanswered() -> None:
    desk = tracker()
    for number in (8, 9):
        desk.observe(record(number, start_min=number, cli=ADVISER, talk_s=0, answered_us=0))
    assert (desk.drain(), len(desk)) == ([], 0)


def test_the_bank_alone_means_nothing() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.observe(record(7, start_min=1, talk_s=30))
    desk.drain()
    desk.observe(record(8, start_min=20, talk_s=60, cli=VICTIM, called=BANK))
    assert desk.drain() == []


def test_a_foreign_number_that_takes_over_joins_the_warning() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.observe(record(7, start_min=1, talk_s=200))
    desk.drain()
    desk.observe(record(8, start_min=6, talk_s=1800, cli=POLICE, is_foreign=True, is_suspect=True))
    (warning,) = desk.drain()
    assert warning.level is Level.URGENT
    assert warning.kind is FraudKind.FAKE_POLICE
    assert warning.callers == (SEAT, POLICE)


def test_a_number_that_takes_over_is_one_whether_known_as_risky_or_not() -> None:
    desk = tracker()
    for cli in (SEAT, POLICE):
        desk.mark(cli, risk(0.5), T0, ())
    desk.observe(record(7, start_min=1, talk_s=200))
    desk.drain()
    desk.observe(record(8, start_min=6, talk_s=1800, cli=POLICE, is_foreign=True, is_suspect=True))
    (warning,) = desk.drain()
    (taken_over,) = (reason for reason in warning.reasons if reason.rule == "hand_over")
    assert taken_over.record_ids == (8, 7)
    assert warning.kind is FraudKind.FAKE_POLICE
    assert warning.callers == (SEAT, POLICE)


def test_a_friend_who_calls_after_the_scammer_is_left_alone() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.observe(record(7, start_min=1, talk_s=200))
    desk.drain()
    desk.observe(record(8, start_min=6, talk_s=1800, cli=8613912345678))
    assert desk.drain() == []


def test_a_foreign_call_an_hour_later_is_no_hand_over() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.observe(record(7, start_min=1, talk_s=200))
    desk.drain()
    desk.observe(record(8, start_min=70, talk_s=1800, cli=POLICE, is_foreign=True, is_suspect=True))
    assert desk.drain() == []


def test_people_reached_before_the_caller_was_known_are_warned_when_it_is() -> None:
    desk = tracker()
    early = record(3, start_min=0, talk_s=300)
    desk.mark(SEAT, risk(0.5), T0 + 30 * MINUTE, [early])
    (warning,) = desk.drain()
    assert warning.called == VICTIM
    assert (warning.level, warning.score) == (Level.NOTICE, after(2 + 1))
    assert warning.raised_at.timestamp() * 1e6 == T0 + 30 * MINUTE


def test_a_live_call_grows_into_a_dwell_while_it_lasts() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    answered = T0 + MINUTE
    live = record(7, start_min=1, talk_s=0, kind=EventKind.ANSWER, at_us=answered, answered_us=answered, talk_ms=0)
    desk.observe(live)
    assert desk.drain() == []
    desk.advance(answered + 10_000_000 - 1)
    assert desk.drain() == []
    desk.advance(answered + 90_000_000)
    (notice,) = desk.drain()
    assert (notice.level, notice.is_in_contact) == (Level.NOTICE, True)
    desk.advance(answered + 11 * MINUTE)
    (warning,) = desk.drain()
    assert warning.level is Level.HIGH
    assert warning.changed_at.timestamp() * 1e6 == answered + 10 * MINUTE
    desk.observe(replace(live, kind=EventKind.RELEASE, at_us=answered + 12 * MINUTE, talk_ms=12 * 60_000))
    (over,) = desk.drain()
    assert not over.is_in_contact


def test_three_calls_within_an_hour_count_as_repeated_contact() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.4), T0, ())
    for number, minute in enumerate((1, 10, 20)):
        desk.observe(record(number, start_min=minute, talk_s=20))
    (warning,) = desk.drain()
    assert {reason.rule for reason in warning.reasons} == {"repeated", "burst"}
    assert warning.score == after(1 + 1)


def test_calling_a_one_ring_number_back_raises_a_wangiri_warning() -> None:
    desk = tracker()
    desk.mark(POLICE, risk(0.6, "wangiri", "S6"), T0, ())
    rung = record(7, start_min=1, talk_s=0, cli=POLICE, answered_us=0, at_us=T0 + MINUTE + 1_000_000)
    desk.observe(rung)
    assert desk.drain() == []
    desk.observe(record(8, start_min=3, talk_s=120, cli=VICTIM, called=POLICE))
    (warning,) = desk.drain()
    assert (warning.kind, warning.level, warning.score) == (FraudKind.WANGIRI, Level.HIGH, after(2 + 1 + 3))
    assert warning.called == VICTIM


def test_a_late_record_of_a_call_back_to_a_caller_that_was_forgotten_still_warns() -> None:
    desk = tracker()
    desk.mark(POLICE, risk(0.6, "wangiri", "S6"), T0, ())
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.observe(record(7, start_min=1, talk_s=0, cli=POLICE, answered_us=0, at_us=T0 + MINUTE + 1_000_000))
    for hour in range(1, 27):
        desk.observe(record(100 + hour, start_min=60 * hour, talk_s=30))
    assert not desk.is_known(POLICE)
    desk.drain()
    desk.observe(record(8, start_min=20 * 60, talk_s=120, cli=VICTIM, called=POLICE))  # seven hours late
    (warning,) = desk.drain()
    assert "call_back" in {reason.rule for reason in warning.reasons}


def test_a_late_record_does_not_make_a_caller_look_silent() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.observe(record(1, start_min=12 * 60, talk_s=0))
    desk.observe(record(2, start_min=-300, talk_s=0))  # 17 hours late
    desk.advance(T0 + 30 * 60 * MINUTE)
    assert desk.is_known(SEAT)


numbers = st.sampled_from([SEAT, POLICE, VICTIM, VICTIM + 1, BANK])
calls = st.fixed_dictionaries({
    "start_min": st.integers(-30 * 60, 40 * 60), "talk_s": st.sampled_from([0, 11, 200, 700]), "cli": numbers, "called": numbers,
    "is_foreign": st.booleans(),
})  # fmt: skip


@given(st.lists(st.tuples(calls, st.sampled_from(["", "burst", "wangiri"])), max_size=60))
@settings(max_examples=200, deadline=None)
def test_records_in_any_order_of_time_end_nothing_and_are_forgotten_two_days_after_the_last(
    moments: list[tuple[dict[str, Any], str]],
) -> None:
    desk, revisions = tracker(), []
    for number, (call, rule) in enumerate(moments):
        moment = record(number, **call)
        moment = moment if call["talk_s"] else replace(moment, answered_us=0)
        if rule and desk.is_news(moment.cli, 0.5):
            desk.mark(moment.cli, risk(0.5, rule), moment.at_us, ())
        desk.observe(moment)
        revisions += desk.revisions()
    desk.advance(T0 + 100 * 60 * MINUTE)
    assert not any(
        (desk.memory.callers, desk.memory.people, desk.memory.warnings, desk.memory.timers, desk.memory.ends)
    )
    opened = {warning.warning_id for warning in revisions}
    assert opened == {w.warning_id for w in [*revisions, *desk.revisions()] if w.state is State.EXPIRED}


def test_mere_growth_waits_for_the_cool_down() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    for number, minute in enumerate((0.0, 0.2, 0.4, 0.6)):
        desk.observe(record(number, start_min=minute, talk_s=11))
    first = desk.drain()[0]
    assert first.revision == 2  # the repeated contact is the second; the fourth call is growth within a minute
    desk.observe(record(9, start_min=5, talk_s=11))
    assert desk.drain()[0].revision == 3


def test_a_warning_without_news_ends_after_a_day() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    call = record(7, start_min=1, talk_s=70)
    desk.observe(call)
    (warning,) = desk.drain()
    desk.advance(call.at_us + 24 * 60 * MINUTE + 1)
    (ended,) = desk.drain()
    assert (ended.state, ended.warning_id, ended.revision) == (State.EXPIRED, warning.warning_id, 2)
    assert len(desk) == 0
    assert list(desk.of_interest([SEAT], [VICTIM], [0.0])) == []


def test_a_caller_that_turns_out_riskier_a_day_later_does_not_bring_back_who_was_forgotten() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.observe(record(1, start_min=1, talk_s=200))
    for hour in range(1, 30):  # the caller goes on with others, the person hears no more of it
        desk.observe(record(1 + hour, start_min=60 * hour, talk_s=200, called=VICTIM + hour))
    ended = {warning.called: warning.state for warning in desk.drain()}
    assert ended[VICTIM] is State.EXPIRED
    desk.mark(SEAT, risk(0.9), T0 + 30 * 60 * MINUTE, ())
    raised = {warning.called for warning in desk.drain()}
    assert VICTIM not in raised
    assert VICTIM + 29 in raised


def test_after_a_restart_the_next_revision_is_newer_than_the_stored_one() -> None:
    before = tracker()
    before.mark(SEAT, risk(0.5), T0, ())
    before.observe(record(7, start_min=1, talk_s=70))
    (stored,) = before.drain()
    stored = replace(stored, revision=5)
    after = tracker()
    after.mark(SEAT, risk(0.5), T0, ())
    after.observe(record(7, start_min=1, talk_s=70))
    after.adopt([stored])
    assert after.drain() == []
    after.observe(record(8, start_min=20, talk_s=700))
    assert after.drain()[0].revision == 6


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_where_blocks_are_cut_changes_nothing(cut: int) -> None:
    moments = [
        record(
            n,
            start_min=n * 3,
            talk_s=100 + 300 * (n % 3),
            cli=SEAT if n % 2 else POLICE,
            is_foreign=n % 2 == 0,
            is_suspect=n % 2 == 0,
        )
        for n in range(6)
    ]
    whole, pieces = tracker(), tracker()
    for desk in (whole, pieces):
        desk.mark(SEAT, risk(0.5), T0, ())
    latest = {}
    for number, moment in enumerate(moments):
        whole.observe(moment)
        pieces.observe(moment)
        if number % cut == 0:
            latest |= {warning.warning_id: warning for warning in pieces.drain()}
    latest |= {warning.warning_id: warning for warning in pieces.drain()}
    assert list(latest.values()) == whole.drain()


def test_a_call_back_is_never_urgent_however_sure() -> None:
    desk = tracker(TABLE.changed([replace(TABLE.call_back, steps=((1.0, 9.0),))]))
    desk.mark(POLICE, risk(0.89, "wangiri", "S6"), T0, ())
    desk.observe(record(7, start_min=1, talk_s=0, cli=POLICE, answered_us=0, at_us=T0 + MINUTE + 1_000_000))
    desk.observe(record(8, start_min=3, talk_s=120, cli=VICTIM, called=POLICE))
    (warning,) = desk.drain()
    assert warning.score > 0.9
    assert warning.level is Level.HIGH


def test_talks_are_told_in_minutes_and_measured_in_seconds() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.observe(record(7, start_min=1, talk_s=900))
    dwell = next(reason for reason in desk.drain()[0].reasons if reason.rule == "held")
    assert (dwell.value, dwell.threshold, dwell.unit) == (900, 60, "seconds")
    assert "15 分钟" in dwell.text_zh
    assert "15 min" in dwell.text_en


def test_every_revision_can_be_had_and_the_latest_of_each_warning() -> None:
    def told() -> Tracker:
        desk = tracker()
        desk.mark(SEAT, risk(0.5), T0, ())
        desk.observe(record(7, start_min=1, talk_s=70))
        desk.observe(record(8, start_min=5, talk_s=900))
        return desk

    every = told().revisions()
    assert [(warning.revision, warning.level) for warning in every] == [(1, Level.NOTICE), (2, Level.HIGH)]
    assert told().drain() == every[-1:]


@pytest.mark.parametrize(
    ("known", "value", "is_news"), [(0.46, 0.49, False), (0.46, 0.5, True), (0.5, 0.52, False), (0.5, 0.55, True)]
)
def test_a_caller_is_marked_again_when_it_has_risen_clearly_or_is_a_high_risk_now(
    known: float, value: float, is_news: bool
) -> None:
    desk = tracker()
    desk.mark(SEAT, risk(known), T0, ())
    assert desk.is_news(SEAT, value) is is_news
