"""An engine that was saved and loaded goes on as if it had never stopped."""

from pathlib import Path

import numpy as np
import pytest
from feature_streams import T0, anywhere, streams
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linewarden.errors import StoreError
from linewarden.features import Engine, image_of, load, save
from linewarden.model.event import EventBlock, event_block


@given(block=streams(anywhere, max_size=60), cut=st.integers(0, 60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_values_after_a_restart_are_those_without_it(tmp_path: Path, block: EventBlock, cut: int) -> None:
    before, after = block.take(slice(0, cut)), block.take(slice(cut, None))
    engine = Engine(rows=1, hash_seed=99)
    engine.push(before)
    image = image_of(engine)
    engine.push(after)  # what happens meanwhile is not in the image
    save(image, tmp_path / "features")
    engine = Engine(rows=1, hash_seed=99)
    engine.push(before)
    again = load(tmp_path / "features")
    np.testing.assert_array_equal(again.push(after).values, engine.push(after).values)
    assert (again.late, again.clock_us, again.known) == (engine.late, engine.clock_us, engine.known)


def test_a_damaged_snapshot_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "features"
    engine = Engine(rows=64)
    engine.push(event_block(at_us=[T0], kind=[4], cli=[1]))
    save(image_of(engine), path)
    data = bytearray(path.read_bytes())
    for damaged in (data[: len(data) // 2], b"", data[:5000] + b"\xff" * 9 + data[5009:]):
        path.write_bytes(damaged)
        with pytest.raises(StoreError, match="replay the last seven days"):
            load(path)


def test_a_snapshot_of_other_features_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(image_of(Engine(rows=1)), tmp_path / "features")
    monkeypatch.setattr("linewarden.features.snapshot.FEATURES", ())
    with pytest.raises(StoreError, match="other features"):
        load(tmp_path / "features")
