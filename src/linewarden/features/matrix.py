"""What the engine hands to scoring."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from linewarden.errors import LinewardenError
from linewarden.features.definitions import COLUMN, FEATURES
from linewarden.features.layout import Ints, Table


class FeatureValues(Protocol):
    """Values of features for the events of a block."""

    def column(self, name: str) -> Ints:
        """The values of one feature, one an event, in order. Raises `LinewardenError` when it is not there."""
        ...


@dataclass(frozen=True, slots=True)
class FeatureColumns:
    """Values of some features for n events: int64 [n] each, by name."""

    values: Mapping[str, Ints]

    def column(self, name: str) -> Ints:
        """The values of one feature. Raises `LinewardenError` when it was not asked for."""
        if name not in self.values:
            raise LinewardenError(f"feature {name!r} was not asked for; the cluster gives {sorted(self.values)}")
        return self.values[name]


@dataclass(frozen=True, slots=True)
class FeatureMatrix:
    """Values of all features for n events: int64 [n, len(FEATURES)], row i for event i."""

    values: Table

    def __len__(self) -> int:
        """Number of events."""
        return int(self.values.shape[0])

    def column(self, name: str) -> Ints:
        """The values of one feature, a view. Raises `LinewardenError` when there is no such feature."""
        if name not in COLUMN:
            raise LinewardenError(f"feature {name!r} does not exist; names look like {FEATURES[0].name!r}")
        return self.values[:, COLUMN[name]]
