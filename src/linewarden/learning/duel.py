"""Champion and challenger over the same moments: whom each would have had officers work on, and how many of them are victims."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from linewarden.history.span import micros
from linewarden.history.worth import Frame, Share, victims_of
from linewarden.learning.features import Floats
from linewarden.learning.shadow import Ints, Moments
from linewarden.warnings.rules import DAY_US


@dataclass(frozen=True, slots=True)
class Duel:
    """What came of it. A person is worked on at most once a day."""

    version: str  # of the challenger
    capacity: int
    moments: int
    table: frozenset[int]  # whom the table would have had worked on
    challenger: frozenset[int]
    victims: frozenset[int] | None  # of the span; None without truth

    @property
    def agreement(self) -> float | None:
        """Share of the people of either who are in both; None without any."""
        either = self.table | self.challenger
        return len(self.table & self.challenger) / len(either) if either else None

    def caught(self, people: frozenset[int]) -> Share:
        """Victims among them, of all."""
        victims = self.victims or frozenset()
        return Share(len(people & victims), len(victims))

    def to_json(self) -> dict[str, Any]:
        """Counts and shares; no telephone numbers."""
        only_table, only_challenger = self.table - self.challenger, self.challenger - self.table
        told: dict[str, Any] = {
            "model": self.version,
            "capacity": self.capacity,
            "moments": self.moments,
            "persons_table": len(self.table),
            "persons_challenger": len(self.challenger),
            "persons_only_table": len(only_table),
            "persons_only_challenger": len(only_challenger),
            "agreement": None if self.agreement is None else round(self.agreement, 4),
        }
        if self.victims is not None:
            told["victims"] = {
                "table": self.caught(self.table).to_json(),
                "challenger": self.caught(self.challenger).to_json(),
                "only_table": len(only_table & self.victims),
                "only_challenger": len(only_challenger & self.victims),
            }
        return told

    def text(self) -> str:
        """Lines for people."""
        told = self.to_json()
        agreement = "-" if self.agreement is None else f"{self.agreement:.0%}"
        lines = [
            f"challenger {self.version} in shadow, {self.capacity:,} people a day, {self.moments:,} moments; no warning was changed",
            f"people worked on: table {len(self.table):,}, challenger {len(self.challenger):,}, the same {agreement}",
            f"people of one only: table {told['persons_only_table']:,}, challenger {told['persons_only_challenger']:,}",
        ]
        if self.victims is not None:
            victims = told["victims"]
            lines += [
                f"victims before the loss: table {_share(victims['table'])}, challenger {_share(victims['challenger'])}",
                f"victims of one only: table {victims['only_table']:,}, challenger {victims['only_challenger']:,}",
            ]
        return "\n".join(lines)


def duel(version: str, moments: Moments, frame: Frame) -> Duel:
    """The moments of the frame's span, those after a victim's loss left out."""
    victims = victims_of(frame) if frame.truth is not None else None
    kept = (moments.at_us >= micros(frame.since)) & (moments.at_us < micros(frame.until))
    kept &= moments.at_us < _losses(moments.called, victims or {})
    called, day = moments.called[kept], _days(moments.at_us[kept], frame)
    table, challenger = (
        _worked_on(called, day, chances[kept], frame.capacity) for chances in (moments.table, moments.challenger)
    )
    return Duel(
        version, frame.capacity, int(kept.sum()), table, challenger, None if victims is None else frozenset(victims)
    )


def _losses(called: Ints, victims: Mapping[int, datetime | None]) -> Ints:
    """When each moment's person lost, µs; never, for others."""
    lost = {number: micros(at) for number, at in victims.items() if at is not None}
    return np.array([lost.get(number, 2**62) for number in called.tolist()], np.int64)


def _days(at_us: Ints, frame: Frame) -> Ints:
    """The local day of each moment; a zone's offset is taken where the span begins."""
    offset = frame.since.astimezone(frame.zone).utcoffset()
    assert offset is not None, "a zone gives one"
    return (at_us + int(offset.total_seconds() * 1e6)) // DAY_US


def _worked_on(called: Ints, day: Ints, chances: Floats, capacity: int) -> frozenset[int]:
    """Each day's people of the highest chances. Equal ones: the smaller number first, for both alike."""
    people: set[int] = set()
    for one in np.unique(day).tolist():
        numbers, of = np.unique(called[day == one], return_inverse=True)
        most = np.zeros(numbers.size)
        np.maximum.at(most, of, chances[day == one])
        people.update(numbers[np.argsort(-most, kind="stable")[:capacity]].tolist())
    return frozenset(people)


def _share(told: Mapping[str, int]) -> str:
    return f"{told['hits']:,} of {told['of']:,}"
