"""The stream cut into shares: each gets the events of the subjects that it owns, in order, and gives the values of these subjects.

A subject belongs to one share, so a cell of the matrix is filled by one share and zero in all others: their sum is the matrix of the
whole stream.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.features import FEATURES, Engine, Share, owner_of
from linewarden.features.layout import Table
from linewarden.history.wanted import Wanted
from linewarden.model.event import EventBlock

PUSH_ROWS = 1 << 13
"""Events pushed at once: few enough for their values to stay near the processor, many enough for what a push takes whatever its size."""

HASH_SEED = 0
"""The same in every share and every run: distinct counts of the long windows are told by fingerprints, which depend on it. A live engine's is
secret, lest numbers be chosen to crowd its tables; here that costs time, and nobody waits."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the events of a block go: row i of both is event i, column k share k."""

    takes: npt.NDArray[np.bool_]  # the share needs the event
    gives: npt.NDArray[np.bool_]  # the share gives values of it; at least one share does


def places(events: EventBlock, wanted: Wanted, of: int) -> Places:
    """Which of `of` shares take each event, and which give values of it."""
    takes, gives = np.zeros((len(events), of), np.bool_), np.zeros((len(events), of), np.bool_)
    rows = np.arange(len(events))
    for key in wanted.keys:
        column = getattr(events, key)
        owner = owner_of(column, of)
        takes[rows, owner] |= column != 0
        if key in wanted.asking:
            gives[rows, owner] |= column != 0
    orphans = np.flatnonzero(~gives.any(axis=1))  # nobody asks: their zeros still have to come from somewhere
    gives[orphans, owner_of(events.record_id[orphans].view(np.int64), of)] = True
    return Places(takes | gives, gives)


class Worker:
    """One share: an engine and what it gives."""

    def __init__(self, wanted: Wanted, share: Share) -> None:
        self._share = share
        self._askers = [FEATURES[column].subject.asked_by for column in wanted.columns]
        self._engine = Engine(
            hash_seed=HASH_SEED,
            chunk=PUSH_ROWS,
            share=share if share.of > 1 else None,
            kinds=wanted.kinds,
            keeps_trail=False,
            is_narrow=True,
        )
        names = [feature.name for feature in self._engine.features]
        self._columns = np.array([names.index(name) for name in wanted.names], np.int64)
        self._matrix = np.zeros((PUSH_ROWS, len(names)), np.int64)
        self.most_held = 0  # subjects in its windows, at their fullest

    def values(self, events: EventBlock) -> Table:
        """Values of the wanted features at these events, [n, wanted]; 0 where the share does not own the subject.

        The events are those that the share takes, in stream order.
        """
        out = np.empty((len(events), self._columns.size), np.int64)
        for start in range(0, len(events), PUSH_ROWS):
            block = events.take(slice(start, start + PUSH_ROWS))
            matrix = self._matrix[: len(block)]
            self._engine.push_into(block, matrix, stale=self._engine.kinds)
            np.take(matrix, self._columns, axis=1, out=out[start : start + PUSH_ROWS])
        self.most_held = max(self.most_held, sum(self._engine.remembered.values()))
        if self._share.of > 1:
            self._disown(events, out)
        return out

    def _disown(self, events: EventBlock, out: Table) -> None:
        """Cells of subjects of other shares hold what earlier events left there."""
        for key in set(self._askers):
            foreign = np.flatnonzero(owner_of(getattr(events, key), self._share.of) != self._share.number)
            columns = np.flatnonzero([asker == key for asker in self._askers])
            out[np.ix_(foreign, columns)] = 0
