"""Bringing the parts of the record store back to what was acknowledged."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pyarrow.compute as pc

from linewarden.errors import StoreError
from linewarden.store.arrow import micros
from linewarden.store.durable import clear_temporary
from linewarden.store.index import Index
from linewarden.store.lake import Lake
from linewarden.store.progress import Progress
from linewarden.store.repeats import SPAN_US
from linewarden.store.seals import seal_names
from linewarden.store.settings import StoreSettings
from linewarden.store.sift import Sieve
from linewarden.store.spool import Spool
from linewarden.store.tail import Tail
from linewarden.store.view import View, Volume

Opened = TypeVar("Opened")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a record store is made of."""

    lake: Lake
    index: Index
    spool: Spool


def open_parts(folder: Path, settings: StoreSettings, *, sync: bool, is_writable: bool) -> Parts:
    """The parts in a folder. Raises StoreError when something acknowledged is missing or damaged."""
    lake = Lake.open(folder / "lake", sync=sync, is_writable=is_writable)
    index = Index(folder / "index", sync=sync, is_writable=is_writable)
    if is_writable:
        (folder / "spool").mkdir(exist_ok=True)
        clear_temporary(folder)
        clear_temporary(folder / "spool")
        index.clear(lake.seals)
    spool = Spool.open(
        folder / "spool",
        sealed_to=lake.sealed_to,
        segment_bytes=settings.segment_bytes,
        sync=sync,
        is_writable=is_writable,
    )
    return Parts(lake, index, spool)


def beside_writer(folder: Path, opened: Callable[[Parts], Opened], settings: StoreSettings) -> Opened:
    """What `opened` makes of the parts, read-only. A writer that seals or lets files go meanwhile makes it look again.

    Raises StoreError when something is missing or damaged although no range was sealed or replaced meanwhile.
    """
    while True:
        known = seal_names(folder / "lake" / "seals")
        try:
            return opened(open_parts(folder, settings, sync=False, is_writable=False))
        except (StoreError, FileNotFoundError):
            if seal_names(folder / "lake" / "seals") == known:
                raise


def recover_progress(parts: Parts) -> Progress:
    """Counts and resume points: those of the seals, then the headers of what is not sealed."""
    progress = Progress()
    for seal in parts.lake.seals:
        progress.extend(seal.progress)
    for _, head in parts.spool.heads(parts.lake.sealed_to):
        progress.add(head)
    return progress


def recover_view(parts: Parts) -> View:
    """What readers see; index files that are gone are made again."""
    volumes = tuple(Volume(seal, parts.index.open_or_build(seal, parts.lake)) for seal in parts.lake.seals)
    tail = Tail()
    for block in parts.spool.blocks(parts.lake.sealed_to):
        tail.append(block)
    return View(volumes, tail)


def recover_sieve(sieve: Sieve, parts: Parts) -> None:
    """Let the sieve remember the unsealed records and the messages of the last minutes."""
    latest_us: int | None = None
    recent = []
    for seal in reversed(parts.lake.seals):
        if seal.sip is None:
            continue
        latest_us = seal.sip.last_us if latest_us is None else latest_us
        if seal.sip.last_us < latest_us - 2 * SPAN_US:
            break
        recent.append(seal)
    for seal in reversed(recent):
        table = parts.lake.read("sip", seal, ["event_id", "feed", "seen_at"])
        for feed in pc.unique(table.column("feed")).to_pylist():
            rows = table.filter(pc.equal(table.column("feed"), feed))
            is_recent = micros(rows.column("seen_at")) >= (latest_us or 0) - 2 * SPAN_US
            ids = rows.column("event_id").to_numpy()
            sieve.remember_messages(feed, ids[is_recent], micros(rows.column("seen_at"))[is_recent])
    for block in parts.spool.blocks(parts.lake.sealed_to):
        sieve.remember(block.head.feed, block.rows)
