"""What rules may look at: feature columns, ratios of them, and marks of the event itself, by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

from linewarden.features.acquaintances import LOCAL_US
from linewarden.features.beside import BESIDE_VALUES, COMPANY_VALUES
from linewarden.model.cdr import Route
from linewarden.model.event import EventBlock, Oddity
from linewarden.model.number import NumberFault, NumberKind
from linewarden.scoring.lookalike import imitates_public_line

Floats = npt.NDArray[np.float64]


class Features(Protocol):
    """The feature values of a block, as the engine returns them."""

    def column(self, name: str) -> npt.NDArray[np.int64]:
        """Values of one feature, one an event."""
        ...


@dataclass(frozen=True, slots=True)
class Ratio:
    """over / under, where there is enough below the line to mean something."""

    name: str
    over: str
    under: str
    least: int  # smallest denominator that counts
    otherwise: float  # value when there is less


RATIOS: tuple[Ratio, ...] = (
    Ratio("short_share_1h", "caller_shorts_1h", "caller_answers_1h", least=5, otherwise=0.0),
    Ratio("answered_share_24h", "caller_answers_24h", "caller_ends_24h", least=20, otherwise=1.0),
    Ratio("fresh_share_24h", "caller_distinct_24h", "caller_attempts_24h", least=20, otherwise=0.0),
    Ratio("mean_talk_ms_24h", "caller_talk_ms_24h", "caller_answers_24h", least=1, otherwise=0.0),
    Ratio("near_share_1h", "caller_near_steps_1h", "caller_attempts_1h", least=20, otherwise=0.0),
    Ratio("flash_share_5m", "caller_flashes_5m", "caller_ends_5m", least=10, otherwise=0.0),
    Ratio("rung_share_7d", "callback_attempts_7d", "caller_attempts_7d", least=1, otherwise=0.0),
    Ratio("fresh_share_7d", "caller_distinct_7d", "caller_attempts_7d", least=1, otherwise=1.0),
    Ratio("short_share_5m", "caller_shorts_5m", "caller_answers_5m", least=5, otherwise=0.0),
    Ratio("rung_anew_share", "callback_distinct_24h", "callback_distinct_7d", least=1, otherwise=0.0),
    Ratio("rung_once_share", "callback_distinct_24h", "callback_attempts_24h", least=1, otherwise=0.0),
    Ratio("call_back_share_24h", "callback_attempts_24h", "caller_attempts_24h", least=20, otherwise=0.0),
)


@dataclass(frozen=True, slots=True)
class Portion:
    """A feature as a share of a whole that does not change."""

    name: str
    of: str
    whole: float


PORTIONS: tuple[Portion, ...] = (Portion("busy_share_24h", "caller_talk_ms_24h", whole=86_400_000.0),)


@dataclass(frozen=True, slots=True)
class Tail:
    """Probability of at least so many hits among the trials, did each hit with this share: the binomial tail. 1 where the share is not known, or nothing hit."""

    name: str
    hits: str
    trials: str
    share: str


TAILS: tuple[Tail, ...] = (Tail("short_chance_5m", "caller_shorts_5m", "caller_answers_5m", share="short_share"),)

_FIXED = (NumberKind.LANDLINE, NumberKind.SERVICE, NumberKind.ENTERPRISE)
_MOBILE = (NumberKind.MOBILE, NumberKind.VIRTUAL)

_HIDDEN = (NumberKind.VIRTUAL, NumberKind.FOREIGN, NumberKind.INVALID)

_HOUR_US = 3_600_000_000
_EVENING_H, _MORNING_H = 22, 8
_THURSDAY = 3  # the first day of 1970; Monday is 0


def _is_night(events: EventBlock) -> npt.NDArray[np.bool_]:
    """Set up between 22:00 and 8:00 of the city's time: collectors may not ring then, couriers and offices hardly do."""
    hour = (events.setup_us + LOCAL_US) // _HOUR_US % 24
    return (hour >= _EVENING_H) | (hour < _MORNING_H)


def _is_weekend(events: EventBlock) -> npt.NDArray[np.bool_]:
    """Set up on a Saturday or Sunday of the city's time; weekends that are worked on are not known."""
    return ((events.setup_us + LOCAL_US) // (24 * _HOUR_US) + _THURSDAY) % 7 >= 5


MARKS: Mapping[str, Callable[[EventBlock], npt.NDArray[np.bool_]]] = {
    "is_foreign": lambda e: (e.cli_kind == NumberKind.FOREIGN) | (e.route == Route.INTERNATIONAL),
    "is_fixed_from_abroad": lambda e: np.isin(e.cli_kind, _FIXED) & (e.route == Route.INTERNATIONAL),
    "is_mobile_from_abroad": lambda e: np.isin(e.cli_kind, _MOBILE) & (e.route == Route.INTERNATIONAL),
    "is_service_tail": lambda e: e.cli_fault == NumberFault.FOREIGN_SERVICE_TAIL,
    "is_area_service": lambda e: (e.cli_fault == NumberFault.AREA_SERVICE) & (e.route != Route.DOMESTIC),
    "is_unallocated": lambda e: np.isin(e.cli_fault, (NumberFault.UNALLOCATED, NumberFault.UNKNOWN_COUNTRY)),
    "is_ill_formed": lambda e: np.isin(
        e.cli_fault, (NumberFault.WRONG_LENGTH, NumberFault.TOO_LONG, NumberFault.NOT_DIGITS)
    ),
    "is_calling_itself": lambda e: (
        (e.cli == e.called) & (e.cli > 0) & ((e.route != Route.DOMESTIC) | (e.source_ip != 0))
    ),
    "is_look_alike": imitates_public_line,
    "is_office_line": lambda e: (
        np.isin(e.cli_kind, _FIXED) & (e.cli_fault == NumberFault.NONE) & (e.route != Route.INTERNATIONAL)
    ),
    "is_foreign_or_faulty": lambda e: (e.cli_kind == NumberKind.FOREIGN) | (e.cli_fault != NumberFault.NONE),
    "is_night": _is_night,
    "is_weekend": _is_weekend,
    "is_mobile_number": lambda e: np.isin(e.cli_kind, _MOBILE),
    "is_by_gateway": lambda e: (e.route == Route.INTERNATIONAL) | (e.source_ip != 0),
    "is_by_sim_card": lambda e: e.imsi != 0,
    "is_scanner": lambda e: (e.oddity & Oddity.SCANNER) != 0,
    "is_from_private_address": lambda e: (e.oddity & Oddity.PRIVATE_SOURCE) != 0,
    "is_identity_mismatched": lambda e: (e.oddity & Oddity.IDENTITY_MISMATCH) != 0,
    "is_branch_odd": lambda e: (e.oddity & Oddity.ODD_BRANCH) != 0,
    "is_tag_odd": lambda e: (e.oddity & Oddity.ODD_TAG) != 0,
    "is_media_private": lambda e: (e.oddity & Oddity.PRIVATE_MEDIA) != 0,
    "is_verification_failed": lambda e: (e.oddity & Oddity.FAILED_VERIFICATION) != 0,
    "is_fully_attested": lambda e: (e.oddity & Oddity.FULL_ATTESTATION) != 0,
    "is_gateway_attested": lambda e: (e.oddity & Oddity.GATEWAY_ATTESTATION) != 0,
    "is_imei_bad": lambda e: (e.oddity & Oddity.BAD_IMEI) != 0,
    "is_rented": lambda e: (
        np.isin(e.cli_kind, _HIDDEN)
        | (e.cli_fault != NumberFault.NONE)
        | (e.route == Route.INTERNATIONAL)
        | (e.source_ip != 0)
    ),
    "is_public_line": lambda e: (
        (e.cli_kind == NumberKind.SERVICE) & (e.cli_fault == NumberFault.NONE) & (e.route != Route.INTERNATIONAL)
    ),
}


ALONGSIDE: frozenset[str] = frozenset((*BESIDE_VALUES, *COMPANY_VALUES))
"""Values that are no features: they come from the memories beside the engine, or are 0 where those are not kept, as in history."""


class Values:
    """Named values of one block, computed once each."""

    def __init__(self, events: EventBlock, features: Features, alongside: Mapping[str, Floats]) -> None:
        self._events = events
        self._features = features
        self._known: dict[str, Floats] = dict(alongside)
        self._portions = {portion.name: portion for portion in PORTIONS}
        self._tails = {tail.name: tail for tail in TAILS}
        self._ratios = {ratio.name: ratio for ratio in RATIOS}

    def __getitem__(self, name: str) -> Floats:
        """Column of float64, one value an event."""
        if name not in self._known:
            self._known[name] = self._compute(name, slice(None))
        return self._known[name]

    def add(self, found: Mapping[str, Floats]) -> None:
        """More values that became known; none that was read already."""
        self._known |= found

    def at(self, name: str, rows: npt.NDArray[np.int64] | slice) -> Floats:
        """The values of these events; of features only theirs are read."""
        if name in self._known:
            return self._known[name][rows]
        if name in MARKS or name in ALONGSIDE:
            return self[name][rows]
        return self._compute(name, rows)

    def _compute(self, name: str, rows: npt.NDArray[np.int64] | slice) -> Floats:
        if name in MARKS:
            return MARKS[name](self._events).astype(np.float64)
        if name in ALONGSIDE:
            return np.zeros(len(self._events))
        portion, ratio, tail = self._portions.get(name), self._ratios.get(name), self._tails.get(name)
        if tail is not None:
            return chance_of_hits(self.at(tail.hits, rows), self.at(tail.trials, rows), self.at(tail.share, rows))
        if portion is not None:
            return self.at(portion.of, rows) / portion.whole
        if ratio is None:
            return self._features.column(name)[rows].astype(np.float64)
        over, under = self.at(ratio.over, rows), self.at(ratio.under, rows)
        return np.where(under >= ratio.least, over / np.maximum(under, 1.0), ratio.otherwise)


def chance_of_hits(hits: Floats, trials: Floats, share: Floats) -> Floats:
    """Probability of at least so many hits: I(share; hits, trials - hits + 1), I the regularised incomplete beta function."""
    tells = (hits > 0) & (hits <= trials) & (share > 0)
    chance: Floats = np.where(tells, betainc(np.maximum(hits, 1), np.maximum(trials - hits, 0) + 1, share), 1.0)
    return chance
