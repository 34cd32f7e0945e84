"""From warnings and truth to the figures of the card.

Frauds in a town are `factor` times as frequent as true ones. So shares of victims are taken as they are, and counts of warnings at true
rates: warnings to people whom no gang rang count in full, those to people whom one did, or to a number of a gang, count by 1 / factor.
"""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

LEVELS = ("notice", "normal", "high", "urgent")
"""Ascending."""

SMALL_LOSS = frozenset({"wangiri"})
"""Kinds that cost a call and not the savings; told apart."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A warning as an officer got it."""

    called: int
    callers: tuple[int, ...]
    reached: dict[str, datetime]  # level, or a higher one → when first


@dataclass(frozen=True, slots=True)
class Victim:
    """A person whom a gang rang."""

    called: int
    kind: str
    outcome: str
    since: datetime
    loss_at: datetime | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What is judged: a span of a town's days, its people and how much more frequent its frauds are than true ones."""

    since: datetime
    days: float
    people: int
    factor: float
    near_domain: frozenset[int]
    gangs: frozenset[int] = frozenset()  # their own numbers, which ring each other as well


def read_gangs(path: Path) -> frozenset[int]:
    """Numbers of a file of dens."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()[1:]]
    return frozenset(number for row in rows for number in row["numbers"])


def read_alarms(path: Path) -> list[Alarm]:
    """Of a file that `linewarden replay` wrote."""
    return [_alarm(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _alarm(line: dict[str, Any]) -> Alarm:
    reached: dict[str, datetime] = {}
    for step in line["levels"]:
        for level in LEVELS[: LEVELS.index(step["level"]) + 1]:
            reached.setdefault(level, datetime.fromisoformat(step["at"]))
    return Alarm(int(line["called"]), tuple(int(caller) for caller in line["callers"]), reached)


def read_victims(path: Path) -> list[Victim]:
    """Of a file of truth."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()[1:]]
    return [
        Victim(
            row["called"], row["kind"], row["outcome"], datetime.fromisoformat(row["first_exposure_at"]),
            datetime.fromisoformat(row["loss_at"]) if row["loss_at"] else None,
        )
        for row in rows
    ]  # fmt: skip


def card(alarms: list[Alarm], victims: list[Victim], judged: Judged) -> dict[str, Any]:
    """All figures of one town, or of several when `judged` and the lists are of one each."""
    known = {victim.called for victim in victims} | judged.gangs
    believers = {victim.called for victim in victims if victim.outcome in {"engaged", "lost"}}
    lost = [v for v in victims if v.loss_at and v.since >= judged.since]
    alarms = [alarm for alarm in alarms if min(alarm.reached.values()) >= judged.since]
    warned = _first_by_person(alarms)
    person_days = judged.people * judged.days
    return {
        "victims": len(lost),
        "levels": {
            level: {
                **_victims(lost, lambda v, level=level: warned[level].get(v.called)),
                "warnings": len(raised := [alarm for alarm in alarms if level in alarm.reached]),
                "a_day_per_10000": 1e4 * _at_true_rates(raised, known, judged.factor) / person_days,
                "precision_at_true_rates": _precision(raised, known, believers, judged.factor),
                "near_domain_share": _near_domain(raised, known, judged),
            }
            for level in LEVELS
        },
    }


def _first_by_person(alarms: list[Alarm]) -> dict[str, dict[int, list[datetime]]]:
    found: dict[str, dict[int, list[datetime]]] = {level: defaultdict(list) for level in LEVELS}
    for alarm in alarms:
        for level, at in alarm.reached.items():
            found[level][alarm.called].append(at)
    return found


def _victims(lost: list[Victim], raised: Callable[[Victim], list[datetime] | None]) -> dict[str, Any]:
    """How many were warned before the loss, and how long before; large losses, then each kind."""
    leads = {id(v): _lead(v, raised(v) or []) for v in lost}
    large = [v for v in lost if v.kind not in SMALL_LOSS]
    warned_min = [lead for v in large if (lead := leads[id(v)]) is not None]
    kinds = sorted({v.kind for v in lost})
    return {
        "warned": len(warned_min),
        "of": len(large),
        "share": len(warned_min) / max(len(large), 1),
        "interval": wilson(len(warned_min), len(large)),
        "median_lead_min": float(np.median(warned_min)) if warned_min else None,
        "by_kind": {
            kind: [sum(leads[id(v)] is not None for v in lost if v.kind == kind), sum(v.kind == kind for v in lost)]
            for kind in kinds
        },
    }


def _lead(victim: Victim, raised: Iterable[datetime]) -> float | None:
    """Minutes from the first warning, of the day before the first call on, to the loss; None if there was none in time."""
    assert victim.loss_at is not None
    early = victim.since - timedelta(days=1)
    before = [at for at in raised if early <= at < victim.loss_at]
    return (victim.loss_at - min(before)).total_seconds() / 60 if before else None


def _at_true_rates(alarms: list[Alarm], known: set[int], factor: float) -> float:
    exposed = sum(alarm.called in known for alarm in alarms)
    return len(alarms) - exposed + exposed / factor


def _precision(alarms: list[Alarm], known: set[int], believers: set[int], factor: float) -> float | None:
    """Share of warnings whose person believed a gang."""
    right = sum(alarm.called in believers for alarm in alarms) / factor
    return right / _at_true_rates(alarms, known, factor) if alarms else None


def _near_domain(alarms: list[Alarm], known: set[int], judged: Judged) -> float | None:
    """Share of warnings, at true rates, that name a courier, an office or the like and nobody of a gang."""
    if not alarms:
        return None
    wrong = sum(alarm.called not in known and bool(judged.near_domain & {*alarm.callers}) for alarm in alarms)
    return wrong / _at_true_rates(alarms, known, judged.factor)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """95 % confidence interval of a share (Wilson 1927)."""
    if of == 0:
        return 0.0, 1.0
    z = 1.959964
    share, square = hits / of, z * z / of
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(share * (1 - share) / of + square / of / 4)
    return max(middle - half, 0.0), min(middle + half, 1.0)
