"""The mainland numbering plan (MIIT 电信网编号计划, 2017 edition) as tables: what a national number is, or which rule it breaks.

A national number (`nsn`) is written without country code and without the trunk prefix 0: "13861312345", "51986661234", "110".
"""

import re
from dataclasses import dataclass
from functools import cache

from linewarden.model.number import NumberFault, NumberKind
from linewarden.numbering.areas import area_of, local_lengths
from linewarden.numbering.services import is_named

Verdict = tuple[NumberKind, NumberFault]


@dataclass(frozen=True, slots=True)
class Range:
    """Mobile numbers beginning with `prefix`; the longest prefix wins."""

    prefix: str
    kind: NumberKind
    digits: int  # length of the national number
    carrier: str  # that the range was given to; "" when not known


_MOBILE, _VIRTUAL, _M2M, _SATELLITE = NumberKind.MOBILE, NumberKind.VIRTUAL, NumberKind.M2M, NumberKind.SATELLITE
_CM, _CU, _CT, _CBN = "中国移动", "中国联通", "中国电信", "中国广电"

RANGES = (
    *(
        Range(p, _MOBILE, 11, _CM)
        for p in ("134", "135", "136", "137", "138", "139", "147", "150", "151", "152", "157", "158", "159")
    ),
    *(Range(p, _MOBILE, 11, _CM) for p in ("172", "178", "182", "183", "184", "187", "188", "195", "197", "198")),
    *(
        Range(p, _MOBILE, 11, _CU)
        for p in ("130", "131", "132", "145", "155", "156", "166", "175", "176", "185", "186", "196")
    ),
    *(
        Range(p, _MOBILE, 11, _CT)
        for p in ("133", "149", "153", "173", "177", "180", "181", "189", "190", "191", "193", "199")
    ),
    Range("192", _MOBILE, 11, _CBN),
    Range("1610", _MOBILE, 11, ""),  # as libphonenumber has it; whose it is, is not known to us
    Range("162", _VIRTUAL, 11, _CT),
    Range("165", _VIRTUAL, 11, _CM),
    Range("167", _VIRTUAL, 11, _CU),
    Range("171", _VIRTUAL, 11, _CU),
    *(Range(p, _VIRTUAL, 11, _CT) for p in ("1700", "1701", "1702")),
    *(Range(p, _VIRTUAL, 11, _CM) for p in ("1703", "1705", "1706")),
    *(Range(p, _VIRTUAL, 11, _CU) for p in ("1704", "1707", "1708", "1709")),
    Range("146", _M2M, 11, _CU),
    Range("148", _M2M, 11, _CM),
    Range("140", _M2M, 13, _CU),
    Range("141", _M2M, 13, _CT),
    Range("144", _M2M, 13, _CM),
    Range("1349", _SATELLITE, 11, "中国卫通"),
    Range("1740", _SATELLITE, 11, _CT),  # 天通一号
    Range("1749", _SATELLITE, 11, "海事卫星"),
    Range("10646", _M2M, 13, _CU),
    Range("10647", _M2M, 13, _CM),
    Range("10648", _M2M, 13, _CM),
    Range("10649", _M2M, 13, _CT),
)
"""Ranges handed out. Not here, so unallocated: 142, 143, 154, 160, 161 (but 1610), 163, 164, 168, 169, 174 (but 1740, 1749), 179, 194."""

_BY_PREFIX = {row.prefix: row for row in RANGES}

SERVICE_SHAPES = (
    # pattern of the whole number, what it is for
    (r"100\d\d|101\d\d", "carriers' customer lines, 5 digits"),
    (r"1010\d{4}", "nation-wide short numbers of enterprises, 8 digits"),
    (r"11[68]\d{2,3}", "directory and trade lines such as 116114, 11888"),
    (r"12[0-9]{3}", "government and carrier lines such as 12345, 12530"),
    (r"179\d\d", "access numbers of long-distance discount services"),
    (r"95\d{3,4}|951\d{5}", "nation-wide lines of banks, insurers, couriers and call centres"),
    (r"96\d{3,6}", "province-wide lines"),
    (r"16[08]\d{5}", "premium-rate information lines"),
    (r"106\d{5,6}|106\d{8,14}", "ports of bulk text messages; ten digits beginning 106 are Beijing landlines"),
)
_SERVICE = re.compile("|".join(shape for shape, _why in SERVICE_SHAPES))
_SHAPES = (
    (_SERVICE, NumberKind.SERVICE),
    (re.compile(r"[48]00\d{7}|10800\d{7}"), NumberKind.ENTERPRISE),  # 10800: freephone from abroad
    (re.compile(r"950\d{5,11}"), NumberKind.VIRTUAL),  # nation-wide call-through numbers that hide both parties (AXB)
)
_FIXED_LENGTH = ("400", "800", "95", "96", "1010", "106")  # beginnings whose only fault can be the length
_MOBILE_SHAPE = re.compile(r"1[3-9]\d{5}")  # shorter than 7 digits is no mobile that lost a digit
_MACHINE = re.compile(r"1064[6-9]\d{8}")

LONGEST = 15  # digits with country code (ITU-T E.164); ports of text messages alone are longer
LONGEST_PORT = 17  # national digits that an int64 holds behind 86; the rest is the sender's own extension


@cache
def range_of(prefix: str) -> Range | None:
    """The mobile range of a number of which `prefix` is the first five digits; None when nobody has it."""
    return next((_BY_PREFIX[prefix[:n]] for n in (5, 4, 3) if prefix[:n] in _BY_PREFIX), None)


def classify(nsn: str) -> Verdict:
    """Kind and fault of a national number of up to 17 digits, not beginning with 0. Depends on the digits alone."""
    if is_named(nsn):
        return NumberKind.SERVICE, NumberFault.NONE
    if _MOBILE_SHAPE.match(nsn) and not _SERVICE.fullmatch(nsn):
        return _mobile(nsn)
    if _MACHINE.fullmatch(nsn):
        return NumberKind.M2M, NumberFault.NONE
    return _fixed(nsn)


def _mobile(nsn: str) -> Verdict:
    if len(nsn) > LONGEST - 2:
        return NumberKind.INVALID, NumberFault.TOO_LONG
    found = range_of(nsn[:5])
    if len(nsn) != (found.digits if found else 11):
        return NumberKind.INVALID, NumberFault.WRONG_LENGTH
    return (found.kind, NumberFault.NONE) if found else (NumberKind.INVALID, NumberFault.UNALLOCATED)


def _fixed(nsn: str) -> Verdict:
    area = area_of(nsn[:3])
    rest = nsn[len(area) :] if area else ""
    if is_named(rest):
        return NumberKind.SERVICE, NumberFault.AREA_SERVICE
    shaped = next((kind for pattern, kind in _SHAPES if pattern.fullmatch(nsn)), None)
    if shaped is not None:
        return shaped, NumberFault.NONE
    if len(rest) in {5, 6} and _SERVICE.fullmatch(rest):
        return NumberKind.SERVICE, NumberFault.AREA_SERVICE
    return _landline(area, rest) if area else (NumberKind.INVALID, _length_fault(nsn) or NumberFault.UNALLOCATED)


def _length_fault(nsn: str) -> NumberFault | None:
    """The rule about lengths that a number breaks which is in no range."""
    if len(nsn) <= 6:
        return NumberFault.TOO_SHORT
    if len(nsn) > LONGEST - 2:
        return NumberFault.TOO_LONG
    return NumberFault.WRONG_LENGTH if nsn.startswith(_FIXED_LENGTH) else None


def _landline(area: str, rest: str) -> Verdict:
    if len(rest) not in local_lengths(area):
        return NumberKind.INVALID, _length_fault(area + rest) or NumberFault.WRONG_LENGTH
    if rest[0] not in "2345678":
        return NumberKind.INVALID, NumberFault.UNALLOCATED
    return NumberKind.LANDLINE, NumberFault.NONE
