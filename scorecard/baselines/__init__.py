"""What others do, on the same records in the same run: rules and a model that judge callers, and the people whom those callers talk with.

Each baseline gives every caller a strength, event by event: how many times its threshold, or a model's log-odds. The sweep goes over that
strength, so a baseline is held against the platform at the same number of warnings and not at whatever its thresholds happen to give.
"""

from collections.abc import Callable
from dataclasses import dataclass

import lightgbm
import numpy as np

from scorecard.baselines.calls import Calls
from scorecard.baselines.clearip import triggers
from scorecard.baselines.learned import learned
from scorecard.baselines.opensips import five_counters
from scorecard.baselines.persons import Strengths, Told, allow_list
from scorecard.baselines.simbox import simbox
from scorecard.curve import Curve, swept
from scorecard.tally import Tally, tally
from scorecard.truth import Truth, micros

TIMES: tuple[float, ...] = tuple(np.geomspace(0.1, 300, 241).round(4).tolist())
"""Multiples of all thresholds together."""

LOG_ODDS: tuple[float, ...] = tuple(np.linspace(-12, 12, 241).tolist())


@dataclass(frozen=True, slots=True)
class Baseline:
    """One of them. `key` names it in results, `name` on the page."""

    key: str
    name: str
    strengths: Callable[[Calls, Truth, lightgbm.Booster], Strengths]
    thresholds: tuple[float, ...]
    as_documented: float | None  # threshold at which it is as its makers set it


BASELINES = (
    Baseline("opensips_warning", "OpenSIPS five counters, warning", lambda calls, *_: five_counters(calls, "warning"), TIMES, 1.0),
    Baseline("opensips_critical", "OpenSIPS five counters, critical", lambda calls, *_: five_counters(calls, "critical"), TIMES, 1.0),
    Baseline("clearip", "ClearIP-like triggers", lambda calls, truth, _: triggers(calls, micros(truth.judged.since)), TIMES, 1.0),
    Baseline("simbox", "VoltDB SIM-box rules", lambda calls, *_: simbox(calls), TIMES, 1.0),
    Baseline("lightgbm", "LightGBM on callers", lambda calls, _, trees: learned(calls, trees), LOG_ODDS, None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What a baseline found in a town."""

    curve: Curve
    documented: Tally | None  # at `as_documented`


def judge(calls: Calls, truth: Truth, trees: lightgbm.Booster) -> dict[str, Found]:
    """Each baseline in one town, by key."""
    allowed = allow_list(calls, truth.gang_numbers, micros(truth.judged.since))
    return {b.key: _found(b, Told(calls, b.strengths(calls, truth, trees), allowed), truth) for b in BASELINES}


def _found(baseline: Baseline, told: Told, truth: Truth) -> Found:
    at = baseline.as_documented
    documented = None if at is None else tally(told.at(at), truth, at)
    return Found(swept(told.at, baseline.thresholds, truth), documented)
