"""Numbers with very much of the traffic: what is remembered of them is bounded, and one more call costs what the first ones did."""

import time

from watched_calls import BANK, MINUTE, POLICE, SEAT, T0, VICTIM, record, risk, tracker

from linewarden.model.warning import Level
from linewarden.warnings.person import note_at
from linewarden.warnings.rules import MOST_CALLERS, MOST_CALLS, MOST_CONTACTS, MOST_NOTED
from linewarden.warnings.tracker import Tracker


def hotline(callers: int, desk: Tracker) -> Tracker:
    """So many risky callers, one a second, each for 20 s with one number."""
    for number in range(callers):
        desk.mark(SEAT + number, risk(0.5), T0 + number * 1_000_000, ())
        desk.observe(record(number, start_min=number / 60, talk_s=20, cli=SEAT + number))
    return desk


def test_of_one_whom_a_thousand_risky_callers_reach_the_strongest_contacts_are_remembered() -> None:
    desk = tracker()
    desk.mark(POLICE, risk(0.5), T0, ())
    desk.observe(record(99_999, start_min=0, talk_s=700, cli=POLICE))
    person = hotline(1_000, desk).memory.people[VICTIM]
    assert len(person.contacts) == MOST_CONTACTS
    assert list(person.contacts)[:2] == [POLICE, SEAT]
    assert SEAT + 999 in person.contacts
    warning = desk.drain()[-1]
    assert (warning.level, len(warning.callers)) == (Level.HIGH, MOST_CALLERS)
    assert {reason.rule for reason in warning.reasons} == {"held", "burst"}
    assert sum(len(caller.people) for caller in desk.memory.callers.values()) == MOST_CONTACTS


def test_a_new_caller_is_no_news_once_a_warning_names_as_many_as_it_may() -> None:
    desk = hotline(100, tracker())
    told = len(desk.revisions())
    assert told < 70
    hotline(400, desk)
    assert len(desk.revisions()) <= 400 / 60 + 1  # growth, once a minute


def test_four_times_the_calls_take_about_four_times_the_work() -> None:
    def seconds(callers: int) -> float:
        began = time.process_time()
        hotline(callers, tracker())
        return time.process_time() - began

    seconds(50)
    assert min(seconds(800) for _ in range(2)) < 8 * min(
        seconds(200) for _ in range(2)
    )  # 16 times, if each looked at all


def test_one_who_calls_its_bank_all_day_and_is_rung_by_everybody_is_remembered_in_part() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    for number in range(200):
        cli = POLICE + number
        desk.mark(cli, risk(0.6, "wangiri", "S6"), T0, ())
        rung = {"talk_s": 0, "answered_us": 0, "at_us": T0 + (4 * number + 1) * MINUTE}
        desk.observe(record(4 * number, start_min=4 * number, cli=cli, **rung))
        desk.observe(record(4 * number + 1, start_min=4 * number + 1, talk_s=20, cli=VICTIM, called=cli))
        desk.observe(record(4 * number + 2, start_min=4 * number + 2, talk_s=900, cli=SEAT))
        desk.observe(record(4 * number + 3, start_min=4 * number + 3, talk_s=20, cli=VICTIM, called=BANK))
    person = desk.memory.people[VICTIM]
    assert {len(person.banks), len(person.call_backs), len(person.rung_by)} == {MOST_NOTED}
    assert (len(person.contacts), len(person.contacts[SEAT].calls)) == (MOST_CONTACTS, MOST_CALLS)
    assert desk.drain()[-1].level is Level.URGENT


def test_a_caller_that_never_falls_silent_does_not_remember_whom_everybody_else_forgot() -> None:
    desk = tracker()
    desk.mark(SEAT, risk(0.5), T0, ())
    for hour in range(10 * 24):
        desk.observe(record(hour, start_min=60 * hour, talk_s=30, called=VICTIM + hour))
        assert len(desk.memory.callers[SEAT].people) == len(desk) <= 25
        assert len(desk.memory.ends) == len(desk) + 1
        assert desk.memory.timers == []


def test_the_latest_moment_of_each_is_noted() -> None:
    noted: dict[int, int] = {}
    for key, at_us in ((7, 5), (8, 6), (7, 4)):
        note_at(noted, key, at_us)
    assert noted == {8: 6, 7: 5}
