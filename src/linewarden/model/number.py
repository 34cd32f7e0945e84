"""Telephone numbers as values: canonical digits, what kind of number it is, which rule it breaks."""

from dataclasses import dataclass
from enum import IntEnum
from typing import NewType

from linewarden.model.place import Place

E164 = NewType("E164", int)
"""A number as one integer, so that columns and kernels can carry it.

Positive: country code + national significant number, without plus and without trunk prefix: 8613861234567 (mobile), 8651986661234
(Changzhou landline), 864008001234 (400 number), 8695588 (bank line), 86110 (police, national form), 8651912345 (a service line
dialled with its area code), 14155550123 (foreign). Country codes never begin with 0, so nothing is lost.
0: withheld or absent.
Negative: text that is no number (letters, impossible length …): minus a 62-bit hash of the cleaned text, so that it still is a
subject to count by; the text itself is kept beside it in `cli_raw` / `called_raw`.
"""

WITHHELD = E164(0)


class NumberKind(IntEnum):
    """What a number is for. Stored as uint8: never renumber."""

    UNKNOWN = 0  # withheld or absent
    MOBILE = 1
    LANDLINE = 2
    SERVICE = 3  # 110, 12345, 96110, 95588, 10086: see numbering.services for which
    ENTERPRISE = 4  # 400, 800
    VIRTUAL = 5  # mobile virtual operators and AXB middle numbers: 162, 165, 167, 170, 171
    M2M = 6  # machine SIMs: 14x data ranges, 10648 …
    SATELLITE = 7  # 1349, 1740, +870, +881
    FOREIGN = 8
    INVALID = 9  # breaks a rule of its plan: see the fault


class NumberFault(IntEnum):
    """The rule that a number breaks (signal S11). Stored as uint8: never renumber."""

    NONE = 0
    NOT_DIGITS = 1  # letters or nothing left after cleaning
    TOO_SHORT = 2
    TOO_LONG = 3  # more than 15 digits
    WRONG_LENGTH = 4  # length impossible for its prefix
    UNALLOCATED = 5  # range not handed out
    UNKNOWN_COUNTRY = 6
    FOREIGN_SERVICE_TAIL = 7  # 00 or + and a foreign code whose tail imitates 110, 12333 …
    AREA_SERVICE = 8  # area code + 110, 96110 …: real lines show the bare number
    DIGITS_LOST = 9  # a spreadsheet rounded it: 1.38613E+10


@dataclass(frozen=True, slots=True)
class Number:
    """One number in canonical form with all that its digits tell."""

    raw: str  # as written
    e164: E164
    kind: NumberKind
    fault: NumberFault
    country: str | None  # ISO 3166 alpha-2; None when unknown
    province: str | None  # Chinese name without suffix as the segment table has it (江苏); mainland only
    city: str | None  # Chinese name (常州); mainland mobiles and landlines only
    carrier: str | None  # 中国移动 …; mainland mobiles only; number portability makes it a hint

    @property
    def place(self) -> Place:
        """Where its digits say that it belongs: never more than a city."""
        return Place(self.country, self.province, self.city)

    @property
    def is_valid(self) -> bool:
        """True when it breaks no rule; a withheld number is not valid, but has no fault."""
        return self.e164 > 0 and self.fault is NumberFault.NONE
