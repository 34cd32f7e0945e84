"""Small towns that a reader can count."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
from scorecard.alarms import Alarm, Step
from scorecard.baselines.calls import Calls
from scorecard.groups import NEAR_DOMAIN, OTHER_PEOPLE, Group
from scorecard.truth import Judged, Truth, Victim

START = datetime(2026, 11, 16, tzinfo=UTC)
COURIER, GANG, OTHER_GANG = 11, 99, 98


def hours(count: float) -> datetime:
    return START + timedelta(hours=count)


def alarm(called: int, caller: int, *steps: tuple[float, str, float]) -> Alarm:
    """`steps`: hour, level, score."""
    return Alarm(called, tuple(Step(hours(at), level, score, (caller,)) for at, level, score in steps))


def victim(called: int, since: float, loss: float | None, *, kind: str = "refund", outcome: str = "lost") -> Victim:
    return Victim(called, kind, outcome, hours(since), hours(loss) if loss is not None else None, (GANG,))


def group(numbers: Iterable[int] = (), called: Iterable[int] = ()) -> Group:
    return Group(np.array(sorted(numbers), np.int64), np.array(sorted(called), np.int64))


GROUPS = {name: group() for name in (*NEAR_DOMAIN, OTHER_PEOPLE)} | {"courier": group({COURIER}, {5, 7, 8, 9})}
"""A courier whose calls four people answered."""


def truth(*victims: Victim, factor: float = 4.0, people: int = 10_000, gangs: Iterable[int] = ()) -> Truth:
    """Judged are two days from hour 20 on."""
    return Truth([*victims], Judged(hours(20), 2, people, factor, GROUPS, frozenset(gangs)))


ALARMS = [
    alarm(1, GANG, (25, "notice", 0.3), (26, "urgent", 0.9)),  # in time: the loss is at 27
    alarm(2, GANG, (28, "high", 0.7)),  # too late
    alarm(3, GANG, (1, "high", 0.7)),  # of a day that is not judged
    alarm(7, COURIER, (30, "normal", 0.5)),  # nobody's victim
    alarm(5, GANG, (30, "notice", 0.2)),  # rang, but did not believe it
    alarm(5, COURIER, (31, "notice", 0.2)),  # rung by a gang too, but that is not what it is about
]
VICTIMS = (
    victim(1, 24, 27), victim(2, 24, 27), victim(3, 30, 33), victim(4, 24, 27, kind="wangiri"), victim(5, 24, None, outcome="answered"),
    victim(6, 1, 30),  # first rung before what is judged
)  # fmt: skip


def calls(*rows: tuple[int, int, float, float, float], voip: bool = False, device: bool = True) -> Calls:
    """Rows: caller, called, setup, answer (0: never) and end in seconds after START; by caller and setup."""
    table = np.asarray(sorted(rows, key=lambda row: (row[0], row[2])), np.float64).reshape(-1, 5)
    zero = int(START.timestamp()) * 1_000_000
    cli, called = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
    setup, answer, end = ((table[:, nth] * 1e6).astype(np.int64) for nth in (2, 3, 4))
    every = np.ones(cli.size, np.int64)
    return Calls(
        cli, called, zero + setup, np.where(answer > 0, zero + answer, 0), zero + end, every == voip, every == device, every, every,
        every == 0, every == 1,
    )  # fmt: skip
