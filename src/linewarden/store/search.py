"""Compiled search of one index: the newest rows that meet all criteria, without reading more than it takes to know them.

The way that is done with first is gone (`plan`). One key: its list is walked from the newest row back until there are enough. Several keys: all
their lists, each only as far back as could still matter. Two criteria that many rows meet: both their lists from end to end (`crossing`). Else the
rows themselves, newest first. Every row found is tested for the other criteria by its own fields.
"""

import numba as nb
import numpy as np

from linewarden.model.event import Ids, Ints
from linewarden.store.bits import Whole, at
from linewarden.store.criteria import Wanted, has_one_list, is_told, key_at, lent_wanted, list_of, matches, resolved
from linewarden.store.crossing import cross
from linewarden.store.layout import Book
from linewarden.store.lent import lent_book
from linewarden.store.plan import SCAN, chosen
from linewarden.store.reading import first_row_from, id_of, sequence_of, setup_of


@nb.njit(cache=True)
def find_rows(
    book: Book, criteria: Ints, ranges: Ints, since_us: Whole, until_us: Whole, out: Ints, ats: Ints, ids: Ids
) -> Whole:
    """Fill `out` with the newest rows that match, newest first, the others with their setup times and ids; how many."""
    book = lent_book(book)
    wanted = resolved(book, criteria, ranges)
    for i in range(criteria.shape[0]):
        if wanted.found[i] == 0:
            return 0
    first, end = first_row_from(book, since_us), first_row_from(book, until_us)
    if first >= end:
        return 0
    leader, second = chosen(book, wanted, end - first, out.size)
    count = follow(book, wanted, leader, second, first, end, out)
    for i in range(count):
        ats[i], ids[i] = setup_of(book, out[i]), id_of(book, out[i])
    return count


@nb.njit(cache=True, nogil=True)
def find_rows_aside(
    book: Book, criteria: Ints, ranges: Ints, since_us: Whole, until_us: Whole, out: Ints, ats: Ints, ids: Ids
) -> Whole:
    """As `find_rows`, where it may wait for the disk: other threads go on meanwhile. In memory letting them costs more than the search."""
    return find_rows(book, criteria, ranges, since_us, until_us, out, ats, ids)


@nb.njit(cache=True)
def follow(book: Book, wanted: Wanted, leader: Whole, second: Whole, first: Whole, end: Whole, out: Ints) -> Whole:
    """Fill `out` with the newest matching rows from `first` to `end`, newest first, by the way that `chosen` tells; how many."""
    wanted = lent_wanted(wanted)
    if leader == SCAN:
        return _scan(book, wanted, first, end, out)
    if second >= 0:
        return cross(book, wanted, leader, second, first, end, out)
    if has_one_list(wanted, leader):
        return _walk(book, wanted, leader, first, end, out)
    return _unite(book, wanted, leader, first, end, out)


@nb.njit(cache=True)
def _scan(book: Book, wanted: Wanted, first: Whole, end: Whole, out: Ints) -> Whole:
    """All rows, newest first."""
    count = 0
    for row in range(end - 1, first - 1, -1):
        if count == out.size:
            break
        if matches(book, wanted, -1, -1, row):
            out[count] = row
            count += 1
    return count


@nb.njit(cache=True)
def _walk(book: Book, wanted: Wanted, leader: Whole, first: Whole, end: Whole, out: Ints) -> Whole:
    """The rows of the leader's one key, newest first."""
    kind = 3 * wanted.criteria[leader, 1]
    low, high = list_of(book, kind, wanted.places[wanted.criteria[leader, 2], 0], end)
    known = leader if is_told(wanted, leader) else -1
    count, rows = 0, sequence_of(book, kind + 2)
    for place in range(high - 1, low - 1, -1):
        row = at(book.words, rows, place)
        if row < first or count == out.size:
            break
        if row < end and matches(book, wanted, known, -1, row):
            out[count] = row
            count += 1
    return count


@nb.njit(cache=True)
def _unite(book: Book, wanted: Wanted, leader: Whole, first: Whole, end: Whole, out: Ints) -> Whole:
    """The rows of all keys of the leader, each list from its newest row back to the oldest that could still be among the newest of all."""
    kind, known = 3 * wanted.criteria[leader, 1], leader if is_told(wanted, leader) else -1
    held, rows = np.empty(4 * out.size + 64, np.int64), sequence_of(book, kind + 2)
    size, floor = 0, first - 1
    for i in range(wanted.criteria[leader, 2], wanted.ends[leader]):
        for place in range(wanted.places[i, 0], wanted.places[i, 1]):
            low, high = list_of(book, kind, key_at(book, wanted, leader, place), end)
            for entry in range(high - 1, low - 1, -1):
                row = at(book.words, rows, entry)
                if row <= floor:
                    break
                if row < end and matches(book, wanted, known, -1, row):
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
