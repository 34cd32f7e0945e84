"""The detector scores callers by the table that it was given."""

from dataclasses import replace

import pytest
from plain_table import PLAIN_TABLE
from seats_story import blocks

from linewarden.features.records import record_events
from linewarden.model.warning import Warning
from linewarden.pipeline.detector import Detector, Origin
from linewarden.scoring.rule import Rule
from linewarden.scoring.rules import RULES
from linewarden.warnings.tracker import Tracker


def told(rules: tuple[Rule, ...]) -> tuple[list[Warning], Tracker]:
    tracker = Tracker(banks=frozenset(), versions=(), rules=PLAIN_TABLE)
    detector = Detector(tracker, rules=rules)
    for intake in blocks():
        assert intake.cdrs is not None
        detector.feed(record_events(intake.cdrs), Origin("f", "f", is_synthetic=True))
    return detector.revisions(), tracker


@pytest.mark.parametrize(("starts", "full", "points"), [(50, 60, 0.5), (50, 60, 0.4), (500, 1000, 0.0)])
def test_a_burst_weighs_what_the_given_row_says(starts: float, full: float, points: float) -> None:
    """Each seat places more than 60 calls an hour, not 500, and holds somebody for 15 minutes."""
    row = {"starts": starts, "full": full, "points": points or 0.5}
    warnings, tracker = told(tuple(replace(rule, **row) if rule.name == "burst" else rule for rule in RULES))
    assert max(tracker.risk_of(8613900000000 + seat) for seat in range(3)) == points
    assert any(reason.rule == "burst" for warning in warnings for reason in warning.reasons) is (points > 0)


def test_the_place_of_a_row_in_the_table_changes_no_word() -> None:
    assert told(RULES[::-1])[0] == told(RULES)[0]
