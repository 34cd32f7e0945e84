"""When people ring: weights of the hours of the local day, and the slices of time that the city is made in."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.sim.calls import DAY, HOUR, MINUTE

SLICE = 10 * MINUTE
LOCAL = 8 * HOUR  # Changzhou keeps UTC+8 all the year

# Share of a day's calls in each local hour 0..23, before normalising. Shapes: two peaks at 10 and 18 o'clock with a dent at
# noon for residents (Candia 2008, Jo 2012); opening hours for the others (assumption).
_HOURS = {
    "resident": [6, 3, 2, 1, 2, 6, 20, 48, 78, 96, 100, 92, 74, 70, 78, 82, 88, 98, 100, 90, 76, 56, 34, 16],
    "resident_weekend": [9, 5, 3, 2, 2, 4, 12, 30, 60, 88, 98, 94, 76, 70, 74, 78, 82, 92, 98, 92, 80, 62, 40, 22],
    "courier": [0, 0, 0, 0, 0, 0, 8, 40, 80, 95, 100, 90, 60, 75, 85, 85, 90, 95, 80, 50, 25, 8, 2, 0],
    "rider": [8, 4, 2, 1, 1, 2, 10, 25, 30, 35, 70, 100, 95, 50, 30, 30, 45, 95, 100, 75, 50, 40, 30, 16],
    "office": [0, 0, 0, 0, 0, 0, 0, 10, 70, 100, 100, 85, 30, 60, 95, 95, 90, 60, 20, 8, 2, 0, 0, 0],
    "office_weekend": [0, 0, 0, 0, 0, 0, 0, 2, 15, 22, 22, 18, 8, 14, 20, 20, 18, 10, 4, 2, 0, 0, 0, 0],
    "sales": [0, 0, 0, 0, 0, 0, 0, 2, 50, 100, 100, 80, 20, 60, 100, 100, 90, 70, 50, 30, 6, 0, 0, 0],
    "school": [0, 0, 0, 0, 0, 0, 5, 30, 30, 20, 20, 30, 20, 10, 10, 40, 100, 80, 40, 30, 10, 0, 0, 0],
    "dispatch": [35, 25, 15, 12, 15, 30, 60, 95, 90, 60, 50, 50, 55, 50, 45, 45, 60, 95, 100, 80, 70, 70, 65, 50],
    "messages": [6, 4, 3, 3, 3, 5, 15, 40, 75, 95, 100, 90, 80, 75, 80, 85, 85, 85, 80, 75, 65, 50, 30, 14],
    "family_abroad": [8, 4, 2, 1, 1, 3, 20, 45, 60, 60, 50, 40, 40, 30, 25, 25, 30, 40, 70, 95, 100, 90, 60, 25],
    "trade": [4, 2, 1, 1, 1, 2, 5, 15, 50, 80, 80, 60, 35, 50, 80, 95, 100, 85, 60, 55, 50, 40, 25, 10],
    "gang": [0, 0, 0, 0, 0, 0, 0, 5, 60, 100, 100, 80, 25, 70, 100, 100, 90, 50, 35, 25, 10, 3, 0, 0],
    "evening": [10, 2, 0, 0, 0, 0, 2, 8, 8, 10, 10, 12, 30, 15, 10, 10, 12, 20, 50, 80, 100, 100, 80, 40],
    "all_day": [1] * 24,
}
HOURS: dict[str, npt.NDArray[np.float64]] = {name: np.array(row) / sum(row) for name, row in _HOURS.items()}


@dataclass(frozen=True, slots=True)
class Slice:
    """Ten minutes, the unit that the city is made in; `index` counts them since 1970 UTC."""

    index: int

    @property
    def since_us(self) -> int:
        """First microsecond."""
        return self.index * SLICE

    @property
    def until_us(self) -> int:
        """First microsecond after it."""
        return (self.index + 1) * SLICE

    @property
    def local_hour(self) -> int:
        """Hour of the local day, 0..23."""
        return (self.since_us + LOCAL) % DAY // HOUR

    @property
    def local_day(self) -> int:
        """Number of the local day; day 0 is 1 January 1970."""
        return local_day(self.since_us)

    @property
    def is_weekend(self) -> bool:
        """True on Saturday and Sunday, local."""
        return (self.local_day + 3) % 7 >= 5

    def share(self, weekday: str, weekend: str | None = None) -> float:
        """Share of a local weekday's calls that falls into this slice; the weekend's rhythm may be another, and weaker."""
        if weekend is None or not self.is_weekend:
            return float(HOURS[weekday][self.local_hour]) * SLICE / HOUR
        lasting = sum(_HOURS[weekend]) / sum(_HOURS[weekday])
        return float(HOURS[weekend][self.local_hour]) * lasting * SLICE / HOUR


def local_day(at_us: int) -> int:
    """Number of the local day that an instant belongs to."""
    return (at_us + LOCAL) // DAY


def day_start(day: int) -> int:
    """First microsecond of a local day."""
    return day * DAY - LOCAL
