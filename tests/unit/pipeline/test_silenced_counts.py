"""Each silenced call is counted once, wherever the platform ends and goes on."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.pipeline.clearance import Silenced
from linewarden.pipeline.silenced_counts import SilencedCounts
from linewarden.store.ledger import Ledger

BLOCKS = [{"a": 2}, {}, {"a": 1, "b": 5}, {"b": 1}, {"a": 4}]  # calls that each silences, by entry


def at_once(write: Callable[[], None]) -> None:
    write()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["", "write", "snapshot"]), max_size=len(BLOCKS)), max_size=4))
def test_a_run_that_ends_anywhere_and_goes_on_from_a_snapshot_counts_every_call_once(
    tmp_path_factory: pytest.TempPathFactory, runs: list[list[str]]
) -> None:
    """Each run goes through some blocks and does something after each; then it is killed."""
    with closing(Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('ledger')}/ledger.sqlite")) as ledger:
        snapshot = 0
        for deeds in [*runs, ["write"] * len(BLOCKS)]:
            counts = SilencedCounts(ledger.silenced)
            counts.begin()
            for offset, deed in zip(range(snapshot, len(BLOCKS)), deeds, strict=False):
                counts.note([Silenced(number, calls, offset + 1) for number, calls in BLOCKS[offset].items()], offset)
                if deed:
                    counts.write(at_once)
                if deed == "snapshot":
                    snapshot = offset + 1
        assert {number: count.calls for number, count in ledger.silenced.all().items()} == {"a": 7, "b": 6}


def test_counts_are_written_once_a_second_at_most(tmp_path: Path) -> None:
    with closing(Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")) as ledger:
        counts = SilencedCounts(ledger.silenced)
        counts.note([Silenced("a", 2, 1)], 0)
        counts.write_if_due(at_once)
        assert ledger.silenced.all() == {}
        counts._written_s -= 1
        counts.write_if_due(at_once)
        assert ledger.silenced.all()["a"].calls == 2
