"""What really happened to whom, as the simulator wrote it, in a form to hold warnings against."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from linewarden.history.span import micros
from scorecard.groups import Groups, near_numbers

SMALL_LOSS = frozenset({"wangiri"})
"""Kinds that cost a call and not the savings; told apart."""

BELIEVED = frozenset({"engaged", "lost"})
"""Outcomes of those whom a warning is for."""


@dataclass(frozen=True, slots=True)
class Victim:
    """A person whom a gang rang."""

    called: int
    kind: str
    outcome: str
    since: datetime  # first call
    loss_at: datetime | None
    callers: tuple[int, ...]  # numbers that this person saw


@dataclass(frozen=True, slots=True)
class Judged:
    """What is judged: a span of a town's days, its people and how much more frequent its frauds are than true ones."""

    since: datetime
    days: float
    people: int
    factor: float
    groups: Groups  # who is no gang
    gangs: frozenset[int] = frozenset()  # their own numbers, which ring each other as well

    @property
    def person_days(self) -> float:
        """People times days."""
        return self.people * self.days


def read_victims(path: Path) -> list[Victim]:
    """Of a file of truth."""
    rows = [orjson.loads(line) for line in path.read_bytes().splitlines()[1:]]
    return [
        Victim(
            row["called"], row["kind"], row["outcome"], datetime.fromisoformat(row["first_exposure_at"]),
            datetime.fromisoformat(row["loss_at"]) if row["loss_at"] else None, tuple(row["callers"]),
        )
        for row in rows
    ]  # fmt: skip


def read_gangs(path: Path) -> frozenset[int]:
    """Numbers of a file of dens."""
    rows = [orjson.loads(line) for line in path.read_bytes().splitlines()[1:]]
    return frozenset(number for row in rows for number in row["numbers"])


def pairs(called: npt.ArrayLike, callers: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """One key for each pair of a person and a number; two pairs share one with a chance of 2⁻⁶⁴."""
    mixed = np.asarray(called, np.int64).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed ^ (mixed >> np.uint64(29)) ^ np.asarray(callers, np.int64).astype(np.uint64)).view(np.int64)


def is_among(values: npt.NDArray[np.int64], known: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which values are in `known`, which is sorted (np.isin would sort it each time)."""
    if not known.size:
        return np.zeros(values.size, np.bool_)
    return known[np.minimum(np.searchsorted(known, values), known.size - 1)] == values


@dataclass(frozen=True, slots=True)
class Loss:
    """A victim's loss as a tally needs it; µs since 1970 UTC."""

    kind: str
    since_us: int  # first call
    loss_us: int


class Truth:
    """A town's exposures, looked up by person and number."""

    def __init__(self, victims: list[Victim], judged: Judged) -> None:
        """`victims`: everybody whom a gang rang, `judged` or not."""
        self.judged = judged
        self.gang = _keys(victims)
        self.believers = _keys(v for v in victims if v.outcome in BELIEVED)
        self.large_believers = _keys(v for v in victims if v.outcome in BELIEVED and v.kind not in SMALL_LOSS)
        self.gang_numbers = np.unique(np.asarray([caller for v in victims for caller in v.callers], np.int64))
        self.gangs = np.asarray(sorted(judged.gangs), np.int64)
        self.near_domain = near_numbers(judged.groups)
        self.losses: list[Loss] = []
        self.of_pair: dict[int, list[int]] = defaultdict(list)  # key of a pair → places in `losses`
        for victim in victims:
            if victim.loss_at and victim.since >= judged.since:
                for key in pairs(victim.called, np.asarray(victim.callers, np.int64)).tolist():
                    self.of_pair[key].append(len(self.losses))
                self.losses.append(Loss(victim.kind, micros(victim.since), micros(victim.loss_at)))
        self.lost = np.asarray(sorted(self.of_pair), np.int64)

    def is_gang(self, called: npt.NDArray[np.int64], callers: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Pairs of a person and a number of a gang that rang this person, or any of whom one is a gang's own number: as frequent as frauds are."""
        rang = is_among(pairs(called, callers), self.gang)
        return rang | is_among(callers, self.gangs) | is_among(called, self.gangs)


def _keys(victims: Iterable[Victim]) -> npt.NDArray[np.int64]:
    rows = [(v.called, caller) for v in victims for caller in v.callers]
    return np.unique(pairs(*np.asarray(rows, np.int64).reshape(-1, 2).T))
