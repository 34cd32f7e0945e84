"""What the stream knows about a number, a handset, a cell … at the moment of an event.

One definition for each feature (`FEATURES`), from which three engines give the same values: `reference` (slow, obvious), `Engine`
(compiled, live) and `sql` (DuckDB).
"""

from linewarden.features.definitions import COLUMN, FEATURES, SPANS, SUBJECTS, Feature
from linewarden.features.engine import Engine
from linewarden.features.image import Image
from linewarden.features.matrix import FeatureMatrix
from linewarden.features.reference import reference
from linewarden.features.share import Share, owner_of
from linewarden.features.snapshot import layout_version, load
from linewarden.features.trail import Recent
from linewarden.features.warm_up import warm_up

__all__ = [
    "COLUMN",
    "FEATURES",
    "SPANS",
    "SUBJECTS",
    "Engine",
    "Feature",
    "FeatureMatrix",
    "Image",
    "Recent",
    "Share",
    "layout_version",
    "load",
    "owner_of",
    "reference",
    "warm_up",
]
