"""Who is still watched when the days that count begin is shown without the days before."""

from dataclasses import replace

from scorecard.since import judging_since, person_since

from linewarden.model.event import EventKind
from linewarden.model.score import Score
from linewarden.warnings.moment import Moment
from linewarden.warnings.person import Person
from linewarden.warnings.rules import PERSON_RULES

SINCE_US = 1_790_000_000_000_000
HOUR_US = 3_600_000_000
COURIER, ADVISER, VICTIM = 8613900000001, 8613900000002, 8613861234567


def call(number: int, hours: float, cli: int, *, strangeness: float = 1.0, fan_out: int = 0) -> Moment:
    """A talk of a minute, set up so many hours after the days that count began."""
    setup_us = SINCE_US + int(hours * HOUR_US)
    return Moment(
        at_us=setup_us + 65_000_000, kind=EventKind.RECORD, record_id=number, setup_us=setup_us, answered_us=setup_us + 5_000_000,
        talk_ms=60_000, ring_ms=5000, cli=cli, called=VICTIM, is_foreign=False, is_faulty=False, feed="test", is_synthetic=True,
        strangeness=strangeness, fan_out=fan_out,
    )  # fmt: skip


def person(*calls: Moment) -> Person:
    known = Person(VICTIM, anchor=1)
    for moment in calls:
        known.contact(moment.cli).add(moment)
    return known


def test_contacts_are_told_of_their_later_calls_alone() -> None:
    known = person(
        call(1, -2, COURIER, fan_out=90), call(2, -1, ADVISER), call(3, 0, COURIER, strangeness=0.5, fan_out=3)
    )
    known.contact(COURIER).is_risky = True
    late = person_since(known, SINCE_US)
    assert list(late.contacts) == [COURIER]
    courier = late.contacts[COURIER]
    assert list(courier.calls) == [3]
    assert (courier.strangeness, courier.fan_out, courier.is_risky) == (0.5, 3, True)
    assert list(known.contacts[COURIER].calls) == [1, 3]  # the person himself is watched on as he was


def test_what_was_noted_before_is_not_known() -> None:
    early, late = SINCE_US - 1, SINCE_US
    noted = {1: early, 2: late}
    known = replace(person(), banks=noted, call_backs=noted, refusals=noted, rung_by=noted)
    found = person_since(known, SINCE_US)
    assert (found.banks, found.call_backs, found.refusals, found.rung_by) == ({2: late},) * 4


def test_who_had_calls_in_the_days_that_count_alone_is_shown_whole() -> None:
    known = replace(person(call(1, 0, COURIER), call(2, 1, ADVISER)), last_us=SINCE_US)
    assert person_since(known, SINCE_US) == known


def test_a_judge_is_asked_of_what_happened_since() -> None:
    shown: list[Person] = []

    def judge(person: Person, *_: object) -> Score:
        shown.append(person)
        return Score(0.25, ())

    judged = judging_since(SINCE_US, judge)(
        person(call(1, -1, COURIER), call(2, 1, ADVISER)), {}, SINCE_US, PERSON_RULES
    )
    assert judged.value == 0.25
    assert [list(one.contacts) for one in shown] == [[ADVISER]]
