"""One kind of subject in the engine: who they are, their states, their part of the log."""

import numpy as np

from linewarden.features.layout import LONGEST, Deaths, Int32s, Ints, Plan, State, Target
from linewarden.features.leaving import leavers
from linewarden.features.log import Log, moved
from linewarden.features.memory import expect, zeros
from linewarden.features.subjects import Pairs, Subjects
from linewarden.features.tables import FOREIGN, NO_PARTY, NOBODY
from linewarden.features.timetable import Timetable
from linewarden.features.windows import slide


class Track:
    """The exact windows of all callers, or of all cells, and so on.

    `words` says whose each event of the log is (see `layout.State`). Until the first subject of the kind appears, nothing is written and
    nothing is computed.
    """

    def __init__(self, *, rows: int, seed: int, has_traits: bool) -> None:
        self.subjects = Subjects(ids=rows, seed=seed, has_traits=has_traits)
        self.pairs = Pairs(pairs=rows, seed=seed)
        self.words: Int32s = zeros(rows, np.int32)

    @property
    def is_used(self) -> bool:
        """True once a subject of this kind has appeared."""
        return self.subjects.is_used

    @property
    def nbytes(self) -> int:
        """Bytes set aside."""
        return self.subjects.nbytes + self.pairs.nbytes + self.words.nbytes

    def grow(self, rows: int, first: int) -> None:
        """Goes on with rings of `rows`, as the log does."""
        self.words = moved(self.words, rows, first) if self.is_used else zeros(rows, np.int32)

    def look_ahead(self, *, is_log_growing: bool) -> None:
        """Has memory made ready where something is about to grow."""
        if self.is_used:
            self.subjects.look_ahead()
            self.pairs.look_ahead()
            if is_log_growing:
                expect(2 * self.words.size, np.int32)

    def meet(self, keys: Ints, rows: Ints, plan: Plan) -> Int32s:
        """The id of each event's subject: see `Subjects.resolve`. New subjects get one."""
        if not self.is_used and not keys[rows].any():
            ids = np.full(keys.size, FOREIGN, np.int32)
            ids[rows] = NOBODY
            return ids
        return self.subjects.resolve(keys, rows, plan)

    def pair_up(self, ids: Int32s, parties: Ints, rows: Ints, plan: Plan, log: Log) -> Ints:
        """The event that stood for each event's pair before it; see `tables.pair_up`."""
        if not self.is_used:
            return np.full(ids.size, NO_PARTY, np.int64)
        return self.pairs.pair_up(ids, parties, rows, plan, log.at)

    def slide(
        self,
        rows: Ints,
        ids: Int32s,
        previous: Ints,
        *,
        watchers: Int32s,
        called: Ints,
        near_at_most: int,
        parties: Ints,
        plan: Plan,
        log: Log,
        target: Target,
    ) -> Deaths:
        """Slides the windows over one block and fills the columns of this kind; see `windows.slide`. Whom that left without events.

        `parties`: the column of the log that says who the counterparties are.
        """
        deaths = _room(plan)
        if self.is_used or target.is_stale:
            subjects = self.subjects
            leaving = leavers(ids, plan, self.words, log.flags)
            state = State(self.words, parties, subjects.counts, subjects.sums, subjects.traits)
            slide(rows, ids, previous, watchers, called, near_at_most, plan, leaving, log.events, state, deaths, target)
        return deaths

    def bury(self, deaths: Deaths, time: Timetable, log: Log) -> None:
        """Forgets whom a block left without events, and pairs that nothing stands for."""
        subjects, pairs = deaths.counts
        if subjects:
            self.subjects.bury(deaths.subjects[:subjects])
        if pairs and self.pairs.held:
            self.pairs.bury(deaths, time, log.at)


def _room(plan: Plan) -> Deaths:
    """Room for as many deaths as events leave the longest window during the block."""
    leave = int(plan.until[-1, LONGEST] - plan.starts[LONGEST] + plan.leaving_until[-1, LONGEST])
    return Deaths(
        np.empty(leave, np.int32), np.empty(leave, np.int32), np.empty(leave, np.int64), np.zeros(2, np.int64)
    )
