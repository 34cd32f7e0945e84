"""What a reader sees: sealed segments with their index and the unsealed tail, together at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from linewarden.model.cdr import Cdr
from linewarden.model.event import Ids, Ints
from linewarden.store.answer import Answer, Source, gather, objects
from linewarden.store.keyset import Flags
from linewarden.store.query import Query
from linewarden.store.seals import Seal
from linewarden.store.shelf import Shelf
from linewarden.store.sought import Sought, sought
from linewarden.store.tail import Tail

_Found = tuple[Ints, Ints, Ints, Ids]
"""Sources, rows, setup times (µs) and ids of some records."""


@dataclass(frozen=True, slots=True)
class Volume:
    """One sealed range; `shelf` is None when it has no records. Of one that is missing it only tells what is stored already."""

    seal: Seal
    shelf: Shelf | None
    missing: str = ""  # why its records are not found at this moment; "" when they are


@dataclass(frozen=True, slots=True)
class View:
    """Every stored block is in exactly one of the two."""

    volumes: tuple[Volume, ...]
    tail: Tail

    def replaced(self, old: Sequence[Seal], new: Volume) -> "View":
        """The same with one volume in the place of those of adjacent ranges."""
        place = next(i for i, volume in enumerate(self.volumes) if volume.seal == old[0])
        return View((*self.volumes[:place], new, *self.volumes[place + len(old) :]), self.tail)

    def sealed(self, ids: Ids, ats: Ints) -> Flags:
        """True where a record with this id and setup time lies in a sealed segment."""
        found = np.zeros(ids.size, np.bool_)
        for volume in self.volumes:
            part = volume.seal.cdr
            if volume.shelf is None or part is None:
                continue
            places = np.flatnonzero((ats >= part.first_us) & (ats <= part.last_us) & ~found)
            if places.size:
                found[places] = volume.shelf.has(ids[places], ats[places])
        return found

    def find(self, query: Query) -> Answer:
        """The newest records that match, newest first by (setup time, record_id), however the ranges are cut."""
        sources = sorted(self._sources(), key=lambda source: source.last_us, reverse=True)
        missing = tuple(volume.missing for volume in self.volumes if volume.missing)
        return Answer(gather(sources, *_newest(sources, sought(query), query.limit)), missing)

    def by_ids(self, ids: Sequence[int]) -> list[Cdr]:
        """The records with these ids, in the order of the ids; ids that are not stored are left out."""
        wanted = np.array(sorted(set(ids)), np.uint64)
        sources = self._sources() if wanted.size else []
        rows = [source.rows_of_ids(wanted) for source in sources]
        which = np.repeat(np.arange(len(rows)), [part.size for part in rows])
        found = gather(sources, which, np.concatenate(rows)) if rows else None
        by_id = {row.record_id: row for row in objects(found)} if found is not None else {}
        return [by_id[id_] for id_ in ids if id_ in by_id]

    def _sources(self) -> list[Source]:
        sealed = (volume.shelf for volume in self.volumes if volume.shelf is not None and not volume.missing)
        return [*sealed, *self.tail.pieces()]


def _newest(sources: Sequence[Source], wanted: Sought, limit: int) -> tuple[Ints, Ints]:
    """(source, row) of the newest records that match, newest first. Sources come by their latest time, the latest first."""
    parts: list[_Found] = []
    count, since_us = 0, wanted.since_us
    for place, source in enumerate(sources):
        if source.last_us < since_us:
            break
        if source.first_us >= wanted.until_us:
            continue
        rows, ats, ids = source.find(wanted, since_us, limit)
        if not rows.size:
            continue
        parts.append((np.full(rows.size, place), rows, ats, ids))
        count += rows.size
        if count >= limit:
            parts = [_in_order(parts, limit)]
            count, since_us = limit, int(parts[0][2][-1])  # what is older than so many does not matter any more
    which, rows, _, _ = _in_order(parts, limit)
    return which, rows


def _in_order(parts: Sequence[_Found], limit: int) -> _Found:
    """The newest of them, newest first."""
    if len(parts) == 1 and parts[0][0].size <= limit:
        return parts[0]
    if not parts:
        none = np.empty(0, np.int64)
        return none, none, none, none.astype(np.uint64)
    which, rows, ats, ids = (np.concatenate([part[i] for part in parts]) for i in range(4))
    newest = np.lexsort((ids, ats))[: -limit - 1 : -1]
    return which[newest], rows[newest], ats[newest], ids[newest]
