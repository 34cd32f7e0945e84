"""Compiled search of one index: the newest rows that meet all criteria, without reading more than it takes to know them.

The criterion leads whose rows are done with first. One key: its list is walked from the newest row back until there are enough. Several keys:
all their lists, each only as far back as could still matter. Where that is much (a prefix of two digits): the rows themselves, newest first.
Every row found is tested for the other criteria by its own fields.
"""

from typing import NamedTuple

import numba as nb
import numpy as np

from linewarden.model.event import Ints
from linewarden.store.bits import BLOCK, Whole, at, first_not_below
from linewarden.store.kinds import KINDS
from linewarden.store.layout import CALLED, CLI, COLUMN, ROWS, SUFFIX, SUFFIX_FENCE, Book
from linewarden.store.postings import reverse
from linewarden.store.reading import first_row_from, key_of, sequence_of, stored
from linewarden.store.sought import Test

_EITHER, _SUFFIX, _BOTH = (int(test) for test in (Test.EITHER, Test.SUFFIX, Test.BOTH))
_COLUMNS = np.array([[COLUMN[kind.columns[0]], COLUMN[kind.columns[-1]]] for kind in KINDS])
_SHORT_LIST = 64
_SAFETY = 2.0  # times as many rows as expected may have to be looked at until there are enough
_SCAN_COST = 0.5  # of a row beside others, where one out of a list is 1


class _Wanted(NamedTuple):
    """`Sought`, and where its ranges of keys lie in the index."""

    criteria: Ints
    ranges: Ints
    places: Ints  # of the keys: [first, end) for each range that has any, from the first of a criterion's ranges on
    ends: Ints  # of each criterion's places


@nb.njit(cache=True)
def find_rows(book: Book, criteria: Ints, ranges: Ints, since_us: Whole, until_us: Whole, out: Ints) -> Whole:
    """Fill `out` with the newest rows that match, newest first; how many."""
    first, end = first_row_from(book, since_us), first_row_from(book, until_us)
    wanted = _Wanted(criteria, ranges, np.zeros(ranges.shape, np.int64), np.zeros(criteria.shape[0], np.int64))
    found, keys = np.zeros(criteria.shape[0], np.int64), np.zeros(criteria.shape[0], np.int64)
    share = 1.0  # of all rows that match, were no criterion to do with another
    for i in range(criteria.shape[0]):
        found[i], keys[i] = _resolve(book, wanted, i)
        if found[i] == 0:
            return 0
        share *= min(1.0, found[i] / max(np.int64(1), book.plain[ROWS]))
    leader, cost = -1, min(_SAFETY * out.size / share, float(end - first)) * _SCAN_COST
    for i in range(criteria.shape[0]):
        visited = float(found[i])
        if keys[i] == 1 and criteria[i, 0] != _SUFFIX:
            visited = min(visited, _SAFETY * out.size * visited / book.plain[ROWS] / share)
        elif criteria.shape[0] == 1:
            visited = float(keys[i])
        if visited < cost:
            leader, cost = i, visited
    if leader < 0:
        return _scan(book, wanted, first, end, out)
    if keys[leader] == 1 and criteria[leader, 0] != _SUFFIX:
        return _walk(book, wanted, leader, first, end, out)
    return _unite(book, wanted, leader, first, end, out)


@nb.njit(cache=True)
def _resolve(book: Book, wanted: _Wanted, i: Whole) -> Whole:
    """Fill in the places of the keys of a criterion; (rows that they have at most, distinct keys). Rows of a suffix are estimated."""
    found, distinct, kind = np.int64(0), np.int64(0), 3 * wanted.criteria[i, 1]
    keys, starts, ranges, places = (
        sequence_of(book, kind),
        sequence_of(book, kind + 1),
        wanted.ranges,
        wanted.places,
    )
    first, end = wanted.criteria[i, 2], wanted.criteria[i, 3]
    if wanted.criteria[i, 0] == _SUFFIX:
        wanted.ends[i] = first + 1
        places[first, 0] = _first_suffix(book, ranges[first, 0])
        places[first, 1] = _first_suffix(book, ranges[first, 1])
        distinct = places[first, 1] - places[first, 0]
        return -(-distinct * book.sequences[kind + 2, 2] // max(np.int64(1), keys[2])), distinct
    wanted.ends[i] = first
    for j in range(first, end):
        low = first_not_below(book.words, keys, ranges[j, 0], 0, keys[2])
        high = low
        if low < keys[2]:
            if ranges[j, 1] == ranges[j, 0] + 1:
                high += at(book.words, keys, low) == ranges[j, 0]
            else:
                high = first_not_below(book.words, keys, ranges[j, 1], low, keys[2])
        if low < high:
            places[wanted.ends[i], 0], places[wanted.ends[i], 1] = low, high
            wanted.ends[i] += 1
            found += at(book.words, starts, high) - at(book.words, starts, low)
            distinct += high - low
    return found, distinct


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
def _matches(book: Book, wanted: _Wanted, without: Whole, row: Whole) -> Whole:
    """True when a row meets all criteria but one that it is known to meet (-1: none is)."""
    i, count = 0, wanted.criteria.shape[0]
    while i < count and (i == without or _meets(book, wanted, i, row)):
        i += 1
    return i == count


@nb.njit(cache=True)
def _meets(book: Book, wanted: _Wanted, i: Whole, row: Whole) -> Whole:
    test, kind = wanted.criteria[i, 0], wanted.criteria[i, 1]
    if test == _SUFFIX:
        return _ends_well(key_of(book, CLI, row), wanted, i) or _ends_well(key_of(book, CALLED, row), wanted, i)
    one, other = _COLUMNS[kind, 0], _COLUMNS[kind, 1]
    if _is_within(np.int64(stored(book, one, row)) - 1, wanted, i):
        return test != _BOTH or _is_within(np.int64(stored(book, other, row)) - 1, wanted, i)
    return test != _BOTH and one != other and _is_within(np.int64(stored(book, other, row)) - 1, wanted, i)


@nb.njit(cache=True)
def _is_within(place: Whole, wanted: _Wanted, i: Whole) -> Whole:
    j, end = wanted.criteria[i, 2], wanted.ends[i]
    while j < end and not wanted.places[j, 0] <= place < wanted.places[j, 1]:
        j += 1
    return j < end


@nb.njit(cache=True)
def _ends_well(number: Whole, wanted: _Wanted, i: Whole) -> Whole:
    last, least = wanted.ranges[wanted.criteria[i, 2] + 1, 0], wanted.ranges[wanted.criteria[i, 2] + 1, 1]
    return number > 0 and number >= least and number % wanted.criteria[i, 4] == last


@nb.njit(cache=True)
def _scan(book: Book, wanted: _Wanted, first: Whole, end: Whole, out: Ints) -> Whole:
    """All rows, newest first."""
    count = 0
    for row in range(end - 1, first - 1, -1):
        if count == out.size:
            break
        if _matches(book, wanted, -1, row):
            out[count] = row
            count += 1
    return count


@nb.njit(cache=True)
def _walk(book: Book, wanted: _Wanted, leader: Whole, first: Whole, end: Whole, out: Ints) -> Whole:
    """The rows of the leader's one key, newest first."""
    key, kind = wanted.places[wanted.criteria[leader, 2], 0], 3 * wanted.criteria[leader, 1]
    low, high = _list_of(book, kind, key, end)
    known = leader if wanted.criteria[leader, 0] == _EITHER else -1
    count, rows = 0, sequence_of(book, kind + 2)
    for place in range(high - 1, low - 1, -1):
        row = at(book.words, rows, place)
        if row < first or count == out.size:
            break
        if row < end and _matches(book, wanted, known, row):
            out[count] = row
            count += 1
    return count


@nb.njit(cache=True)
def _list_of(book: Book, kind: Whole, key: Whole, end: Whole) -> Whole:
    """Places of a key's rows in the list of all; of a long list without those from row `end` on."""
    starts, rows = sequence_of(book, kind + 1), sequence_of(book, kind + 2)
    low, high = at(book.words, starts, key), min(at(book.words, starts, key + 1), rows[2])
    if high - low > _SHORT_LIST and end < book.plain[ROWS]:
        high = first_not_below(book.words, rows, end, low, high)
    return low, high


@nb.njit(cache=True)
def _unite(book: Book, wanted: _Wanted, leader: Whole, first: Whole, end: Whole, out: Ints) -> Whole:
    """The rows of all keys of the leader, each list from its newest row back to the oldest that could still be among the newest of all."""
    kind, is_suffix = 3 * wanted.criteria[leader, 1], wanted.criteria[leader, 0] == _SUFFIX
    known = leader if wanted.criteria[leader, 0] == _EITHER else -1  # a suffix has numbers that are too short
    held, rows, order = (
        np.empty(4 * out.size + 64, np.int64),
        sequence_of(book, kind + 2),
        sequence_of(book, SUFFIX),
    )
    size, floor = 0, first - 1
    for i in range(wanted.criteria[leader, 2], wanted.ends[leader]):
        for place in range(wanted.places[i, 0], wanted.places[i, 1]):
            key = at(book.words, order, place) if is_suffix else place
            low, high = _list_of(book, kind, key, end)
            for entry in range(high - 1, low - 1, -1):
                row = at(book.words, rows, entry)
                if row <= floor:
                    break
                if row < end and _matches(book, wanted, known, row):
                    held[size] = row
                    size += 1
                    if size == held.size:
                        size = _keep_newest(held, size, out)
                        floor = out[size - 1] if size == out.size else first - 1
                        held[:size] = out[:size]
    return _keep_newest(held, size, out)


@nb.njit(cache=True)
def _keep_newest(held: Ints, size: Whole, out: Ints) -> Whole:
    """Fill `out` with the greatest of the rows, descending, each once; how many."""
    ordered, count = np.sort(held[:size]), 0
    for i in range(size - 1, -1, -1):
        if count == out.size:
            break
        if count == 0 or out[count - 1] != ordered[i]:
            out[count] = ordered[i]
            count += 1
    return count
