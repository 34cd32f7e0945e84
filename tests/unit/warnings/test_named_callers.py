"""A warning names those who give reason to warn, and nobody who only rang as well."""

from dataclasses import replace

from watched_calls import BANK, POLICE, SEAT, T0, VICTIM, record, risk, tracker

from linewarden.model.event import EventKind

OFFICE, RING = 8651983025084, 85265255546


def test_who_rang_as_well_is_not_named() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.mark(OFFICE, risk(0.2), T0, ())  # many calls, and no talk that would be worth a notice
    desk.observe(record(1, start_min=1, talk_s=40, cli=OFFICE))
    desk.observe(record(2, start_min=5, talk_s=700))
    assert [warning.callers for warning in desk.drain()] == [(SEAT,)]


def test_all_who_alone_were_worth_a_notice_are_named_in_order_of_appearance() -> None:
    desk = tracker()
    for cli in (SEAT, OFFICE):
        desk.mark(cli, risk(0.5), T0, ())
    desk.observe(record(1, start_min=1, talk_s=90, cli=OFFICE))
    desk.observe(record(2, start_min=200, talk_s=700))
    (warning,) = desk.drain()
    assert warning.callers == (OFFICE, SEAT)


def test_who_handed_over_and_who_took_over_are_named_whatever_else_is_known_of_them() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.2), T0, ())
    desk.mark(OFFICE, risk(0.2), T0, ())
    desk.observe(record(1, start_min=0, talk_s=40, cli=OFFICE))
    desk.observe(record(2, start_min=1, talk_s=50))
    desk.observe(record(3, start_min=3, talk_s=70))
    desk.observe(record(4, start_min=14, talk_s=70, cli=POLICE, is_foreign=True, is_suspect=True))
    (warning,) = desk.drain()
    assert warning.callers == (SEAT, POLICE)
    (reason,) = (reason for reason in warning.reasons if reason.rule == "hand_over")
    assert (reason.record_ids, reason.record_count) == ((4, 3), 2)  # with the call that it followed


def test_what_followed_accuses_nobody_else() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.mark(OFFICE, risk(0.2), T0, ())
    desk.observe(record(1, start_min=1, talk_s=40, cli=OFFICE))
    desk.observe(record(2, start_min=5, talk_s=700))
    desk.observe(record(3, start_min=20, talk_s=60, cli=VICTIM, called=BANK))
    assert [warning.callers for warning in desk.drain()] == [(SEAT,)]


def test_the_number_called_back_is_named() -> None:
    desk = tracker()
    desk.mark(RING, risk(0.5, rule="wangiri", signal="S6"), T0, ())
    desk.observe(record(1, start_min=1, talk_s=0, cli=RING, answered_us=0))
    desk.observe(record(2, start_min=5, talk_s=30, cli=VICTIM, called=RING))
    assert [warning.callers for warning in desk.drain()] == [(RING,)]


def test_who_was_named_stays_named() -> None:
    desk = tracker()
    for cli in (SEAT, OFFICE):
        desk.mark(cli, risk(0.2), T0, ())
    for number in range(3):  # three calls within an hour are worth a notice, and are over then
        desk.observe(record(number + 1, start_min=1 + 5 * number, talk_s=20, cli=OFFICE))
    assert desk.drain()[-1].callers == (OFFICE,)
    desk.observe(record(9, start_min=300, talk_s=700))
    assert desk.drain()[-1].callers == (OFFICE, SEAT)


def test_the_person_is_in_contact_while_one_of_those_named_is_on_the_line() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    desk.mark(OFFICE, risk(0.2), T0, ())
    desk.observe(record(1, start_min=1, talk_s=700))
    talk = record(2, start_min=20, talk_s=0, cli=OFFICE)
    desk.observe(replace(talk, kind=EventKind.ANSWER, at_us=talk.answered_us))
    assert [warning.is_in_contact for warning in desk.drain()] == [False]
    talk = record(3, start_min=21, talk_s=0)
    desk.observe(replace(talk, kind=EventKind.ANSWER, at_us=talk.answered_us))
    assert [warning.is_in_contact for warning in desk.drain()] == [True]
