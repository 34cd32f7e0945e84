"""The one form in which a clue of each kind is kept, so that the same clue is found again; and how it is shown masked."""

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Mapping

from linewarden.cases.deed import EntityKind
from linewarden.errors import UnfitDeedError
from linewarden.model.device import luhn_digit
from linewarden.model.number import E164
from linewarden.numbering import Home, display, masked, normalise

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_BETWEEN = re.compile(r"[\s\-]")
_ACCOUNT = re.compile(r"[0-9A-Z@._+]{4,64}")


def canonical(what: EntityKind, written: str, home: Home) -> str:
    """The clue in the form that it is kept in. Raises UnfitDeedError that says what is wrong with it."""
    return _CANONICAL[what](unicodedata.normalize("NFKC", written).strip(), home)


def shown(what: EntityKind, value: str) -> str:
    """The whole of it, as people write it."""
    return display(E164(int(value))) if what is EntityKind.NUMBER else value


def hidden(what: EntityKind, value: str) -> str:
    """It masked. A domain and an app belong to no person and stay whole."""
    match what:
        case EntityKind.NUMBER:
            return masked(E164(int(value)))
        case EntityKind.DOMAIN | EntityKind.APP:
            return value
        case EntityKind.IP:
            return _hidden_ip(value)
        case EntityKind.PERSON:
            return value[:1] + "*" * max(1, len(value) - 1)
        case _:
            return f"{value[:3]}****{value[-2:]}" if len(value) >= 8 else f"{value[:1]}****"


def _hidden_ip(value: str) -> str:
    mark = ":" if ":" in value else "."
    return mark.join([*value.split(mark)[:2], "*"])


def _number(text: str, home: Home) -> str:
    found = normalise(text, home=home)
    if not found.is_valid:
        rule = found.fault.name.lower().replace("_", " ")
        raise UnfitDeedError(
            f"value is no telephone number ({rule}): write it as it was dialled, or with + and country code"
        )
    return str(found.e164)


def _imei(text: str, _home: Home) -> str:
    digits = _digits(text)
    if len(digits) not in {14, 15, 16}:
        raise UnfitDeedError(
            f"value has {len(digits)} digits: an IMEI has 15, or 14 without its check digit, or 16 (IMEISV)"
        )
    check = luhn_digit(digits[:14])
    if len(digits) == 15 and int(digits[14]) != check:
        raise UnfitDeedError(
            "value is no IMEI: its last digit does not fit the others, so at least one of them is mistyped"
        )
    return f"{digits[:14]}{check}"


def _imsi(text: str, _home: Home) -> str:
    digits = _digits(text)
    if len(digits) not in {14, 15} or digits[0] not in "234567":
        raise UnfitDeedError(
            "value is no IMSI: it has 15 digits (14 in some countries) and begins with a country's code, 460 for China"
        )
    return digits


def _ip(text: str, _home: Home) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError as err:
        raise UnfitDeedError("value is no IP address: write 203.0.113.7 or 2001:db8::7, without port") from err
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def _domain(text: str, _home: Home) -> str:
    name = text.lower().rstrip(".")
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    labels = name.split(".")
    is_name = len(labels) >= 2 and len(name) <= 253 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    if not is_name:
        raise UnfitDeedError("value is no domain: write example.com alone, without http:// and without a path")
    return name


def _account(text: str, _home: Home) -> str:
    account = _BETWEEN.sub("", text).upper()
    if not _ACCOUNT.fullmatch(account):
        raise UnfitDeedError("value is no account: 4 to 64 letters, digits and @ . _ +")
    return account


def _words(text: str, _home: Home) -> str:
    return " ".join(text.split())


def _digits(text: str) -> str:
    digits = _BETWEEN.sub("", text)
    if not (digits.isascii() and digits.isdigit()):
        raise UnfitDeedError("value is not made of digits: leave out everything else")
    return digits


_CANONICAL: Mapping[EntityKind, Callable[[str, Home], str]] = {
    EntityKind.NUMBER: _number,
    EntityKind.IMEI: _imei,
    EntityKind.IMSI: _imsi,
    EntityKind.IP: _ip,
    EntityKind.DOMAIN: _domain,
    EntityKind.APP: _words,
    EntityKind.ACCOUNT: _account,
    EntityKind.PERSON: _words,
    EntityKind.DEVICE: _words,
}
