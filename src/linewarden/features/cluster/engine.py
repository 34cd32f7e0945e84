"""The feature engine of one lane, spread over the hosts of a cluster."""

from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linewarden.features.cluster.asked import Asked
from linewarden.features.cluster.connection import Answer
from linewarden.features.cluster.pool import Pool
from linewarden.features.cluster.wire import Message
from linewarden.features.engine import check
from linewarden.features.layout import Int32s, Ints
from linewarden.features.matrix import FeatureColumns
from linewarden.features.shards.lanes import recent_of, share_file
from linewarden.features.share import Share, owner_of
from linewarden.features.trail import Recent
from linewarden.model.event import EventBlock

LARGEST = 1 << 14
"""Events handed over at a time."""

_BEFORE_ALL_US = -(2**62)


@dataclass(frozen=True, slots=True)
class SpreadImage:
    """The memory of all shares of a lane at one moment; each host keeps its part until the lane's next image."""

    pool: Pool
    lane: str

    def save(self, path: Path) -> None:
        """Each share's part into a file of its own beside `path`, durably, on this machine; any thread. Raises OSError."""
        for number in range(self.pool.count):
            part = share_file(path, Share(number, self.pool.count))
            self.pool.save(number, {"do": "save", "lane": self.lane}, part)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Events that are under way to the shares."""

    rows: slice  # of the block
    owners: dict[str, Int32s]
    answers: "list[Future[Answer]]"


class SpreadEngine:
    """What `Engine` is to one process, for the features that are asked for. Every call may raise ShardError.

    A share is told the events in which a subject of its own takes part, with the clock of the whole stream.
    """

    def __init__(self, pool: Pool, asked: Asked, lane: str, told: list[Message]) -> None:
        self._pool, self._asked, self._lane, self._told = pool, asked, lane, told
        self._clock_us = max((one["clock_us"] for one in told), default=_BEFORE_ALL_US)
        self._sent = [int(one["pushed"]) for one in told]  # events that each share has been told
        self._latest: list[list[Ints]] = [[] for _ in told]  # of the latest push: their numbers in the stream
        self._before = list(self._sent)  # `_sent` when that push began
        self.late: int = max((int(one["late"]) for one in told), default=0)
        self.pushed = 0

    @classmethod
    def new(cls, pool: Pool, asked: Asked, lane: str) -> "SpreadEngine":
        """Without a past."""
        return cls(pool, asked, lane, pool.all({"do": "new", "lane": lane}))

    @classmethod
    def load(cls, pool: Pool, asked: Asked, lane: str, path: Path) -> "SpreadEngine":
        """As it was saved. Raises StoreError when a part is damaged or of other features or another number of shares."""
        parts = [share_file(path, Share(number, pool.count)) for number in range(pool.count)]
        loading = [
            pool.load(number, {"do": "load", "lane": lane, "name": part.name}, part)
            for number, part in enumerate(parts)
        ]
        return cls(pool, asked, lane, [message for message, _ in pool.answers(loading)])

    @property
    def nbytes(self) -> int:
        """Bytes set aside by all shares."""
        return sum(told["nbytes"] for told in self._told)

    def push(self, block: EventBlock) -> FeatureColumns:
        """The values asked for at each event of the block, in order."""
        check(block)
        clock_us = np.maximum(np.maximum.accumulate(block.at_us), self._clock_us)
        values = {name: np.zeros(len(block), np.int64) for name in self._asked.names}
        self._latest, self._before = [[] for _ in self._sent], list(self._sent)
        starts = range(0, len(block), LARGEST)
        under_way = self._begin(block, clock_us, slice(0, LARGEST)) if len(block) else None
        for start in starts:
            assert under_way is not None
            piece, after = under_way, start + LARGEST
            if after < len(block):
                under_way = self._begin(block, clock_us, slice(after, after + LARGEST))
            self._finish(piece, values)
        return FeatureColumns(values)

    def _begin(self, block: EventBlock, clock_us: Ints, rows: slice) -> _Piece:
        events, clock_us = block.take(rows), clock_us[rows]
        self.late += int(np.count_nonzero(events.at_us < clock_us))
        self._clock_us = int(clock_us[-1])
        owners = self._asked.owners(events, self._pool.count)
        answers = []
        for number in range(self._pool.count):
            told = np.flatnonzero(np.logical_or.reduce([owner == number for owner in owners.values()]))
            asked = {
                "do": "push", "lane": self._lane, "rows": int(told.size), "continues": rows.start > 0, "clock_us": self._clock_us, "late": self.late,
            }  # fmt: skip
            answers.append(self._pool.ask(number, asked, *self._asked.packed(events, clock_us, told)))
            self._sent[number] += told.size
            self._latest[number].append(told + self.pushed)
        self.pushed += len(events)
        return _Piece(rows, owners, answers)

    def _finish(self, piece: _Piece, values: dict[str, Ints]) -> None:
        found = self._pool.answers(piece.answers)
        into = {name: column[piece.rows] for name, column in values.items()}
        for number, (_, body) in enumerate(found):
            self._asked.placed(body, piece.owners, number, into)
        self._told = [message for message, _ in found]

    def recent(self, cli: int, *, since_us: int, limit: int, last: int | None = None) -> Recent:
        """As `Engine.recent`."""
        owner = int(owner_of(np.array([cli], np.int64), self._pool.count)[0])
        asked = {
            "do": "recent",
            "lane": self._lane,
            "cli": cli,
            "since_us": since_us,
            "limit": limit,
            "last": self._number(owner, last),
        }
        ((found, _),) = self._pool.answers([self._pool.ask(owner, asked)])
        return recent_of(found)

    def _number(self, owner: int, last: int | None) -> int | None:
        """What a share calls the latest event that it was told when event `last` of the stream had come."""
        if last is None:
            return None
        told = np.concatenate([np.zeros(0, np.int64), *self._latest[owner]])
        return self._before[owner] + int(np.searchsorted(told, last, side="right")) - 1

    def image(self) -> SpreadImage:
        """Its memory between two blocks, kept by the hosts. Raises OSError when one has no room for it."""
        self._pool.all({"do": "image", "lane": self._lane})
        return SpreadImage(self._pool, self._lane)
