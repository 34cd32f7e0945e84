"""How usual some things are on a feed: what a tenth of its calls show is a habit of its equipment, and nothing odd."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.features.measures import Shorts
from linewarden.model.event import EventBlock, Ints, Oddity

LEAST_CALLS = 1_000
"""Events that can show a thing before its share means something."""

ATTESTED = Oddity.FULL_ATTESTATION | Oddity.PARTIAL_ATTESTATION | Oddity.GATEWAY_ATTESTATION

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Habit:
    """The share of the events of one kind that show something."""

    name: str  # of the value
    among: Callable[[EventBlock], Flags]
    shows: Callable[[EventBlock], Flags]  # of those


def _has(oddity: Oddity) -> Callable[[EventBlock], Flags]:
    return lambda events: (events.oddity & oddity) != 0


def _of_signalling(name: str, oddity: Oddity) -> Habit:
    return Habit(name, _has(Oddity.SIGNALLED), _has(oddity))


HABITS: tuple[Habit, ...] = (
    Habit("private_share", lambda events: events.source_ip != 0, _has(Oddity.PRIVATE_SOURCE)),
    _of_signalling("mismatch_share", Oddity.IDENTITY_MISMATCH),
    _of_signalling("odd_branch_share", Oddity.ODD_BRANCH),
    _of_signalling("odd_tag_share", Oddity.ODD_TAG),
    _of_signalling("private_media_share", Oddity.PRIVATE_MEDIA),
    _of_signalling("unverified_share", Oddity.FAILED_VERIFICATION),
    Habit("gateway_share", _has(ATTESTED), _has(Oddity.GATEWAY_ATTESTATION)),
    Habit("short_share", lambda events: events.are_talks, lambda events: events.talk_ms <= Shorts().at_most_ms),
)


class Habits:
    """Counts of one feed; what was counted before a day began counts half on it."""

    def __init__(self) -> None:
        self.counts = np.zeros(1 + 2 * len(HABITS), np.int64)  # day; for each habit events that can show it and do

    def meet(self, events: EventBlock, day: int) -> dict[str, npt.NDArray[np.float64]]:
        """The shares at each event, itself included; 1 of fewer than LEAST_CALLS, so that nothing is odd yet."""
        if day > self.counts[0]:
            self.counts[1:] //= 2
            self.counts[0] = day
        return {habit.name: self._share(habit, place, events) for place, habit in enumerate(HABITS)}

    def refill(self, counts: Ints) -> None:
        """As it was when it had these; empty when a program with other habits stored them."""
        if counts.shape == self.counts.shape:
            self.counts[:] = counts

    def _share(self, habit: Habit, place: int, events: EventBlock) -> npt.NDArray[np.float64]:
        own = self.counts[1 + 2 * place : 3 + 2 * place]
        can_show = habit.among(events)
        if not can_show.any():  # most feeds tell no signalling
            return np.full(len(events), own[1] / own[0] if own[0] >= LEAST_CALLS else 1.0)
        seen = np.cumsum(can_show) + own[0]
        shown = np.cumsum(can_show & habit.shows(events)) + own[1]
        own[:] = seen[-1], shown[-1]
        return np.where(seen >= LEAST_CALLS, shown / np.maximum(seen, 1), 1.0)
