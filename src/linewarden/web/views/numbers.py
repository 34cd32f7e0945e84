"""Numbers as screens show them: masked, with what their digits tell."""

import re
from functools import lru_cache

from linewarden.model.number import E164, NumberKind
from linewarden.numbering import Home, describe, masked
from linewarden.web.shapes.warning import CallerView, NumberUse, Place

_BETWEEN = r"[ \t\u00a0\u3000().·（）\-\u2010-\u2015－]{0,3}"  # what people write between the digits of a number
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_DIGITS = re.compile(
    rf"""(?P<kept>
        (?<!\d) 20\d\d (?P<to>[-./]) (?:0?[1-9]|1[0-2]) (?P=to) (?:[12]\d|3[01]|0?[1-9]) (?!\d)  # a day
            (?: [ T]\d\d:\d\d (?: :\d\d (?:\.\d+)? )? )?
        | (?<![\d-]) (?:10|2\d|[3-9]\d\d) - 20\d\d - \d{{4,}} (?!\d)  # a case: site, year, number
        | (?<![\d.]) {_OCTET} (?:\.{_OCTET}){{3}} (?![\d.])  # an address of a machine
    ) | \d (?: {_BETWEEN} \d ){{6,}}""",
    re.VERBOSE,
)

NUMBER_USE: dict[NumberKind, NumberUse] = {kind: NumberUse(kind.name.lower()) for kind in NumberKind}


@lru_cache(maxsize=65_536)
def caller_view(number: E164, home: Home) -> CallerView:
    """The number masked, with place and kind."""
    told = describe(number, home=home)
    place = Place(country=told.place.country, province=told.place.province, city=told.place.city)
    return CallerView(masked=masked(number), place=place, kind=NUMBER_USE[told.kind])


def masked_digits(text: str) -> str:
    """The text with whatever may be a telephone number, IMEI or card cut to its first three and last two digits: seven digits and more, however they are grouped.

    Days, numbers of cases and IPv4 addresses stay.
    """
    return _DIGITS.sub(_cut, text)


def _cut(found: re.Match[str]) -> str:
    if found["kept"]:
        return found[0]
    digits = "".join(char for char in found[0] if char.isdigit())
    return f"{digits[:3]}****{digits[-2:]}"
