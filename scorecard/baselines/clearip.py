"""Baseline: triggers over fixed windows as ClearIP's documentation describes them, of each calling number.

It publishes the windows and what is added up in them, but no thresholds: these are set from one's own traffic, by reports of the highest
values that windows of past weeks reached. So here: a trigger's threshold is a quantile of the highest value of each caller in the days
before those that are judged. All thresholds are multiplied by one factor in the sweep.
"""

from dataclasses import dataclass

import numpy as np

from scorecard.baselines.calls import Calls, Floats, Ints
from scorecard.baselines.persons import Strengths
from scorecard.baselines.windows import MINUTE_US

QUANTILE = 0.999
"""Of callers: one in a thousand went above a threshold before."""

LONGEST_SHORT_CALL_US = 6_000_000
RATE_FROM_ABROAD, RATE_HOME = 1.0, 0.1
"""What a call back would cost, in units of a foreign one; ClearIP adds up such a rate of the calling number (assumed: ten times)."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """What is added up, over how long, for each caller and what else."""

    name: str
    minutes: int
    per: str  # called, country or all
    of_short: bool = False  # only short calls, by the rate of a call back; else each call is 1


TRIGGERS = (
    Trigger("targeted_pumping", 15, "called"),
    Trigger("fast_traffic_pumping", 5, "country"),
    Trigger("slow_traffic_pumping", 60, "country"),
    Trigger("robocalling", 60, "all"),
    Trigger("wangiri", 5, "all", of_short=True),
)


def running(calls: Calls, trigger: Trigger) -> Floats:
    """What each call brings its window to."""
    window = calls.setup_us // (trigger.minutes * MINUTE_US)
    per = {"called": calls.called, "country": calls.is_to_home.astype(np.int64), "all": np.zeros(len(calls), np.int64)}[
        trigger.per
    ]
    weight = np.ones(len(calls))
    if trigger.of_short:
        rate = np.where(calls.is_from_abroad, RATE_FROM_ABROAD, RATE_HOME)
        weight = np.where(calls.ended_us - calls.setup_us <= LONGEST_SHORT_CALL_US, rate, 0.0)
    return _running_sum(weight, calls.setup_us, calls.cli, per, window)


def triggers(calls: Calls, learnt_until_us: int) -> Strengths:
    """The largest multiple of a trigger's threshold; thresholds are of what was known until `learnt_until_us`."""
    is_past = calls.ended_us < learnt_until_us
    values = [running(calls, trigger) for trigger in TRIGGERS]
    most = [value / _usual(value[is_past], calls.cli[is_past]) for value in values]
    return Strengths(calls.cli, calls.known_us, np.max(most, axis=0))


def _usual(value: Floats, cli: Ints) -> float:
    """QUANTILE of the callers' highest values; never below what one call is."""
    if not value.size:
        return 1.0
    callers, of = np.unique(cli, return_inverse=True)
    most = np.zeros(callers.size)
    np.maximum.at(most, of, value)
    return max(float(np.quantile(most, QUANTILE)), RATE_HOME)


def _running_sum(weight: Floats, at_us: Ints, *groups: Ints) -> Floats:
    """Sum of weights up to each row within its group, by time."""
    order = np.lexsort((at_us, *groups))
    is_new = np.ones(order.size, np.bool_)
    is_new[1:] = np.any([np.diff(group[order]) != 0 for group in groups], axis=0)
    sums = np.cumsum(weight[order])
    before = (sums - weight[order])[is_new]
    found = np.empty(order.size)
    found[order] = sums - np.repeat(before, np.diff(np.append(np.flatnonzero(is_new), order.size)))
    return found
