"""What the trees say of a call, from the block to the warning."""

import numpy as np

from linewarden.model.event import EventBlock, EventKind, event_block
from linewarden.model.number import NumberKind
from linewarden.model.warning import Level, Warning
from linewarden.pipeline.detector import Detector, Origin
from linewarden.scoring.rule import Rule
from linewarden.warnings.approach.approach import Approach
from linewarden.warnings.approach.values import NAMES
from linewarden.warnings.tracker import Tracker

SEAT, ANNA, BO = 8613900000001, 8613861234567, 8613861234568
SECOND, T0 = 1_000_000, 1_790_000_000_000_000
HOT = Approach(((0.0, 3.0),), (0.0,) * (len(NAMES) - 1))
TWICE = Rule(
    "burst", "S1", on="caller_attempts_24h", starts=1, full=2, points=0.4, says_zh="", says_en="", source="a test"
)


def warned(hot: int) -> dict[int, Warning]:
    """Latest warnings when a seat, risky from its second call on, talks 20 s with Anna and then with Bo; the trees are sure of calls to `hot`."""

    def sure(events: EventBlock, rows: np.ndarray, values: np.ndarray, floor: float) -> dict[int, Approach]:
        assert values.shape == (rows.size, len(NAMES))
        assert floor < -7.0
        return {row: HOT for row in rows.tolist() if int(events.called[row]) == hot}

    detector = Detector(Tracker(banks=frozenset(), versions=()), rules=(TWICE,), approaching=sure)
    at_us = np.array([T0, T0 + 60 * SECOND])
    events = event_block(
        at_us=at_us, kind=[EventKind.RECORD] * 2, record_id=[1, 2], setup_us=at_us - 25 * SECOND, answered_us=at_us - 20 * SECOND,
        talk_ms=[20_000] * 2, ring_ms=[5_000] * 2, cli=[SEAT] * 2, called=[ANNA, BO], cli_kind=[NumberKind.MOBILE] * 2,
        called_kind=[NumberKind.MOBILE] * 2,
    )  # fmt: skip
    detector.feed(events, Origin("f", "f", is_synthetic=True))
    return {int(warning.called): warning for warning in detector.revisions()}


def test_who_spoke_briefly_with_a_risky_number_is_warned_when_the_trees_are_sure() -> None:
    assert warned(0) == {}
    assert {called: warning.level for called, warning in warned(BO).items()} == {BO: Level.HIGH}


def test_what_they_say_of_one_call_is_not_said_of_the_callers_earlier_ones() -> None:
    # the second call makes the seat risky, and its first is looked at again then, by the caller's log
    assert ANNA not in warned(BO)
    assert set(warned(ANNA)) == {ANNA}
