"""Calls of a seat and of a false policeman with a person, and a tracker that watches."""

from dataclasses import replace

import pytest

from linewarden.model.event import EventKind
from linewarden.model.score import Reason, Score
from linewarden.warnings.moment import Moment
from linewarden.warnings.odds import chance
from linewarden.warnings.rules import PERSON_RULES, PersonRules
from linewarden.warnings.tracker import Tracker

SEAT, POLICE, VICTIM, BANK, ADVISER = 8613900000001, 85291234567, 8613861234567, 8695588, 8696110
MINUTE = 60_000_000
T0 = 1_790_000_000_000_000


STEPS = {
    "caller.any": ((0.3, 1.0), (0.5, 2.0), (0.7, 3.0)),
    "dwell": ((60.0, 1.0), (600.0, 4.0)),
    "held": ((60.0, 1.0), (600.0, 4.0)),
    "repeated": ((3.0, 1.0),),
    "pressed": ((3.0, 1.0),),
    "stranger": ((300.0, 1.0), (600.0, 4.0), (1200.0, 5.0)),
    "listened": ((300.0, 0.0), (1200.0, 1.0)),
    "stranger_seat": ((8.0, 1.0),),
    "stranger_again": ((300.0, 1.0),),
    "new_number": ((86_400.0, 1.0), (21_600.0, 2.0)),
    "age_unknown": ((0.5, 0.0),),
    "approach": ((0.001, 1.0), (0.01, 4.0), (0.5, 8.0)),
    "approach_unknown": ((0.5, 0.0),),
    "hand_over": ((60.0, 4.0),),
    "second_stranger": ((2.0, 1.0),),
    "bank": ((1.0, 3.0),),
    "call_back": ((1.0, 3.0),),
    "refused": ((2.0, 2.0),),
}
"""Log-odds that can be added in the head. From BASE a notice takes 1, a normal one 4, a high one 6, an urgent one 8."""

BASE = -8.0
ONE = replace(PERSON_RULES, base=BASE, callers={"any": PERSON_RULES.callers["any"]})
TABLE = ONE.changed([replace(row, steps=STEPS[row.name]) for row in ONE.rows])


def after(odds: float) -> object:
    """The score of a person of whom so much is known."""
    return pytest.approx(chance(BASE + odds), abs=1e-6)


def tracker(rules: PersonRules = TABLE) -> Tracker:
    return Tracker(banks=frozenset({BANK}), advisers=frozenset({ADVISER}), versions=(("rules", "test"),), rules=rules)


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
