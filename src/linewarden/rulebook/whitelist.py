"""Numbers that are known to be honest (signal S31): each with its reason, its source and a day on which it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt

from linewarden.features.acquaintances import LOCAL_US

LONGEST = 15
"""Digits of a number (ITU-T E.164)."""

_EPOCH = date(1970, 1, 1)
_DAY_US = 86_400_000_000

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. It has no effect any more from the first moment of `expires`, a day in the city."""

    number: str  # canonical digits with country code: 8651981234567; 86519812* are all numbers that begin so
    reason: str  # why it may call many people
    source: str  # who vouches for it
    expires: date

    @property
    def expires_us(self) -> int:
        """The same as µs since 1970 UTC."""
        return (self.expires - _EPOCH).days * _DAY_US - LOCAL_US

    def is_expired(self, now: datetime) -> bool:
        """True when it has no effect at this moment."""
        return self.expires_us <= now.astimezone(UTC).timestamp() * 1e6

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """Numbers that it covers, each from the first up to, not including, the second."""
        digits = self.number.removesuffix("*")
        if digits == self.number:
            return [(int(digits), int(digits) + 1)]
        tens = (10**more for more in range(LONGEST - len(digits) + 1))
        return [(int(digits) * ten, (int(digits) + 1) * ten) for ten in tens]


class Whitelist:
    """Looks numbers up, many at once, however many entries there are."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        edges = sorted({edge for entry in entries for pair in entry.ranges for edge in pair})
        self._edges = np.array([-(2**63), *edges], np.int64)
        self._owners = np.full(self._edges.size, -1, np.int64)
        self._expires_us = np.array([entry.expires_us for entry in entries], np.int64)
        for number in np.argsort(
            self._expires_us, kind="stable"
        ).tolist():  # where several cover a number the last to end counts
            for first, end in entries[number].ranges:
                self._owners[np.searchsorted(self._edges, first) : np.searchsorted(self._edges, end)] = number

    def owners(self, numbers: Ints, at_us: Ints) -> Ints:
        """For each number the place of the entry that covers it at that moment; -1: none does."""
        if not self.entries:
            return np.full(numbers.size, -1, np.int64)
        found = self._owners[np.searchsorted(self._edges, numbers, side="right") - 1]
        found[(found >= 0) & (self._expires_us[found] <= at_us)] = -1
        return found
