"""A tracker whose rules change while it watches, and calls of the honest owner of a number that others forge."""

from dataclasses import replace

from watched_calls import MINUTE, SEAT, T0, TABLE, record, risk, tracker

from linewarden.model.event import EventKind

LATER, SOONER = (TABLE.changed([replace(TABLE.held, steps=((talk_s, 4.0),))]) for talk_s in (600.0, 420.0))


def test_a_call_that_is_up_is_looked_at_again_at_the_lengths_that_count_now() -> None:
    desk = tracker(LATER)
    desk.mark(SEAT, risk(0.5), T0, ())
    up = record(7, start_min=0, talk_s=0, kind=EventKind.ANSWER)
    desk.observe(up)
    desk.advance(up.answered_us + 5 * MINUTE)
    (before,) = desk.drain()
    desk.follow(SOONER, (("rules", "next"),))
    desk.advance(up.answered_us + 7 * MINUTE - 1)
    assert desk.drain() == []
    desk.advance(up.answered_us + 7 * MINUTE)
    (after,) = desk.drain()
    assert (before.versions, after.versions) == ((("rules", "test"),), (("rules", "next"),))
    assert {reason.rule for reason in after.reasons} - {reason.rule for reason in before.reasons} == {"held"}
    assert after.revision == before.revision + 1


def test_a_cleared_call_exposes_nobody_although_its_number_is_risky_and_a_forged_one_does() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.observe(record(7, start_min=1, talk_s=700, is_acquainted=True), is_cleared=True)
    assert desk.drain() == []
    desk.observe(record(8, start_min=20, talk_s=700, is_foreign=True))
    (warning,) = desk.drain()
    assert {record_id for reason in warning.reasons if reason.rule == "held" for record_id in reason.record_ids} == {8}
