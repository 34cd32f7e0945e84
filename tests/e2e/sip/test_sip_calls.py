"""Real calls through Kamailio: our count, durations and numbers against Kamailio's own table."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from sip_test_bed import Placed, PlannedCall, SipTestBed, fake_police_calls, missing_programs, ordinary_calls

from linewarden.feeds.hep import DialogCounts, Dialogs, HepCounts, HepServer
from linewarden.feeds.settings import FeedSettings
from linewarden.model.cdr import Cdr, Route, cdr_rows
from linewarden.model.event import EventKind, Oddity
from linewarden.model.intake import Intake
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.model.number import NumberFault, NumberKind
from linewarden.model.reject import Reject
from linewarden.numbering import Home

pytestmark = [pytest.mark.sip, pytest.mark.slow]


@pytest.fixture(autouse=True, scope="module")
def programs() -> None:
    """A missing program fails these tests: skipped, nobody would see that no real call was placed."""
    assert missing_programs() == [], "run scripts/system-packages"


NOW = datetime.now(UTC)
BASIS = LegalBasis("T-1", BasisKind.TRAINING, "test", "test", NOW - timedelta(days=1), NOW + timedelta(days=1))
SETTINGS = FeedSettings(
    name="sip", basis=BASIS, home=Home(country="CN", area="519", city="常州"), international_trunks=("127.0.0.2",)
)


class Listener:
    """The feed under test: listener and dialogs, with everything that came out of them."""

    def __init__(self) -> None:
        self.dialogs = Dialogs(SETTINGS)
        self.calls: list[Cdr] = []
        self.kinds: list[int] = []
        self.sip: list[pa.RecordBatch] = []
        self.rejects: list[Reject] = []
        self.counts: HepCounts | None = None

    async def take(self, intake: Intake) -> None:
        self.rejects += intake.rejects
        if intake.sip is not None:
            self.sip.append(intake.sip)
            events, calls = self.dialogs.feed(intake.sip)
            self.kinds += events.kind.tolist()
            self.calls += cdr_rows(calls)


def listen(work: Callable[[int], None]) -> Listener:
    """What comes out of the feed while `work(port)` runs beside it."""

    async def run() -> Listener:
        listener = Listener()
        server = HepServer("127.0.0.1", 0, SETTINGS, listener.take)
        await server.start()
        try:
            await asyncio.to_thread(work, server.port)
        finally:
            await server.stop()
        listener.counts = server.counts()
        return listener

    return asyncio.run(run())


def test_two_hundred_real_calls_are_seen_as_kamailio_saw_them(tmp_path: Path) -> None:
    plan = ordinary_calls(180) + fake_police_calls(["13961230001", "13961230002"], calls_each=5, strangers=30)
    placed: list[Placed] = []
    cdrs, failures = [], []

    def work(port: int) -> None:
        with SipTestBed(tmp_path, port) as bed:
            placed.append(bed.place_calls(plan))
            cdrs.extend(bed.kamailio_cdrs(expected=len(plan)))
            failures.extend(bed.kamailio_failures(expected=placed[0].failed))

    heard = listen(work)
    ours = {call.call_id: call for call in heard.calls}
    assert placed[0].total == len(plan) == 220
    assert len(heard.calls) == len(ours) == len(cdrs) == len(plan)
    assert set(ours) == {cdr.call_id for cdr in cdrs}
    assert max(abs(ours[cdr.call_id].talk_ms / 1000 - cdr.duration_s) for cdr in cdrs) < 1
    assert {call_id for call_id, _ in failures} == {call.call_id for call in heard.calls if call.answered_at is None}
    assert {ours[call_id].release_cause for call_id, status in failures if status == 486} == {17}
    assert heard.dialogs.counts == DialogCounts(calls=len(plan), ended=len(plan))
    assert heard.kinds.count(EventKind.SETUP) == heard.kinds.count(EventKind.RELEASE) == len(plan)
    assert heard.kinds.count(EventKind.ANSWER) == placed[0].answered
    counts = heard.counts
    assert counts is not None
    assert (counts.rejected, counts.kernel_drops, counts.waiting) == (0, 0, 0)
    assert counts.packets == counts.messages == sum(batch.num_rows for batch in heard.sip)


def test_what_the_callers_said_of_themselves_arrives(tmp_path: Path) -> None:
    plan = [
        PlannedCall(
            cli="anonymous", asserted="0085221234567", called="96110", display="<b>市公安局</b>", user_agent="GoIP-32"
        ),
        *fake_police_calls(["13961230001"], calls_each=1),
        PlannedCall(cli="13861230001", asserted="0085221234567", called="13961230002"),
    ]

    def work(port: int) -> None:
        with SipTestBed(tmp_path, port) as bed:
            bed.place_calls(plan[:1], from_ip="127.0.0.2")
            bed.place_calls(plan[1:])
            bed.kamailio_cdrs(expected=3)

    heard = listen(work)
    first, second, third = sorted(heard.calls, key=lambda call: call.setup_at)
    assert (first.cli, first.cli_kind, first.called_kind) == (85221234567, NumberKind.FOREIGN, NumberKind.SERVICE)
    assert (first.user_agent, first.codec, first.source_ip, first.route) == (
        "GoIP-32",
        "PCMA",
        "127.0.0.2",
        Route.INTERNATIONAL,
    )
    assert (second.cli_raw, second.called) == ("0044110", 8613961230001)
    assert (second.source_ip, second.route) == ("127.0.0.1", Route.UNKNOWN)
    assert second.cli_fault == NumberFault.FOREIGN_SERVICE_TAIL
    odd = [Oddity(call.sip_oddity or 0) & ~Oddity.ODD_TAG for call in (first, second, third)]  # tags hold a process id
    assert odd == [Oddity.SIGNALLED, Oddity.SIGNALLED, Oddity.SIGNALLED | Oddity.IDENTITY_MISMATCH]
    shown = {name for batch in heard.sip for name in batch.column("from_display").to_pylist()}
    assert "<b>市公安局</b>" in shown


@pytest.mark.parametrize("version", [1, 2])
def test_the_older_hep_versions_of_a_real_sender_are_read(tmp_path: Path, version: int) -> None:
    plan = [replace(call, hold_ms=300) for call in ordinary_calls(6)]
    cdrs = []

    def work(port: int) -> None:
        with SipTestBed(tmp_path, port, hep_version=version) as bed:
            bed.place_calls(plan)
            cdrs.extend(bed.kamailio_cdrs(expected=len(plan)))

    heard = listen(work)
    ours = {call.call_id: call for call in heard.calls}
    assert len(heard.calls) == len(cdrs) == len(plan)
    assert heard.rejects == []
    assert max(abs(ours[cdr.call_id].talk_ms / 1000 - cdr.duration_s) for cdr in cdrs) < 1
