"""Log-odds of trees made chances: two numbers, fitted to people whom the trees have not seen (Platt 1999)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from linewarden.learning.features import Floats

SLOPES = (0.1, 10.0)
"""The stretch stays between: it never turns the order round."""

CALM = 1.0
"""Weight of the square of the slope's logarithm: so few victims bend it no further than they must."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log-odds = `base` + `slope` x the trees' log-odds; the slope is above 0, so the order of people stays.

    Isotonic steps need about a thousand victims before they beat two numbers (Niculescu-Mizil & Caruana 2005), and a beta calibration has three.
    """

    base: float
    slope: float

    def odds(self, raw: Floats) -> Floats:
        """Calibrated log-odds."""
        return self.base + self.slope * raw

    def chances(self, raw: Floats) -> Floats:
        """The same as probabilities."""
        found: Floats = 1.0 / (1.0 + np.exp(-np.clip(self.odds(raw), -500.0, 500.0)))
        return found


def calibrated(raw: Floats, is_victim: npt.NDArray[np.bool_], weights: Floats) -> Calibration:
    """The calibration under which what became of these people is likeliest."""
    happened = is_victim.astype(np.float64)
    weights = weights * (happened.sum() / (weights * happened).sum())

    def loss(values: Floats) -> float:
        odds = values[0] + np.exp(values[1]) * raw
        return float((weights * (np.logaddexp(0.0, odds) - happened * odds)).sum() + CALM * values[1] ** 2)

    ends = [(None, None), (np.log(SLOPES[0]), np.log(SLOPES[1]))]
    base, stretch = minimize(loss, np.zeros(2), method="L-BFGS-B", bounds=ends).x
    return Calibration(float(base), float(np.exp(stretch)))
