"""Numbers of the synthetic city: which ranges they come from, and how carriers write them down."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from phone import Phone

from linewarden.sim.calls import Ints

HOME_CITY = "常州"
HOME_LANDLINE = 86_519_00000000  # + 8 digits


class Form(IntEnum):
    """How one carrier writes a number: digits dropped from the canonical form, and what is put before the rest."""

    PLAIN = 0  # 8613861234567, 14155550123
    PLUS = 1  # +8613861234567
    ZEROS = 2  # 008613861234567
    NATIONAL = 3  # 13861234567, 95588, 4008001234
    TRUNK_ZERO = 4  # 051986661234
    LOCAL = 5  # 86661234
    DASHED = 6  # 0519-86661234
    PLUS_ZERO = 7  # +86051986661234: wrong, and seen
    ZEROS_ZERO = 8  # 0086051986661234: wrong, and seen
    PREFIXED = 9  # 1259313861234567: dialled through a carrier's service
    SPACED = 10  # +86 13861234567
    WITHHELD = 11


_DROPS_AND_PREFIX: dict[Form, tuple[int, str]] = {
    Form.PLAIN: (0, ""),
    Form.PLUS: (0, "+"),
    Form.ZEROS: (0, "00"),
    Form.NATIONAL: (2, ""),
    Form.TRUNK_ZERO: (2, "0"),
    Form.LOCAL: (5, ""),
    Form.DASHED: (5, "0519-"),
    Form.PLUS_ZERO: (2, "+860"),
    Form.ZEROS_ZERO: (2, "00860"),
    Form.PREFIXED: (2, "12593"),
    Form.SPACED: (2, "+86 "),
    Form.WITHHELD: (99, ""),
}


def written(digits: Ints, forms: npt.NDArray[np.uint8]) -> pa.Array:
    """The numbers as text, each in its form."""
    texts = pa.array(digits).cast(pa.utf8())
    parts, rows = [], []
    for form in np.unique(forms):
        where = np.flatnonzero(forms == form)
        drops, prefix = _DROPS_AND_PREFIX[Form(int(form))]
        tail = pc.utf8_slice_codeunits(texts.take(pa.array(where)), drops, 99)
        parts.append(pc.binary_join_element_wise(prefix, tail, "") if prefix else tail)
        rows.append(where)
    if not parts:
        return pa.array([], pa.utf8())
    return pa.concat_arrays(parts).take(pa.array(np.argsort(np.concatenate(rows), kind="stable")))


def write(number: int, form: int) -> str:
    """One number as text."""
    text: str = written(np.array([number], np.int64), np.array([form], np.uint8))[0].as_py()
    return text


class Carrier(IntEnum):
    """Networks that serve mobiles in the city, as the segment table numbers them."""

    MOBILE = 1
    UNICOM = 2
    TELECOM = 3


@dataclass(frozen=True, slots=True)
class Segments:
    """Seven-digit mobile ranges of 10,000 numbers each; both arrays of length n."""

    first: Ints  # canonical number that the range begins with
    carrier: npt.NDArray[np.uint8]


@cache
def segments(*, is_home: bool) -> Segments:
    """The mobile ranges of the city, or of the rest of the mainland, from the segment table of the `phone` package."""
    table = Phone()
    rows = np.frombuffer(
        table.buf,
        np.dtype([("range", "<i4"), ("place", "<i4"), ("carrier", "u1")]),
        offset=table.first_phone_record_offset,
    )
    at_home = [
        place for place in np.unique(rows["place"]).tolist() if f"|{HOME_CITY}|".encode() in _text_at(table.buf, place)
    ]
    is_wanted = (
        (np.isin(rows["place"], at_home) == is_home) & (rows["carrier"] <= Carrier.TELECOM) & (rows["carrier"] > 0)
    )
    wanted = rows[is_wanted]
    return Segments((86 * 10**7 + wanted["range"].astype(np.int64)) * 10_000, wanted["carrier"].copy())


def virtual_numbers(rng: np.random.Generator, count: int) -> Ints:
    """`count` mobiles of virtual operators, which companies rent by the block."""
    numbers: Ints = (
        86_000_0000_0000 + rng.choice([165, 167, 170, 171], count) * 10**8 + rng.integers(10**7, 10**8, count)
    )
    return numbers


def _text_at(buffer: bytes, offset: int) -> bytes:
    return buffer[offset : buffer.index(b"\0", offset)]


def imei(body: Ints) -> Ints:
    """15-digit IMEI of 14-digit bodies, with the check digit of 3GPP TS 23.003 annex B."""
    total = np.zeros_like(body)
    rest = body.copy()
    for position in range(14):
        value = rest % 10 * (2 if position % 2 == 0 else 1)
        total += np.where(value > 9, value - 9, value)
        rest //= 10
    return body * 10 + (10 - total % 10) % 10
