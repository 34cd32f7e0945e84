"""Engines whose work is shared out to several processes."""

from pathlib import Path

from linewarden.features.shards.engine import ShardedEngine
from linewarden.features.shards.pool import Pool


class Shards:
    """So many processes (2 or more make sense), which all lanes share; `hash_seed` and `looks_ahead` as in `Engine`. See `Engines`."""

    def __init__(self, count: int, *, hash_seed: int = 0, looks_ahead: bool = False) -> None:
        self._pool = Pool(count, hash_seed=hash_seed, looks_ahead=looks_ahead)

    @property
    def problem(self) -> str:
        """Nothing: a process that ends ends all, and all are started anew."""
        return ""

    @property
    def pids(self) -> list[int]:
        """Process ids, by share."""
        return self._pool.pids

    @property
    def shared_bytes(self) -> int:
        """Memory that the processes and this one see."""
        return self._pool.nbytes

    def new(self, lane: str) -> ShardedEngine:
        """Without a past."""
        return ShardedEngine.new(self._pool, lane)

    def load(self, lane: str, path: Path) -> ShardedEngine:
        """As its image was saved, by as many shards."""
        return ShardedEngine.load(self._pool, lane, path)

    def check(self) -> None:
        """Raises ShardError when a process has ended."""
        self._pool.check()

    def mend(self) -> None:
        """Start all processes anew."""
        self._pool.mend()

    def close(self) -> None:
        """End all processes."""
        self._pool.close()
