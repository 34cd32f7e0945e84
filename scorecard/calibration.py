"""The score read as a probability, against what happened at true rates."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from scorecard.hits import Grown
from scorecard.intervals import heap, weighted_share
from scorecard.truth import Truth, is_among, micros, pairs

EDGES: tuple[float, ...] = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Of the bins; a score on an edge is in the bin above, 1 in the last one."""


@dataclass(frozen=True, slots=True)
class Bins:
    """A row for each bin. A warning is in the bin of its highest score."""

    wrong: npt.NDArray[
        np.int64
    ]  # (bins, 2): warnings that no gang is the reason of; that one is, and the person did not believe it
    right: npt.NDArray[np.int64]  # warnings whose person believed the gang
    scores: npt.NDArray[np.float64]  # sum of scores, at true rates
    factor: float

    def __add__(self, more: Self) -> "Bins":
        """Of both towns; the factor must be the same."""
        assert self.factor == more.factor
        return Bins(self.wrong + more.wrong, self.right + more.right, self.scores + more.scores, self.factor)


def bins(grown: Grown, truth: Truth) -> Bins:
    """Of warnings that began in the span that is judged; `grown` by score."""
    h = grown.hits
    warning, of = np.unique(h.warning, return_inverse=True)
    first, score = np.full(warning.size, np.iinfo(np.int64).max), np.zeros(warning.size)
    np.minimum.at(first, of, h.at_us)
    np.maximum.at(score, of, grown.strength)
    claims = truth.is_gang(h.called, h.caller), is_among(pairs(h.called, h.caller), truth.believers)
    is_gang, is_right = (np.bincount(of[claim], minlength=warning.size) > 0 for claim in claims)
    is_judged = first >= micros(truth.judged.since)
    place = np.clip(np.searchsorted(EDGES, score, side="right") - 1, 0, len(EDGES) - 2)

    def count(claim: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        return np.bincount(place[claim & is_judged], minlength=len(EDGES) - 1)

    weight = np.where(is_gang, 1 / truth.judged.factor, 1.0) * is_judged
    scores = np.bincount(place, weights=score * weight, minlength=len(EDGES) - 1)
    wrong = np.stack([count(~is_gang), count(is_gang & ~is_right)], axis=1)
    return Bins(wrong, count(is_right), scores, truth.judged.factor)


def calibration(found: Bins) -> dict[str, Any]:
    """The rows that are not empty, and the expected calibration error: the mean distance of score and share, weighted at true rates."""
    rare = 1 / found.factor
    rows = []
    for nth, ((others, unmoved), right, scores) in enumerate(zip(found.wrong, found.right, found.scores, strict=True)):
        weight = others + (unmoved + right) * rare
        if weight:
            rows.append(
                {
                    "from": EDGES[nth], "to": EDGES[nth + 1], "warnings": int(others + unmoved + right), "at_true_rates": float(weight),
                    "score": float(scores / weight), "share": float(right * rare / weight),
                    "interval": weighted_share(heap((int(right), rare)), heap((int(others), 1.0), (int(unmoved), rare))),
                }
            )  # fmt: skip
    total = sum(row["at_true_rates"] for row in rows)
    error = sum(row["at_true_rates"] * abs(row["score"] - row["share"]) for row in rows) / total if total else None
    return {"bins": rows, "expected_calibration_error": error}
