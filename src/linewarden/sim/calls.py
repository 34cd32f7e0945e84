"""Calls of the synthetic city: a block of them as one numpy array with named columns (`CALL`), one of them as `Call`.

What a carrier would write down and what only the city knows (who it was, why he rang) stand side by side; the writers copy the former only.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

Calls = npt.NDArray[np.void]
"""n calls as an array of dtype `CALL`, shape [n]."""

Ints = npt.NDArray[np.int64]

SECOND = 1_000_000  # µs
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(IntEnum):
    """What was carried."""

    VOICE = 0
    SMS = 1


class Medium(IntEnum):
    """How the platform learns of the call."""

    FILE = 0  # a record in a carrier's file, once the call has ended
    SIP = 1  # signalling, while it happens


class Role(IntEnum):
    """Who really rang. Truth: no feed carries it."""

    RESIDENT = 1
    OUTSIDE = 2  # somebody from elsewhere in the country
    COURIER = 3
    BUSINESS = 4  # bank, hospital, school, shop
    CALL_CENTRE = 5
    COLLECTOR = 6  # of debts
    ROBOT = 7  # parcel and reminder robots
    DISPATCH = 8  # taxi and car hailing
    MESSAGES = 9  # bulk SMS of companies
    OVERSEAS = 10  # family and trade abroad
    MASKED = 11  # anybody, behind a middle number that hides him
    ADVISER = 12  # insurance, bank clients, houses, recruiting: from their own mobile
    CONSULTANT = 13  # doctor or teacher by telephone
    FAKE_POLICE = 20
    GOIP = 21
    WANGIRI = 22
    REFUND = 23
    ROMANCE = 24
    QUIET_GOIP = 25  # SIM box that imitates people
    THROWAWAY = 26  # numbers that live for five calls
    RELAY = 27  # handsets joined by a cable (手机口)
    LOAN = 28
    BRUSHING = 29  # paid orders (刷单)
    INVESTMENT = 30
    IMPOSTOR = 31  # of the boss or a relative
    ADAPTIVE = 32  # gang that learns from what is blocked


class Stage(IntEnum):
    """Part of a fraud that a call is. Truth: no feed carries it."""

    NONE = 0
    PITCH = 1  # first contact with a stranger
    HOLD = 2  # the victim is being worked on
    BANK = 3  # the victim and a bank, because of the fraud
    CALL_BACK = 4  # the victim rings the gang
    COVER = 5  # the gang among its own numbers; `victim` is 0


CALL = np.dtype(
    [
        ("setup_us", "<i8"),  # µs since 1970 UTC
        ("answer_us", "<i8"),  # 0: never answered
        ("end_us", "<i8"),  # equals setup_us for an SMS
        ("cli", "<i8"),  # canonical digits as `model.number.E164` has them
        ("called", "<i8"),
        ("imei", "<i8"),  # of the caller's handset, 15 digits; 0: not recorded
        ("imsi", "<i8"),  # 15 digits; 0: not recorded
        ("number", "<i8"),  # running number of the call, unique in a city
        ("victim", "<i8"),  # truth: person whom the fraud is about; 0: no fraud
        ("case", "<i4"),  # truth: fraud campaign; 0: none
        ("cell", "<i4"),  # of the caller; index into Names.cells, as the next six are into theirs; 0: not recorded
        ("source_ip", "<i2"),
        ("user_agent", "<i2"),
        ("trunk_in", "<i2"),
        ("trunk_out", "<i2"),
        ("roaming", "<i2"),
        ("codec", "u1"),
        ("cli_form", "u1"),  # numbers.Form: how this carrier writes it
        ("called_form", "u1"),
        ("cause", "u1"),  # ITU-T Q.850
        ("service", "u1"),  # Kind
        ("route", "u1"),  # model.cdr.Route
        ("medium", "u1"),  # Medium
        ("role", "u1"),  # truth: Role
        ("stage", "u1"),  # truth: Stage
    ]
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call, for people and tests; times are UTC, texts are as the carrier writes them, None is not recorded."""

    setup_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    cli: int
    called: int
    cli_raw: str
    called_raw: str
    service: str
    cause: int
    route: str
    medium: Medium
    trunk_in: str | None
    trunk_out: str | None
    source_ip: str | None
    user_agent: str | None
    codec: str | None
    cell: str | None
    imei: str | None
    imsi: str | None
    roaming: str | None
    role: Role
    stage: Stage
    case: int
    victim: int


def new_calls(count: int) -> Calls:
    """`count` calls with every column 0."""
    return np.zeros(count, CALL)


def joined(blocks: list[Calls]) -> Calls:
    """The blocks one after the other; empty when there are none."""
    kept = [block for block in blocks if block.size]
    if len(kept) == 1:
        return kept[0]
    whole = np.empty(sum(block.size for block in kept), CALL)
    start = 0
    for block in kept:  # numpy's own concatenation looks for a common dtype again and again: 100 µs a block
        whole[start : start + block.size] = block
        start += block.size
    return whole


def by_setup(calls: Calls) -> Calls:
    """The calls in order of setup; calls of the same instant keep their order."""
    ordered: Calls = calls[np.argsort(calls["setup_us"], kind="stable")]
    return ordered


def utc(at_us: int | np.integer[Any]) -> datetime:
    """The instant `at_us` microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=int(at_us))


def micros(at: datetime) -> int:
    """Microseconds since 1970 of an aware instant."""
    whole = at.astimezone(UTC)
    return int(whole.replace(microsecond=0).timestamp()) * SECOND + whole.microsecond
