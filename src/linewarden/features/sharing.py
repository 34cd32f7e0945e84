"""Which handsets and cards of an engine may share the state of callers, and which events are left to their own passes; see `companions`."""

from collections.abc import Mapping

import numpy as np

from linewarden.features.companions import Kind, alone, in_hour
from linewarden.features.layout import Bytes, Ints
from linewarden.features.subjects import ALONE, NO_KIND, Companions, Subjects

NAMES = ("imei", "imsi")
"""Handset and card, in the order of a caller's mates. Their counterparties are those of the caller."""


class Sharing:
    """Of one engine: `subjects` are the kinds that it keeps, `columns` where the values of each begin, `chunk` the most events at a time."""

    def __init__(self, subjects: Mapping[str, Subjects], columns: Mapping[str, int], *, chunk: int) -> None:
        self._callers = subjects.get("caller")
        self._kept = [subjects.get(name) for name in NAMES]
        self._columns = columns
        self._done: Bytes = np.zeros(chunk, np.uint8)
        self._untold: Ints = np.zeros(chunk, np.int64)
        self._is_at_work = False

    def begin(self, keys: Mapping[str, Ints], events: int) -> Companions:
        """What callers need of the handsets and cards of so many events. Nobody, and no work, as long as none was ever told."""
        callers = self._callers
        kept = [(name, subjects) for name, subjects in zip(NAMES, self._kept, strict=True) if subjects is not None]
        if callers is None or not (callers.mates.size or any(keys[name].any() for name, _ in kept)):
            return ALONE
        self._is_at_work = True
        callers.have_mates()
        self._done[:events] = 0
        return Companions(self._kind(0, keys, events), self._kind(1, keys, events), self._done)

    def left(self, name: str, rows: Ints) -> Ints:
        """Those events that the callers' pass has not told to this kind of subject."""
        if not self._is_at_work or name not in NAMES:
            return rows
        found = np.empty(rows.size, np.int64)
        return found[: alone(rows, self._done, 1 << NAMES.index(name), found)]

    def known(self, name: str, clock_s: int) -> int:
        """Subjects of this kind that share a caller's state and had an event in the last hour. Takes a look at all callers."""
        if self._callers is None or name not in NAMES or not self._callers.mates.size:
            return 0
        return int(in_hour(self._callers.slots, self._callers.mates, NAMES.index(name), clock_s))

    def _kind(self, number: int, keys: Mapping[str, Ints], events: int) -> Kind:
        subjects = self._kept[number]
        if subjects is None:
            return NO_KIND._replace(keys=self._untold[:events])
        subjects.make_room(events)
        return Kind(keys[NAMES[number]], subjects.slots, subjects.tally, self._columns[NAMES[number]])
