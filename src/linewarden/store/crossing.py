"""Rows that stand in the lists of two criteria at once, told without reading the rows: a bit for each row of the index.

Lists of thousands of keys (a prefix) and of one key that many rows have (a trunk) are read from end to end, a nanosecond or two an entry, where
a row out of a gigabyte of them is a miss of every cache. The lists of neighbouring keys lie side by side, so from a disk they are few long reads.
"""

import numba as nb
import numpy as np

from linewarden.model.event import Ids, Ints
from linewarden.store.bits import BLOCK, Whole, at, unpack
from linewarden.store.criteria import Wanted, has_one_list, is_told, key_at, list_of, matches
from linewarden.store.layout import Book
from linewarden.store.reading import sequence_of
from linewarden.store.sought import Test

_SUFFIX = int(Test.SUFFIX)
_ONE = np.uint64(1)


@nb.njit(cache=True)
def cross(book: Book, wanted: Wanted, one: Whole, other: Whole, first: Whole, end: Whole, out: Ints) -> Whole:
    """Fill `out` with the newest rows from `first` to `end` that match, newest first; how many. `one` has the fewer rows as a rule."""
    words = ((end - first) >> 6) + 1
    anywhere = np.empty(0, np.uint64)
    of_one, of_both = np.zeros(words, np.uint64), np.zeros(words, np.uint64)
    _mark(book, wanted, one, first, end, anywhere, of_one)
    _mark(book, wanted, other, first, end, of_one, of_both)
    known, also = one if is_told(wanted, one) else -1, other if is_told(wanted, other) else -1
    count = 0
    for word in range(words - 1, -1, -1):
        rest, bit = of_both[word], 63
        while rest != 0 and count < out.size:
            while rest >> np.uint64(bit) == 0:
                bit -= 1
            rest ^= _ONE << np.uint64(bit)
            row = first + (word << 6) + bit
            if matches(book, wanted, known, also, row):
                out[count] = row
                count += 1
        if count == out.size:
            break
    return count


@nb.njit(cache=True)
def _mark(book: Book, wanted: Wanted, i: Whole, first: Whole, end: Whole, among: Ids, marks: Ids) -> None:
    """Mark the rows of a criterion, only such as are marked in `among`, unless that is empty."""
    kind = 3 * wanted.criteria[i, 1]
    starts = sequence_of(book, kind + 1)
    for j in range(wanted.criteria[i, 2], wanted.ends[i]):
        low, high = wanted.places[j, 0], wanted.places[j, 1]
        if wanted.criteria[i, 0] == _SUFFIX:
            for place in range(low, high):
                start, stop = list_of(book, kind, key_at(book, wanted, i, place), end)
                _mark_entries(book, kind, start, stop, first, end, among, marks)
        elif has_one_list(wanted, i):
            start, stop = list_of(book, kind, low, end)
            _mark_entries(book, kind, start, stop, first, end, among, marks)
        else:
            start, stop = at(book.words, starts, low), at(book.words, starts, high)
            _mark_entries(book, kind, start, stop, first, end, among, marks)


@nb.njit(cache=True)
def _mark_entries(
    book: Book, kind: Whole, start: Whole, stop: Whole, first: Whole, end: Whole, among: Ids, marks: Ids
) -> None:  # fmt: skip
    rows, entries = sequence_of(book, kind + 2), np.empty(BLOCK, np.int64)
    start, stop = max(start, np.int64(0)), min(stop, rows[2])
    for block in range(start >> 6, (stop + 63) >> 6):
        unpack(book.words, rows, block, entries)
        for i in range(max(start - (block << 6), np.int64(0)), min(stop - (block << 6), np.int64(BLOCK))):
            row = entries[i]
            if first <= row < end:
                word, bit = (row - first) >> 6, _ONE << np.uint64((row - first) & 63)
                if among.size == 0 or among[word] & bit:
                    marks[word] |= bit
