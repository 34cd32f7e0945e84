"""A writer is killed at random moments under load, in the middle of sealing too; nothing acknowledged is lost, nothing is there twice."""

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from crash_load import SENDER, SETTINGS, deliver, expected_of_files, expected_of_sender, file_name

from linewarden.store.records import RecordStore

KILLS = 24
PATIENCE_S = 30


class Writer:
    """The writing process, and the latest that it said was durable."""

    def __init__(self, folder: Path, files: int | None = None) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["crash_load"])
        self._received, sent = context.Pipe(duplex=False)
        self.process = context.Process(target=deliver, args=(folder, sent, files), daemon=True)
        self.process.start()
        sent.close()
        self.acknowledged: tuple[int, int, int] | None = None

    def listen(self, until: float) -> bool:
        """Take in acknowledgements until then; False when the writer has ended."""
        while (rest := until - time.monotonic()) > 0 or self._received.poll():
            if self._received.poll(max(0, rest)) and not self._take(self._received):
                return False
        return True

    def _take(self, received: Connection) -> bool:
        try:
            self.acknowledged = received.recv()
        except EOFError:
            return False
        return True

    def wait_for_first(self) -> None:
        """Return when something is acknowledged."""
        end = time.monotonic() + PATIENCE_S
        while self.acknowledged is None and time.monotonic() < end:
            self.listen(time.monotonic() + 0.01)

    def kill(self) -> None:
        """End it as a power switch would, and hear what it still said."""
        pid = self.process.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        self.process.join()
        self.listen(time.monotonic() + PATIENCE_S)


def is_sealing(folder: Path) -> bool:
    """True when there are files of a range that is not sealed yet."""
    records = folder / "records"
    sealed = {path.name.split(".")[0] for path in (records / "lake/seals").glob("*.json")}
    written = [*(records / "lake/sip").glob("*"), *(records / "lake/cdr").glob("*"), *(records / "index").glob("*")]
    return any(path.name.split(".")[0] not in sealed for path in written)


def wait_for_sealing(writer: Writer, folder: Path, chance: random.Random) -> None:
    """Return while a range is being sealed, some way into it."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and not is_sealing(folder):
        writer.listen(time.monotonic() + 0.001)
    time.sleep(chance.uniform(0, 0.03))


def recount(folder: Path, writer: Writer | None) -> int:
    """Compare everything in the store with what its sources must have brought; number of the last file begun."""
    with RecordStore.open(folder, settings=SETTINGS) as store:
        rows = {number: row for number in range(10_000) if (row := store.resume_row(file_name(number)))}
        sender_row = store.resume_row(SENDER)
        if writer is not None and writer.acknowledged is not None:
            number, row, message_row = writer.acknowledged
            assert rows[number] >= row
            assert sender_row >= message_row
        files, calls = expected_of_files(rows)
        counts = store.counts()
        sender = expected_of_sender(sender_row)
        if rows:
            assert counts["files"] == files
            assert (counts["hep"].stored, counts["hep"].duplicates) == (sender.stored, sender.duplicates)
            assert counts["hep"].calls in {sender.calls, sender.calls - 10}
        found = Counter[tuple[str, int]]()
        for batch in store.in_time_order():
            found.update(zip(batch.column("feed").to_pylist(), batch.column("source_row").to_pylist(), strict=True))
        assert max(found.values(), default=1) == 1
        assert {row for feed, row in found if feed == "files"} == calls
        assert sum(feed == "hep" for feed, _ in found) == (counts["hep"].calls if rows else 0)
        assert len(store.rejects(limit=10**6)) == files.rejected
        assert store.verify() == []
        return max(rows, default=0)


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost_or_doubled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))  # for the server that the writers are forked from
    chance = random.Random(20261122)
    seen = Counter[str]()
    for kill in range(KILLS):
        writer = Writer(tmp_path)
        if kill % 3 == 0:
            writer.listen(time.monotonic() + chance.uniform(0.0, 1.0))  # while it opens, recovers and begins
        else:
            writer.wait_for_first()
        if kill % 3 == 1:
            writer.listen(time.monotonic() + chance.uniform(0.0, 0.5))
        elif kill % 3 == 2:
            wait_for_sealing(writer, tmp_path, chance)
        writer.kill()
        seen.update({"acknowledged": writer.acknowledged is not None, "sealing": is_sealing(tmp_path)})
        last = recount(tmp_path, writer)
    assert seen["acknowledged"] >= KILLS * 2 // 3
    assert seen["sealing"] >= KILLS // 8
    writer = Writer(tmp_path, files=last + 1)
    assert not writer.listen(time.monotonic() + PATIENCE_S)
    writer.process.join()
    assert recount(tmp_path, writer) == last
