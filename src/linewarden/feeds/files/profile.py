"""What the values of a column look like, for proposing a map."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from zoneinfo import ZoneInfo

from linewarden.feeds.files import times
from linewarden.feeds.files.durations import NOT_ONE, read_duration
from linewarden.feeds.files.texts import EMPTY_WORDS
from linewarden.feeds.files.times import DATE_ORDERS, read_time
from linewarden.feeds.files.wording import meaning, unspoiled
from linewarden.model.device import Device

ZONE = ZoneInfo("Asia/Shanghai")
_EARLIEST_US, _LATEST_US = 631_152_000_000_000, 4_102_444_800_000_000  # 1990 to 2100
_PHONE = re.compile(r"^(?:\+|00)?\d[\d\- ]{1,19}$")
_DATE = re.compile(r"^\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?$|^(19|20)\d{6}$")
_CLOCK = re.compile(r"^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_CELL = re.compile(r"^(460-?\d{2}-?)?[0-9A-Fa-f]{2,8}([-_:][0-9A-Fa-f]{1,9}){0,2}$")
_ID = re.compile(r"^[\w@.\-:]{6,}$")
_DIRECTION = {"主叫": "out", "被叫": "in", "呼出": "out", "呼入": "in", "outgoing": "out", "incoming": "in", "out": "out", "in": "in",
              "mo": "out", "mt": "in", "moc": "out", "mtc": "in", "去电": "out", "来电": "in"}  # fmt: skip
ROUTES = {"domestic": "domestic", "international": "international", "unknown": "unknown", "国内": "domestic", "国际": "international",
          "未知": "unknown"}  # fmt: skip
"""What a proposed map reads as a route. A roaming or tariff column says more (国内漫游), so other words speak for none."""
_ANSWERED = {"answered", "answer", "no answer", "busy", "failed", "congestion", "ok", "接通", "未接通", "已接", "未接"}


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares (0..1) of a column's values that look like something; values that say nothing are left out."""

    filled: float
    distinct: float  # different values to all
    phone: float
    time: float
    order: str  # in which dates read best
    date: float
    clock: float
    duration: float
    imei: float
    imsi: float
    ip: float
    direction: float
    disposition: float
    route: float
    cell: float
    ident: float
    is_ambiguous_date: bool  # day and month could be swapped


def profile(values: Sequence[str]) -> Profile:
    """The shares of a column's first values."""
    said = [value.strip() for value in values if value.strip() and value.strip() not in EMPTY_WORDS]
    said = [unspoiled(value) or value for value in said]
    size = len(said) or 1

    def share(looks_like: Callable[[str], object]) -> float:
        return sum(bool(looks_like(value)) for value in said) / size

    by_order = {order: share(partial(_is_time, order=order)) for order in DATE_ORDERS}
    order = max(DATE_ORDERS, key=lambda name: by_order[name])
    if (
        order == "ymd"
        and by_order["dmy"] == by_order["ymd"]
        and any(re.match(r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", v) for v in said)
    ):
        order = "dmy"
    return Profile(
        filled=len(said) / (len(values) or 1),
        distinct=len(set(said)) / size,
        phone=share(_is_phone),
        time=by_order[order],
        order=order,
        date=share(_DATE.match),
        clock=share(_CLOCK.match),
        duration=share(_is_duration),
        imei=share(_is_imei),
        imsi=share(lambda value: re.fullmatch(r"460\d{12}", value)),
        ip=share(_is_ip),
        direction=share(lambda value: meaning(value, _DIRECTION)),
        disposition=share(lambda value: value.casefold() in _ANSWERED),
        route=_route_share([value.casefold() for value in said]),
        cell=share(_CELL.match),
        ident=share(_ID.match),
        is_ambiguous_date=order != "ymd" and by_order["dmy"] == by_order["mdy"],
    )


def _route_share(words: Sequence[str]) -> float:
    """The share of route words in what says more than "unknown"."""
    told = [word for word in words if ROUTES.get(word) != "unknown"]
    return sum(word in ROUTES for word in told) / (len(told) or 1)


def _is_time(text: str, order: str) -> bool:
    us = read_time(text, ZONE, order)
    return us > times.NOT_ONE and _EARLIEST_US < us < _LATEST_US


def _is_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return bool(_PHONE.match(text)) and 3 <= len(digits) <= 15 and not _DATE.match(text)


def _is_duration(text: str) -> bool:
    return 0 <= read_duration(text, "s") < 86_400_000 and read_duration(text, "s") != NOT_ONE


def _is_imei(text: str) -> bool:
    return bool(re.fullmatch(r"\d{15}", text)) and not text.startswith("460") and Device(text).is_luhn_valid


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return not text.isdigit()
