"""Objects that more than one command builds."""

import secrets

from linewarden import __version__
from linewarden.features import warm_up
from linewarden.numbering import Home, service_keys
from linewarden.pipeline.detector import Detector
from linewarden.scoring.rules import RULES_VERSION
from linewarden.warnings.tracker import Tracker

VERSIONS: tuple[tuple[str, str], ...] = (("linewarden", __version__), ("rules", RULES_VERSION))


def new_detector(home: Home, *, is_live: bool = False) -> Detector:
    """A detector without history, its kernels compiled. `is_live`: see `Detector`."""
    warm_up()
    return Detector(
        Tracker(banks=frozenset(service_keys("bank", home=home)), versions=VERSIONS),
        hash_seed=secrets.randbits(62),
        is_live=is_live,
    )
