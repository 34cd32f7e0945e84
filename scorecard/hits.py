"""Warnings at one threshold: who was warned of whom, and when first."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scorecard.alarms import LEVELS, Alarm
from scorecard.truth import micros

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Claims = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hits:
    """Columns of one length: a row for each warning and each number that it names. `at_us`: when it first did at this threshold or above."""

    warning: Ints  # a number for each warning, any
    called: Ints
    caller: Ints  # 0: it names none
    at_us: Ints


@dataclass(frozen=True, slots=True)
class Grown:
    """All that `alarms` said: a row for each step and number named, by warning, number and time. `strength` never falls in a row's series."""

    hits: Hits
    strength: Floats

    def at(self, threshold: float) -> Hits:
        """What is left at a threshold."""
        h, is_in = self.hits, self.strength >= threshold
        warning, called, caller, at_us = (column[is_in] for column in (h.warning, h.called, h.caller, h.at_us))
        is_first = np.ones(warning.size, np.bool_)
        is_first[1:] = (np.diff(warning) != 0) | (np.diff(caller) != 0)
        return Hits(warning[is_first], called[is_first], caller[is_first], at_us[is_first])


def begun_since(hits: Hits, since_us: int) -> Hits:
    """Of warnings that began then or later; they are numbered anew, from 0 without a gap."""
    _, of = np.unique(hits.warning, return_inverse=True)
    first = np.full(of.max(initial=-1) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, of, hits.at_us)
    is_kept = first >= since_us
    rows = is_kept[of]
    return Hits((np.cumsum(is_kept) - 1)[of[rows]], hits.called[rows], hits.caller[rows], hits.at_us[rows])


def any_of(hits: Hits, claim: Claims) -> Claims:
    """For each warning, numbered from 0 without a gap, whether the claim holds of any of its rows."""
    return np.bincount(hits.warning[claim], minlength=hits.warning.max(initial=-1) + 1) > 0


def by_score(alarms: list[Alarm]) -> Grown:
    """Strength is the score that the warning had while it named the number."""
    return _grown([[step.score for step in alarm.steps] for alarm in alarms], alarms)


def by_level(alarms: list[Alarm]) -> Grown:
    """Strength is the level's place in LEVELS."""
    return _grown([[float(LEVELS.index(step.level)) for step in alarm.steps] for alarm in alarms], alarms)


def _grown(strengths: list[list[float]], alarms: list[Alarm]) -> Grown:
    rows: list[tuple[int, int, int, int]] = []
    values: list[float] = []
    for nth, (alarm, of_steps) in enumerate(zip(alarms, strengths, strict=True)):
        for caller in dict.fromkeys(caller for step in alarm.steps for caller in step.callers or (0,)):
            most = 0.0
            for step, strength in zip(alarm.steps, of_steps, strict=True):
                if caller in (step.callers or (0,)):
                    most = max(most, strength)
                    rows.append((nth, alarm.called, caller, micros(step.at)))
                    values.append(most)
    columns = np.asarray(rows, np.int64).reshape(-1, 4).T
    return Grown(Hits(*columns), np.asarray(values))
