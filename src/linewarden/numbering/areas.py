"""Mainland area codes: which there are, how long their local numbers are, whose they are.

Codes and names come from the records of the `phone` package, lengths from the metadata of `phonenumbers`; both are read on first use.
"""

from functools import cache, lru_cache

import phonenumbers

from linewarden.numbering.segments import area_of_segment, area_places

_SURE_RATIO = 0.95  # of an area's mobile segments; below it several cities share the area and the code alone names none


@cache
def areas() -> dict[str, tuple[str, str | None]]:
    """Area code without its 0 → province and city; the city is None where several share the code (024, 0731 …)."""
    found: dict[str, tuple[str, str | None]] = {}
    for area, places in area_places().items():
        if not local_lengths(area):
            continue  # merged into another area, or a slip in the data file
        (province, city), count = places.most_common(1)[0]
        is_sure = count >= _SURE_RATIO * places.total() or city == province  # a municipality is one city
        found[area] = province, city if is_sure else None
    return found


@cache
def area_of(head: str) -> str | None:
    """The area code that a national number begins with, told by its first three digits; None when there is none.

    No code is the beginning of another, so the answer is unique.
    """
    return next((head[:n] for n in (3, 2) if head[:n] in areas()), None)


def area_of_number(e164: int) -> str | None:
    """The area code, without its 0, where a mainland mobile number was handed out or a landline is; None for other numbers."""
    return _area_of_head(str(e164)[:9])


@lru_cache(maxsize=100_000)
def _area_of_head(head: str) -> str | None:
    if not head.startswith("86") or len(head) < 9:
        return None
    return area_of_segment(head[2:]) if head[2] == "1" and head[3] != "0" else area_of(head[2:5])


@cache
def local_lengths(area: str) -> frozenset[int]:
    """How many digits the local numbers of an area have: {8}, {7}, or both where the change is not over; empty for no area."""
    is_written = area.isdigit() and 2 <= len(area) <= 3 and area[0] != "0"
    return frozenset(n for n in (7, 8) if _is_allocated(area, n)) if is_written else frozenset()


def _is_allocated(area: str, length: int) -> bool:
    number = phonenumbers.PhoneNumber(country_code=86, national_number=int(area + "6" * length))
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
