"""Baseline: the SIM-box rules of the VoltDB example, of each device in the town's own network, over the last 24 hours.

Thresholds are that example's defaults; where it gives none, the row says so. Its rule that a device is only suspicious in its first ten days
always holds here: no town's data are longer. All thresholds are multiplied by one factor in the sweep.
"""

from dataclasses import dataclass

import numpy as np

from scorecard.baselines.calls import Calls, Ints
from scorecard.baselines.persons import Strengths
from scorecard.baselines.windows import DAY_US, Trail, is_new_within, nth_of_run


@dataclass(frozen=True, slots=True)
class Limit:
    """One threshold."""

    value: float
    source: str


LIMITS = {
    "out_per_in": Limit(10, "OUTGOING_INCOMING_RATIO"),
    "busy_ratio": Limit(0.1, "BUSYNESS_PERCENTAGE"),
    "out_without_in": Limit(10, "OUTGOING_CALL_ONLY_COUNT"),
    "cohort": Limit(10, "devices with the same last six cells; the example looks at the largest such cohorts, the number is assumed"),
    "static_out": Limit(50, "people rung from one cell, with the ratio above; assumed (Murynets 2014 gives the signs)"),
}  # fmt: skip
MOVES = 6
"""Cell moves that a cohort has in common (the example's last-six list)."""


def simbox(calls: Calls) -> Strengths:
    """The largest multiple of a rule's threshold; of a rule of several thresholds the smallest."""
    told = np.flatnonzero(calls.has_device)
    cli, at = calls.cli[told], calls.ended_us[told]
    talk_us = np.where(calls.answered_us > 0, calls.ended_us - calls.answered_us, 0)
    sent = Trail(calls.cli, calls.ended_us).window(cli, at, DAY_US)
    out, busy = sent.count, sent.total(talk_us.astype(np.float64)) / DAY_US
    got = Trail(calls.called, calls.ended_us).count(cli, at, DAY_US)
    is_new = is_new_within(calls.cli, calls.called, calls.ended_us, DAY_US)
    people = Trail(calls.cli[is_new], calls.ended_us[is_new]).count(cli, at, DAY_US)
    at_home = nth_of_run(cli, calls.cell[told]) == nth_of_run(cli)  # never seen in another cell so far
    per_in = out / np.maximum(got, 1) / LIMITS["out_per_in"].value
    rules = [
        np.minimum(per_in, busy / LIMITS["busy_ratio"].value),
        np.where(got == 0, out / LIMITS["out_without_in"].value, 0.0),
        cohort(cli, calls.cell[told], at) / LIMITS["cohort"].value,
        np.where(at_home, np.minimum(per_in, people / LIMITS["static_out"].value), 0.0),
    ]
    return Strengths(cli, at, np.max(rules, axis=0))


def cohort(cli: Ints, cell: Ints, at_us: Ints) -> Ints:
    """How many devices made the same last six cell moves within the day before; 0 before a device's sixth. Rows by device and time."""
    is_move = np.zeros(cli.size, np.bool_)
    is_move[1:] = (np.diff(cli) == 0) & (np.diff(cell) != 0) & (cell[1:] != 0) & (cell[:-1] != 0)
    moves = np.flatnonzero(is_move)
    path = np.zeros(moves.size, np.uint64)
    for back in range(MOVES):
        path = path * np.uint64(0x9E3779B97F4A7C15) + cell[np.roll(moves, back)].astype(np.uint64)
    is_whole = nth_of_run(cli[moves]) >= MOVES if moves.size else np.zeros(0, np.bool_)
    moves, path = moves[is_whole], path[is_whole].view(np.int64)
    found = np.zeros(cli.size, np.int64)
    is_first = is_new_within(path, cli[moves], at_us[moves], DAY_US)
    found[moves] = Trail(path[is_first], at_us[moves][is_first]).count(path, at_us[moves], DAY_US)
    return found
