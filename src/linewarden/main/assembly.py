"""Objects that more than one command builds."""

import secrets

from linewarden import __version__
from linewarden.config import ClusterSection
from linewarden.features import warm_up
from linewarden.features.cluster import Cluster
from linewarden.features.engines import Engines, OwnEngines
from linewarden.features.shards import Shards
from linewarden.history.wanted import of_rules
from linewarden.numbering import Home, service_keys
from linewarden.pipeline.detector import SEEN_FEATURES, Detector
from linewarden.scoring.rules import RULES_VERSION
from linewarden.warnings.danger import Judge, danger
from linewarden.warnings.tracker import Tracker

VERSIONS: tuple[tuple[str, str], ...] = (("linewarden", __version__), ("rules", RULES_VERSION))


def new_detector(home: Home, engines: Engines | None = None, *, judge: Judge = danger) -> Detector:
    """A detector without history, its kernels compiled. `judge`: who weighs what is known of a person."""
    warm_up()
    return Detector(
        Tracker(banks=frozenset(service_keys("bank", home=home)), versions=VERSIONS, judge=judge),
        engines=engines or new_engines(1, is_live=False),
    )


def new_engines(shards: int, *, is_live: bool, cluster: ClusterSection | None = None) -> Engines:
    """Engines in this process, from two shards on in as many others, or on the hosts of a cluster: close them.

    `is_live`: events come as they happen and must not wait for memory. Outsiders choose the numbers, so that the seed is secret: they
    could crowd the engines' tables otherwise.
    """
    seed = secrets.randbits(62)
    if cluster is not None:
        return Cluster(
            cluster.hosts,
            cluster.key,
            shares=shards,
            features=tuple(dict.fromkeys((*of_rules().names, *SEEN_FEATURES))),
            hash_seed=seed,
            looks_ahead=is_live,
        )
    if shards == 1:
        return OwnEngines(hash_seed=seed, looks_ahead=is_live)
    return Shards(shards, hash_seed=seed, looks_ahead=is_live)
