"""Rewriting sealed ranges while the store is in use: merging, new indexes, purging. Readers go on, and a crash leaves the old or the new."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import structlog

from linewarden.errors import UnwritableError
from linewarden.store.compaction import merged, next_run
from linewarden.store.durable import sync_folder
from linewarden.store.lake import KINDS, Sealing
from linewarden.store.mending import damaged_parts, made_again, put_aside
from linewarden.store.progress import Progress
from linewarden.store.purging import Purged, new_purge, note, noted
from linewarden.store.ranges import RangeRows
from linewarden.store.recovery import Parts, recover_sieve
from linewarden.store.remains import remains_of_block, remains_of_range
from linewarden.store.retired import Retired
from linewarden.store.seals import Seal
from linewarden.store.settings import StoreSettings
from linewarden.store.sift import Sieve
from linewarden.store.view import View, Volume

_LOG = structlog.get_logger()
DAMAGED = "damaged"
"""Folder in the store's that keeps damaged files that others took the place of."""

NOTE = "purge.json"
"""File in the store's folder that says what is being purged; gone when it is done."""


@dataclass(slots=True)
class Present:
    """What is stored at this moment, as readers see it and as the writer knows it."""

    view: View
    progress: Progress
    lock: threading.Lock = field(default_factory=threading.Lock)  # one change at a time
    seal_lock: threading.Lock = field(default_factory=threading.Lock)  # one sealing at a time; taken before the above
    retired: Retired = field(default_factory=Retired)


class Upkeep:
    """One rewriting at a time; sealing and taking in go on beside it."""

    def __init__(self, folder: Path, parts: Parts, settings: StoreSettings, present: Present, sieve: Sieve) -> None:
        self._folder = folder
        self._parts = parts
        self._settings = settings
        self._present = present
        self._sieve = sieve
        self._lock = threading.Lock()  # taken before the locks of the present
        self.problems: dict[str, str] = {}  # damage that nothing could replace, by the name of the range

    def merge_once(self, *, force: bool) -> int:
        """Number of ranges that became one; 0 when there are too few to merge. Raises StoreError when nothing could be changed."""
        with self._lock:
            old = next_run(self._parts.lake.seals, self._settings, force=force)
            if old:
                self._replace(old, merged(old, self._parts.lake))
            return len(old)

    def reindex(self) -> None:
        """Make every index file again from the lake."""
        present, parts = self._present, self._parts
        with self._lock, present.seal_lock:
            volumes = tuple(
                Volume(volume.seal, parts.index.rebuild(volume.seal, parts.lake)) for volume in present.view.volumes
            )
            with present.lock:
                present.view = View(volumes, present.view.tail)

    def check_range(self, seal: Seal) -> str:
        """Read every byte of a range and make again what is damaged; what could not be, "" when all is well.

        Damaged files are kept in `damaged`. While an index is made again, lookups go on without the range and say so. Raises StoreError
        when nothing can be written.
        """
        with self._lock:
            if seal not in self._parts.lake.seals:  # merged or purged meanwhile
                return ""
            damaged = damaged_parts(seal, self._parts)
            is_index_whole = seal.cdr is None or self._parts.index.is_undamaged(seal)
            if damaged or not is_index_whole:
                self._mend(seal, damaged, is_index_whole=is_index_whole)
            return self.problems.get(seal.name, "")

    def _mend(self, seal: Seal, damaged: set[str], *, is_index_whole: bool) -> None:
        paths = [self._parts.lake.path(kind, seal) for kind in sorted(damaged)]
        paths += [] if is_index_whole else [self._parts.index.path(seal)]
        for path in paths:
            _LOG.error("damaged file", file=str(path), kept_in=str(self._folder / DAMAGED))
            put_aside(path, self._folder / DAMAGED)
        volume = next(volume for volume in self._present.view.volumes if volume.seal == seal)
        if not is_index_whole:
            self._show(replace(volume, missing=f"records of blocks {seal.first} to {seal.last}: the index is damaged"))
        if damaged:
            rows = made_again(seal, self._parts, volume.shelf if is_index_whole else None, damaged)
            if rows is None:
                self.problems[seal.name] = (
                    f"{', '.join(map(str, paths))}: damaged, and neither spool nor index can replace it; restore it from a backup"
                )
                return
            self._replace([seal], rows, is_checked=True)
        else:
            self._show(Volume(seal, self._parts.index.rebuild(seal, self._parts.lake)))
        self.problems.pop(seal.name, None)
        _LOG.warning("damaged file replaced", files=[path.name for path in paths])

    def _show(self, volume: Volume) -> None:
        with self._present.lock:
            self._present.view = self._present.view.replaced([volume.seal], volume)

    def purge(self, basis_id: str, before_us: int | None, seal_upto: Callable[[int], object]) -> Purged:
        """Remove for good what is stored now under a basis; `seal_upto` seals the blocks before one, the seal lock is held meanwhile.

        Raises StoreError when it could not be done to the end; the rest is done when it is called again or the store is opened.
        """
        with self._lock:
            done = self._finish_purge()
            with self._present.seal_lock:  # so that no range holds blocks from before and from after
                with self._present.lock:
                    upto = self._parts.spool.roll()
                seal_upto(upto)
            note(self._folder / NOTE, new_purge(basis_id, before_us, upto, self._parts.lake.seals), sync=True)
            return done + self._finish_purge()

    def finish_purge(self) -> None:
        """Do the rest of a purge that was interrupted."""
        with self._lock:
            if noted(self._folder / NOTE) is not None:
                self._parts.spool.roll()
                self._finish_purge()

    def _finish_purge(self) -> Purged:
        purge = noted(self._folder / NOTE)
        total = Purged()
        if purge is None:
            return total
        self._parts.spool.rewrite(purge.upto, partial(remains_of_block, purge=purge))
        for seal in self._parts.lake.seals:
            remains = remains_of_range(seal, self._parts.lake, purge) if seal.last < purge.upto else None
            if remains is not None:
                self._replace([seal], remains.rows)
                total += remains.purged
                with self._present.lock:
                    self._present.progress.purge(remains.by_feed)
        with self._present.seal_lock, self._present.lock:
            self._sieve.forget_messages()
            recover_sieve(self._sieve, self._parts)
        self._present.retired.delete_now()
        for folder in ("spool", "index", *(f"lake/{kind}" for kind in KINDS)):
            sync_folder(self._folder / folder)
        (self._folder / NOTE).unlink()
        return total

    def _replace(self, old: Sequence[Seal], rows: RangeRows, *, is_checked: bool = False) -> None:
        """Put one range in the place of adjacent ones. Raises StoreError when one is damaged, UnwritableError when it cannot be written."""
        for seal in () if is_checked else old:
            self._parts.lake.check(seal)  # damage must not get a checksum of its own
        volume = write_range(self._parts, rows, partial(self._parts.lake.replace, old))
        with self._present.lock:
            self._present.view = self._present.view.replaced(old, volume)
        for seal in old:
            self._present.retired.retire([*self._parts.lake.files(seal), self._parts.index.path(seal)])


def write_range(parts: Parts, rows: RangeRows, commit: Callable[[Sealing], None]) -> Volume:
    """The range in its files, made part of the lake by `commit`. Raises UnwritableError when they cannot be written; then it is none."""
    try:
        sealing = parts.lake.write(rows)
        shelf = parts.index.build(sealing.seal, sealing.content)
        commit(sealing)
    except OSError as err:
        with suppress(OSError):  # what cannot be thrown away now is when the store is opened
            parts.lake.discard(rows.name)
            parts.index.discard(rows.name)
        raise UnwritableError(
            f"cannot seal blocks {rows.first} to {rows.last} in {parts.lake.folder}: {err}; free space"
        ) from err
    return Volume(sealing.seal, shelf)
