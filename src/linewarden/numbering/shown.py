"""Numbers as people read them, whole and masked."""

import phonenumbers

from linewarden.model.number import E164, NumberKind
from linewarden.numbering.areas import area_of
from linewarden.numbering.foreign import country_code_of, is_valid, parsed
from linewarden.numbering.plan import classify
from linewarden.numbering.services import is_named

_STARS = "****"


def display(e164: E164) -> str:
    """The number as people write it: "138 6123 4567", "0519-8666 1234", "110", "0519-110", "400-800-1234", "+1 415-555-0123".

    "" for withheld; text that was no number is "#" and six hex digits of its key, so that it can still be told from others.
    """
    digits = _digits(e164)
    if not digits.startswith("86"):
        return _foreign(digits) if e164 > 0 else digits
    nsn = digits[2:]
    kind, _fault = classify(nsn)
    area = area_of(nsn[:3]) or ""
    rest = nsn[len(area) :]
    if kind is NumberKind.LANDLINE:
        return f"0{area}-{rest[:-4]} {rest[-4:]}"
    if kind is NumberKind.SERVICE and area and is_named(rest) and not is_named(nsn):
        return f"0{area}-{rest}"
    if kind is NumberKind.ENTERPRISE:
        return f"{nsn[:3]}-{nsn[3:6]}-{nsn[6:]}"
    if len(nsn) == 11 and nsn[0] == "1" and kind is not NumberKind.SERVICE:
        return f"{nsn[:3]} {nsn[3:7]} {nsn[7:]}"
    return nsn


def masked(e164: E164) -> str:
    """The number with its middle hidden: "138 **** 4567", "0519-**** 1234", "+1 **** 0123".

    Service and 400 numbers belong to nobody and stay whole, and so do imitations of them. Of any other number at most 7 digits of 11
    are shown, of a foreign one its country code and the last 4; of a number too short for that, the last 2.
    """
    digits = _digits(e164)
    if e164 <= 0:
        return digits
    return _masked_national(digits[2:]) if digits.startswith("86") else _masked_foreign(digits)


def _digits(e164: E164) -> str:
    if e164 < 0:
        return f"#{-e164 & 0xFFFFFF:06x}"
    return str(e164) if e164 else ""


def _tail(digits: str) -> str:
    return digits[-4:] if len(digits) >= 7 else digits[-2:]


def _masked_national(nsn: str) -> str:
    kind, _fault = classify(nsn)
    if kind in {NumberKind.SERVICE, NumberKind.ENTERPRISE}:
        return display(E164(int("86" + nsn)))
    if kind is NumberKind.LANDLINE:
        area = area_of(nsn[:3]) or ""
        return f"0{area}-{'*' * (len(nsn) - len(area) - 4)} {nsn[-4:]}"
    if len(nsn) >= 11:
        return f"{nsn[:3]} {'*' * (len(nsn) - 7)} {nsn[-4:]}"
    return f"{_STARS} {_tail(nsn)}"


def _masked_foreign(digits: str) -> str:
    code = country_code_of(digits)
    national = digits[len(str(code)) :] if code else digits
    if is_named(digits) or is_named(national):
        return _foreign(digits)
    return f"+{code} {_STARS} {_tail(national)}" if code else f"+{_STARS} {_tail(national)}"


def _foreign(digits: str) -> str:
    number = parsed(digits)
    if number is None or not is_valid(digits):
        return f"+{digits}"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
