"""Numbers of other countries, by the metadata of `phonenumbers`.

A number is written here as its digits with country code, without plus: "14155550123".
"""

from functools import cache

import phonenumbers
from phonenumbers.phonenumberutil import COUNTRY_CODE_TO_REGION_CODE

from linewarden.model.number import NumberFault, NumberKind
from linewarden.numbering.plan import LONGEST, Verdict, classify
from linewarden.numbering.services import is_named

SHORTEST = 7  # digits with country code: Niue +683 4000
LONGEST_AREA_SERVICE = 9  # digits: a three-digit area code and six, such as 519116114
_NO_COUNTRY = "001"  # region of +870, +882 … in the metadata
_SATELLITE = frozenset({870, 881})  # Inmarsat; Iridium and Globalstar (ITU-T E.164.1)


@cache
def _code_in(head: str) -> int | None:
    return next((int(head[:n]) for n in (1, 2, 3) if head and int(head[:n]) in COUNTRY_CODE_TO_REGION_CODE), None)


def country_code_of(digits: str) -> int | None:
    """The country code that the digits begin with; None when no country has it. No code is the beginning of another."""
    return _code_in(digits[:3])


def parsed(digits: str) -> phonenumbers.PhoneNumber | None:
    """The number as `phonenumbers` has it, unchecked; None when no country has its code."""
    code = country_code_of(digits)
    if code is None:
        return None
    national = digits[len(str(code)) :]
    zeros = len(national) - len(national.lstrip("0"))
    return phonenumbers.PhoneNumber(
        country_code=code,
        national_number=int(national or 0),
        italian_leading_zero=zeros > 0 or None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )


def is_valid(digits: str) -> bool:
    """True when the number is in a range that its country has handed out."""
    number = parsed(digits) if SHORTEST <= len(digits) <= LONGEST else None
    return number is not None and phonenumbers.is_valid_number(number)


def without_trunk_zero(digits: str) -> str:
    """The same number without the trunk zero that people leave in (+44 020 7946 0958), when only that makes it valid."""
    code = country_code_of(digits)
    national = digits[len(str(code)) :] if code else ""
    if not national.startswith("0") or is_valid(digits):
        return digits
    bare = f"{code}{national.lstrip('0')}"
    return bare if is_valid(bare) else digits


def classify_foreign(digits: str) -> Verdict:
    """Kind and fault of the digits of an international number, country code first and not 86. Depends on the digits alone."""
    if _imitates_service(digits):
        return NumberKind.INVALID, NumberFault.FOREIGN_SERVICE_TAIL
    if not SHORTEST <= len(digits) <= LONGEST:
        return NumberKind.INVALID, NumberFault.TOO_SHORT if len(digits) < SHORTEST else NumberFault.TOO_LONG
    number = parsed(digits)
    if number is None:
        return NumberKind.INVALID, NumberFault.UNKNOWN_COUNTRY
    if phonenumbers.is_valid_number(number):
        return NumberKind.SATELLITE if number.country_code in _SATELLITE else NumberKind.FOREIGN, NumberFault.NONE
    is_possible = phonenumbers.is_possible_number(number)
    return NumberKind.INVALID, NumberFault.UNALLOCATED if is_possible else NumberFault.WRONG_LENGTH


def _imitates_service(digits: str) -> bool:
    """True when the digits, or what follows the country code, spell a Chinese service line.

    A line of the table counts even where a tiny foreign plan (Austria, Luxembourg, St Helena) could hold the same digits; a number that
    merely has the shape of one (95xxx, 96xxx, area code + 110) counts when it is no valid foreign number.
    """
    code = country_code_of(digits)
    tail = digits[len(str(code)) :].lstrip("0") if code else ""
    if is_named(digits) or is_named(tail):
        return True
    return (_looks_like_service(tail) or (len(digits) < SHORTEST and _looks_like_service(digits))) and not is_valid(
        digits
    )


def _looks_like_service(nsn: str) -> bool:
    if len(nsn) > LONGEST_AREA_SERVICE:
        return False
    kind, fault = classify(nsn)
    return kind is NumberKind.SERVICE and (len(nsn) <= 6 or fault is NumberFault.AREA_SERVICE)


def country_of(digits: str) -> str | None:
    """ISO 3166 alpha-2 of a number; None for satellites and networks of no country, and when an invalid number's code serves several."""
    code, number = country_code_of(digits), parsed(digits)
    if code is None or number is None:
        return None
    region = phonenumbers.region_code_for_number(number)
    regions = COUNTRY_CODE_TO_REGION_CODE[code]
    if region is None and len(regions) == 1:
        region = regions[0]
    return None if region == _NO_COUNTRY else region
