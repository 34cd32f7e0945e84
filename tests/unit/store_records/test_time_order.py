"""Records come in the order in which they ended, however they arrived, with little memory."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_rows import at, cdr, intake, open_store

from linewarden.model.cdr import cdr_batch
from linewarden.store.settings import StoreSettings


@pytest.mark.parametrize("sort_rows", [1, 1_000_000])
@settings(max_examples=15, deadline=None)
@given(
    segments=st.lists(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 60)), min_size=1, max_size=9), max_size=4),
    bounds=st.tuples(st.integers(0, 110), st.integers(0, 110)) | st.none(),
)
def test_sorting_on_disk_and_in_memory_give_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    sort_rows: int,
    segments: list[list[tuple[int, int]]],
    bounds: tuple[int, int] | None,
) -> None:
    small = StoreSettings(is_sealing_itself=False, sort_rows=sort_rows, sort_memory_bytes=64 << 20)
    rows = []
    with open_store(tmp_path_factory.mktemp("store"), settings=small) as store:
        for place, segment in enumerate(segments):
            store.seal(force=place % 3 != 2)
            new = [
                cdr(len(rows) + i, setup_at=at(setup), ended_at=at(setup + length))
                for i, (setup, length) in enumerate(segment)
            ]
            store.take([intake(cdr_batch(new))])
            rows += new
        wanted = sorted(rows, key=lambda row: (row.ended_at, row.record_id))
        if bounds:
            wanted = [row for row in wanted if at(bounds[0]) <= row.ended_at < at(bounds[1])]
        limits = [at(second) for second in bounds] if bounds else []
        batches = list(store.in_time_order(*limits, batch_rows=4))
        found = [id_ for batch in batches for id_ in batch.column("record_id").to_pylist()]
        assert found == [row.record_id for row in wanted]
        some = ["talk_ms", "ended_at", "trunk_in", "record_id"]
        for batch, part in zip(batches, store.in_time_order(*limits, batch_rows=4, columns=some), strict=True):
            assert part.to_pydict() == {name: batch.column(name).to_pylist() for name in some}
