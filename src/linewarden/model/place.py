"""Places: an administrative area, and a point on the ground where that is known; never more exact than the record was."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is; None is unknown. Coordinates are WGS-84 degrees."""

    country: str | None  # ISO 3166 alpha-2
    province: str | None = None  # Chinese name without suffix (江苏)
    city: str | None = None
    district: str | None = None
    longitude_deg: float | None = None
    latitude_deg: float | None = None
