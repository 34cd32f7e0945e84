"""From alarms about callers to warnings of people: what a product that judges callers would do for the people they ring.

When a caller is alarmed, everybody who talked with it in the 24 hours before is warned at once; whoever talks with it in the 24 hours after
is warned when that talk is known. Moments are as live: a VoIP call tells its setup and answer, another call tells all when it has ended. One
warning a person and calendar day (Beijing), whoever and however many the callers.
"""

from dataclasses import dataclass

import numpy as np

from linewarden.model.number import NumberKind
from scorecard.baselines.calls import Calls, Floats, Ints
from scorecard.baselines.windows import DAY_US, HOUR_US
from scorecard.hits import Hits

_SPAN_BITS = 44


@dataclass(frozen=True, slots=True)
class Strengths:
    """How strongly a caller stood out, event by event; columns of one length, any order."""

    caller: Ints
    at_us: Ints
    value: Floats


MOST_PEOPLE = 200
"""With whom a line may talk in a day before somebody looks what it is."""


def allow_list(calls: Calls, gang_numbers: Ints, until_us: int) -> Ints:
    """Lines that a baseline's operator has allowed: public service lines, and who talked with more than MOST_PEOPLE in a day before `until_us`.

    A gift: the operator makes no mistake, a gang's number is never allowed. Without it a single large call centre would use up all warnings.
    """
    is_past = (calls.answered_us > 0) & (calls.ended_us < until_us)
    rows = np.stack([calls.cli[is_past], (calls.setup_us[is_past] + 8 * HOUR_US) // DAY_US, calls.called[is_past]])
    lines, people = np.unique(np.unique(rows, axis=1)[:2], axis=1, return_counts=True)
    large = np.setdiff1d(lines[0][people > MOST_PEOPLE], gang_numbers)
    return np.union1d(large, calls.cli[calls.cli_kind == NumberKind.SERVICE])


class Told:
    """Who is warned at any threshold of one town's strengths."""

    def __init__(self, calls: Calls, strengths: Strengths, allowed: Ints) -> None:
        """`allowed`: callers that are never alarmed; see `allow_list`. Callers who talked with nobody are of no use to anybody and left out."""
        is_talk = (calls.answered_us > 0) & ~np.isin(calls.cli, allowed)
        self._callers = np.unique(calls.cli[is_talk])
        is_used = np.isin(strengths.caller, self._callers)
        caller, at, self._value = strengths.caller[is_used], strengths.at_us[is_used], strengths.value[is_used]
        cli, called, talk_us = calls.cli[is_talk], calls.called[is_talk], calls.talk_known_us[is_talk]
        self._zero = min((int(times.min()) for times in (talk_us, at) if times.size), default=0) - 2 * DAY_US
        most = np.full(self._callers.size, -np.inf)
        np.maximum.at(most, np.searchsorted(self._callers, caller), self._value)
        self._at = self._keys(caller, at)
        order = np.argsort(self._at, kind="stable")
        self._at, self._value = self._at[order], self._value[order]
        keys = self._keys(cli, talk_us)
        order = np.argsort(keys, kind="stable")
        self._talks = (keys[order], cli[order], called[order], talk_us[order])
        self._most = most[np.searchsorted(self._callers, self._talks[1])]

    def at(self, threshold: float) -> Hits:
        """Warnings when a caller is alarmed from this strength on."""
        is_reached = self._most >= threshold
        keys, cli, called, talk_us = (column[is_reached] for column in self._talks)
        alarms = self._at[self._value >= threshold]
        if not alarms.size:
            return Hits(*np.empty((4, 0), np.int64))
        after = np.searchsorted(alarms, keys, side="right")
        last, following = alarms[np.maximum(after - 1, 0)], alarms[np.minimum(after, alarms.size - 1)]
        is_on = (after > 0) & (keys - last <= DAY_US)
        is_next = (after < alarms.size) & (following - keys <= DAY_US)
        at_us = np.where(is_on, talk_us, talk_us + (following - keys))
        is_told = is_on | is_next
        cli, called, at_us = cli[is_told], called[is_told], at_us[is_told]
        day = (at_us + 8 * HOUR_US) // DAY_US
        return Hits(called * 100_000 + day, called, cli, at_us)

    def _keys(self, caller: Ints, at_us: Ints) -> Ints:
        return (np.searchsorted(self._callers, caller).astype(np.int64) << _SPAN_BITS) + (at_us - self._zero)
