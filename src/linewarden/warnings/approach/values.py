"""What is known when one number talks with another, as a row of values for the trees."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.features.matrix import FeatureValues
from linewarden.model.event import EventBlock, EventKind
from linewarden.model.number import NumberKind
from linewarden.numbering.area_column import area_column

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NAMES: tuple[str, ...] = (
    "talk_s", "known_h", "calls_1h", "calls_24h", "calls_7d", "fresh_24h", "fresh_7d", "answered_24h", "mean_talk_s_24h", "short_24h",
    "rung_24h", "rung_7d", "rung_share_7d", "rung_by_7d", "is_foreign", "is_rented", "is_mobile", "is_elsewhere", "risk", "days_met", "met_days_ago", "spoke_today",
)  # fmt: skip
"""Columns, in order. The talk comes first: it alone grows while the call lasts."""

TALKS_S: tuple[float, ...] = (15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0)
"""Lengths of a talk (s) that are told apart."""

_STEPS_S = np.array([0.0, *TALKS_S])


def cut_down(talk_s: Floats) -> Floats:
    """The length of TALKS_S that each talk has reached; 0 before the first."""
    return _STEPS_S[np.searchsorted(TALKS_S, talk_s, side="right")]


OLD_H = 200.0
"""Hours since a number was first seen, of one that is not known to be new: more than are remembered."""

LISTENED_BEFORE_S = 12 * 3600
"""A feed must have been listened to for so long before a number was first seen that it is known to be new (s; practice: half a day shows
nearly all numbers that are in daily use)."""

READ_FEATURES = (
    "caller_known_s_7d", "callback_known_s_7d", "caller_attempts_1h", "caller_attempts_24h", "caller_attempts_7d", "caller_distinct_24h", "caller_distinct_7d",
    "caller_answers_24h", "caller_talk_ms_24h", "caller_shorts_24h", "callback_attempts_24h", "callback_attempts_7d",
    "callback_distinct_7d",
)  # fmt: skip


def candidates(events: EventBlock, is_looked_at: Flags) -> Ints:
    """Rows of answered calls that may last, or have for the least of TALKS_S, between two who are told. `is_looked_at`: see `Moment`."""
    is_told = (events.cli > 0) & (events.called > 0) & (events.cli != events.called) & is_looked_at
    is_long = (events.kind == EventKind.ANSWER) | (events.talk_ms >= TALKS_S[0] * 1000)
    return np.flatnonzero(is_told & is_long & (events.answered_us != 0))


@dataclass(frozen=True, slots=True)
class Beyond:
    """What is known of the events of a block besides their features, one value an event."""

    is_foreign: Flags
    is_rented: Flags
    risk: Floats  # the calling side's score
    has_spoken: Flags  # the two have ended a talk today
    heard_s: Floats  # how long the feed has been listened to


def values_of(
    events: EventBlock, rows: Ints, features: FeatureValues, beyond: Beyond, days_met: tuple[Ints, Ints]
) -> Floats:
    """Shape [rows, NAMES]. `days_met`: of these rows, see `Acquaintances.days_met`. The talk is cut down to one of TALKS_S; 0 of a call that lasts.

    How the number's calls went is told of those before this one, so that a call looks the same while it lasts and when it has ended.
    """
    of = {name: features.column(name)[rows].astype(np.float64) for name in READ_FEATURES}
    own, theirs = area_column(events.cli[rows]), area_column(events.called[rows])
    known_s = np.maximum(
        of["caller_known_s_7d"], of["callback_known_s_7d"]
    )  # a number that has been rung for days is no new one
    is_new = beyond.heard_s[rows] - known_s >= LISTENED_BEFORE_S
    calls, calls_7d = of["caller_attempts_24h"], of["caller_attempts_7d"]
    talk_s = events.talk_ms[rows] / 1000.0
    # not below 0: the answer of a call that lasted a day has left the window when the call ends
    answers_before = np.maximum(of["caller_answers_24h"] - 1, 0)
    talked_before_s = np.maximum(of["caller_talk_ms_24h"] / 1000.0 - talk_s, 0)
    return np.column_stack([
        cut_down(talk_s), np.where(is_new, known_s / 3600.0, OLD_H), of["caller_attempts_1h"], calls, calls_7d,
        of["caller_distinct_24h"] / np.maximum(calls, 1), of["caller_distinct_7d"] / np.maximum(calls_7d, 1),
        answers_before / np.maximum(calls - 1, 1), talked_before_s / np.maximum(answers_before, 1), of["caller_shorts_24h"] / np.maximum(answers_before, 1),
        of["callback_attempts_24h"], of["callback_attempts_7d"], of["callback_attempts_7d"] / np.maximum(calls_7d, 1), of["callback_distinct_7d"],
        beyond.is_foreign[rows], beyond.is_rented[rows], np.isin(events.cli_kind[rows], (NumberKind.MOBILE, NumberKind.VIRTUAL)),
        (own != 0) & (theirs != 0) & (own != theirs), beyond.risk[rows], *days_met, beyond.has_spoken[rows],
    ])  # fmt: skip
