"""Where the engines of the lanes live: in this process, in those of the shards (`features.shards`) or on other hosts (`features.cluster`)."""

from pathlib import Path
from typing import Protocol

import numpy as np

from linewarden.features.definitions import FEATURES
from linewarden.features.engine import Engine
from linewarden.features.image import Image
from linewarden.features.layout import Table
from linewarden.features.matrix import FeatureMatrix, FeatureValues
from linewarden.features.memory import zeros
from linewarden.features.snapshot import load
from linewarden.features.trail import Recent
from linewarden.model.event import EventBlock


class EngineImage(Protocol):
    """An engine's memory at one moment."""

    def save(self, path: Path) -> None:
        """Write it to `path`, or to files beside it whose names begin alike, durably; any thread. Raises OSError."""
        ...


class LaneEngine(Protocol):
    """The engine of one lane; see `Engine`."""

    @property
    def late(self) -> int:
        """Events that came with `at` before the clock."""
        ...

    @property
    def pushed(self) -> int:
        """Events pushed so far."""
        ...

    @property
    def nbytes(self) -> int:
        """Bytes set aside."""
        ...

    def push(self, block: EventBlock) -> FeatureValues:
        """The values of the features at each event of the block; valid until the next push."""
        ...

    def recent(self, cli: int, *, since_us: int, limit: int, last: int | None = None) -> Recent:
        """The latest records of a caller."""
        ...

    def image(self) -> EngineImage:
        """Its memory between two blocks, to be saved once while it goes on. Raises OSError when the system has no room for it."""
        ...


class Engines(Protocol):
    """Makes the engines of lanes. Any call, and any of its engines, may raise ShardError; then `mend`, and make all of them anew."""

    @property
    def problem(self) -> str:
        """What is not as it should be although everything works; empty when nothing is."""
        ...

    def new(self, lane: str) -> LaneEngine:
        """Without a past."""
        ...

    def load(self, lane: str, path: Path) -> LaneEngine:
        """As its image was saved. Raises StoreError when that cannot be used."""
        ...

    def check(self) -> None:
        """Raises ShardError when something has ended that should work."""
        ...

    def mend(self) -> None:
        """Make it work again; all engines are gone."""
        ...

    def close(self) -> None:
        """Let go of all engines."""
        ...


class OwnEngine:
    """An engine in this process, with the matrix that its values are written to.

    One matrix is used again and again: memory for a new one would take longer than the values.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._values: Table = zeros((0, len(FEATURES)), np.int64)

    @property
    def late(self) -> int:
        """Events that came with `at` before the clock."""
        return self._engine.late

    @property
    def pushed(self) -> int:
        """Events pushed so far."""
        return self._engine.pushed

    @property
    def nbytes(self) -> int:
        """Bytes set aside."""
        return self._engine.nbytes

    def push(self, block: EventBlock) -> FeatureMatrix:
        """See `Engine`; valid until the next push."""
        stale = self._engine.used
        if len(block) > len(self._values):
            self._values, stale = zeros((1 << (len(block) - 1).bit_length(), len(FEATURES)), np.int64), frozenset()
        values = self._values[: len(block)]
        self._engine.push_into(block, values, stale=stale)
        return FeatureMatrix(values)

    def recent(self, cli: int, *, since_us: int, limit: int, last: int | None = None) -> Recent:
        """See `Engine`."""
        return self._engine.recent(cli, since_us=since_us, limit=limit, last=last)

    def image(self) -> Image:
        """See `Image`."""
        return Image(self._engine)


class OwnEngines:
    """Engines in this process; `hash_seed` and `looks_ahead` as in `Engine`."""

    def __init__(self, *, hash_seed: int = 0, looks_ahead: bool = False) -> None:
        self._hash_seed, self._looks_ahead = hash_seed, looks_ahead

    @property
    def problem(self) -> str:
        """Nothing."""
        return ""

    def new(self, lane: str) -> OwnEngine:  # noqa: ARG002  the protocol's: here lanes need no names
        """Without a past."""
        return OwnEngine(Engine(hash_seed=self._hash_seed, looks_ahead=self._looks_ahead))

    def load(self, lane: str, path: Path) -> OwnEngine:  # noqa: ARG002  the protocol's: here lanes need no names
        """See `snapshot.load`."""
        engine = load(path)
        engine.looks_ahead = self._looks_ahead
        return OwnEngine(engine)

    def check(self) -> None:
        """Nothing: what is in this process works while it does."""

    def mend(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""
