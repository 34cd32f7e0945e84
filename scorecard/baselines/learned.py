"""Baseline: gradient-boosted trees (LightGBM) over what a calling number did in 24 hours, trained on towns that are not judged.

It is what a good data scientist does first: features of the caller, labels of the caller (a gang's number or not). It knows nothing of the
person who is rung.
"""

from dataclasses import dataclass

import lightgbm
import numpy as np

from scorecard.baselines.calls import Calls, Floats, Ints
from scorecard.baselines.persons import Strengths
from scorecard.baselines.windows import DAY_US, HOUR_US, Trail, is_new_within

FEATURES = (
    "attempts_24h", "attempts_1h", "distinct_ratio", "answered_ratio", "mean_talk_s", "mean_ring_s", "short_ratio", "calls_got_per_attempt",
    "hours_since_first", "hour_of_day", "cli_kind", "is_voip", "is_from_abroad", "has_device",
)  # fmt: skip

SHORT_US = 10_000_000
TREES = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 200, "feature_fraction": 0.8, "seed": 1,
    "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbosity": -1,
}  # fmt: skip
ROUNDS = 150
MOST_ROWS = 600_000
"""To learn from; more are thinned out evenly by chance."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Rows to learn from."""

    values: Floats  # (rows, features)
    is_gang: np.ndarray


def features(calls: Calls) -> Floats:
    """(calls, features): the caller's last 24 hours when each call has ended."""
    cli, at = calls.cli, calls.ended_us
    is_answered = calls.answered_us > 0
    talk_us = np.where(is_answered, at - calls.answered_us, 0).astype(np.float64)
    ring_us = (np.where(is_answered, calls.answered_us, at) - calls.setup_us).astype(np.float64)

    every = Trail(cli, at)
    day = every.window(cli, at, DAY_US)
    attempts, answered = day.count.astype(np.float64), day.total(is_answered.astype(np.float64))
    is_new = is_new_within(cli, calls.called, at, DAY_US)
    callers, of = np.unique(cli, return_inverse=True)
    first_us = np.full(callers.size, np.iinfo(np.int64).max)
    np.minimum.at(first_us, of, at)
    return np.column_stack([
        attempts, every.count(cli, at, HOUR_US), day.total(is_new.astype(np.float64)) / attempts, answered / attempts,
        day.total(talk_us) / np.maximum(answered, 1) / 1e6, day.total(ring_us) / attempts / 1e6,
        day.total((is_answered & (talk_us <= SHORT_US)).astype(np.float64)) / np.maximum(answered, 1),
        Trail(calls.called, at).count(cli, at, DAY_US) / attempts, (at - first_us[of]) / HOUR_US, (at + 8 * HOUR_US) // HOUR_US % 24,
        calls.cli_kind, calls.is_voip, calls.is_from_abroad, calls.has_device,
    ])  # fmt: skip


def lesson(calls: Calls, gang: Ints) -> Lesson:
    """Of a town that is not judged; `gang`: numbers that its gangs showed."""
    rows = np.arange(len(calls))
    if rows.size > MOST_ROWS:
        rows = np.sort(np.random.default_rng(1).choice(rows, MOST_ROWS, replace=False))
    return Lesson(features(calls)[rows], np.isin(calls.cli, gang)[rows])


def learn(lessons: list[Lesson]) -> lightgbm.Booster:
    """The trees."""
    values = np.concatenate([one.values for one in lessons])
    is_gang = np.concatenate([one.is_gang for one in lessons])
    data = lightgbm.Dataset(values, is_gang.astype(np.int8), feature_name=list(FEATURES))
    return lightgbm.train(TREES, data, num_boost_round=ROUNDS)


def learned(calls: Calls, trees: lightgbm.Booster) -> Strengths:
    """The trees' log-odds that the caller is of a gang, each time that a call of it has ended."""
    odds = np.asarray(trees.predict(features(calls), raw_score=True, num_threads=1))
    return Strengths(calls.cli, calls.ended_us, odds)
