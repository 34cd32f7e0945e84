"""Engines whose shares lie on the hosts of a cluster."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from linewarden.features.cluster.address import Address
from linewarden.features.cluster.asked import Asked
from linewarden.features.cluster.engine import SpreadEngine
from linewarden.features.cluster.key import asking
from linewarden.features.cluster.pool import Pool, troubles


def missing(hosts: Sequence[Address], key: Path) -> dict[Address, str]:
    """The hosts that cannot be used now, and why. Raises ConfigError when the key cannot be used."""
    return troubles(hosts, asking(key))


class Cluster:
    """So many shares, spread over the hosts, which all lanes use; `hash_seed` and `looks_ahead` as in `Engine`. See `Engines`.

    `features`: names of those whose values are asked for; nothing else is kept or sent. Construction raises ConfigError when the key
    cannot be used and ShardError when no host answers; hosts that are absent are told by `problem`, the others do their work.
    """

    def __init__(
        self,
        hosts: Sequence[Address],
        key: Path,
        *,
        shares: int,
        features: Iterable[str],
        hash_seed: int = 0,
        looks_ahead: bool = False,
    ) -> None:
        self._asked = Asked.of(features)
        self._pool = Pool(
            tuple(hosts), key, shares=shares, asked=self._asked, hash_seed=hash_seed, looks_ahead=looks_ahead
        )

    @property
    def carriers(self) -> list[Address]:
        """The host of each share at the moment."""
        return self._pool.carriers

    @property
    def problem(self) -> str:
        """Which hosts are absent and why; empty when all carry their shares."""
        return self._pool.problem

    def new(self, lane: str) -> SpreadEngine:
        """Without a past."""
        return SpreadEngine.new(self._pool, self._asked, lane)

    def load(self, lane: str, path: Path) -> SpreadEngine:
        """As its image was saved, by as many shares."""
        return SpreadEngine.load(self._pool, self._asked, lane, path)

    def check(self) -> None:
        """Raises ShardError when a share is lost, or when its own host is back."""
        self._pool.check()

    def mend(self) -> None:
        """Start all shares anew, on the hosts that are left."""
        self._pool.start()

    def close(self) -> None:
        """End all shares."""
        self._pool.close()
