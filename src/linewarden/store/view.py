"""What a reader sees: sealed segments with their index and the unsealed tail, together at one moment."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from linewarden.model.cdr import Cdr
from linewarden.model.event import Ids, Ints
from linewarden.store.keyset import Flags
from linewarden.store.query import Query
from linewarden.store.seals import Seal
from linewarden.store.shelf import Shelf
from linewarden.store.sought import sought
from linewarden.store.tail import Tail


@dataclass(frozen=True, slots=True)
class Volume:
    """One sealed range; `shelf` is None when it has no records."""

    seal: Seal
    shelf: Shelf | None


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

    def find(self, query: Query) -> list[Cdr]:
        """The newest records that match, newest first by (setup time, record_id), however the ranges are cut."""
        shelves = sorted(self._shelves(), key=lambda shelf: shelf.last_us, reverse=True)
        wanted = sought(query)
        newest: list[tuple[int, int, int, int]] = []  # heap of (setup, id, shelf, row): the oldest on top
        for place, shelf in enumerate(shelves):
            if len(newest) == query.limit and shelf.last_us < newest[0][0]:
                break
            rows = shelf.find(wanted, query.limit)
            for at, id_, row in zip(shelf.setup_us[rows].tolist(), shelf.ids(rows), rows, strict=True):
                push = heapq.heappush if len(newest) < query.limit else heapq.heappushpop
                push(newest, (at, id_, place, row))
        newest.sort(reverse=True)
        return _read(shelves, [(place, row) for _, _, place, row in newest])

    def by_ids(self, ids: Sequence[int]) -> list[Cdr]:
        """The records with these ids, in the order of the ids; ids that are not stored are left out."""
        wanted = np.array(sorted(set(ids)), np.uint64)
        found: dict[int, Cdr] = {}
        for shelf in self._shelves():
            found |= {row.record_id: row for row in shelf.read(shelf.rows_of_ids(wanted))}
        return [found[id_] for id_ in ids if id_ in found]

    def _shelves(self) -> list[Shelf]:
        sealed = [volume.shelf for volume in self.volumes if volume.shelf is not None]
        return [*sealed, *(shelf for shelf in self.tail.shelves() if len(shelf))]


def _read(shelves: list[Shelf], wanted: list[tuple[int, int]]) -> list[Cdr]:
    """The records at these (shelf, row), in the order given; each shelf is read once."""
    found: dict[tuple[int, int], Cdr] = {}
    for place in {place for place, _ in wanted}:
        rows = [row for other, row in wanted if other == place]
        found |= zip([(place, row) for row in rows], shelves[place].read(rows), strict=True)
    return [found[key] for key in wanted]
