"""One number that the city is made with, and where it is from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number that the city is made with."""

    name: str
    value: float
    unit: str
    says: str
    source: str = "assumption"

    @property
    def is_share(self) -> bool:
        """True of a share of something, 0 to 1."""
        return self.unit.startswith("of ")
