"""An engine that keeps some kinds of subject has their values, and zeros for the others."""

from pathlib import Path

import numpy as np
import pytest
from feature_streams import T0, anywhere, streams
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.errors import LinewardenError
from linewarden.features import FEATURES, SUBJECTS, Engine, Image, load
from linewarden.model.event import EventBlock, event_block

NAMES = [subject.name for subject in SUBJECTS]


@given(block=streams(anywhere), kinds=st.sets(st.sampled_from(NAMES)), keeps_trail=st.booleans())
@settings(max_examples=60, deadline=None)
def test_what_is_kept_has_its_values_and_the_rest_is_zero(
    block: EventBlock, kinds: set[str], keeps_trail: bool
) -> None:
    kinds |= {"called"} if "callback" in kinds else set()
    engine = Engine(rows=1, chunk=5, kinds=kinds, keeps_trail=keeps_trail)
    values, expected = engine.push(block).values, Engine().push(block).values
    is_kept = np.array([feature.subject.name in kinds for feature in FEATURES])
    np.testing.assert_array_equal(values, np.where(is_kept, expected, 0))
    assert engine.used <= kinds


def test_without_a_trail_nothing_recent_is_known() -> None:
    block = event_block(at_us=[T0], kind=[4], record_id=[3], cli=[5], called=[6])
    found = []
    for options in ({}, {"keeps_trail": False}, {"kinds": ("called",)}):
        engine = Engine(**options)  # type: ignore[arg-type]
        engine.push(block)
        found.append(engine.recent(5, since_us=0, limit=9).record_id.tolist())
    assert found == [[3], [], []]


def test_a_snapshot_keeps_what_the_engine_keeps(tmp_path: Path) -> None:
    engine = Engine(kinds=("called", "callback"), keeps_trail=False)
    engine.push(event_block(at_us=[T0], kind=[4], cli=[5], called=[6]))
    Image(engine).save(tmp_path / "features")
    again = load(tmp_path / "features")
    assert (again.kinds, again.keeps_trail, again.remembered) == (engine.kinds, False, {"called": 1})


@pytest.mark.parametrize(("kinds", "words"), [(("nobody",), "do not exist"), (("callback",), "keep 'called'")])
def test_kinds_that_cannot_be_kept_are_refused(kinds: tuple[str], words: str) -> None:
    with pytest.raises(LinewardenError, match=words):
        Engine(kinds=kinds)
