"""What is known of the answered calls of a town, and which were a gang's with somebody who believed it: what the trees of `approach` grow from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from linewarden.history.span import micros
from linewarden.model.event import EventBlock, EventKind
from linewarden.sim import START
from linewarden.warnings.approach.approach import Approach
from linewarden.warnings.approach.trees import Floats, Ints, Table
from scorecard.baselines.calls import Claims
from scorecard.play import WARM_DAYS
from scorecard.towns import Town
from scorecard.truth import BELIEVED, SMALL_LOSS, Victim, is_among, pairs

KEPT = 0.3
"""Share of other people's calls that are looked at, drawn at random; they stand for the others. Of gangs and the near domain all are: there are few."""

_NEVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Lesson:
    """Calls of one town, columns of one length. `weights`: for how many calls, at true rates, each stands."""

    values: Table  # [n, NAMES]
    is_believed: Claims
    is_near: Claims  # the caller is a courier, an office or the like, and nobody's gang
    weights: Floats
    person_day: Ints  # a number for each person and day


class Witness:
    """Looks at ended calls and keeps what is known of them; says nothing of them."""

    def __init__(self, seed: int, meant: np.ndarray, since_us: int) -> None:
        """`meant`: sorted numbers all of whose calls are kept."""
        self._rng, self._meant, self._since_us = np.random.default_rng(seed), meant, since_us
        self._kept: list[tuple[np.ndarray, ...]] = []

    def __call__(self, events: EventBlock, rows: np.ndarray, values: np.ndarray, _floor: float) -> dict[int, Approach]:
        """Nothing."""
        is_meant = is_among(events.cli[rows], self._meant)
        is_kept = (events.kind[rows] != EventKind.ANSWER) & (events.at_us[rows] >= self._since_us)
        is_kept &= is_meant | (self._rng.random(rows.size) < KEPT)
        at = rows[is_kept]
        self._kept.append(
            (values[is_kept].astype(np.float32), events.cli[at], events.called[at], events.at_us[at], is_meant[is_kept])
        )
        return {}

    def columns(self) -> tuple[np.ndarray, ...]:
        """Values, callers, called, times, and which were kept because of their caller."""
        return tuple(np.concatenate(column) for column in zip(*self._kept, strict=True))


def witness(town: Town, victims: Iterable[Victim], gangs: Iterable[int], near: Iterable[int]) -> Witness:
    """For one town. `gangs`: their own numbers. `near`: those of the near domain."""
    meant = [*gangs, *near, *(caller for victim in victims for caller in victim.callers)]
    return Witness(town.seed, np.unique(np.array(meant, np.int64)), micros(START + timedelta(days=WARM_DAYS)))


def lesson(
    witness: Witness, victims: Iterable[Victim], gangs: Iterable[int], near: Iterable[int], factor: float
) -> Lesson:
    """What it saw, and what was true. `near`: numbers of the near domain. `factor`: frauds are so many times as frequent as true ones."""
    values, cli, called, at_us, is_meant = witness.columns()
    until_us: dict[int, int] = defaultdict(int)  # of each pair: when he has paid, or was let go
    exposed, small = set(), set()
    for victim in victims:
        keys = pairs(victim.called, np.asarray(victim.callers, np.int64)).tolist()
        exposed.update(keys)
        if victim.outcome in BELIEVED and victim.kind in SMALL_LOSS:
            small.update(keys)
        elif victim.outcome in BELIEVED:
            end_us = micros(victim.loss_at) if victim.loss_at else _NEVER
            until_us.update({key: max(until_us[key], end_us) for key in keys})
    keys = pairs(called, cli)
    of_gang, of_victim = is_among(keys, _sorted(exposed)), is_among(keys, _sorted(until_us))
    is_late = np.zeros(keys.size, np.bool_)
    is_late[of_victim] = [
        at >= until_us[key] for key, at in zip(keys[of_victim].tolist(), at_us[of_victim].tolist(), strict=True)
    ]
    is_left_out = is_late | is_among(keys, _sorted(small)) | is_among(called, _sorted(gangs))
    weights = np.where(of_gang | is_among(cli, _sorted(gangs)), 1.0 / factor, np.where(is_meant, 1.0, 1.0 / KEPT))
    day = at_us // 86_400_000_000
    is_near = is_among(cli, _sorted(near)) & ~of_gang
    columns = (values.astype(np.float64), of_victim, is_near, weights, pairs(called, day))
    return Lesson(*(column[~is_left_out] for column in columns))


def _sorted(keys: Iterable[int]) -> np.ndarray:
    return np.array(sorted(keys), np.int64)
