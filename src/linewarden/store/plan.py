"""Which way a search of one index goes: what each would take there, estimated from how many rows and keys the criteria have.

The estimates take criteria to have nothing to do with each other. When they have, a search takes longer or shorter; its answer is the same.
"""

import numba as nb

from linewarden.store.bits import Whole
from linewarden.store.criteria import Wanted, has_one_list
from linewarden.store.layout import ROWS, Book
from linewarden.store.sought import Test

_SUFFIX = int(Test.SUFFIX)
SCAN = -1
"""The leader where the rows themselves are looked through."""

_SAFETY = 2.0  # times as many rows as expected may have to be looked at until there are enough
_ROW = 1.0  # a row out of a list, read and tested: this is what the others are measured in
_ROW_IN_TURN = 0.1  # one beside the row before
_KEY = 1.0  # a key whose list begins anywhere
_ENTRY = 0.02  # of a list that is read from end to end
_MARKS = 1 / 3000  # a row of the index that a bit is kept for


@nb.njit(cache=True)
def chosen(book: Book, wanted: Wanted, rows: Whole, most: Whole) -> Whole:
    """(leader, second): criteria. SCAN: all rows in turn. No second (-1): the rows of the leader's keys. Else: those of both.

    `rows`: in the range of time that is asked for; `most`: that are wanted.
    """
    count, whole = wanted.criteria.shape[0], max(1.0, float(book.plain[ROWS]))
    share, part = 1.0, rows / whole
    for i in range(count):
        share *= min(1.0, wanted.found[i] / whole)
    enough = _SAFETY * most / share  # rows among which as many match as are wanted
    leader, second, cost = SCAN, -1, _ROW_IN_TURN * min(enough, float(rows))
    for i in range(count):
        found = float(wanted.found[i]) * part
        if has_one_list(wanted, i):
            now = _ROW * min(found, enough * wanted.found[i] / whole)
        elif count == 1:  # each list is left when its rows become older than the newest that are enough
            now = _KEY * wanted.keys[i] + _ROW * min(found, float(most))
        else:
            now = _KEY * wanted.keys[i] + _ROW * found
        if now < cost:
            leader, second, cost = i, -1, now
    for i in range(count):
        for j in range(count):
            if i != j and wanted.found[i] <= wanted.found[j]:
                now = _MARKS * rows + _reading(wanted, i, part) + _reading(wanted, j, part)
                now += _ROW * min(2.0 * most, share * rows)
                if now < cost:
                    leader, second, cost = i, j, now
    return leader, second


@nb.njit(cache=True)
def _reading(wanted: Wanted, i: Whole, part: float) -> Whole:
    """What it takes to read all lists of a criterion; that of one key is left out beyond the range of time."""
    if has_one_list(wanted, i):
        return _ENTRY * wanted.found[i] * part
    scattered = wanted.keys[i] if wanted.criteria[i, 0] == _SUFFIX else 0
    return _ENTRY * wanted.found[i] + _KEY * scattered
