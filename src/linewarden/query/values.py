"""The value of one term, read by what its field is."""

import ipaddress
import re
import unicodedata
from datetime import datetime

from linewarden.numbering import Home, normalise
from linewarden.query.expression import Field, How, Term, Value
from linewarden.query.fault import Fault, QueryError
from linewarden.query.fields import DIGITS, NUMBERS, SECONDS, TEXTS, UNITS, WORDS
from linewarden.query.tokens import Token

LONGEST_VALUE = 128
LONGEST_LAST_S = 10 * 366 * 86_400
ALIAS = re.compile(r"~[A-Za-z0-9_-]{22}")
_LONGEST_MS = 1000 * LONGEST_LAST_S
_YEARS = range(1990, 2200)
_SPACED = re.compile(r"[\s\-/.]+")
_SECONDS = re.compile(r"([0-9]{1,9})(\.[0-9]{1,3})?([smh]?)")
_LAST = re.compile(r"([0-9]{1,6})([smhdw])")
_TIME = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?")
_STARRED = re.compile(r"\+?[0-9]{1,18}")


def read_term(token: Token, field: Field, home: Home) -> Term:
    """The term that a word means. Raises QueryError at its value."""
    how = How(token.sign) if token.sign else How.IS
    if field not in SECONDS and how is not How.IS:
        raise _fault(Fault.BAD_OPERATOR, token, f"{field} takes no {token.sign}; write {field}: and the value")
    if not token.value.strip():
        raise _fault(Fault.MISSING_VALUE, token, f"{field} has no value; write one after {token.sign or 'it'}")
    how, value = _read(token, field, how, home)
    return Term(field, how, value, token.start, token.end)


def _fault(fault: Fault, token: Token, message: str) -> QueryError:
    start = token.value_start if token.value else token.start
    return QueryError(fault, start, token.end, message)


def _read(token: Token, field: Field, how: How, home: Home) -> tuple[How, Value]:
    text = token.value.strip()
    if field in NUMBERS or (field in DIGITS and text.startswith("~")):
        return _number(token, text, home)
    if field in DIGITS:
        return How.IS, _digits(token, field, text)
    if field in TEXTS:
        return How.IS, _text(token, field, text)
    if field in SECONDS:
        return how, _milliseconds(token, field, text)
    if field in WORDS:
        return How.IS, _word(token, field, text)
    return (How.IS, _last(token, text)) if field is Field.LAST else _time(token, field, text)


def _number(token: Token, text: str, home: Home) -> tuple[How, Value]:
    if text.startswith("~"):
        if not ALIAS.fullmatch(text):
            raise _fault(Fault.BAD_ALIAS, token, "this pseudonym is not whole; take it from a record again")
        return How.ALIAS, text
    if "*" in text or "＊" in text:
        return _starred(token, _SPACED.sub("", unicodedata.normalize("NFKC", text)))
    number = normalise(text, home=home).e164
    if number <= 0:
        raise _fault(
            Fault.BAD_NUMBER,
            token,
            "this is no telephone number; write all its digits, such as 13861234567, or its beginning as 138*",
        )
    return How.IS, int(number)


def _starred(token: Token, text: str) -> tuple[How, Value]:
    prefix, suffix = text.removesuffix("*"), text.removeprefix("*")
    if _STARRED.fullmatch(prefix) and (canonical := _canonical(prefix)):
        return How.PREFIX, canonical
    if _STARRED.fullmatch(suffix) and suffix.isdigit():
        return How.SUFFIX, suffix
    raise _fault(
        Fault.BAD_STAR,
        token,
        "one star stands before or after 1 to 18 digits; write a beginning as 138* or an end as *4567",
    )


def _canonical(prefix: str) -> str:
    """The first digits of canonical numbers, country code first: after + or 00 and from 86 on as they stand, else Chinese ones; "" for none."""
    if prefix.startswith(("+", "00")):
        found = prefix.lstrip("+0")
    elif prefix.startswith("86"):
        found = prefix
    else:
        found = f"86{prefix.removeprefix('0')}"
    return found if len(found) <= 18 else ""


def _digits(token: Token, field: Field, text: str) -> str:
    least, most = DIGITS[field]
    found = _SPACED.sub("", text)
    if not (found.isascii() and found.isdigit() and least <= len(found) <= most):
        raise _fault(Fault.BAD_DIGITS, token, f"{field} has {least} to {most} digits; write digits only")
    return found


def _text(token: Token, field: Field, text: str) -> str:
    if len(text) > LONGEST_VALUE or any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        raise _fault(
            Fault.BAD_TEXT,
            token,
            f"{field} is at most {LONGEST_VALUE} printable characters; write it as records have it",
        )
    if field is Field.IP:
        try:
            ipaddress.ip_address(text)
        except ValueError as err:
            raise _fault(Fault.BAD_IP, token, "this is no IP address; write one such as 192.0.2.7") from err
    return text


def _milliseconds(token: Token, field: Field, text: str) -> int:
    found = _SECONDS.fullmatch(text)
    whole, part, unit = found.groups() if found else ("", "", "")
    milliseconds = (int(whole or 0) * 1000 + int((part or ".0")[1:].ljust(3, "0"))) * UNITS[unit or "s"]
    if found is None or milliseconds > _LONGEST_MS:
        raise _fault(Fault.BAD_SECONDS, token, f"{field} is a time in seconds; write such as {field}>=60 or {field}<2m")
    return milliseconds


def _word(token: Token, field: Field, text: str) -> str:
    word = WORDS[field].get(text.lower())
    if word is None:
        known = ", ".join(dict.fromkeys(WORDS[field].values()))
        raise _fault(Fault.BAD_WORD, token, f"{field} is one of {known}; write one of them")
    return word


def _last(token: Token, text: str) -> int:
    found = _LAST.fullmatch(text.lower())
    seconds = int(found[1]) * UNITS[found[2]] if found else 0
    if not 0 < seconds <= LONGEST_LAST_S:
        raise _fault(
            Fault.BAD_LAST, token, "last is a number with s, m, h, d or w, up to ten years; write such as last:24h"
        )
    return seconds


def _time(token: Token, field: Field, text: str) -> tuple[How, Value]:
    found = _TIME.fullmatch(text)
    parts = [int(part or 0) for part in found.groups()] if found else [0] * 6
    try:
        at = datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - what the site's clocks show
    except ValueError:
        at = datetime.min  # noqa: DTZ901 - no day of a calendar
    if found is None or at.year not in _YEARS:
        example = f"write such as {field}:2026-11-30 or {field}:2026-11-30T14:05"
        raise _fault(Fault.BAD_TIME, token, f"{field} is a day or a time; {example}")
    return (How.DAY if found[4] is None else How.IS), at
