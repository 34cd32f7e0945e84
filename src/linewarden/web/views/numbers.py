"""Numbers as screens show them: masked, with what their digits tell."""

import re
from functools import lru_cache

from linewarden.model.number import E164, NumberKind
from linewarden.numbering import Home, describe, masked
from linewarden.web.shapes.warning import CallerView, NumberUse, Place

_LONG_DIGITS = re.compile(r"\d{7,}")

NUMBER_USE: dict[NumberKind, NumberUse] = {kind: NumberUse(kind.name.lower()) for kind in NumberKind}


@lru_cache(maxsize=65_536)
def caller_view(number: E164, home: Home) -> CallerView:
    """The number masked, with place and kind."""
    told = describe(number, home=home)
    place = Place(country=told.place.country, province=told.place.province, city=told.place.city)
    return CallerView(masked=masked(number), place=place, kind=NUMBER_USE[told.kind])


def masked_digits(text: str) -> str:
    """The text with every run of seven digits and more cut to its first three and last two."""
    return _LONG_DIGITS.sub(lambda run: f"{run[0][:3]}****{run[0][-2:]}", text)
