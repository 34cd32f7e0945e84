"""Whatever is asked, the pages together are what looking at every record gives, newest first, each once."""

import itertools
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.model.cdr import Cdr, cdr_batch
from linewarden.model.intake import Intake
from linewarden.numbering import Home
from linewarden.query import Fault, Node, QueryError, parse
from linewarden.search.branches import branches_of
from linewarden.search.finding import Budget, Search, find
from linewarden.search.matching import matching
from linewarden.search.settled import Place, moment, settled
from linewarden.search.summary import summary_of
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings

HOME, ZONE, NOW_US = Home("CN", "519", "常州"), ZoneInfo("Asia/Shanghai"), 1_795_000_000_000_000
NUMBERS = (8613861234567, 8613861230001, 8613951110001, 0)
CELLS = (None, "a", "b")
TERMS = (
    "cli:13861234567", "number:13951110001", "called:1386*", "number:*0001", "cell:a", "cell:b", "trunk:a", "talk>=60", "answered:no",
    "last:30s", "from:2026-11-15", "to:2026-11-19T10:26:30", "imei:352099001761481", "route:unknown",
)  # fmt: skip


def record(n: int, second: int, cli: int, called: int, cell: str | None, talk_ms: int) -> Cdr:
    """Set up so many seconds before now."""
    setup = moment(NOW_US - second * 1_000_000)
    return Cdr(
        record_id=n + 1, feed="f", basis_id="b", source_id="00", source_row=n, setup_at=setup, answered_at=setup if talk_ms else None, ended_at=setup,
        talk_ms=talk_ms, cli=cli, called=called, cell=cell, trunk_in=cell, imei="352099001761481" if cell else None,
    )  # type: ignore[arg-type]  # fmt: skip


ROWS = st.lists(
    st.tuples(
        st.integers(0, 60), st.sampled_from(NUMBERS), st.sampled_from(NUMBERS), st.sampled_from(CELLS), st.sampled_from([0, 30_000, 90_000])
    ),
    max_size=30,
)  # fmt: skip
QUERIES = st.recursive(
    st.sampled_from(TERMS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
        inner.map(lambda part: f"-({part})"),
    ),
    max_leaves=5,
)


def asked(text: str) -> Node:
    return settled(parse(text, HOME), Place(ZONE, NOW_US, lambda _field, _alias: None))


@settings(max_examples=150, deadline=None)
@given(ROWS, st.integers(0, 30), QUERIES, st.integers(1, 7), st.integers(1, 20))
def test_all_pages_together_are_what_the_records_themselves_say(
    rows: list[tuple[int, int, int, str | None, int]], sealed: int, text: str, limit: int, budget: int
) -> None:
    records = cdr_batch(record(n, *row) for n, row in enumerate(rows))
    query, pages, after = asked(text), [], None
    with (
        tempfile.TemporaryDirectory() as folder,
        RecordStore.open(Path(folder), sync=False, settings=StoreSettings(is_sealing_itself=False)) as store,
    ):
        for part in (records.slice(0, sealed), records.slice(sealed)):
            if part.num_rows:
                store.take([Intake(feed="f", basis_id="b", source_id="00", next_row=0, is_last=False, cdrs=part, sip=None, rejects=(), arrived_ns=0)])  # fmt: skip
                store.seal(force=part.num_rows == sealed)
        for _ in range(1000):
            search = Search(query=query, now_us=NOW_US, limit=limit, after=after)
            found = find(store, search, Budget(seconds=3600, rows=budget), itertools.count().__next__)
            pages.append(found.records.column("record_id").to_pylist())
            after = found.next
            if after is None:
                break
    is_met = matching(query, records)
    wanted = [(row.setup_at, row.record_id) for row in (record(n, *rows[n]) for n in is_met.nonzero()[0].tolist())]
    assert [each for page in pages for each in page] == [each for _, each in sorted(wanted, reverse=True)]
    assert after is None
    assert all(len(page) <= limit for page in pages)


def test_a_query_with_too_many_ways_to_be_true_is_refused_with_its_place() -> None:
    with pytest.raises(QueryError) as raised:
        branches_of(asked(" ".join(["(cell:a OR cell:b)"] * 6)))
    assert (raised.value.fault, raised.value.start) == (Fault.TOO_WIDE, 1)


def test_bars_begin_at_whole_widths_of_the_clocks_of_the_site() -> None:
    told = summary_of(
        cdr_batch([record(1, 0, *NUMBERS[:2], None, 0), record(2, 5 * 86_400, *NUMBERS[:2], None, 0)]), ZONE
    )
    assert told.width_s == 3 * 3600
    assert [count for _, count in told.bars if count] == [1, 1]
    assert all(moment(at_us).astimezone(ZONE).hour % 3 == 0 for at_us, _ in told.bars)
