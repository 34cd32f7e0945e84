"""95 % confidence intervals of the card's figures."""

import math
from dataclasses import dataclass

from linewarden.history.worth import Share, Z


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Of a share of things that all count the same (Wilson 1927); 0 to 1 when there are none."""
    low, high = Share(hits, of).interval or (0.0, 1.0)
    return max(low, 0.0), min(high, 1.0)


@dataclass(frozen=True, slots=True)
class Heap:
    """Things counted, each kind of them with its own weight: `weight` is their sum, `squares` that of the squared weights."""

    weight: float
    squares: float

    @property
    def seen(self) -> float:
        """As many things of one weight tell as much (Kish 1965)."""
        return self.weight**2 / self.squares if self.squares else 0.0


def heap(*counted: tuple[int, float]) -> Heap:
    """Of counts with the weight of each."""
    return Heap(sum(n * weight for n, weight in counted), sum(n * weight * weight for n, weight in counted))


def weighted_share(right: Heap, wrong: Heap) -> tuple[float, float]:
    """Of right / (right + wrong) when a right one and a wrong one do not count the same; 0 to 1 when there are none.

    Wilson needs equal weights. Here both sides are counts of rare things, so the logarithm of their odds is normal with the variance
    1 / seen of either side; a side that is empty is taken as half a thing of the other's weight (Haldane 1956).
    """
    if not right.weight and not wrong.weight:
        return 0.0, 1.0
    some = right if right.weight else wrong
    half = some.squares / some.weight / 2
    sides = [(side.weight, side.seen) if side.weight else (half, 0.5) for side in (right, wrong)]
    middle = math.log(sides[0][0] / sides[1][0])
    spread = Z * math.sqrt(sum(1 / seen for _, seen in sides))
    low, high = (1 / (1 + math.exp(-(middle + sign * spread))) for sign in (-1, 1))
    return (low if right.weight else 0.0), (high if wrong.weight else 1.0)


def ratio(hits: int, of: int, other_hits: int, other_of: int) -> tuple[float, float] | None:
    """Of how many times as large the first share is (Katz 1978); None when either is 0.

    Both shares are of the same people, which makes them alike: the interval is wider than it need be.
    """
    if not hits or not other_hits:
        return None
    spread = Z * math.sqrt(1 / hits - 1 / of + 1 / other_hits - 1 / other_of)
    times = hits / of / (other_hits / other_of)
    return times * math.exp(-spread), times * math.exp(spread)


def of_median(values: list[float]) -> tuple[float, float] | None:
    """Of the median of what the values are drawn from, by ranks (normal approximation of the binomial); None when there are too few to say."""
    ordered, half = sorted(values), Z * math.sqrt(len(values)) / 2
    low, high = math.floor(len(values) / 2 - half), math.ceil(len(values) / 2 + half)
    return (ordered[low], ordered[high]) if low >= 0 and high < len(values) else None
