"""Numbers at one cell that become active in the same minute, again and again: cards that one machine switches (signal S18, CN113660721A).

A number wakes when it calls after at least half an hour of silence. Only callers of many are looked at: people wake together by chance, and are most. Two
numbers of one cohort woke in the same minute at the same cell at least `TOGETHER` times within `KEPT_DAYS`. How unlikely: had two numbers with m and n wakings chosen their minutes at random among the M
minutes in which anybody woke, they would share k or more with the hypergeometric tail P(k; M, m, n), times the numbers that were tried.
"""

from collections import defaultdict
from math import exp, lgamma

import numpy as np
import numpy.typing as npt
import structlog

from linewarden.features.layout import US_PER_S, Ints
from linewarden.model.event import EventBlock

_log = structlog.get_logger()

SILENT_S = 1_800
TOGETHER = 3
KEPT_DAYS = 3
LEAST_DISTINCT = 10
"""People whom a caller has rung within 24 h before it is looked at."""

MOST_AT_ONCE = 16
"""Numbers of one cell and minute that are held against each other: where more wake together it is an event, not a machine."""

MOST_WAKINGS = 100_000
"""That are remembered; from twice as many on the oldest are forgotten."""

_MINUTE_US = 60 * US_PER_S
_DAY_MINUTES = 1_440
Waking = tuple[int, int, int]  # cell, minute, number


class Cohort:
    """Wakings of some days. Memory of one stream; not for two threads."""

    def __init__(self) -> None:
        self._day = -1
        self._refill([])

    def meet(
        self, events: EventBlock, day: int, fan_out: Ints, gap_s: Ints
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Of each event by which a number wakes: how many are in its cohort, itself included, and how likely that is by chance; 0 and 1 of others."""
        if day > self._day:
            self._day = day
            since = max((waking[1] for waking in self._wakings), default=0) - KEPT_DAYS * _DAY_MINUTES
            self._refill([waking for waking in self._wakings if waking[1] > since])
        size, chance = np.zeros(len(events)), np.ones(len(events))
        is_awake = (gap_s >= SILENT_S) & (fan_out >= LEAST_DISTINCT) & (events.cell != 0) & (events.cli != 0)
        for row in np.flatnonzero(is_awake).tolist():
            waking = (int(events.cell[row]), int(events.setup_us[row]) // _MINUTE_US, int(events.cli[row]))
            if self._wake(waking):
                size[row], chance[row] = self._cohort(waking[2])
            if len(self._wakings) >= 2 * MOST_WAKINGS:
                _log.warning("full: the oldest wakings are forgotten", forgotten=len(self._wakings) - MOST_WAKINGS)
                self._refill(self._wakings[-MOST_WAKINGS:])
        return size, chance

    def rows(self) -> Ints:
        """All that it knows: the day, then the wakings in order; [n, 3]."""
        found: Ints = np.array([(self._day, 0, 0), *self._wakings], np.int64)
        return found

    def refill(self, rows: Ints) -> None:
        """As it was when it knew these."""
        self._day = int(rows[0, 0])
        self._refill([(cell, minute, cli) for cell, minute, cli in rows[1:].tolist()])

    def _refill(self, wakings: list[Waking]) -> None:
        self._wakings: list[Waking] = []
        self._at: defaultdict[tuple[int, int], list[int]] = defaultdict(list)  # cell and minute → who woke
        self._woke: defaultdict[int, set[int]] = defaultdict(set)  # number → minutes
        self._with: defaultdict[int, defaultdict[int, int]] = defaultdict(
            lambda: defaultdict(int)
        )  # number → other → times
        self._fellows: defaultdict[int, set[int]] = defaultdict(set)  # number → others often enough
        self._minutes: set[int] = set()
        for waking in wakings:
            self._wake(waking)

    def _wake(self, waking: Waking) -> bool:
        """False when the number woke in this minute already."""
        cell, minute, cli = waking
        if minute in self._woke[cli]:
            return False
        self._wakings.append(waking)
        self._woke[cli].add(minute)
        self._minutes.add(minute)
        others = self._at[cell, minute]
        if len(others) < MOST_AT_ONCE:
            for other in others:
                self._with[cli][other] += 1
                self._with[other][cli] += 1
                if self._with[cli][other] >= TOGETHER:
                    self._fellows[cli].add(other)
                    self._fellows[other].add(cli)
            others.append(cli)
        return True

    def _cohort(self, cli: int) -> tuple[int, float]:
        met, fellows = self._with[cli], self._fellows.get(cli)
        if not fellows:
            return 1, 1.0
        worst = max(self._chance(cli, other, met[other]) for other in fellows)
        return 1 + len(fellows), min(1.0, worst * len(met))

    def _chance(self, one: int, other: int, times: int) -> float:
        return chance_together(len(self._minutes), len(self._woke[one]), len(self._woke[other]), times)


def chance_together(minutes: int, one: int, other: int, times: int) -> float:
    """Probability that two who woke in so many minutes of all share at least `times`, had they chosen them at random."""
    every = _log_ways(minutes, other)
    logs = (
        _log_ways(one, shared) + _log_ways(minutes - one, other - shared) - every
        for shared in range(max(times, one + other - minutes), min(one, other) + 1)
    )
    return min(1.0, sum(map(exp, logs)))


def _log_ways(of: int, chosen: int) -> float:
    """Logarithm of the ways to choose so many."""
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)
