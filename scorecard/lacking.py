"""Feeds that lack something: a town's records as such a feed would tell them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from linewarden.model.event import EventBlock, Halves, Oddity
from linewarden.numbering.plan import RANGES, range_of

Claims = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

MISSING = "中国移动"
"""The largest carrier, whose records are the worst to do without."""

_OTHERS = frozenset(found.carrier for found in RANGES) - {MISSING, ""}
_MOBILE_DIGITS = 11
_IN_SIGNALLING = ~np.uint16(Oddity.BAD_IMEI)
"""What only signalling shows."""


@dataclass(frozen=True, slots=True)
class Lack:
    """`of`: records as the whole feed tells them → as they are told without it, in the same order."""

    key: str
    name: str
    says: str
    of: Callable[[EventBlock], EventBlock]


def without_cells(records: EventBlock) -> EventBlock:
    """No call says where its caller was."""
    return replace(records, cell=np.zeros_like(records.cell))


def without_devices(records: EventBlock) -> EventBlock:
    """No call says with which handset and SIM card it was made."""
    zero = np.zeros_like(records.imei)
    return replace(records, imei=zero, imsi=zero, oddity=_without(records.oddity, np.uint16(Oddity.BAD_IMEI)))


def without_signalling(records: EventBlock) -> EventBlock:
    """VoIP calls by record when they have ended, as a switch writes them: incoming trunk and route, nothing of SIP."""
    zero = np.zeros_like(records.stack)
    return replace(records, source_ip=zero, stack=zero, oddity=_without(records.oddity, _IN_SIGNALLING))


def without_largest_carrier(records: EventBlock) -> EventBlock:
    """A carrier writes what its own subscribers make and take, and hides its callers' handset, SIM card and cell from the others.

    So a call is lost when MISSING serves one side and no other carrier of mobiles the other, and what its subscribers ring at others' has
    no handset, SIM card or cell. A signalled call has come in by a trunk: the number shown is nobody's subscriber.
    """
    is_signalled = records.source_ip != 0
    caller, caller_of_others = (is_any & ~is_signalled for is_any in _served(records.cli))
    called, called_of_others = _served(records.called)
    is_lost = (caller & ~called_of_others) | (called & ~caller_of_others)
    from_outside = caller & ~is_lost
    blind = without_cells(without_devices(records))
    kept = {
        name: np.where(from_outside, getattr(blind, name), getattr(records, name))
        for name in ("cell", "imei", "imsi", "oddity")
    }
    return replace(records, **kept).take(np.flatnonzero(~is_lost))


def _served(numbers: Ints) -> tuple[Claims, Claims]:
    """Which are mobiles of MISSING, and which of another carrier; virtual operators are with the carrier whose network they use."""
    beginnings, place = np.unique(numbers // 10**6, return_inverse=True)  # 86 and five digits, when the number has 13
    carriers = [_carrier(int(beginning)) for beginning in beginnings]
    of_missing, of_others = ([carrier in wanted for carrier in carriers] for wanted in ((MISSING,), _OTHERS))
    return np.array(of_missing)[place], np.array(of_others)[place]


def _carrier(beginning: int) -> str:
    found = range_of(str(beginning)[2:]) if beginning // 10**5 == 86 else None
    return found.carrier if found and found.digits == _MOBILE_DIGITS else ""


def _without(oddity: Halves, shown: np.uint16) -> Halves:
    rest: Halves = oddity & ~shown
    return rest


LACKS: tuple[Lack, ...] = (
    Lack("cells", "cells", "no call says where its caller was", without_cells),
    Lack("devices", "IMEI and IMSI", "no call says with which handset and SIM card it was made", without_devices),
    Lack(
        "signalling",
        "SIP",
        "VoIP calls come by record when they have ended, with trunk and route, without address, software and what else signalling shows",
        without_signalling,
    ),
    Lack(
        "carrier",
        "China Mobile, the largest carrier",
        "a carrier writes only what its own subscribers make and take, so a call is lost when China Mobile serves one side and no other carrier of mobiles the other; "
        "what its subscribers ring at others' comes without handset, SIM card and cell",
        without_largest_carrier,
    ),
)
