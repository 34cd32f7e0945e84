"""The clean forms that make up most of any feed, read in numpy.

They are mobiles and landlines with 86, +86, 0086, 0 or nothing before them, and local numbers of the home area.
Only what the scalar reading finds without fault is read here; every other text is left to it. The two agree row by row (tested).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from linewarden.model.number import NumberFault, NumberKind
from linewarden.numbering.areas import areas, local_lengths
from linewarden.numbering.home import Home
from linewarden.numbering.plan import classify
from linewarden.numbering.services import services

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

SHORTEST_CLEAN, LONGEST_CLEAN = 7, 15  # characters: a local number; "0086" and eleven digits
_PLUS = (ord("+") - ord("0")) % 256
_BEFORE = ((), (0,), (8, 6), (_PLUS, 8, 6), (0, 0, 8, 6))  # what may stand before a national number
_NONE = np.uint8(NumberKind.UNKNOWN)
_LANDLINE = np.uint8(NumberKind.LANDLINE)


@dataclass(frozen=True, slots=True)
class Clean:
    """Numbers that were read, none with a fault: `rows` are their positions, ascending."""

    rows: Ints
    e164: Ints
    kind: Bytes


def clean_numbers(columns: list[Bytes], home: Home) -> Clean:
    """Read equally long texts given as one array a position (see `column`); what is in no clean form is left out."""
    size = columns[0].size
    kind, e164 = np.zeros(size, np.uint8), np.zeros(size, np.int64)
    if len(columns) in local_lengths(home.area):
        is_local = (columns[0] >= 2) & (columns[0] <= 8) & _are_digits(columns)
        kind[is_local] = _LANDLINE
        e164[is_local] = (_value(columns) + int("86" + home.area) * 10 ** len(columns))[is_local]
    for before in _BEFORE:
        if len(columns) - len(before) in {10, 11}:
            _read_national(columns, before, kind, e164)
    rows = np.flatnonzero(kind)
    return Clean(rows, e164[rows], kind[rows])


def _read_national(columns: list[Bytes], before: tuple[int, ...], kind: Bytes, e164: Ints) -> None:
    nsn = columns[len(before) :]
    found = _landline_kinds(nsn)
    if len(nsn) == 11:
        found |= _mobile_kinds()[_value(nsn[:4]) % 10_000]
    is_read = (found != _NONE) & _are_digits(nsn)
    for column, char in zip(columns, before, strict=False):
        is_read &= column == char
    value = _value(nsn)
    is_read &= ~np.isin(value, _named_mobiles())
    kind[is_read] = found[is_read]
    e164[is_read] = value[is_read] + 86 * 10 ** len(nsn)


def _are_digits(columns: list[Bytes]) -> Flags:
    flags = columns[0] <= 9
    for column in columns[1:]:
        flags &= column <= 9
    return flags


def _value(columns: list[Bytes]) -> Ints:
    value = columns[0].astype(np.int64)
    for column in columns[1:]:
        value *= 10
        value += column
    return value


def _landline_kinds(nsn: list[Bytes]) -> Bytes:
    """LANDLINE where an area code is followed by as many digits as its local numbers have, else 0. Digits are not checked."""
    kinds = np.zeros(nsn[0].size, np.uint8)
    for width in (2, 3):
        lengths = _area_lengths(width)[_value(nsn[:width]) % 10**width]
        first = nsn[width]
        kinds[(lengths & (1 << (len(nsn) - width - 7)) > 0) & (first >= 2) & (first <= 8)] = _LANDLINE
    return kinds


@cache
def _mobile_kinds() -> Bytes:
    """Kind by the first four digits of a sound 11-digit mobile number, else 0."""
    kinds = np.zeros(10_000, np.uint8)
    for head in range(1300, 2000):
        kind, fault = classify(f"{head}0000001")
        if fault is NumberFault.NONE:
            kinds[head] = kind
    return kinds


@cache
def _named_mobiles() -> Ints:
    """Service lines that look like a mobile number (13800138000)."""
    return np.array(sorted(int(number) for number in services() if len(number) == 11), np.int64)


@cache
def _area_lengths(width: int) -> Bytes:
    """By area code of `width` digits: bit 0 set where it has 7-digit local numbers, bit 1 where 8-digit ones."""
    table = np.zeros(10**width, np.uint8)
    for area in areas():
        if len(area) == width:
            table[int(area)] = sum(1 << (length - 7) for length in local_lengths(area))
    return table
