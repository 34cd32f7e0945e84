"""A gang that throws its numbers away: the seventh number, never seen before, calls with the software of six that were found out."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_table import PLAIN_TABLE

from linewarden.model.cdr import Route
from linewarden.model.event import EventBlock, EventKind, event_block
from linewarden.model.number import NumberKind
from linewarden.model.warning import Warning
from linewarden.pipeline.detector import Detector, Origin
from linewarden.pipeline.snapshots import Snapshot, Snapshots
from linewarden.warnings.tracker import Tracker

MINUTE_US = 60_000_000
NOON_US = 1_790_000_000_000_000
POLICE = [8651986660000 + number for number in range(6)]  # landlines shown from abroad: forged
FRESH, PERSON, STACK = 442079460000, 8613800000001, 77
ORIGIN = Origin("f", "f", is_synthetic=True)


def story(stack_of_fresh: int = STACK) -> EventBlock:
    """Six forged numbers ring once each and are not answered; then a fresh one talks to somebody for twenty minutes."""
    at_us = [NOON_US + MINUTE_US * minute for minute in (1, 2, 3, 4, 5, 6, 40)]
    return event_block(
        at_us=at_us, kind=[EventKind.RECORD] * 7, record_id=range(1, 8), setup_us=[*(at - MINUTE_US for at in at_us[:6]), at_us[6] - 21 * MINUTE_US],
        answered_us=[0] * 6 + [at_us[6] - 20 * MINUTE_US], talk_ms=[0] * 6 + [20 * 60_000], cli=[*POLICE, FRESH], called=[*range(8613900000000, 8613900000006), PERSON],
        cli_kind=[NumberKind.LANDLINE] * 6 + [NumberKind.FOREIGN], route=[Route.INTERNATIONAL] * 7, stack=[STACK] * 6 + [stack_of_fresh],
    )  # fmt: skip


def new() -> Detector:
    return Detector(Tracker(banks=frozenset(), versions=(), rules=PLAIN_TABLE))


def told(events: EventBlock, edges: list[int]) -> list[Warning]:
    detector, found = new(), []
    for start, end in pairwise(edges):
        detector.feed(events.take(slice(start, end)), ORIGIN)
        found += detector.revisions()
    return found


def test_a_number_is_suspect_at_its_first_call_by_the_company_it_keeps() -> None:
    (warning,) = told(story(), [0, 7])
    (reason,) = (reason for reason in warning.reasons if reason.signal == "S22")
    assert (warning.called, reason.rule, reason.record_ids) == (PERSON, "company_stack", (7,))
    assert reason.value == pytest.approx(0.05 ** (1 / 6))  # six of six


def test_with_other_software_or_none_told_it_is_a_stranger_and_no_more() -> None:
    assert told(story(stack_of_fresh=78), [0, 7]) == []
    assert told(story(stack_of_fresh=0), [0, 7]) == []


@given(cuts=st.sets(st.integers(1, 6)))
@settings(max_examples=40, deadline=None)
def test_however_the_blocks_are_cut_it_is_the_same(cuts: set[int]) -> None:
    assert told(story(), [0, *sorted(cuts), 7]) == told(story(), [0, 7])


@pytest.mark.parametrize("stop", range(1, 7))
def test_a_restart_does_not_forget_the_company(tmp_path: Path, stop: int) -> None:
    events, detector, snapshots = story(), new(), Snapshots(tmp_path, "test")
    detector.feed(events.take(slice(0, stop)), ORIGIN)
    snapshots.write(Snapshot(1, detector.image(), {}))
    found = snapshots.latest()
    assert found is not None
    again = new()
    again.restore(found.engines, found.tracker, found.acquaintances, found.beside, found.late)
    again.feed(events.take(slice(stop, 7)), ORIGIN)
    assert again.revisions() == told(events, [0, 7])
