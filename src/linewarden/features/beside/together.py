"""What callers of many do at one place in the same minutes: wake, fall silent, move (signals S18 and S15). Only those whom hardly anybody rings are looked at: people do so together by chance, and couriers all day.

A number wakes when it calls after half an hour of silence; that it fell silent, where and when, is known only then, so one that never calls again is not seen. It moves when its cell is another than at its
event before; moves are told apart by both cells and to ten minutes.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from linewarden.columns import mix
from linewarden.features.beside.cohort import Cohort
from linewarden.features.beside.rows import Rows
from linewarden.features.beside.whereabouts import Whereabouts
from linewarden.features.layout import US_PER_S, Ints
from linewarden.model.event import EventBlock

SILENT_S = 1_800
LEAST_DISTINCT = 10
"""People whom a caller has rung within 24 h before it is looked at."""

MOST_RUNG = 10
"""For so many of a caller's calls of a week it may be rung once, and is looked at."""

WAKINGS, MOVES = 3, 6
"""Times that two must wake or fall silent (CN113660721A), or move (voltdb-simbox), together."""

_MINUTE_S, _MOVE_MINUTES = 60, 10


def works_list(fan_out: Ints, attempts_7d: Ints, rung_7d: Ints) -> npt.NDArray[np.bool_]:
    """Where the caller rings many, and is hardly rung."""
    works: npt.NDArray[np.bool_] = (fan_out >= LEAST_DISTINCT) & (rung_7d * MOST_RUNG <= attempts_7d)
    return works


class Together:
    """Cohorts by what they do. Memory of one stream; not for two threads."""

    def __init__(self) -> None:
        self._cohorts = {"cohort": Cohort(WAKINGS), "silent": Cohort(WAKINGS), "move": Cohort(MOVES)}
        self._whereabouts = Whereabouts()

    @property
    def table(self) -> Rows:
        """Where callers were last."""
        return self._whereabouts.rows

    def meet(
        self, events: EventBlock, day: int, now_s: Ints, works: npt.NDArray[np.bool_], gap_s: Ints
    ) -> dict[str, npt.NDArray[np.float64]]:
        """Of callers that work a list: `cohort_size`, `silent_size` and `move_size` of the event by which a number wakes, is found to have been silent, or has moved, each with its `_chance`; 0 and 1 of others."""
        of_many = np.flatnonzero(works & (events.cell != 0) & (events.cli != 0))
        cell, cli, minute = events.cell[of_many], events.cli[of_many], events.setup_us[of_many] // US_PER_S // _MINUTE_S
        before, before_s = self._whereabouts.meet(cli, cell, now_s[of_many])
        was_silent = (before != 0) & (now_s[of_many] - before_s >= SILENT_S)
        has_moved = (before != 0) & (before != cell) & ~was_silent
        ways = (mix([before, cell]) >> np.uint64(2)).view(np.int64)
        deeds = {
            "cohort": (gap_s[of_many] >= SILENT_S, cell, minute),
            "silent": (was_silent, before, before_s // _MINUTE_S),
            "move": (has_moved, ways, minute // _MOVE_MINUTES * _MOVE_MINUTES),
        }
        found: dict[str, npt.NDArray[np.float64]] = {}
        for name, (holds, places, minutes) in deeds.items():
            size, chance = np.zeros(len(events)), np.ones(len(events))
            rows = of_many[holds]
            size[rows], chance[rows] = self._cohorts[name].meet(day, places[holds], minutes[holds], cli[holds])
            found |= {f"{name}_size": size, f"{name}_chance": chance}
        return found

    def arrays(self) -> dict[str, Ints]:
        """The cohorts, to be stored; `table` is stored apart."""
        return {name: cohort.rows() for name, cohort in self._cohorts.items()}

    def refill(self, saved: Mapping[str, Ints]) -> None:
        """As it was; a cohort that an older program did not have begins empty."""
        for name, cohort in self._cohorts.items():
            if name in saved:
                cohort.refill(saved[name])
