"""What a city is like: the numbers that it is made with. Those of the tables, or others drawn at random around them.

A detector that works in one city only has learned its numbers. So it is judged in cities each of which is drawn anew.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from linewarden.sim.frauds.rate import FraudRate
from linewarden.sim.manners import MANNERS, Manner
from linewarden.sim.offices import TRADES, Trade
from linewarden.sim.parameters import PARAMETERS

SPREAD = 0.4
"""Of what is drawn: standard deviation of the logarithm of a number, or of the log-odds of a share."""


@dataclass(frozen=True, slots=True)
class Temper:
    """Rates and shares by name, how calls go by name, and the kinds of office."""

    values: Mapping[str, float]
    manners: Mapping[str, Manner]
    trades: tuple[Trade, ...] = TRADES

    def value(self, name: str) -> float:
        """The number of that name."""
        return self.values[name]

    def count(self, name: str) -> int:
        """The same as a whole number, at least one."""
        return max(1, round(self.values[name]))

    def manner(self, name: str) -> Manner:
        """The row of that name."""
        return self.manners[name]


AS_TOLD = Temper({p.name: p.value for p in PARAMETERS}, {m.name: m for m in MANNERS})
"""The tables as they stand."""


def drawn(rng: np.random.Generator) -> Temper:
    """Another city: every rate, share, length and office drawn around that of the tables."""
    key = int(rng.integers(2**62))
    values = {p.name: _moved(_own(key, p.name), p.value, is_share=p.is_share) for p in PARAMETERS}
    values["trade_partners"] = max(1.0, round(values["trade_partners"]))
    manners = {m.name: _another_manner(_own(key, f"manner {m.name}"), m) for m in MANNERS}
    return Temper(values, manners, tuple(_another_trade(_own(key, f"trade {t.name}"), t) for t in TRADES))


def drawn_rates(rng: np.random.Generator, rates: tuple[FraudRate, ...]) -> tuple[FraudRate, ...]:
    """The frauds of another city: how many campaigns, how many people believe them, how many pay."""
    key = int(rng.integers(2**62))
    return tuple(_another_rate(_own(key, rate.kind.name), rate) for rate in rates)


def _own(key: int, name: str) -> np.random.Generator:
    """Randomness of one row alone, so that a new row in a table leaves a drawn city as it is in all others."""
    return np.random.default_rng((key, zlib.crc32(name.encode())))


def _another_rate(rng: np.random.Generator, rate: FraudRate) -> FraudRate:
    return replace(
        rate,
        campaigns=_moved(rng, rate.campaigns),
        hook_ratio=_moved(rng, rate.hook_ratio, is_share=True),
        loss_ratio=_moved(rng, rate.loss_ratio, is_share=True),
    )


def _another_trade(rng: np.random.Generator, trade: Trade) -> Trade:
    return replace(
        trade,
        each=_moved(rng, trade.each),
        calls=_moved(rng, trade.calls),
        lines=max(2, round(_moved(rng, trade.lines))) if trade.lines > 1 else 1,
        clients=max(1, round(_moved(rng, trade.clients))) if trade.clients else 0,
    )


def _another_manner(rng: np.random.Generator, manner: Manner) -> Manner:
    return replace(
        manner,
        answer_ratio=_moved(rng, manner.answer_ratio, is_share=True),
        talk_median_s=_moved(rng, manner.talk_median_s),
        talk_sigma=float(np.clip(_moved(rng, manner.talk_sigma), 0.2, 1.5)),
        cut_ratio=_moved(rng, manner.cut_ratio, is_share=True),
        ring_median_s=float(np.clip(_moved(rng, manner.ring_median_s), 2.0, 20.0)),
        patience_s=float(np.clip(_moved(rng, manner.patience_s), 8.0, 45.0)),
    )


def _moved(rng: np.random.Generator, value: float, *, is_share: bool = False) -> float:
    """A number moved by a random factor; a share by random odds, none and all stay what they are."""
    odds = float(np.exp(SPREAD * rng.standard_normal()))
    if not is_share:
        return value * odds
    return value * odds / (1.0 - value + value * odds)
