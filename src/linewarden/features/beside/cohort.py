"""Numbers that do the same at one place in the same minute, again and again: cards that one machine switches (signals S18 and S15; CN113660721A, voltdb-simbox).

What they do together is told by `together`: they wake, fall silent, or move. Two numbers are of one cohort when they did it in the same minute at the same place at least so many times within
`KEPT_DAYS`. How unlikely: had two numbers with m and n such minutes chosen them at random among the M minutes in which anybody did it, they would share k or more with the hypergeometric tail
P(k; M, m, n), times the numbers that were tried.
"""

from collections import defaultdict
from math import exp, lgamma

import numpy as np
import numpy.typing as npt
import structlog

from linewarden.features.layout import Ints

_log = structlog.get_logger()

KEPT_DAYS = 3

MOST_AT_ONCE = 16
"""Numbers of one place and minute that are held against each other: where more do it together it is an event, not a machine."""

MOST_DEEDS = 100_000
"""That are remembered; from twice as many on the oldest are forgotten."""

_DAY_MINUTES = 1_440
Deed = tuple[int, int, int]  # place, minute, number


class Cohort:
    """Deeds of some days, of one kind. Memory of one stream; not for two threads."""

    def __init__(self, times: int) -> None:
        """`times`: how often two must have done it together."""
        self._times, self._day = times, -1
        self._refill([])

    def meet(
        self, day: int, places: Ints, minutes: Ints, numbers: Ints
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Of each deed, in stream order: how many are in its number's cohort, itself included, and how likely that is by chance; 0 and 1 of one that is known."""
        if day > self._day:
            self._day = day
            since = max((deed[1] for deed in self._deeds), default=0) - KEPT_DAYS * _DAY_MINUTES
            self._refill([deed for deed in self._deeds if deed[1] > since])
        size, chance = np.zeros(numbers.size), np.ones(numbers.size)
        for row, deed in enumerate(zip(places.tolist(), minutes.tolist(), numbers.tolist(), strict=True)):
            if self._do(deed):
                size[row], chance[row] = self._cohort(deed[2])
            if len(self._deeds) >= 2 * MOST_DEEDS:
                _log.warning("full: the oldest deeds are forgotten", forgotten=len(self._deeds) - MOST_DEEDS)
                self._refill(self._deeds[-MOST_DEEDS:])
        return size, chance

    def rows(self) -> Ints:
        """All that it knows: the day, then the deeds in order; [n, 3]."""
        found: Ints = np.array([(self._day, 0, 0), *self._deeds], np.int64)
        return found

    def refill(self, rows: Ints) -> None:
        """As it was when it knew these."""
        self._day = int(rows[0, 0])
        self._refill([(place, minute, cli) for place, minute, cli in rows[1:].tolist()])

    def _refill(self, deeds: list[Deed]) -> None:
        self._deeds: list[Deed] = []
        self._at: defaultdict[tuple[int, int], list[int]] = defaultdict(list)  # place and minute → who did it
        self._did: defaultdict[int, set[int]] = defaultdict(set)  # number → minutes
        self._with: defaultdict[int, defaultdict[int, int]] = defaultdict(
            lambda: defaultdict(int)
        )  # number → other → times
        self._fellows: defaultdict[int, set[int]] = defaultdict(set)  # number → others often enough
        self._minutes: set[int] = set()
        for deed in deeds:
            self._do(deed)

    def _do(self, deed: Deed) -> bool:
        """False when the number did it in this minute already."""
        place, minute, cli = deed
        if minute in self._did[cli]:
            return False
        self._deeds.append(deed)
        self._did[cli].add(minute)
        self._minutes.add(minute)
        others = self._at[place, minute]
        if len(others) < MOST_AT_ONCE:
            for other in others:
                self._with[cli][other] += 1
                self._with[other][cli] += 1
                if self._with[cli][other] >= self._times:
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
        return chance_together(len(self._minutes), len(self._did[one]), len(self._did[other]), times)


def chance_together(minutes: int, one: int, other: int, times: int) -> float:
    """Probability that two who did it in so many minutes of all share at least `times`, had they chosen them at random."""
    every = _log_ways(minutes, other)
    logs = (
        _log_ways(one, shared) + _log_ways(minutes - one, other - shared) - every
        for shared in range(max(times, one + other - minutes), min(one, other) + 1)
    )
    return min(1.0, sum(map(exp, logs)))


def _log_ways(of: int, chosen: int) -> float:
    """Logarithm of the ways to choose so many."""
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)
