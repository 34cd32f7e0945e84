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
        rows = np.flatnonzero((columns[0] >= 2) & (columns[0] <= 8) & _are_digits(columns))
        kind[rows] = _LANDLINE
        e164[rows] = _value([column[rows] for column in columns]) + int("86" + home.area) * 10 ** len(columns)
    for before in _BEFORE:
        if len(columns) - len(before) in {10, 11}:
            rows, nsn = _behind(before, columns)
            if rows.size:
                kind[rows], e164[rows] = _read_national(nsn)
    rows = np.flatnonzero(kind)
    return Clean(rows, e164[rows], kind[rows])


def _behind(before: tuple[int, ...], columns: list[Bytes]) -> tuple[Ints, list[Bytes]]:
    """Rows that begin with `before` and then a digit other than 0, and the rest of their columns."""
    match = columns[len(before)] - np.uint8(1) <= 8
    for column, char in zip(columns, before, strict=False):
        match &= column == char
    rest = columns[len(before) :]
    rows = np.flatnonzero(match)
    return rows, rest if rows.size == match.size else [column[rows] for column in rest]


def _read_national(nsn: list[Bytes]) -> tuple[Bytes, Ints]:
    """Kind and e164 of national numbers of 10 or 11 characters; 0 and 0 where they are in no clean form."""
    head = _value(nsn[:4]) % 10_000  # where a character is no digit the value means nothing, but stays in the tables
    kind = _mobile_kinds()[head] if len(nsn) == 11 else np.zeros(head.size, np.uint8)
    for width in (2, 3):
        has_length = _area_lengths(width)[head // 10 ** (4 - width)] & (1 << (len(nsn) - width - 7)) > 0
        kind[has_length & (nsn[width] >= 2) & (nsn[width] <= 8)] = _LANDLINE
    e164 = _value(nsn, head) + 86 * 10 ** len(nsn)
    kind[~_are_digits(nsn)] = 0
    for number in _named_mobiles():
        kind[e164 == number] = 0
    e164[kind == 0] = 0
    return kind, e164


def _are_digits(columns: list[Bytes]) -> Flags:
    greatest = columns[0].copy()
    for column in columns[1:]:
        np.maximum(greatest, column, out=greatest)
    return greatest <= 9


def _value(columns: list[Bytes], head: Ints | None = None) -> Ints:
    """Decimal value of the columns; `head` is that of the first four when it is known."""
    value = columns[0].astype(np.int64) if head is None else head.copy()
    for column in columns[1:] if head is None else columns[4:]:
        value *= 10
        value += column
    return value


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
def _named_mobiles() -> tuple[int, ...]:
    """Canonical service lines that look like a mobile number (8613800138000)."""
    return tuple(int("86" + number) for number in services() if len(number) == 11)


@cache
def _area_lengths(width: int) -> Bytes:
    """By area code of `width` digits: bit 0 set where it has 7-digit local numbers, bit 1 where 8-digit ones."""
    table = np.zeros(10**width, np.uint8)
    for area in areas():
        if len(area) == width:
            table[int(area)] = sum(1 << (length - 7) for length in local_lengths(area))
    return table
