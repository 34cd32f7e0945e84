"""Places: a point on the ground or an administrative area, never more exact than the record was."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is. Coordinates are WGS-84 degrees; None where only the area is known."""

    country: str  # ISO 3166 alpha-2
    province: str | None = None
    city: str | None = None
    district: str | None = None
    longitude_deg: float | None = None
    latitude_deg: float | None = None
