"""Whether every stored byte is as it was written: one check a file, so that whoever waits can see how far it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from linewarden.errors import StoreError
from linewarden.store.durable import bytes_of
from linewarden.store.lake import KINDS
from linewarden.store.parquet_files import is_undamaged, rows_of
from linewarden.store.recovery import Parts
from linewarden.store.seals import Part, Seal
from linewarden.store.segments import Segment, frames_of, read_body


@dataclass(frozen=True, slots=True)
class Check:
    """One file to look at; `problem` reads it and says what is wrong, "" when all is well."""

    bytes: int
    problem: Callable[[], str]


def checks(parts: Parts, *, is_at_rest: bool) -> Iterator[Check]:
    """A check a file, spool first. Files that a running writer replaces meanwhile are passed over.

    `is_at_rest`: no process writes, so what follows the last whole block in the spool is not just being written.
    """
    for segment, end in parts.spool.ranges():
        yield Check(bytes_of([segment.path]), partial(_spool_problem, parts, segment, end))
    yield Check(0, partial(_end_problem, parts, is_at_rest=is_at_rest))
    for seal in parts.lake.seals:
        for kind in KINDS:
            part: Part | None = getattr(seal, kind)
            if part is not None:
                yield Check(part.bytes, partial(_part_problem, parts, kind, seal, part))
        yield Check(0, partial(_count_problem, parts, seal))
        if seal.cdr is not None:
            yield Check(bytes_of([parts.index.path(seal)]), partial(_index_problem, parts, seal))


def _spool_problem(parts: Parts, segment: Segment, end: int) -> str:
    try:
        for frame, fd in frames_of(segment.path, segment.first, upto=end):
            read_body(segment.path, fd, frame)
    except (StoreError, OSError) as err:
        is_let_go = not segment.path.exists() and end <= parts.lake.sealed_on_disk()
        return "" if is_let_go else str(err)
    return ""


def _end_problem(parts: Parts, *, is_at_rest: bool) -> str:
    end = parts.spool.unfinished()
    if end is None or not is_at_rest:
        return ""
    path, count = end
    return (
        f"{path} ends with {count} bytes that are no whole block: damaged, or never acknowledged; "
        "the next start cuts them off, so restore this file first if a backup has a longer one"
    )


def _part_problem(parts: Parts, kind: str, seal: Seal, part: Part) -> str:
    path = parts.lake.path(kind, seal)
    try:
        if is_undamaged(path, part.crc):
            return ""
    except OSError as err:
        return "" if not parts.lake.has_on_disk(seal) else f"{path} cannot be read: {err.strerror}"
    return f"{path} is damaged; restore it from a backup or from the standby"


def _count_problem(parts: Parts, seal: Seal) -> str:
    """Where the rows of a sealed range are not those that its headers counted, without those that were purged."""
    counts = seal.progress.feeds.values()
    stored, rejected = sum(count.stored + count.calls for count in counts), sum(count.rejected for count in counts)
    purged = sum(count.purged for count in counts)
    try:
        rows = {kind: rows_of(parts.lake.path(kind, seal)) if getattr(seal, kind) else 0 for kind in KINDS}
    except StoreError:
        return ""  # the file's own check says so
    found, refused = rows["cdr"] + rows["sip"], rows["rejects"]
    if found <= stored and refused <= rejected and found + refused + purged == stored + rejected:
        return ""
    return (
        f"blocks {seal.first} to {seal.last} hold {found} rows and {refused} rejects, their headers say {stored} and {rejected}"
        f"{f', of which {purged} were purged' if purged else ''}; restore {parts.lake.path('cdr', seal)} from a backup"
    )


def _index_problem(parts: Parts, seal: Seal) -> str:
    path: Path = parts.index.path(seal)
    if parts.index.is_undamaged(seal) or not parts.lake.has_on_disk(seal):
        return ""
    return f"the index {path} is missing or damaged; it is derived: build it again with `linewarden store reindex`, nothing is lost"
