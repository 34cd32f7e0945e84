"""A drop folder and a HEP port as feeds, on a real store, ledger and pipeline: what comes in is durable, what is wrong shows on the card."""

import asyncio
import csv
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from plain_table import PLAIN_TABLE

from linewarden.errors import FeedError, LegalBasisError, StoreError, UnwritableError
from linewarden.feeds.files import load_map
from linewarden.feeds.files.drop import DropFolder
from linewarden.feeds.hep import Dialogs
from linewarden.feeds.hep.server import HepOptions
from linewarden.feeds.settings import FeedSettings
from linewarden.model.feed_card import FeedKind, FeedState
from linewarden.model.intake import Intake
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.numbering import Home
from linewarden.pipeline.detector import Detector
from linewarden.pipeline.file_feed import MOST_REPORTED, FileFeed
from linewarden.pipeline.hep_feed import HepFeed
from linewarden.pipeline.live import Pipeline
from linewarden.pipeline.source import Source
from linewarden.store.kept import Kept
from linewarden.store.ledger import Ledger
from linewarden.store.records import RecordStore
from linewarden.warnings.tracker import Tracker

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
BASIS = LegalBasis("T-1", BasisKind.TRAINING, "drill", "test", NOW - timedelta(days=1), NOW + timedelta(days=1))
SETTINGS = FeedSettings(name="f", basis=BASIS, home=Home(country="CN", area="519", city="常州"))
HEADER = "call_id,cli,called,setup_at,answered_at,ended_at\n"
INVITE = (
    b"INVITE sip:051986661234@10.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1\r\n"
    b"From: <sip:13861234567@10.0.0.1>;tag=a\r\nTo: <sip:051986661234@10.0.0.2>\r\nCall-ID: c-1\r\nCSeq: 1 INVITE\r\n"
    b"Content-Length: 0\r\n\r\n"
)


@dataclass(frozen=True)
class Bench:
    """The parts a feed stands on."""

    folder: Path
    pipeline: Pipeline
    store: RecordStore

    @property
    def drop(self) -> Path:
        return self.folder / "drop"

    def files(self, settings: FeedSettings = SETTINGS) -> FileFeed:
        self.drop.mkdir(exist_ok=True)
        return FileFeed(
            folder=DropFolder(self.drop, is_done=self.store.is_done, clock=lambda: NOW), field_map=load_map("linewarden"), settings=settings,
            pipeline=self.pipeline, store=self.store, now=lambda: NOW,
        )  # fmt: skip

    def hep(self, settings: FeedSettings = SETTINGS, port: int = 0) -> HepFeed:
        return HepFeed(
            host="127.0.0.1", port=port, settings=settings, pipeline=self.pipeline, store=self.store, now=lambda: NOW
        )

    def put(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")
        (self.folder / name).rename(self.drop / name)


@pytest.fixture(params=[FeedKind.FILES])
def bench(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    store, ledger = RecordStore.open(tmp_path), Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")
    dialogs = Dialogs(SETTINGS) if request.param is FeedKind.HEP else None
    pipeline = Pipeline(
        store=store, ledger=ledger, detector=Detector(Tracker(banks=frozenset(), versions=(), rules=PLAIN_TABLE)),
        sources={"f": Source(name="f", kind=request.param, lane="f", basis=BASIS, dialogs=dialogs)}, event_now_us=lambda: 0,
    )  # fmt: skip
    pipeline.start()
    try:
        yield Bench(tmp_path, pipeline, store)
    finally:
        pipeline.stop()
        store.close()
        ledger.close()


def until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@contextmanager
def running(feed: FileFeed | HepFeed) -> Iterator[int | None]:
    port = feed.start()
    try:
        yield port
    finally:
        feed.stop()


def row(number: int, cli: str = "13900000001") -> str:
    return f"r{number},{cli},1380000{number:04d},2026-11-22T03:00:00Z,,2026-11-22T03:00:05Z\n"


def test_a_dropped_file_is_stored_and_put_aside_with_its_refused_rows(bench: Bench) -> None:
    with running(feed := bench.files()):
        bench.put("calls.csv", HEADER + row(1) + row(2).replace("2026-11-22T03:00:00Z", "yesterday") + row(3))
        until((bench.drop / "done" / "calls.csv").exists)
        counts = bench.store.counts()["f"]
        assert (counts.received, counts.stored, counts.rejected) == (3, 2, 1)
        assert (feed.state, feed.problem, feed.waiting) == (FeedState.OK, None, 0)
    with (bench.drop / "done" / "calls.csv.rejects.csv").open(encoding="utf-8-sig", newline="") as report:
        ((line),) = list(csv.DictReader(report))
    assert (line["row"], line["field"], line["value"]) == ("3", "setup_at", "yesterday")


def test_a_file_that_cannot_be_read_shows_on_the_card_until_the_next_good_one(bench: Bench) -> None:
    with running(feed := bench.files()):
        bench.put("odd.csv", "nothing,of,ours\n1,2,3\n")
        until((bench.drop / "rejected" / "odd.csv").exists)
        assert "odd.csv" in str(feed.problem)
        assert feed.state is FeedState.OK
        bench.put("calls.csv", HEADER + row(1))
        until((bench.drop / "done" / "calls.csv").exists)
        until(lambda: feed.problem is None)


def test_files_without_a_valid_legal_basis_are_refused_with_the_reason(bench: Bench) -> None:
    expired = replace(BASIS, valid_until=NOW - timedelta(hours=1))
    with running(feed := bench.files(replace(SETTINGS, basis=expired))):
        bench.put("calls.csv", HEADER + row(1))
        until((bench.drop / "rejected" / "calls.csv").exists)
    assert "T-1" in str(feed.problem)
    assert bench.store.counts() == {}


def test_very_many_refused_rows_are_listed_in_part_and_counted_in_full(bench: Bench) -> None:
    bad = MOST_REPORTED + 5
    with running(bench.files()):
        bench.put("calls.csv", HEADER + row(1) + ",,,,,x\n" * bad)
        until((bench.drop / "done" / "calls.csv").exists)
    assert bench.store.counts()["f"].rejected == bad
    report = (bench.drop / "done" / "calls.csv.rejects.csv").read_text("utf-8").splitlines()
    assert len(report) == 1 + MOST_REPORTED + 1
    assert "5 more rows" in report[-1]


def test_a_store_that_cannot_write_ends_the_feed_and_keeps_the_file_for_the_next_start(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> list[object]:
        raise StoreError("the disk is full; free some space")

    monkeypatch.setattr(bench.store, "take", full)
    with running(feed := bench.files()):
        bench.put("calls.csv", HEADER + row(1))
        until(lambda: feed.state is FeedState.FAILED)
    assert "the disk is full" in str(feed.problem)
    monkeypatch.undo()
    assert str(bench.pipeline.failure) == "the disk is full; free some space"
    with DropFolder(bench.drop, is_done=bench.store.is_done, clock=lambda: NOW) as again:
        dropped = again.next(10)
    assert dropped is not None
    assert dropped.name == "calls.csv"


@pytest.mark.parametrize("bench", [FeedKind.HEP], indirect=True)
def test_a_datagram_becomes_a_stored_message(bench: Bench) -> None:
    with running(feed := bench.hep()) as port, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as agent:
        agent.sendto(_hep(INVITE), ("127.0.0.1", port))
        until(lambda: bench.store.counts() != {} and bench.store.counts()["f"].stored == 1)
        assert (feed.state, feed.problem) == (FeedState.OK, None)
        until(lambda: feed.waiting == 0)


@pytest.mark.parametrize("bench", [FeedKind.HEP], indirect=True)
def test_a_full_disk_makes_streams_wait_refuses_datagrams_beyond_the_room_and_loses_neither(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linewarden.pipeline.live.RETRY_S", 0.01)
    monkeypatch.setattr("linewarden.pipeline.hep_feed.HepOptions", partial(HepOptions, max_waiting=50, batch_rows=10))
    monkeypatch.setattr("linewarden.pipeline.live.BATCH_INTAKES", 1)
    bench.pipeline._queue.maxsize = 2
    take, has_space = bench.store.take, threading.Event()

    def tried(intakes: list[Intake]) -> list[Kept]:
        if not has_space.is_set():
            raise UnwritableError("no space left; free space")
        return take(intakes)

    monkeypatch.setattr(bench.store, "take", tried)
    with running(feed := bench.hep()) as port, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as agent:
        pouring = threading.Thread(target=pour, args=(port, 1_000))
        pouring.start()
        until(lambda: bench.pipeline.is_stalled and feed.waiting >= 50)
        for number in range(200):
            agent.sendto(_hep(INVITE.replace(b"c-1", b"u-%d" % number)), ("127.0.0.1", port))
        until(lambda: feed._server.counts().overload > 0)
        assert bench.pipeline.problem == "no space left; free space"
        has_space.set()
        pouring.join(60)
        until(lambda: feed._server.counts().packets == 1_200 and feed.waiting == 0)
        until(lambda: bench.pipeline.waiting_rows("f") == 0)
        counts, overload = bench.store.counts()["f"], feed._server.counts().overload
    assert bench.pipeline.problem is None
    assert (counts.received, counts.rejected) == (1_200, overload)
    assert counts.stored == 1_200 - overload


def pour(port: int, messages: int) -> None:
    """So many messages of some 8,000 bytes over one connection."""
    with socket.create_connection(("127.0.0.1", port)) as agent:
        for number in range(messages):
            agent.sendall(
                _hep3(
                    INVITE.replace(b"c-1", b"t-%d" % number).replace(
                        b"\r\n\r\n", b"\r\nX: " + b"y" * 8_000 + b"\r\n\r\n"
                    )
                )
            )


@pytest.mark.parametrize("bench", [FeedKind.HEP], indirect=True)
def test_a_port_without_a_legal_basis_or_taken_is_not_opened(bench: Bench) -> None:
    with pytest.raises(LegalBasisError, match="names no legal basis"):
        bench.hep(replace(SETTINGS, basis=None)).start()
    with running(bench.hep()) as port, pytest.raises(FeedError, match="free the port"):
        bench.hep(port=int(port or 0)).start()


@pytest.mark.parametrize("bench", [FeedKind.HEP], indirect=True)
def test_a_port_whose_rows_cannot_be_stored_shows_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise StoreError("the pipeline is gone")

    monkeypatch.setattr(bench.pipeline, "submit", broken)
    with running(feed := bench.hep()) as port, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as agent:
        agent.sendto(_hep(INVITE), ("127.0.0.1", port))
        until(lambda: feed.state is FeedState.FAILED)
    assert feed.problem == "feed 'f' stopped: the pipeline is gone"


@pytest.mark.parametrize("bench", [FeedKind.HEP], indirect=True)
def test_a_port_that_has_failed_just_now_is_stopped_all_the_same(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    closed, leave = threading.Event(), asyncio.Runner.__exit__

    def lingering(runner: asyncio.Runner, *raised: Any) -> None:
        leave(runner, *raised)
        closed.set()
        time.sleep(0.2)  # the loop is closed, its thread not yet at its end

    def broken(_: object) -> None:
        raise StoreError("the pipeline is gone")

    monkeypatch.setattr(asyncio.Runner, "__exit__", lingering)
    monkeypatch.setattr(bench.pipeline, "submit", broken)
    with running(feed := bench.hep()) as port, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as agent:
        agent.sendto(_hep(INVITE), ("127.0.0.1", port))
        assert closed.wait(30)
    assert feed.state is FeedState.FAILED


def _hep3(payload: bytes) -> bytes:
    """A HEP3 packet of now."""
    chunks = [
        (1, b"\x02"), (2, b"\x11"), (3, socket.inet_aton("10.0.0.1")), (4, socket.inet_aton("10.0.0.2")), (7, (5060).to_bytes(2, "big")),
        (8, (5060).to_bytes(2, "big")), (9, int(NOW.timestamp()).to_bytes(4, "big")), (10, bytes(4)), (11, b"\x01"), (12, b"\0\0\0\7"), (15, payload),
    ]  # fmt: skip
    body = b"".join(b"\0\0" + struct.pack("!HH", kind, 6 + len(value)) + value for kind, value in chunks)
    return b"HEP3" + struct.pack("!H", 6 + len(body)) + body


def _hep(payload: bytes) -> bytes:
    """A HEP1 packet: no time of its own, ours counts."""
    addresses = socket.inet_aton("10.0.0.1") + socket.inet_aton("10.0.0.2")
    return b"\x01\x10\x02\x11" + (5060).to_bytes(2, "big") * 2 + addresses + payload
