"""For every key that people look calls up by, the rows that carry it, in order of time; and the rows by record id.

Rows are sorted by setup time, so a row number is a place in time, and the newest rows of a key are the last ones of its list.
"""

from collections.abc import Sequence

import numba as nb
import numpy as np
import numpy.typing as npt

from linewarden.model.event import Bytes, Ids, Ints
from linewarden.store.bits import BLOCK
from linewarden.store.ordinals import Codes

Rows = npt.NDArray[np.uint32]

_REVERSED_DIGITS = 18
SPREAD = np.uint64(0x9E3779B97F4A7C15)
_REVERSED = np.array([int(f"{number:03d}"[::-1]) for number in range(1000)], np.uint64)
_BUCKET_ROWS = 16
PRINT_BITS = 8


def rows_of_keys(columns: Sequence[Sequence[Codes]], ranks: Codes) -> tuple[Ints, Rows]:
    """(starts, rows): those of key i are rows[starts[i]:starts[i + 1]], ascending, each row once.

    `columns`: for each column of the kind its codes in parts; `ranks`: what a code becomes, 1 + the place of the key.
    """
    counts = np.zeros(ranks.size, np.int64)  # that of rank 0 stays 0
    parts = list(zip(*columns, strict=True))
    for part in parts:
        _count(part[0], part[-1], ranks, counts)
    starts = np.cumsum(counts)
    places, rows, first = starts.copy(), np.empty(int(starts[-1]), np.uint32), 0
    for part in parts:
        _scatter(part[0], part[-1], ranks, places, first, rows)
        first += part[0].size
    return starts, rows


@nb.njit(cache=True, nogil=True)
def _count(codes: Codes, others: Codes, ranks: Codes, counts: Ints) -> None:
    for i in range(codes.size):
        rank, other = ranks[codes[i]], ranks[others[i]]
        if rank:
            counts[rank] += 1
        if other and other != rank:
            counts[other] += 1


@nb.njit(cache=True, nogil=True)
def _scatter(codes: Codes, others: Codes, ranks: Codes, places: Ints, first: int, rows: Rows) -> None:
    for i in range(codes.size):
        rank, other = np.int64(ranks[codes[i]]), np.int64(ranks[others[i]])
        if rank:
            rows[places[rank - 1]] = first + i
            places[rank - 1] += 1
        if other and other != rank:
            rows[places[other - 1]] = first + i
            places[other - 1] += 1


def by_suffix(numbers: Ints) -> tuple[Rows, Ints]:
    """(places, fence): those of the ascending numbers that are digits, ordered by their digits read backwards; every 64th of these.

    The fence is searched first: a step beside it would read a number anywhere, a page of the disk each.
    """
    first = int(np.searchsorted(numbers, np.int64(1)))
    reversed_numbers = np.empty(numbers.size - first, np.int64)
    _reverse(numbers[first:], reversed_numbers)
    order = np.argsort(reversed_numbers)
    return (order + first).astype(np.uint32), reversed_numbers[order[::BLOCK]]


def reversed_digits(digits: str) -> tuple[int, int]:
    """Range [low, high) of the reversed numbers that begin with these digits, so of the numbers that end with them in reverse.

    Shorter numbers are padded with zeros, so one that is too short to end with the digits may be in the range.
    """
    scale = 10 ** (_REVERSED_DIGITS - len(digits))
    low = int(digits[::-1]) * scale
    return low, low + scale


@nb.njit(cache=True, nogil=True)
def reverse(number: int) -> np.int64:
    """The digits of a number read backwards, padded to 18."""
    rest, value = np.uint64(number), np.uint64(0)
    for _ in range(_REVERSED_DIGITS // 3):
        more = rest // np.uint64(1000)
        value = value * np.uint64(1000) + _REVERSED[rest - more * np.uint64(1000)]
        rest = more
    return np.int64(value)


@nb.njit(cache=True, nogil=True)
def _reverse(numbers: Ints, out: Ints) -> None:
    for i in range(numbers.size):
        out[i] = reverse(numbers[i])


def rows_of_ids(ids: Sequence[Ids]) -> tuple[int, Ints, Rows, Bytes]:
    """(bits of a bucket's number, starts of the buckets, rows, prints): ids in parts, by buckets of some 16 of equal first bits of a hash.

    A print is the next byte of the hash, by which nearly all of the others in the bucket are passed over.
    """
    count = sum(part.size for part in ids)
    bits = max(1, (count // _BUCKET_ROWS).bit_length())
    starts = np.zeros((1 << bits) + 1, np.int64)
    for part in ids:
        _count_ids(part, bits, starts)
    starts = np.cumsum(starts)
    places, rows, prints, first = starts.copy(), np.empty(count, np.uint32), np.empty(count, np.uint8), 0
    for part in ids:
        _scatter_ids(part, bits, places, first, rows, prints)
        first += part.size
    return bits, starts, rows, prints


@nb.njit(cache=True, nogil=True)
def bucket_of(id_: np.uint64, bits: int) -> tuple[np.int64, np.uint8]:
    """(bucket, print) of an id."""
    value = id_ * SPREAD
    bucket = np.int64(value >> np.uint64(64 - bits))
    return bucket, np.uint8((value >> np.uint64(64 - bits - PRINT_BITS)) & np.uint64(255))


@nb.njit(cache=True, nogil=True)
def _count_ids(ids: Ids, bits: int, starts: Ints) -> None:
    for i in range(ids.size):
        starts[bucket_of(ids[i], bits)[0] + 1] += 1


@nb.njit(cache=True, nogil=True)
def _scatter_ids(ids: Ids, bits: int, places: Ints, first: int, rows: Rows, prints: Bytes) -> None:
    for i in range(ids.size):
        bucket, mark = bucket_of(ids[i], bits)
        rows[places[bucket]], prints[places[bucket]] = first + i, mark
        places[bucket] += 1
