"""Baseline: the five counters of OpenSIPS `fraud_detection`, one rule for all destinations, of each caller.

Counters and thresholds are as its documentation and tutorial (2.3, rule of weekdays 09:00–17:00) give them. All thresholds are multiplied by
one factor in the sweep.
"""

from dataclasses import dataclass

import numpy as np

from scorecard.baselines.calls import Calls
from scorecard.baselines.persons import Strengths
from scorecard.baselines.windows import DAY_US, HOUR_US, MINUTE_US, Trail, nth_of_run


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter and where it warns and where it is critical."""

    name: str
    warning: float
    critical: float


COUNTERS = (
    Counter("calls_per_minute", 3, 5),  # of the last 60 s
    Counter("total_calls", 16, 35),  # since midnight
    Counter("concurrent_calls", 3, 5),
    Counter("sequential_calls", 6, 20),  # to one number without another in between
    Counter("call_duration_s", 7200, 13_200),
)


def counters(calls: Calls) -> dict[str, np.ndarray]:
    """Each counter's value as each call makes it; a row for each call."""
    begun, ended = Trail(calls.cli, calls.setup_us), Trail(calls.cli, calls.ended_us)
    day = (calls.setup_us + 8 * HOUR_US) // DAY_US
    up = begun.count(calls.cli, calls.setup_us, DAY_US) - ended.count(calls.cli, calls.setup_us, DAY_US)
    talk_us = np.where(calls.answered_us > 0, calls.ended_us - calls.answered_us, 0)
    return {
        "calls_per_minute": begun.count(calls.cli, calls.setup_us, MINUTE_US),
        "total_calls": nth_of_run(calls.cli, day),
        "concurrent_calls": np.maximum(up, 0),
        "sequential_calls": nth_of_run(calls.cli, calls.called),
        "call_duration_s": talk_us / 1e6,
    }


def five_counters(calls: Calls, level: str) -> Strengths:
    """The largest multiple of a threshold of `level` (warning, critical); duration is known only when a call has ended."""
    found = counters(calls)
    times = {c.name: found[c.name] / float(getattr(c, level)) for c in COUNTERS}
    at_setup = np.max([value for name, value in times.items() if name != "call_duration_s"], axis=0)
    is_long = times["call_duration_s"] > 0.01
    return Strengths(
        np.concatenate([calls.cli, calls.cli[is_long]]),
        np.concatenate([calls.known_us, calls.ended_us[is_long]]),
        np.concatenate([at_setup, times["call_duration_s"][is_long]]),
    )
