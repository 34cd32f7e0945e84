"""All campaigns of a city, made day by day and kept no longer than they matter."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from linewarden.sim.calls import DAY, Calls, Role, by_setup, joined
from linewarden.sim.frauds import (
    adaptive,
    brushing,
    fake_police,
    goip,
    impostor,
    investment,
    loan,
    quiet_goip,
    refund,
    relay,
    romance,
    throwaway,
    wangiri,
)
from linewarden.sim.frauds.campaign import Campaign, Scene, Silence
from linewarden.sim.frauds.rate import FraudRate
from linewarden.sim.rhythm import Slice, day_start, local_day
from linewarden.sim.world import Part, World

REAL_RATES: tuple[FraudRate, ...] = (
    FraudRate(
        Role.FAKE_POLICE,
        0.02,
        0.004,
        0.35,
        "gang",
        source="about 250 cases a year in a city of 5 million; the city's own figure is to replace it",
    ),
    FraudRate(Role.GOIP, 0.02, 0.002, 0.25, "gang", source="set so that SIM-box lines are about 1 in 5,000"),
    FraudRate(Role.WANGIRI, 0.10, 0.035, 1.0, "evening"),
    FraudRate(
        Role.REFUND,
        0.15,
        0.03,
        0.40,
        "sales",
        source="the commonest telephone fraud (ministry's yearly figures); level: assumption",
    ),
    FraudRate(Role.ROMANCE, 0.02, 1.0, 0.60, "evening"),
    FraudRate(Role.QUIET_GOIP, 0.03, 0.01, 0.25, "gang"),
    FraudRate(Role.THROWAWAY, 0.08, 0.04, 0.30, "sales"),
    FraudRate(Role.RELAY, 0.06, 0.04, 0.30, "gang", source="police notices of 2023 and 2024; level: assumption"),
    FraudRate(
        Role.LOAN,
        0.25,
        0.03,
        0.30,
        "sales",
        source="among the five commonest (ministry, 11 May 2022); level: assumption",
    ),
    FraudRate(
        Role.BRUSHING,
        0.55,
        0.05,
        0.35,
        "sales",
        source="about a third of all cases (ministry, 11 May 2022); level: assumption",
    ),
    FraudRate(
        Role.INVESTMENT,
        0.10,
        0.03,
        0.45,
        "sales",
        source="about a third of all losses (ministry, 11 May 2022); level: assumption",
    ),
    FraudRate(
        Role.IMPOSTOR,
        0.40,
        0.04,
        0.30,
        "office",
        source="among the ten commonest (ministry, 25 June 2024); level: assumption",
    ),
    FraudRate(Role.ADAPTIVE, 0.02, 0.01, 0.25, "gang"),
)
_DENSER = "denser than any real city and at all hours, so that a demonstration has something to show"
DEMO_RATES: tuple[FraudRate, ...] = (
    FraudRate(Role.FAKE_POLICE, 60.0, 0.05, 0.35, "all_day", is_steady=True, source=_DENSER),
    FraudRate(Role.GOIP, 6.0, 0.010, 0.25, "all_day", is_steady=True, source=_DENSER),
    FraudRate(Role.WANGIRI, 80.0, 0.04, 1.0, "all_day", is_steady=True, source=_DENSER),
    FraudRate(Role.REFUND, 24.0, 0.06, 0.40, "all_day", is_steady=True, source=_DENSER),
    FraudRate(Role.ROMANCE, 3.0, 1.0, 0.60, "evening", source=_DENSER),
    FraudRate(Role.QUIET_GOIP, 2.5, 0.05, 0.25, "all_day", is_steady=True, source=_DENSER),
    FraudRate(Role.THROWAWAY, 8.0, 0.08, 0.30, "all_day", is_steady=True, source=_DENSER),
    FraudRate(Role.RELAY, 8.0, 0.08, 0.30, "all_day", is_steady=True, source=_DENSER),
    FraudRate(Role.LOAN, 5.0, 0.06, 0.30, "all_day", is_steady=True, source=_DENSER),
    FraudRate(Role.BRUSHING, 8.0, 0.06, 0.35, "all_day", is_steady=True, source=_DENSER),
    FraudRate(Role.INVESTMENT, 2.5, 0.06, 0.45, "all_day", is_steady=True, source=_DENSER),
    FraudRate(Role.IMPOSTOR, 8.0, 0.08, 0.30, "all_day", is_steady=True, source=_DENSER),
    FraudRate(Role.ADAPTIVE, 2.5, 0.05, 0.25, "all_day", is_steady=True, source=_DENSER),
)


def denser(rates: tuple[FraudRate, ...], factor: float) -> tuple[FraudRate, ...]:
    """The rates with so many times as many campaigns."""
    return tuple(replace(rate, campaigns=rate.campaigns * factor) for rate in rates)


@dataclass(frozen=True, slots=True)
class Fraud:
    """How one kind is made, and on how many days after its first one a campaign may still call."""

    kind: Role
    make: Callable[[Scene], Campaign]
    reach_days: int


FRAUDS: tuple[Fraud, ...] = (
    Fraud(Role.FAKE_POLICE, fake_police.campaign, fake_police.REACH_DAYS),
    Fraud(Role.GOIP, goip.campaign, goip.REACH_DAYS),
    Fraud(Role.WANGIRI, wangiri.campaign, wangiri.REACH_DAYS),
    Fraud(Role.REFUND, refund.campaign, refund.REACH_DAYS),
    Fraud(Role.ROMANCE, romance.campaign, romance.REACH_DAYS),
    Fraud(Role.QUIET_GOIP, quiet_goip.campaign, quiet_goip.REACH_DAYS),
    Fraud(Role.THROWAWAY, throwaway.campaign, throwaway.REACH_DAYS),
    Fraud(Role.RELAY, relay.campaign, relay.REACH_DAYS),
    Fraud(Role.LOAN, loan.campaign, loan.REACH_DAYS),
    Fraud(Role.BRUSHING, brushing.campaign, brushing.REACH_DAYS),
    Fraud(Role.INVESTMENT, investment.campaign, investment.REACH_DAYS),
    Fraud(Role.IMPOSTOR, impostor.campaign, impostor.REACH_DAYS),
    Fraud(Role.ADAPTIVE, adaptive.campaign, adaptive.REACH_DAYS),
)
_KEPT_DAYS = 2
_KEPT_BEGINNINGS = sum(fraud.reach_days + 2 for fraud in FRAUDS)


class Underworld:
    """The frauds of one city; at most two days of their calls are in memory."""

    def __init__(self, world: World, rates: tuple[FraudRate, ...]) -> None:
        self._world = world
        self._rates = {rate.kind: rate for rate in rates}
        self._of_day = lru_cache(_KEPT_DAYS)(self._make_day)
        self._beginning = lru_cache(_KEPT_BEGINNINGS)(self._begin)

    def calls(self, when: Slice) -> Calls:
        """The calls of all campaigns in a slice, in order of setup."""
        calls = self._of_day(when.local_day)[0]
        first, last = np.searchsorted(calls["setup_us"], [when.since_us, when.until_us])
        return calls[first:last]

    def silences(self, since_us: int, until_us: int) -> list[Silence]:
        """The victims who are under a gang's control at some time of the span."""
        days = range(local_day(since_us), local_day(until_us) + 1)
        found = dict.fromkeys(silence for day in days for silence in self._of_day(day)[1])
        return [silence for silence in found if silence.since_us < until_us and silence.until_us > since_us]

    def campaigns(self, since_us: int, until_us: int) -> Iterator[Campaign]:
        """The campaigns with a call in the span, by kind and first day."""
        for fraud in FRAUDS:
            for day in range(local_day(since_us) - fraud.reach_days, local_day(until_us - 1) + 1):
                for campaign in self._beginning(fraud, day):
                    setups = campaign.calls["setup_us"]
                    if np.any((setups >= since_us) & (setups < until_us)):
                        yield campaign

    def _make_day(self, day: int) -> tuple[Calls, list[Silence]]:
        since_us, until_us = day_start(day), day_start(day + 1)
        parts, silences = [], []
        for campaign in self.campaigns(since_us, until_us):
            setups = campaign.calls["setup_us"]
            parts.append(campaign.calls[(setups >= since_us) & (setups < until_us)])
            silences += [s for s in campaign.silences if s.since_us < until_us and s.until_us > since_us]
        return by_setup(joined(parts)), silences

    def _begin(self, fraud: Fraud, day: int) -> list[Campaign]:
        """The campaigns of one kind that begin on a day."""
        rate = self._rates.get(fraud.kind)
        if rate is None:
            return []
        rng = self._world.rng(Part.FRAUD + fraud.kind, day)
        mean = rate.campaigns * self._world.people.count / 100_000
        count = round(mean) if rate.is_steady else int(rng.poisson(mean))
        found = []
        for nth in range(count):
            case = day % 1000 * 1_000_000 + fraud.kind * 10_000 + nth
            turn = (nth + float(rng.random())) / count if rate.is_steady else None
            own = np.random.Generator(np.random.SFC64(int(rng.integers(2**62))))
            campaign = fraud.make(Scene(self._world, day, case, rate, own, turn))
            if campaign.calls.size and campaign.calls["setup_us"][-1] < day_start(day) + (fraud.reach_days + 1) * DAY:
                found.append(campaign)
        return found
