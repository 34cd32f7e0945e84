"""Looking through columns of keys: a criterion at a time over some hundred rows, which the compiler turns into vector instructions."""

import numba as nb
import numpy as np

from linewarden.model.event import Bytes, Ints
from linewarden.store.bits import Whole
from linewarden.store.kinds import KEYED_COLUMNS, KINDS
from linewarden.store.sought import Test

_BOTH, _SUFFIX = int(Test.BOTH), int(Test.SUFFIX)
_COLUMNS = np.array([[KEYED_COLUMNS.index(kind.columns[0]), KEYED_COLUMNS.index(kind.columns[-1])] for kind in KINDS])
_CHUNK = 1024  # rows whose marks stay in the nearest cache; the newest rows of a common key are found in the first


@nb.njit(cache=True)
def newest_rows(keys: Ints, criteria: Ints, ranges: Ints, first: Whole, end: Whole, out: Ints) -> Whole:
    """Fill `out` with the newest rows from `first` to `end` that meet all criteria, newest first; how many.

    `keys`: shape (KEYED_COLUMNS, rows); `criteria` and `ranges`: those of `Sought`.
    """
    count, all_met, met = 0, np.empty(_CHUNK, np.uint8), np.empty(_CHUNK, np.uint8)
    for stop in range(end, first, -_CHUNK):
        start = max(first, stop - _CHUNK)
        size = stop - start
        all_met[:size] = 1
        for i in range(criteria.shape[0]):
            one, other = _COLUMNS[criteria[i, 1], 0], _COLUMNS[criteria[i, 1], 1]
            met[:size] = 0
            _mark(keys[one][start:stop], criteria, i, ranges, met)
            if criteria[i, 0] == _BOTH:
                all_met[:size] &= met[:size]
                met[:size] = 0
            if one != other:
                _mark(keys[other][start:stop], criteria, i, ranges, met)
            all_met[:size] &= met[:size]
        for place in range(size - 1, -1, -1):
            if all_met[place] and count < out.size:
                out[count] = start + place
                count += 1
        if count == out.size:
            break
    return count


@nb.njit(cache=True)
def _mark(column: Ints, criteria: Ints, i: Whole, ranges: Ints, met: Bytes) -> None:
    """Mark the rows whose key in this column meets a criterion."""
    first = criteria[i, 2]
    if criteria[i, 0] == _SUFFIX:
        _mark_suffix(column, ranges[first + 1, 0], ranges[first + 1, 1], criteria[i, 4], met)
        return
    for j in range(first, criteria[i, 3]):
        low, width = ranges[j, 0], np.uint64(ranges[j, 1] - ranges[j, 0])
        for place in range(column.size):
            met[place] |= np.uint64(column[place] - low) < width


@nb.njit(cache=True)
def _mark_suffix(column: Ints, last: Whole, least: Whole, scale: Whole, met: Bytes) -> None:
    """Mark the numbers that end with digits: `last` of `scale`, none below `least`. Dividing is slow: it is for those whose last bits agree."""
    bits = scale & -scale  # 2 to the number of digits divides what two such numbers differ by
    for place in range(column.size):
        key = column[place]
        if (key ^ last) & (bits - 1) == 0:
            met[place] |= key > 0 and key >= least and key % scale == last
