"""Calls of five minutes and of an hour from one foreign country, against the same hour of the days before (signal S3, ClearIP's windows of a country).

How unlikely so many are: the same hours of earlier days are taken as Poisson counts of one unknown rate (Jeffreys prior), so a count in a part e of an hour is negative binomial: after k days with S
calls in all, P(at least y) = I(e / (k + e); y, S + 1/2), I the regularised incomplete beta function; e is 1 for the hour, 1/12 for five minutes. An hour that is not over is held against
whole ones, which understates. The first hour that the stream heard is not whole and does not count.
"""

from collections import deque

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

from linewarden.features.beside.surge import country_of_number
from linewarden.features.layout import Ints
from linewarden.model.event import EventBlock, EventKind
from linewarden.model.number import NumberKind

DAYS = 7
"""Earlier days that are looked at."""

LEAST_DAYS = 3
"""With fewer of them nothing is unusual."""

SHORT_S = 300
MOST_COUNTED = 1_000
"""Calls of five minutes that are told apart."""

_HOUR_S, _DAY_HOURS = 3_600, 24


class Rush:
    """Counts by country and hour. Memory of one stream; not for two threads."""

    def __init__(self) -> None:
        self._first = self._hour = -1
        self._counts: dict[int, dict[int, int]] = {}  # country → hour → calls
        self._latest: dict[int, deque[int]] = {}  # country → when its latest calls came, s

    def meet(self, events: EventBlock, now_s: Ints) -> dict[str, npt.NDArray[np.float64]]:
        """Of each attempt of a foreign number: `rush_calls_5m` and `rush_calls_1h` of its country so far, and how likely at least so many are.

        0 and 1 of other events. `now_s`: the clock, which never goes back.
        """
        found = {name: np.full(len(events), float("chance" in name)) for name in RUSH_VALUES}
        begins = (events.kind == EventKind.SETUP) | (events.kind == EventKind.RECORD)
        for row in np.flatnonzero((events.cli_kind == NumberKind.FOREIGN) & begins).tolist():
            country = country_of_number(int(events.cli[row]))
            if country:
                for name, value in zip(RUSH_VALUES, self._count(country, int(now_s[row])), strict=True):
                    found[name][row] = value
        return found

    def _count(self, country: int, now_s: int) -> tuple[float, float, float, float]:
        hour = now_s // _HOUR_S
        self._reach(hour)
        known = self._counts.setdefault(country, {})
        known[hour] = known.get(hour, 0) + 1
        latest = self._latest.setdefault(country, deque(maxlen=MOST_COUNTED))
        latest.append(now_s)
        while latest[0] <= now_s - SHORT_S:
            latest.popleft()
        past = [known.get(hour - ago, 0) for ago in _SAME_HOURS if hour - ago > self._first]
        short, whole = chance_of(len(latest), past, SHORT_S / _HOUR_S), chance_of(known[hour], past, 1.0)
        return len(latest), short, known[hour], whole

    def _reach(self, hour: int) -> None:
        if hour <= self._hour:
            return
        self._first, self._hour = hour if self._first < 0 else self._first, hour
        since = hour - DAYS * _DAY_HOURS
        kept = {country: {at: n for at, n in known.items() if at >= since} for country, known in self._counts.items()}
        self._counts = {country: known for country, known in kept.items() if known}
        self._latest = {country: calls for country, calls in self._latest.items() if country in self._counts}

    def rows(self) -> Ints:
        """All that it knows: [n, 3]; first the hours it began and is at, then country, hour and calls, then country, -1 and second of the latest calls."""
        counts = [(country, at, n) for country, known in self._counts.items() for at, n in known.items()]
        latest = [(country, -1, at) for country, calls in self._latest.items() for at in calls]
        found: Ints = np.array([(self._first, self._hour, 0), *counts, *latest], np.int64)
        return found

    def refill(self, rows: Ints) -> None:
        """As it was when it knew these."""
        self._first, self._hour, _ = rows[0].tolist()
        self._counts, self._latest = {}, {}
        for country, hour, value in rows[1:].tolist():
            if hour < 0:
                self._latest.setdefault(country, deque(maxlen=MOST_COUNTED)).append(value)
            else:
                self._counts.setdefault(country, {})[hour] = value


RUSH_VALUES = ("rush_calls_5m", "rush_chance_5m", "rush_calls_1h", "rush_chance_1h")
_SAME_HOURS = tuple(_DAY_HOURS * ago for ago in range(1, DAYS + 1))


def chance_of(calls: int, past: list[int], part: float) -> float:
    """Probability of at least so many calls in this part of an hour after these whole hours; 1 after too few of them."""
    if len(past) < LEAST_DAYS:
        return 1.0
    return float(betainc(calls, sum(past) + 0.5, part / (len(past) + part)))
