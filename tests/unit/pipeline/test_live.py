"""The live half on a real store and a real ledger: what is handed over is durable, scored, and the same after a restart."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from plain_table import PLAIN_TABLE

from linewarden.columns import record_ids
from linewarden.errors import StoreError, UnwritableError
from linewarden.model.cdr import Cdr, cdr_batch
from linewarden.model.feed_card import FeedKind, FeedState
from linewarden.model.intake import Intake
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.model.number import NumberKind
from linewarden.model.warning import Level
from linewarden.pipeline.cards import Cards
from linewarden.pipeline.detector import Detector
from linewarden.pipeline.live import Pipeline
from linewarden.pipeline.source import Source
from linewarden.store.ledger import Ledger
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings
from linewarden.warnings.tracker import Tracker

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
SEAT, VICTIM = 8613900000001, 8613861234567
BASIS = LegalBasis("T-1", BasisKind.TRAINING, "drill", "test", NOON - timedelta(days=1), NOON + timedelta(days=1))


def call(number: int, *, at_s: float, talk_s: float, called: int) -> Cdr:
    setup = NOON + timedelta(seconds=at_s)
    return Cdr(
        record_id=number, feed="f", basis_id="T-1", source_id="s", source_row=number, setup_at=setup,
        answered_at=setup + timedelta(seconds=5) if talk_s else None, ended_at=setup + timedelta(seconds=5 + talk_s), talk_ms=int(talk_s * 1000),
        cli=SEAT, cli_kind=NumberKind.MOBILE, called=called, called_kind=NumberKind.MOBILE,
    )  # fmt: skip


def burst(calls: int = 120) -> list[Cdr]:
    """A seat that is cut short by everybody, then holds one victim for 15 minutes."""
    short = [call(n, at_s=n * 20, talk_s=4 if n % 2 else 0, called=8613800000000 + n * 1009) for n in range(1, calls)]
    return [*short, call(calls, at_s=calls * 20, talk_s=900, called=VICTIM)]


def intake(rows: list[Cdr], first: int) -> Intake:
    batch = cdr_batch(rows)
    batch = batch.set_column(
        0, batch.schema.field("record_id"), pa.array(record_ids(batch, ("feed", "setup_at", "called")))
    )
    return Intake(
        feed="f", basis_id="T-1", source_id="s", next_row=first + len(rows), is_last=False, cdrs=batch, sip=None, rejects=(), arrived_ns=1,
    )  # fmt: skip


@contextmanager
def platform(folder: Path) -> Iterator[tuple[Pipeline, RecordStore, Ledger]]:
    store, ledger = RecordStore.open(folder), Ledger.open(f"sqlite:///{folder}/ledger.sqlite")
    detector = Detector(Tracker(banks=frozenset(), versions=(("rules", "test"),), rules=PLAIN_TABLE))
    source = Source(name="f", kind=FeedKind.FILES, lane="f", basis=BASIS)
    pipeline = Pipeline(store=store, ledger=ledger, detector=detector, sources={"f": source}, event_now_us=lambda: 0)
    try:
        yield pipeline, store, ledger
    finally:
        pipeline.stop()
        store.close()
        ledger.close()


def test_a_seat_that_bursts_and_holds_somebody_becomes_one_warning(tmp_path: Path) -> None:
    with platform(tmp_path) as (pipeline, store, ledger):
        pipeline.recover()
        pipeline.start()
        rows = burst()
        tickets = [pipeline.submit(intake(rows[i : i + 30], i)) for i in range(0, len(rows), 30)]
        for ticket in tickets:
            ticket.result(timeout=60)
        ((_, warning, _),) = ledger.warnings()
        counts = store.counts()["f"]
    assert (warning.called, warning.level, warning.is_synthetic) == (VICTIM, Level.HIGH, True)
    assert {reason.rule for reason in warning.reasons} == {"burst", "held"}
    assert (counts.received, counts.stored, counts.duplicates) == (120, 120, 0)
    assert len(pipeline.warned) >= 1


def test_a_restart_rebuilds_the_state_and_doubles_nothing(tmp_path: Path) -> None:
    rows = burst()
    with platform(tmp_path) as (pipeline, _, ledger):
        pipeline.start()
        pipeline.submit(intake(rows[:80], 0)).result(timeout=60)
    with platform(tmp_path) as (pipeline, store, ledger):
        assert pipeline.recover() == 1
        pipeline.start()
        pipeline.submit(intake(rows[60:], 60)).result(timeout=60)
        stored = ledger.warnings()
        assert store.counts()["f"].duplicates == 20
    assert [warning.called for _, warning, _ in stored] == [VICTIM]
    with platform(tmp_path) as (pipeline, _, ledger):
        pipeline.recover()
        assert ledger.warnings() == stored


def test_a_store_that_fails_tells_whoever_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with platform(tmp_path) as (pipeline, store, _):

        def full(_: object) -> list[object]:
            raise StoreError("the disk is full; free some space")

        monkeypatch.setattr(store, "take", full)
        pipeline.start()
        with pytest.raises(StoreError, match="disk is full"):
            pipeline.submit(intake(burst(), 0)).result(timeout=60)
        assert isinstance(pipeline.failure, StoreError)
        with pytest.raises(StoreError):
            pipeline.submit(intake(burst(), 0)).result(timeout=60)


class QuietFeed:
    """A feed that works and has nothing to do."""

    state, problem, waiting = FeedState.OK, None, 0


def test_records_that_cannot_be_sealed_show_on_every_card(tmp_path: Path) -> None:
    store = RecordStore.open(tmp_path, settings=StoreSettings(seal_rows=50))
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")
    detector = Detector(Tracker(banks=frozenset(), versions=(("rules", "test"),), rules=PLAIN_TABLE))
    sources = {"f": Source(name="f", kind=FeedKind.FILES, lane="f", basis=BASIS)}
    pipeline = Pipeline(store=store, ledger=ledger, detector=detector, sources=sources, event_now_us=lambda: 0)
    cards = Cards(sources, {"f": QuietFeed()}, store, pipeline, detector)
    try:
        assert cards()[0].problem is None
        shutil.rmtree(tmp_path / "records/lake/cdr")
        (tmp_path / "records/lake/cdr").write_text("in the way")
        store.take([intake(burst(), 0)])
        deadline = time.monotonic() + 30
        while not store.problem and time.monotonic() < deadline:
            time.sleep(0.01)
        assert "cannot seal blocks 0 to 0" in str(cards()[0].problem)
        assert cards()[0].state is FeedState.ATTENTION
        assert cards()[0].stored == 120
    finally:
        store.close()
        ledger.close()


def test_a_late_record_is_scored_and_counted_on_its_feeds_card(tmp_path: Path) -> None:
    *before, held = burst()
    newer = replace(call(500, at_s=9_000, talk_s=4, called=8613800777777), cli=SEAT + 5)
    with platform(tmp_path) as (pipeline, store, ledger):
        cards = Cards({"f": pipeline._sources["f"]}, {"f": QuietFeed()}, store, pipeline, pipeline._detector)
        pipeline.start()
        for first, rows in enumerate([before, [newer], [held]]):
            assert (cards()[0].late, ledger.warnings()) == (0, [])
            pipeline.submit(intake(rows, first)).result(timeout=60)
        ((_, warning, _),) = ledger.warnings()
        assert cards()[0].late == 1
    assert (warning.called, warning.level) == (VICTIM, Level.HIGH)
    assert warning.raised_at == newer.ended_at  # by the event clock, which a late record does not turn back


def test_a_clock_that_jumped_shows_on_every_card(tmp_path: Path) -> None:
    problem = "the machine's clock jumped by +86,400 s; check the time service"
    with platform(tmp_path) as (pipeline, store, _):
        told = Cards(
            pipeline._sources, {"f": QuietFeed()}, store, pipeline, pipeline._detector, clock_problem=lambda: problem
        )
        (card,) = told()
    assert (card.state, card.problem) == (FeedState.ATTENTION, problem)


def test_a_full_disk_stalls_the_intake_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linewarden.pipeline.live.RETRY_S", 0.01)
    rows, has_space = burst(), threading.Event()
    with platform(tmp_path) as (pipeline, store, ledger):
        for part, name in ((store, "take"), (ledger, "save_warnings")):
            monkeypatch.setattr(part, name, failing_until(has_space, getattr(part, name)))
        pipeline.start()
        tickets = [pipeline.submit(intake(rows[i : i + 30], i)) for i in range(0, len(rows), 30)]
        wait_until(lambda: pipeline.problem == "no space left; free space")
        assert pipeline.is_stalled
        assert not any(ticket.done() for ticket in tickets)
        has_space.set()
        for ticket in tickets:
            ticket.result(timeout=60)
        assert pipeline.problem is None
        assert store.counts()["f"].stored == 120
        assert [warning.called for _, warning, _ in ledger.warnings()] == [VICTIM]


def test_a_pipeline_that_is_stopped_while_it_stalls_refuses_what_is_not_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with platform(tmp_path) as (pipeline, store, _):
        monkeypatch.setattr(store, "take", failing_until(threading.Event(), store.take))
        pipeline.start()
        ticket = pipeline.submit(intake(burst()[:30], 0))
        wait_until(lambda: pipeline.problem is not None)
        pipeline.stop()
        with pytest.raises(UnwritableError, match="free space"):
            ticket.result(timeout=60)
        assert store.counts() == {}


def failing_until(has_space: threading.Event, write: Callable[..., Any]) -> Callable[..., Any]:
    """The same write, but for the disk that is full until the event."""

    def tried(*given: object) -> Any:
        if not has_space.is_set():
            raise UnwritableError("no space left; free space")
        return write(*given)

    return tried


def wait_until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.005)
