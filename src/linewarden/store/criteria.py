"""The criteria of a search beside one index: which keys and how many rows each has there, and whether a row meets them."""

from typing import NamedTuple

import numba as nb
import numpy as np

from linewarden.model.event import Ints
from linewarden.store.bits import BLOCK, Whole, at, first_not_below
from linewarden.store.kinds import KINDS
from linewarden.store.layout import CALLED, CLI, COLUMN, ROWS, SUFFIX, SUFFIX_FENCE, Book
from linewarden.store.lent import lent
from linewarden.store.postings import reverse
from linewarden.store.reading import key_of, sequence_of, stored
from linewarden.store.sought import Test

_EITHER, _SUFFIX, _BOTH = (int(test) for test in (Test.EITHER, Test.SUFFIX, Test.BOTH))
_COLUMNS = np.array([[COLUMN[kind.columns[0]], COLUMN[kind.columns[-1]]] for kind in KINDS])
_SHORT_LIST = 64


class Wanted(NamedTuple):
    """`Sought`, and where its ranges of keys lie in the index."""

    criteria: Ints
    ranges: Ints
    places: Ints  # of the keys: [first, end) for each range that has any, from the first of a criterion's ranges on
    ends: Ints  # of each criterion's places
    found: Ints  # rows that the keys of each criterion have, a row of two keys twice; of a suffix an estimate
    keys: Ints  # distinct keys of each criterion


@nb.njit(cache=True)
def resolved(book: Book, criteria: Ints, ranges: Ints) -> Wanted:
    """The criteria with their places in the index, up to the first that nothing meets."""
    count = criteria.shape[0]
    places, ends = np.zeros(ranges.shape, np.int64), np.zeros(count, np.int64)
    wanted = Wanted(criteria, ranges, places, ends, np.zeros(count, np.int64), np.zeros(count, np.int64))
    for i in range(count):
        if criteria[i, 0] == _SUFFIX:
            _resolve_suffix(book, wanted, i)
        else:
            _resolve(book, wanted, i)
        if wanted.found[i] == 0:
            break
    return wanted


@nb.njit(cache=True)
def lent_wanted(wanted: Wanted) -> Wanted:
    """The same, its arrays lent."""
    places, ends = lent(wanted.places), lent(wanted.ends)
    return Wanted(lent(wanted.criteria), lent(wanted.ranges), places, ends, lent(wanted.found), lent(wanted.keys))


@nb.njit(cache=True)
def _resolve(book: Book, wanted: Wanted, i: Whole) -> None:
    kind, ranges = 3 * wanted.criteria[i, 1], wanted.ranges
    keys, starts, end = sequence_of(book, kind), sequence_of(book, kind + 1), wanted.criteria[i, 2]
    for j in range(wanted.criteria[i, 2], wanted.criteria[i, 3]):
        low = first_not_below(book.words, keys, ranges[j, 0], 0, keys[2])
        high = low
        if low < keys[2]:
            if ranges[j, 1] == ranges[j, 0] + 1:
                high += at(book.words, keys, low) == ranges[j, 0]
            else:
                high = first_not_below(book.words, keys, ranges[j, 1], low, keys[2])
        if low < high:
            wanted.places[end, 0], wanted.places[end, 1] = low, high
            end += 1
            wanted.found[i] += at(book.words, starts, high) - at(book.words, starts, low)
            wanted.keys[i] += high - low
    wanted.ends[i] = end


@nb.njit(cache=True)
def _resolve_suffix(book: Book, wanted: Wanted, i: Whole) -> None:
    first, kind = wanted.criteria[i, 2], 3 * wanted.criteria[i, 1]
    low, high = _first_suffix(book, wanted.ranges[first, 0]), _first_suffix(book, wanted.ranges[first, 1])
    wanted.places[first, 0], wanted.places[first, 1], wanted.ends[i] = low, high, first + 1
    wanted.keys[i] = high - low
    wanted.found[i] = -(-(high - low) * book.sequences[kind + 2, 2] // max(np.int64(1), book.sequences[kind, 2]))


@nb.njit(cache=True)
def _first_suffix(book: Book, least: Whole) -> Whole:
    """First place in the order of the reversed numbers that is not below this one."""
    order, keys, fence = sequence_of(book, SUFFIX), sequence_of(book, 0), sequence_of(book, SUFFIX_FENCE)
    behind = first_not_below(book.words, fence, least, 0, fence[2])  # what is looked for is in the block before
    low, high = max(np.int64(0), (behind - 1) * BLOCK), min(order[2], behind * BLOCK)
    while low < high:
        middle = (low + high) >> 1
        if reverse(at(book.words, keys, at(book.words, order, middle))) < least:
            low = middle + 1
        else:
            high = middle
    return low


@nb.njit(cache=True)
def is_told(wanted: Wanted, i: Whole) -> Whole:
    """True when every row of the keys of a criterion meets it: not of a suffix, whose numbers may be too short, nor where both sides must."""
    return wanted.criteria[i, 0] == _EITHER


@nb.njit(cache=True)
def has_one_list(wanted: Wanted, i: Whole) -> Whole:
    """True when all rows of a criterion stand in one list, in order."""
    return wanted.keys[i] == 1 and wanted.criteria[i, 0] != _SUFFIX


@nb.njit(cache=True)
def key_at(book: Book, wanted: Wanted, i: Whole, place: Whole) -> Whole:
    """Place among the keys of what stands at one of the places of a criterion."""
    return at(book.words, sequence_of(book, SUFFIX), place) if wanted.criteria[i, 0] == _SUFFIX else place


@nb.njit(cache=True)
def list_of(book: Book, kind: Whole, key: Whole, end: Whole) -> Whole:
    """Places of a key's rows in the list of all; of a long list without those from row `end` on."""
    starts, rows = sequence_of(book, kind + 1), sequence_of(book, kind + 2)
    low, high = at(book.words, starts, key), min(at(book.words, starts, key + 1), rows[2])
    if high - low > _SHORT_LIST and end < book.plain[ROWS]:
        high = first_not_below(book.words, rows, end, low, high)
    return low, high


@nb.njit(cache=True)
def matches(book: Book, wanted: Wanted, known: Whole, also: Whole, row: Whole) -> Whole:
    """True when a row meets all criteria but two that it is known to meet (-1: none is)."""
    i, count = 0, wanted.criteria.shape[0]
    while i < count and (i in (known, also) or _meets(book, wanted, i, row)):
        i += 1
    return i == count


@nb.njit(cache=True)
def _meets(book: Book, wanted: Wanted, i: Whole, row: Whole) -> Whole:
    test, kind = wanted.criteria[i, 0], wanted.criteria[i, 1]
    if test == _SUFFIX:
        return _ends_well(key_of(book, CLI, row), wanted, i) or _ends_well(key_of(book, CALLED, row), wanted, i)
    one, other = _COLUMNS[kind, 0], _COLUMNS[kind, 1]
    if _is_within(np.int64(stored(book, one, row)) - 1, wanted, i):
        return test != _BOTH or _is_within(np.int64(stored(book, other, row)) - 1, wanted, i)
    return test != _BOTH and one != other and _is_within(np.int64(stored(book, other, row)) - 1, wanted, i)


@nb.njit(cache=True)
def _is_within(place: Whole, wanted: Wanted, i: Whole) -> Whole:
    j, end = wanted.criteria[i, 2], wanted.ends[i]
    while j < end and not wanted.places[j, 0] <= place < wanted.places[j, 1]:
        j += 1
    return j < end


@nb.njit(cache=True)
def _ends_well(number: Whole, wanted: Wanted, i: Whole) -> Whole:
    last, least = wanted.ranges[wanted.criteria[i, 2] + 1, 0], wanted.ranges[wanted.criteria[i, 2] + 1, 1]
    return number > 0 and number >= least and number % wanted.criteria[i, 4] == last
