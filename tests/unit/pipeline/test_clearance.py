"""What the whitelist takes out, what it leaves, and how it counts."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
from seats_story import blocks

from linewarden.features.records import record_events
from linewarden.model.cdr import Route
from linewarden.model.event import EventBlock, EventKind, event_block
from linewarden.model.number import NumberFault, NumberKind
from linewarden.model.warning import Warning
from linewarden.pipeline.clearance import Clearance, Silenced
from linewarden.pipeline.detector import Detector, Origin
from linewarden.rulebook.book import SHIPPED
from linewarden.rulebook.whitelist import Entry
from linewarden.scoring.caller import CallerScores
from linewarden.warnings.rules import CALLER_FLOOR
from linewarden.warnings.tracker import Tracker

CLINIC, OTHER = 8651981234567, 8613800000001
NOON_US = int(datetime(2026, 11, 22, 4, tzinfo=UTC).timestamp() * 1e6)


def entry(number: str, expires: date = date(2027, 1, 1)) -> Entry:
    return Entry(number, "calls patients", "letter 17", expires)


def scored(*values: float) -> CallerScores:
    column = np.array(values)
    return CallerScores(column.copy(), column[:, None].copy(), column[:, None].copy(), {})


def calls_of(cli: list[int], **columns: list[int]) -> EventBlock:
    plain = {"kind": [EventKind.RECORD] * len(cli), "at_us": [NOON_US + n for n in range(len(cli))]}
    return event_block(cli=cli, **(plain | columns))


def test_a_cleared_call_scores_nothing_and_counts_when_it_would_have_counted() -> None:
    clearance, scores, talks = (
        Clearance([entry(str(CLINIC))]),
        scored(CALLER_FLOOR, CALLER_FLOOR - 0.01, 0.0, 0.8),
        {2, 3},
    )
    cleared = clearance.take_out(calls_of([CLINIC, CLINIC, CLINIC, OTHER]), scores, talks)
    assert (cleared, talks) == ({0, 1, 2}, {3})
    assert (scores.value.tolist(), scores.points[:, 0].tolist()) == ([0, 0, 0, 0.8], [0, 0, 0, 0.8])
    assert clearance.drain() == [Silenced(str(CLINIC), 2, NOON_US + 2)]  # a risky caller and a stranger's talk
    assert clearance.drain() == []


def test_a_call_counts_once_and_at_its_end() -> None:
    clearance = Clearance([entry("86519812*")])
    kinds = [EventKind.SETUP, EventKind.ANSWER, EventKind.RELEASE]
    clearance.take_out(calls_of([CLINIC] * 3, kind=[int(kind) for kind in kinds]), scored(0.5, 0.5, 0.5), set())
    assert clearance.drain() == [Silenced("86519812*", 1, NOON_US + 2)]


def test_a_number_that_shows_itself_from_abroad_or_breaks_its_plan_is_not_cleared() -> None:
    events = calls_of(
        [CLINIC] * 3,
        route=[Route.INTERNATIONAL, Route.DOMESTIC, Route.DOMESTIC],
        cli_fault=[NumberFault.NONE, NumberFault.WRONG_LENGTH, NumberFault.NONE],
        cli_kind=[NumberKind.LANDLINE, NumberKind.INVALID, NumberKind.LANDLINE],
    )
    scores = scored(0.5, 0.5, 0.5)
    assert Clearance([entry(str(CLINIC))]).take_out(events, scores, set()) == {2}
    assert scores.value.tolist() == [0.5, 0.5, 0.0]


def test_an_entry_that_has_ended_clears_nothing() -> None:
    scores = scored(0.5)
    assert not Clearance([entry(str(CLINIC), date(2026, 11, 22))]).take_out(calls_of([CLINIC]), scores, set())
    assert Clearance([entry(str(CLINIC), date(2026, 11, 23))]).take_out(calls_of([CLINIC]), scores, set())


def told(entries: tuple[Entry, ...]) -> tuple[list[Warning], list[Silenced]]:
    detector = Detector(Tracker(banks=frozenset(), versions=()))
    detector.follow(replace(SHIPPED, whitelist=entries), (("rules", "x"),))
    for intake in blocks():
        assert intake.cdrs is not None
        detector.feed(record_events(intake.cdrs), Origin("f", "f", is_synthetic=True))
    return detector.revisions(), detector.silenced()


def test_a_seat_on_the_whitelist_warns_nobody_and_the_count_shows_it() -> None:
    warned, nothing = told(())
    assert {caller for warning in warned for caller in warning.callers} == {8613900000002}  # it alone holds somebody
    assert nothing == []
    assert {warning.versions for warning in warned} == {(("rules", "x"),)}
    calm, (silenced,) = told((entry("8613900000002"),))
    assert (calm, silenced.number) == ([], "8613900000002")
    assert 6 <= silenced.calls <= 120  # of its 120 calls those from when it was risky, the six long ones among them
    others, _ = told((entry("8613900000000"), entry("8613900000001")))
    assert others == warned
