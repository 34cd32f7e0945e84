"""The feature engine of one lane, spread over the processes of the shares."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linewarden.features.definitions import FEATURES
from linewarden.features.engine import check
from linewarden.features.layout import Table
from linewarden.features.matrix import FeatureMatrix
from linewarden.features.shards.lanes import recent_of
from linewarden.features.shards.pool import Message, Pool
from linewarden.features.share import owner_of
from linewarden.features.trail import Recent
from linewarden.model.event import EventBlock

LARGEST = 1 << 14
"""Events of a block that the shares see at a time: the matrix has 38 MB then.

Not in smaller pieces, the next of which would be written meanwhile: on a machine whose cores are all at work the messages cost more than that
saves. Nor with a second matrix that takes turns: it is a tenth slower, as twice as much memory passes through the caches.
"""


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
        if len(block) <= LARGEST:
            return FeatureMatrix(self._push(block, continues=False))
        values = np.empty((len(block), len(FEATURES)), np.int64)
        for start in range(0, len(block), LARGEST):
            rows = slice(start, start + LARGEST)
            values[rows] = self._push(block.take(rows), continues=start > 0)
        return FeatureMatrix(values)

    def _push(self, block: EventBlock, *, continues: bool) -> Table:
        """The values of at most LARGEST events."""
        if len(block):
            self._told = self._pool.push(self._lane, block, continues=continues)
        return self._pool.shared.values[: len(block)]

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
