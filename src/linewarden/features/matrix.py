"""What the engine hands to scoring."""

from dataclasses import dataclass

from linewarden.errors import LinewardenError
from linewarden.features.definitions import COLUMN, FEATURES
from linewarden.features.layout import Ints, Table


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
