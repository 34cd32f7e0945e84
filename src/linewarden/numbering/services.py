"""Chinese service numbers: which line is whose (services.toml beside this file)."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from linewarden.model.number import E164
from linewarden.numbering.areas import area_of
from linewarden.numbering.home import Home


class Category(StrEnum):
    """What a service line is for."""

    EMERGENCY = "emergency"
    POLICE = "police"
    ANTI_FRAUD = "anti_fraud"
    GOVERNMENT = "government"
    BANK = "bank"  # banks, payment, brokers
    CARRIER = "carrier"
    LOGISTICS = "logistics"
    INSURANCE = "insurance"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Service:
    """One line that people know."""

    number: str  # as dialled, without area code
    name_zh: str
    name_en: str
    category: Category
    is_local: bool  # each city answers its own, so it can be dialled with an area code
    doubt: str  # what is not sure about the row; "" when nothing is


@cache
def services() -> dict[str, Service]:
    """Every known line by its number."""
    rows = tomllib.loads(files("linewarden.numbering").joinpath("services.toml").read_text("utf-8"))["service"]
    return {
        row["number"]: Service(
            row["number"], row["zh"], row["en"], Category(row["kind"]), row.get("local", False), row.get("doubt", "")
        )
        for row in rows
    }


def is_named(nsn: str) -> bool:
    """True for a national number that is a line of the table."""
    return nsn in services()


def service_of(e164: E164) -> Service | None:
    """The known line that a canonical number reaches, dialled alone (86110) or with an area code (86519110); None for any other number."""
    digits = str(e164)
    if not digits.startswith("86"):
        return None
    nsn = digits[2:]
    area = area_of(nsn[:3]) or ""
    return services().get(nsn) or (services().get(nsn[len(area) :]) if area else None)


@cache
def service_keys(category: Category | str, *, home: Home | None = None) -> frozenset[int]:
    """Canonical numbers of a category's lines: {86110, 86119 …}; with `home` also its local lines dialled with the area code (86519110).

    A word that is no category raises `ValueError`.
    """
    wanted = Category(category)
    rows = [row for row in services().values() if row.category is wanted]
    alone = {int("86" + row.number) for row in rows}
    with_area = {int("86" + home.area + row.number) for row in rows if row.is_local} if home else set()
    return frozenset(alone | with_area)
