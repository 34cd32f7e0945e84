"""Calls of a seat and of a false policeman with a person, and a tracker that watches."""

from dataclasses import replace

from linewarden.model.event import EventKind
from linewarden.model.score import Reason, Score
from linewarden.warnings.moment import Moment
from linewarden.warnings.tracker import Tracker

SEAT, POLICE, VICTIM, BANK = 8613900000001, 85291234567, 8613861234567, 8695588
MINUTE = 60_000_000
T0 = 1_790_000_000_000_000


def tracker() -> Tracker:
    return Tracker(banks=frozenset({BANK}), versions=(("rules", "test"),))


def record(
    number: int, *, start_min: float, talk_s: float, cli: int = SEAT, called: int = VICTIM, **more: object
) -> Moment:
    """A finished call, known at its end, that rang for 5 s."""
    setup = T0 + int(start_min * MINUTE)
    answered = setup + 5_000_000
    plain = Moment(
        at_us=answered + int(talk_s * 1e6), kind=EventKind.RECORD, record_id=number, setup_us=setup, answered_us=answered,
        talk_ms=int(talk_s * 1000), ring_ms=5000, cli=cli, called=called, is_foreign=False, is_faulty=False, feed="test", is_synthetic=True,
    )  # fmt: skip
    return replace(plain, **more)


def risk(points: float = 0.5, rule: str = "burst", signal: str = "S1") -> Score:
    return Score(points, (Reason(signal, "高频", "burst", 120.0, 50.0, points, (1, 2), 2, rule),))
