"""Calls of a day from one foreign country into one area of ours, against the same pair's earlier days (signal S13).

How unlikely so many calls are: earlier days are taken as Poisson counts of one unknown rate (Jeffreys prior), so the day's count is negative binomial: after k days with S calls in all,
P(at least y) = I(1 / (k + 1); y, S + 1/2), I the regularised incomplete beta function. A day that is not over is held against whole ones, which understates. The first day
that the stream heard is not whole and does not count.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

from linewarden.features.layout import Ints
from linewarden.model.event import EventBlock, EventKind
from linewarden.model.number import NumberKind
from linewarden.numbering.areas import area_of_number
from linewarden.numbering.foreign import country_code_of

DAYS = 7
"""Earlier days that are looked at."""

LEAST_DAYS = 3
"""With fewer of them nothing is unusual."""

_AREAS = 10_000  # an area code has at most three digits


class Surge:
    """Counts by country, area and day. Memory of one stream; not for two threads."""

    def __init__(self) -> None:
        self._first = self._day = -1
        self._counts: dict[int, dict[int, int]] = {}  # pair → day → calls

    def meet(self, events: EventBlock, day: int) -> dict[str, npt.NDArray[np.float64]]:
        """Of each attempt of a foreign number on this day: `surge_calls` so far, `surge_times` the busiest earlier day, `surge_chance` of so many.

        0, 0 and 1 of other events.
        """
        calls, times, chance = np.zeros(len(events)), np.zeros(len(events)), np.ones(len(events))
        self._reach(day)
        begins = (events.kind == EventKind.SETUP) | (events.kind == EventKind.RECORD)
        rows = np.flatnonzero((events.cli_kind == NumberKind.FOREIGN) & begins)
        pairs = np.array(
            [_pair(*who) for who in zip(events.cli[rows].tolist(), events.called[rows].tolist(), strict=True)], np.int64
        )
        order = np.argsort(pairs, kind="stable")
        for places in np.split(order, np.flatnonzero(np.diff(pairs[order])) + 1) if rows.size else ():
            pair, own = int(pairs[places[0]]), rows[places]
            if pair == 0:
                continue
            known = self._counts.setdefault(pair, {})
            so_far = known.get(day, 0) + np.arange(1, own.size + 1)
            known[day] = int(so_far[-1])
            calls[own] = so_far
            past = [known.get(earlier, 0) for earlier in range(max(self._first + 1, day - DAYS), day)]
            if len(past) >= LEAST_DAYS:
                times[own] = so_far / max(*past, 1)
                chance[own] = chance_of(so_far, past)
        return {"surge_calls": calls, "surge_times": times, "surge_chance": chance}

    def _reach(self, day: int) -> None:
        if day <= self._day:
            return
        self._first, self._day = day if self._first < 0 else self._first, day
        kept = {pair: {on: n for on, n in known.items() if day - on <= DAYS} for pair, known in self._counts.items()}
        self._counts = {pair: known for pair, known in kept.items() if known}

    def rows(self) -> Ints:
        """All that it knows: [n, 3] of pair, day and calls; the first row holds the days it began and is at."""
        known = [(pair, on, n) for pair, days in self._counts.items() for on, n in days.items()]
        found: Ints = np.array([(self._first, self._day, 0), *known], np.int64)
        return found

    def refill(self, rows: Ints) -> None:
        """As it was when it knew these."""
        self._first, self._day, _ = rows[0].tolist()
        self._counts = {}
        for pair, on, n in rows[1:].tolist():
            self._counts.setdefault(pair, {})[on] = n


def chance_of(calls: Ints, past: list[int]) -> npt.NDArray[np.float64]:
    """Probability of at least so many calls on a day after these whole days."""
    found: npt.NDArray[np.float64] = betainc(calls, sum(past) + 0.5, 1 / (len(past) + 1))
    return found


def _pair(cli: int, called: int) -> int:
    """Country code and area in one number; 0 when either is not known."""
    country, area = country_of_number(cli), area_of_number(called)
    return country * _AREAS + int(area) if country and area else 0


def country_of_number(e164: int) -> int:
    """The country code of a number; 0 when no country has it."""
    return _country(str(e164)[:3])


@lru_cache(maxsize=1_000)
def _country(head: str) -> int:
    return country_code_of(head) or 0
