"""How a number as delivered was written: what stands before it and how many of the canonical digits were left out.

A carrier's `cli_raw` is nearly always the canonical number in one of these forms, so the form is all that is stored of it.
"""

import numba as nb
import numpy as np
import numpy.typing as npt

from linewarden.model.event import Bytes, Ints
from linewarden.store.bits import Whole

OTHER = 33
"""No form: the text itself is stored. 0 is null; forms are 1 + 4 · digits left out (0 to 7) + place of what stands before, of "", "+", "00", "0"."""

_MOST_LEFT_OUT = 7
_DIGITS = 20


@nb.njit(cache=True, nogil=True)
def forms(
    numbers: Ints, offsets: npt.NDArray[np.int32], data: Bytes, is_null: npt.NDArray[np.bool_], out: Bytes
) -> int:
    """Fill in the form of each text; how many have none. `numbers` are canonical."""
    others = 0
    for i in range(numbers.size):
        if is_null[i]:
            out[i] = 0
            continue
        out[i] = _form(numbers[i], data, np.int64(offsets[i]), np.int64(offsets[i + 1]))
        others += out[i] == OTHER
    return others


@nb.njit(cache=True, nogil=True)
def _form(number: np.int64, data: Bytes, start: Whole, end: Whole) -> Whole:
    if number <= 0 or end <= start:
        return OTHER
    if data[start] == 43:
        return _tail(np.uint64(number), data, start + 1, end, 1)
    form = _tail(np.uint64(number), data, start, end, 0)
    if form == OTHER and data[start] == 48:
        if end - start > 1 and data[start + 1] == 48:
            form = _tail(np.uint64(number), data, start + 2, end, 2)
        if form == OTHER:
            form = _tail(np.uint64(number), data, start + 1, end, 3)
    return form


@nb.njit(cache=True, nogil=True)
def _tail(number: np.uint64, data: Bytes, start: Whole, end: Whole, before: int) -> Whole:
    """The form when the rest of the text is the end of the digits; at least one digit."""
    rest = number
    for j in range(end - 1, start - 1, -1):
        more = rest // np.uint64(10)
        if rest == 0 or np.uint64(data[j]) != rest - more * np.uint64(10) + np.uint64(48):
            return OTHER
        rest = more
    left_out = 0
    while rest:
        rest //= np.uint64(10)
        left_out += 1
    return 1 + 4 * left_out + before if left_out <= _MOST_LEFT_OUT and end > start else OTHER


@nb.njit(cache=True, nogil=True)
def write_digits(number: int, out: Bytes) -> int:
    """The digits of a number that is not negative; how many."""
    count, rest = 1, number
    while rest >= 10:
        rest //= 10
        count += 1
    rest = number
    for place in range(count - 1, -1, -1):
        out[place] = 48 + rest % 10
        rest //= 10
    return count


@nb.njit(cache=True, nogil=True)
def write_form(number: int, form: int, out: Bytes) -> int:
    """The text of a form, written to the beginning of `out` (at least 24 bytes); its length."""
    before, left_out = (form - 1) & 3, (form - 1) >> 2
    size = 0
    if before == 1:
        out[0] = 43
        size = 1
    elif before:
        size = 2 if before == 2 else 1
        out[0] = 48
        out[1] = 48
    digits = np.empty(_DIGITS, np.uint8)
    count = write_digits(max(number, 0), digits)
    for place in range(min(left_out, count), count):
        out[size] = digits[place]
        size += 1
    return size
