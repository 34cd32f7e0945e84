"""What the whitelist takes out of a block: scores of numbers known to be honest, and talks with them; and how often it did (signal S31)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from linewarden.model.event import EventBlock, EventKind
from linewarden.rulebook.cleared import cleared_by
from linewarden.rulebook.whitelist import Entry, Whitelist
from linewarden.scoring.caller import CallerScores
from linewarden.warnings.rules import CALLER_FLOOR

NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Silenced:
    """Calls that would have counted but for an entry of the whitelist."""

    number: str  # of the entry
    calls: int
    last_us: int  # when the latest of them was known, µs since 1970 UTC


class Clearance:
    """One whitelist at work."""

    def __init__(self, entries: Sequence[Entry] = ()) -> None:
        self._whitelist = Whitelist(entries)
        self._silenced: dict[str, Silenced] = {}

    def take_out(self, events: EventBlock, scores: CallerScores, talks: set[int]) -> frozenset[int]:
        """Rows of the calls that are cleared: their scores become 0, and none of them stays in `talks`, the talks of strangers that may count.

        A call counts as silenced, once, when it ends: when its caller would have been risky, or it is such a talk.
        """
        if not self._whitelist.entries:
            return NOTHING
        owners = cleared_by(self._whitelist, events)
        rows = np.flatnonzero(owners >= 0)
        if not rows.size:
            return NOTHING
        cleared = frozenset(rows.tolist())
        would_count = rows[(scores.value[rows] >= CALLER_FLOOR) | np.isin(rows, list(talks))]
        is_over = np.isin(events.kind[would_count], (EventKind.RELEASE, EventKind.RECORD))
        for row in would_count[is_over].tolist():
            self._count(self._whitelist.entries[owners[row]].number, int(events.at_us[row]))
        scores.value[rows], scores.points[rows] = 0.0, 0.0
        talks -= cleared
        return cleared

    def drain(self) -> list[Silenced]:
        """What was silenced since the last call, by entry."""
        found, self._silenced = list(self._silenced.values()), {}
        return found

    def _count(self, number: str, at_us: int) -> None:
        before = self._silenced.get(number, Silenced(number, 0, at_us))
        self._silenced[number] = Silenced(number, before.calls + 1, max(before.last_us, at_us))
