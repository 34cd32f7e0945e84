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
from linewarden.rulebook.book import SHIPPED, RuleBook
from linewarden.warnings.approach import trees
from linewarden.warnings.approach.approach import Approaching
from linewarden.warnings.danger import Judge, danger
from linewarden.warnings.tracker import Tracker


def versions_of(book: RuleBook) -> tuple[tuple[str, str], ...]:
    """What a warning by these rules says that it was made by."""
    return (("linewarden", __version__), ("rules", book.version))


VERSIONS = versions_of(SHIPPED)


def new_detector(
    home: Home,
    engines: Engines | None = None,
    book: RuleBook = SHIPPED,
    *,
    judge: Judge = danger,
    approaching: Approaching | None = None,
) -> Detector:
    """A detector without history that follows these rules, its kernels compiled.

    `judge`: who weighs what is known of a person. `approaching`: who looks at answered calls, the shipped trees unless told otherwise.
    """
    warm_up()
    trees.warm_up()
    detector = Detector(
        Tracker(
            banks=frozenset(service_keys("bank", home=home)),
            advisers=frozenset(service_keys("anti_fraud", home=home)),
            versions=VERSIONS,
            judge=judge,
        ),
        engines=engines or new_engines(1, is_live=False),
        approaching=approaching,
    )
    detector.follow(book, versions_of(book))
    return detector


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
