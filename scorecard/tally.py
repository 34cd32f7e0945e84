"""What a card counts at one threshold, and what follows from the counts.

Frauds in a town are `factor` times as frequent as true ones. So shares of victims are taken as they are, and warnings at true rates: one that
names a number of a gang that rang this person, or names or warns a gang's own number, counts 1 / factor, every other one in full. (That a person was rung by some gang is no
reason to count less: at a factor of 200 most people were.)
"""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import Self

import numpy as np

from scorecard.hits import Hits, any_of, begun_since
from scorecard.intervals import heap, of_median, weighted_share, wilson
from scorecard.truth import SMALL_LOSS, Truth, is_among, micros, pairs

DAY_US = 86_400_000_000

Leads = dict[str, tuple[float | None, ...]]
"""Kind → for each victim the minutes from warning to loss; None: not warned in time."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one town, or of several added up."""

    threshold: float
    others: int  # warnings that no gang is the reason of
    near: int  # those among them that name a courier, an office or the like
    gang: int  # warnings that one is; see `Truth.is_gang`
    right: int  # those among them whose person believed it
    large_right: int  # those among these of a kind that costs more than a call
    leads: Leads
    person_days: float
    factor: float

    def __add__(self, more: Self) -> "Tally":
        """Of both; the threshold and the factor must be the same."""
        assert (self.threshold, self.factor) == (more.threshold, more.factor)
        return Tally(
            self.threshold, self.others + more.others, self.near + more.near, self.gang + more.gang, self.right + more.right,
            self.large_right + more.large_right,
            {kind: (*self.leads.get(kind, ()), *more.leads.get(kind, ())) for kind in {**self.leads, **more.leads}},
            self.person_days + more.person_days, self.factor,
        )  # fmt: skip

    @property
    def warnings(self) -> int:
        """As raised."""
        return self.others + self.gang

    @property
    def at_true_rates(self) -> float:
        """Warnings if frauds were as frequent as true ones."""
        return self.others + self.gang / self.factor

    @property
    def a_day_per_10000(self) -> float:
        """Warnings a day per 10,000 people, at true rates."""
        return 1e4 * self.at_true_rates / self.person_days

    @property
    def false_positive_rate(self) -> float:
        """Share of person-days with a warning that no gang is the reason of."""
        return self.others / self.person_days

    @property
    def precision(self) -> float | None:
        """Share of warnings, at true rates, whose person believed the gang that they name; None without warnings."""
        return self.right / self.factor / self.at_true_rates if self.warnings else None

    @property
    def precision_interval(self) -> tuple[float, float]:
        """95 %."""
        wrong = heap((self.others, 1.0), (self.gang - self.right, 1 / self.factor))
        return weighted_share(heap((self.right, 1 / self.factor)), wrong)

    @property
    def large_precision(self) -> float | None:
        """As `precision`, of kinds that cost more than a call."""
        return self.large_right / self.factor / self.at_true_rates if self.warnings else None

    @property
    def near_share(self) -> float | None:
        """Share of warnings, at true rates, that name a courier or the like and nobody of a gang that rang this person."""
        return self.near / self.at_true_rates if self.warnings else None

    @property
    def large(self) -> list[float | None]:
        """Leads of those who lose more than a call."""
        return [lead for kind, leads in self.leads.items() if kind not in SMALL_LOSS for lead in leads]

    @property
    def warned(self) -> int:
        """Victims of large losses warned in time."""
        return sum(lead is not None for lead in self.large)

    @property
    def share(self) -> float:
        """Of victims of large losses; 0 when there were none."""
        return self.warned / max(len(self.large), 1)

    @property
    def interval(self) -> tuple[float, float]:
        """95 % of `share`."""
        return wilson(self.warned, len(self.large))

    @property
    def median_lead_min(self) -> float | None:
        """From warning to loss, of those warned in time."""
        return float(median(self._found)) if self._found else None

    @property
    def lead_interval(self) -> tuple[float, float] | None:
        """95 % of the median; None when too few were warned to say."""
        return of_median(self._found)

    @property
    def _found(self) -> list[float]:
        return [lead for lead in self.large if lead is not None]

    @property
    def by_kind(self) -> dict[str, list[int]]:
        """Kind → warned in time, of."""
        return {k: [sum(lead is not None for lead in v), len(v)] for k, v in sorted(self.leads.items())}


def tally(hits: Hits, truth: Truth, threshold: float) -> Tally:
    """Of warnings that began in the span that is judged."""
    judged = begun_since(hits, micros(truth.judged.since))
    keys = pairs(judged.called, judged.caller)
    is_gang = any_of(judged, truth.is_gang(judged.called, judged.caller))
    is_right = any_of(judged, is_among(keys, truth.believers))
    is_large = any_of(judged, is_among(keys, truth.large_believers))
    is_near = any_of(judged, is_among(judged.caller, truth.near_domain))
    return Tally(
        threshold, int((~is_gang).sum()), int((is_near & ~is_gang).sum()), int(is_gang.sum()), int(is_right.sum()),
        int(is_large.sum()), _leads(keys, judged.at_us, truth), truth.judged.person_days, truth.judged.factor,
    )  # fmt: skip


def _leads(keys: np.ndarray, at_us: np.ndarray, truth: Truth) -> Leads:
    """From the first warning that names the victim's own gang, of the day before its first call on, to the loss."""
    first: dict[int, int] = {}
    is_known = is_among(keys, truth.lost)
    for key, at in zip(keys[is_known].tolist(), at_us[is_known].tolist(), strict=True):
        for nth in truth.of_pair[key]:
            if truth.losses[nth].since_us - DAY_US <= at < truth.losses[nth].loss_us:
                first[nth] = min(at, first.get(nth, at))
    leads: dict[str, list[float | None]] = defaultdict(list)
    for nth, loss in enumerate(truth.losses):
        leads[loss.kind].append((loss.loss_us - first[nth]) / 6e7 if nth in first else None)
    return {kind: tuple(found) for kind, found in leads.items()}
