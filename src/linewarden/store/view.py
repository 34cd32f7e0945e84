"""What a reader sees: sealed segments with their index and the unsealed tail, together at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from linewarden.model.cdr import Cdr
from linewarden.model.event import Ids, Ints
from linewarden.store.answer import Answer, Source, gather, objects
from linewarden.store.keyset import Flags
from linewarden.store.newest import newest
from linewarden.store.query import Query
from linewarden.store.seals import Seal
from linewarden.store.shelf import Shelf
from linewarden.store.sought import sought
from linewarden.store.tail import Tail


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
        found = newest(sources, sought(query), query.limit)
        return Answer(gather(sources, found.which, found.rows, is_slow=found.is_slow), missing)

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
