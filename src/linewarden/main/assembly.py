"""Objects that more than one command builds."""

from linewarden import __version__
from linewarden.numbering import Home, service_keys
from linewarden.pipeline.detector import Detector
from linewarden.scoring.rules import RULES_VERSION
from linewarden.warnings.tracker import Tracker

VERSIONS: tuple[tuple[str, str], ...] = (("linewarden", __version__), ("rules", RULES_VERSION))


def new_detector(home: Home) -> Detector:
    """A detector without history."""
    del home
    return Detector(Tracker(banks=frozenset(service_keys("bank")), versions=VERSIONS))
