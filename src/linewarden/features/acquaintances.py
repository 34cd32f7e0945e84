"""Who has spoken with whom on an earlier day: whether a caller is a stranger to the person called.

Two numbers are acquainted on a day when a call between them, either way, was answered on one of the `DAYS` days before it. So what is known
does not change within a day, and the second call of a stranger is still a stranger's. A day is that of the event, in the city's time, or that
before the clock's if that is later: records of yesterday evening come after midnight.

Each day is a Bloom filter (Bloom 1970) of pairs, in pieces that grow with the traffic: 24 bits a pair, 5 of them set. A pair that never spoke
is taken for acquainted by 1 in 4,000 a full piece; never the other way round. A city of 8 million numbers, each with
some two counterparties a day whom it speaks with, takes 90 MB a day (reckoned).
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from linewarden.errors import StoreError
from linewarden.features.compiled import compiled, flat
from linewarden.features.layout import Bytes, Int, Ints
from linewarden.features.memory import in_one_piece, zeros
from linewarden.features.tables import hashed
from linewarden.model.event import EventBlock

DAYS = 7
"""Days before the present one that are remembered: what the spool can be replayed for (see decision 0008)."""

DAY_US = 86_400_000_000
LOCAL_US = 8 * 3_600_000_000  # ahead of UTC

LEAST_BITS = 17
"""Logarithm of the bits of a day's first piece; each further piece has four times as many."""

BITS_A_PAIR, PROBES = 24, 5
_HALF = np.uint64(32)


@dataclass(slots=True)
class Day:
    """The pairs of one day. `counts`: of each piece, those that set a bit."""

    number: int
    pieces: list[Ints] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)


def day_of(at_us: int) -> int:
    """The day in the city, since 1970."""
    return (at_us + LOCAL_US) // DAY_US


def by_day(events: EventBlock, present: int) -> Iterator[tuple[int, EventBlock]]:
    """The events in the same order, cut where their day becomes another, each part with its day. `present`: the clock's before them."""
    own, clock = (events.at_us + LOCAL_US) // DAY_US, (np.maximum.accumulate(events.at_us) + LOCAL_US) // DAY_US
    days = np.maximum(own, np.maximum(clock, present) - 1)
    edges = [0, *(np.flatnonzero(np.diff(days)) + 1).tolist(), len(events)]
    for start, end in pairwise(edges):
        if end > start:
            yield int(days[start]), events.take(slice(start, end))


class Acquaintances:
    """Pairs that spoke, day by day. Memory of one stream; not for two threads."""

    def __init__(self, *, seed: int = 0) -> None:
        self._seed = seed
        self._days: list[Day] = []  # the present one last
        self._first = -1  # the day on which it began to listen

    @property
    def day(self) -> int:
        """The present day, since 1970; -1 before the first event."""
        return self._days[-1].number if self._days else -1

    @property
    def listened(self) -> int:
        """How many earlier days are known, at most DAYS: with none everybody is a stranger."""
        return min(self.day - self._first, DAYS) if self._days else 0

    @property
    def nbytes(self) -> int:
        """Bytes set aside."""
        return sum(piece.nbytes for day in self._days for piece in day.pieces)

    def reach(self, clock_us: int) -> None:
        """Let the clock get there: another day may begin, and what lies too far back is forgotten."""
        number = day_of(clock_us)
        if number <= self.day:
            return
        if not self._days:
            self._first = number
        self._days = [day for day in self._days if number - day.number <= DAYS] + [Day(number)]

    def are_acquainted(self, one: Ints, other: Ints, day: int) -> npt.NDArray[np.bool_]:
        """Of each two numbers, whether they spoke on an earlier day than this one. Numbers not told (0) know nobody."""
        keys, found = _keys(one, other, self._seed), np.zeros(one.size, np.uint8)
        for earlier in self._days:
            for piece in earlier.pieces if earlier.number < day else ():
                ask(keys, piece, found)
        are_known: npt.NDArray[np.bool_] = (found != 0) & (one != 0) & (other != 0)
        return are_known

    def days_met(self, one: Ints, other: Ints, day: int) -> tuple[Ints, Ints]:
        """Of each two numbers, on how many earlier days they spoke, and how many days ago first; 0 and 0 of strangers."""
        keys = _keys(one, other, self._seed)
        count, since = np.zeros(one.size, np.int64), np.zeros(one.size, np.int64)
        for earlier in reversed([on for on in self._days if on.number < day]):
            found = np.zeros(one.size, np.uint8)
            for piece in earlier.pieces:
                ask(keys, piece, found)
            are_met = (found != 0) & (one != 0) & (other != 0)
            count += are_met
            since[are_met] = day - earlier.number
        return count, since

    def have_spoken(self, one: Ints, other: Ints, day: int) -> npt.NDArray[np.bool_]:
        """Of each two numbers, whether they spoke on this very day, as far as it was noted."""
        keys, found = _keys(one, other, self._seed), np.zeros(one.size, np.uint8)
        for piece in next((on.pieces for on in self._days if on.number == day), ()):
            ask(keys, piece, found)
        have: npt.NDArray[np.bool_] = (found != 0) & (one != 0) & (other != 0)
        return have

    def note(self, one: Ints, other: Ints, number: int) -> None:
        """Each two have spoken on this day, the present one or that before; `reach` came before."""
        keys, day = _keys(one, other, self._seed), self._on(number)
        keys, start = keys[(one != 0) & (other != 0)], 0
        while start < keys.size:
            if not day.pieces or day.counts[-1] >= _room(day.pieces[-1]):
                bits = 1 << (LEAST_BITS + 2 * len(day.pieces))
                day.pieces.append(zeros(bits // 64, np.int64))
                day.counts.append(0)
            going_on, new = add(keys, start, day.pieces[-1], _room(day.pieces[-1]) - day.counts[-1])
            start = int(going_on)
            day.counts[-1] += int(new)

    def image(self) -> "AcquaintancesImage":
        """Its memory now; the present day and that before are copied, earlier ones do not change any more."""
        days = [
            Day(day.number, [piece.copy() for piece in day.pieces], list(day.counts))
            if day.number >= self.day - 1
            else day
            for day in self._days
        ]
        return AcquaintancesImage(self._seed, self._first, days)

    def _on(self, number: int) -> Day:
        """The day of that number; made when nothing came on it so far."""
        place = next((i for i, day in enumerate(self._days) if day.number >= number), len(self._days))
        if place == len(self._days) or self._days[place].number != number:
            self._days.insert(place, Day(number))
        return self._days[place]

    @classmethod
    def load(cls, path: Path) -> "Acquaintances":
        """As its image was saved. Raises StoreError when that cannot be read."""
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as saved:
                found = cls(seed=int(saved["about"][0]))
                found._first = int(saved["about"][1])
                for nth, number in enumerate(saved["days"].tolist()):
                    counts = saved[f"counts_{nth}"].tolist()
                    found._days.append(Day(number, [saved[f"piece_{nth}_{k}"] for k in range(len(counts))], counts))
                return found
        except (OSError, ValueError, KeyError) as err:
            raise StoreError(f"{path} cannot be read as acquaintances; replay the last days instead") from err


@dataclass(frozen=True, slots=True)
class AcquaintancesImage:
    """Acquaintances at one moment."""

    seed: int
    first: int
    days: list[Day]

    def save(self, path: Path) -> None:
        """Write it to `path`; any thread. Raises OSError."""
        arrays: dict[str, np.ndarray] = {
            "about": np.array([self.seed, self.first]), "days": np.array([day.number for day in self.days], np.int64),
        }  # fmt: skip
        for nth, day in enumerate(self.days):
            arrays[f"counts_{nth}"] = np.array(day.counts, np.int64)
            arrays |= {f"piece_{nth}_{k}": piece for k, piece in enumerate(day.pieces)}
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)


def _room(piece: Ints) -> int:
    """Pairs that a piece is made for."""
    return piece.size * 64 // BITS_A_PAIR


def _keys(one: Ints, other: Ints, seed: int) -> Ints:
    keys = np.empty(one.size, np.int64)
    pair_keys(in_one_piece(one), in_one_piece(other), seed, keys)
    return keys


def spoke_before(one: Ints, other: Ints, is_end: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Of each two numbers in order of time, whether a call between them has ended in an earlier row."""
    keys = _keys(one, other, 0)
    order = np.argsort(keys, kind="stable")
    ended: Ints = np.cumsum(is_end[order]) - is_end[order]  # in the rows before
    is_first = np.r_[True, np.diff(keys[order]) != 0][: keys.size]
    at_first = np.maximum.accumulate(np.where(is_first, np.arange(keys.size), 0))
    before = np.empty(keys.size, np.bool_)
    before[order] = ended > ended[at_first]
    return before


@compiled
def pair_keys(one: Ints, other: Ints, seed: Int, keys: Ints) -> None:
    """64 bits for each two numbers, the same in either order."""
    for i in range(one.size):
        keys[i] = hashed(hashed(min(one[i], other[i]), seed) ^ max(one[i], other[i]), seed)


@flat
def _bit(key: Int, probe: Int, size: Int) -> Int:
    """The place of one of a key's bits among `size` (a power of two): double hashing (Kirsch and Mitzenmacher 2006)."""
    step = np.int64(np.uint64(key) >> _HALF) | 1
    return np.int64((key + probe * step) & (size - 1))


@compiled
def ask(keys: Ints, piece: Ints, found: Bytes) -> None:
    """Sets `found` of those whose bits are all set."""
    size = piece.size * 64
    for i in range(keys.size):
        if found[i]:
            continue
        is_here = True
        for probe in range(PROBES):
            bit = _bit(keys[i], probe, size)
            if not piece[bit >> 6] >> (bit & 63) & 1:
                is_here = False
                break
        found[i] = is_here


@compiled
def add(keys: Ints, start: Int, piece: Ints, room: Int) -> tuple[Int, Int]:
    """Sets the bits of keys from `start` on until `room` of them were new. Where to go on, and how many were new."""
    size, new, i = piece.size * 64, np.int64(0), np.int64(start)
    while i < keys.size and new < room:
        is_new = False
        for probe in range(PROBES):
            bit = _bit(keys[i], probe, size)
            is_new |= not piece[bit >> 6] >> (bit & 63) & 1
            piece[bit >> 6] |= np.int64(1) << (bit & 63)
        new += np.int64(is_new)
        i += 1
    return i, new
