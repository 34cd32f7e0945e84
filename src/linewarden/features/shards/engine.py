"""The feature engine of one lane, spread over the processes of the shares."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linewarden.features.definitions import FEATURES
from linewarden.features.engine import check
from linewarden.features.matrix import FeatureMatrix
from linewarden.features.shards.lanes import recent_of
from linewarden.features.shards.pool import LARGEST, Message, Pool
from linewarden.features.share import owner_of
from linewarden.features.trail import Recent
from linewarden.model.event import EventBlock


@dataclass(frozen=True, slots=True)
class ShardedImage:
    """The memory of all shares of a lane at one moment; each has its own part, until the lane's next image."""

    pool: Pool
    lane: str

    def save(self, path: Path) -> None:
        """Each share writes its part beside `path`, durably; any thread. Raises OSError."""
        self.pool.aside({"do": "save", "lane": self.lane, "path": str(path)})


class ShardedEngine:
    """What `Engine` is to one process: the same events give the same values. Every call may raise `ShardError`."""

    def __init__(self, pool: Pool, lane: str, told: list[Message]) -> None:
        self._pool, self._lane, self._told = pool, lane, told

    @classmethod
    def new(cls, pool: Pool, lane: str) -> "ShardedEngine":
        """Without a past."""
        return cls(pool, lane, pool.all({"do": "new", "lane": lane}))

    @classmethod
    def load(cls, pool: Pool, lane: str, path: Path) -> "ShardedEngine":
        """As it was saved. Raises `StoreError` when a part is damaged or of other features or another number of shards."""
        return cls(pool, lane, pool.all({"do": "load", "lane": lane, "path": str(path)}))

    @property
    def late(self) -> int:
        """Events that came with `at` before the clock."""
        return int(self._told[0]["late"])

    @property
    def pushed(self) -> int:
        """Events pushed so far."""
        return int(self._told[0]["pushed"])

    @property
    def nbytes(self) -> int:
        """Bytes set aside by all shares."""
        return sum(told["nbytes"] for told in self._told)

    def push(self, block: EventBlock) -> FeatureMatrix:
        """As `Engine.push`, but the matrix is valid only until the next push of any lane of these shards."""
        check(block)
        if len(block) > LARGEST:
            return self._push_pieces(block)
        if not len(block):
            return FeatureMatrix(np.zeros((0, len(FEATURES)), np.int64))
        slot, rows = self._pool.begin(self._lane, block)
        return self._finish(slot, rows)

    def _finish(self, slot: int, rows: int) -> FeatureMatrix:
        self._told = self._pool.finish(slot)
        return FeatureMatrix(self._pool.slots[slot].values[:rows])

    def _push_pieces(self, block: EventBlock) -> FeatureMatrix:
        """A large block, piece by piece: one is copied while the next is worked on."""
        values = np.empty((len(block), len(FEATURES)), np.int64)
        starts = range(0, len(block), LARGEST)
        under_way = self._pool.begin(self._lane, block.take(slice(0, LARGEST)))
        for start in starts:
            after = start + LARGEST
            slot, rows = under_way
            if after < len(block):
                under_way = self._pool.begin(self._lane, block.take(slice(after, after + LARGEST)), continues=True)
            values[start:after] = self._finish(slot, rows).values
        return FeatureMatrix(values)

    def recent(self, cli: int, *, since_us: int, limit: int, last: int | None = None) -> Recent:
        """As `Engine.recent`."""
        owner = int(owner_of(np.array([cli], np.int64), self._pool.count)[0])
        asked = {"do": "recent", "lane": self._lane, "cli": cli, "since_us": since_us, "limit": limit, "last": last}
        found = self._pool.one(owner, asked)
        return recent_of(found)

    def image(self) -> ShardedImage:
        """Its memory between two blocks, kept by the shares. Raises OSError when the system has no room for it."""
        self._pool.all({"do": "image", "lane": self._lane})
        return ShardedImage(self._pool, self._lane)
