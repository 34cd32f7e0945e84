"""Whatever is asked, the answer is that of looking at every record: by any criteria, over ranges cut anyhow, sealed or not."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from store_rows import at, cdr, intake, open_store

from linewarden.model.cdr import Cdr, cdr_batch
from linewarden.store import newest
from linewarden.store.query import Query
from linewarden.store.side_by_side import SLOW_S

NUMBERS = st.sampled_from([0, -77, 7, 110, 86110, 86119, 8613800001, 8613800010, 8613900001, 14155550100, 10**17 + 7])
RAW = st.sampled_from([None, "", "110", "13800001", "+8613800001", "008613800001", "013800001", "anonymous", "８６"])
IMEIS = [None, "", "49015420323751", "490154203237518", "4901542032375101", "01234567890123", "1234", "x-1", "9" * 19]
NAMES = st.sampled_from([None, "", "T1", "T2", "苏州"])
SECONDS = st.sampled_from([0.0, 0.5, 1.0, 2.0, 2.000001, 7.0, 900.0])


@st.composite
def records(draw: st.DrawFn) -> Cdr:
    setup = at(draw(SECONDS))
    answered = draw(st.sampled_from([None, at(1000), setup, at(-5)]))
    return cdr(
        0,
        record_id=draw(st.integers(0, 2**64 - 1)),
        source_row=draw(st.integers(1, 2**40)),
        call_id=draw(st.sampled_from([None, "", "0017", "a84b4c76e66710@pc33.example.com"])),
        setup_at=setup,
        answered_at=answered,
        ended_at=draw(st.sampled_from([setup, at(2000), at(2000.25)])),
        talk_ms=draw(st.sampled_from([0, 60_000, 2**45])),
        cli=draw(NUMBERS), called=draw(NUMBERS), cli_raw=draw(RAW), called_raw=draw(RAW),
        cli_kind=draw(st.sampled_from([0, 255])),
        release_cause=draw(st.sampled_from([None, -1, 16, 32_767])),
        imei=draw(st.sampled_from(IMEIS)), imsi=draw(st.sampled_from(IMEIS)),
        cell=draw(NAMES), source_ip=draw(NAMES), trunk_in=draw(NAMES), trunk_out=draw(NAMES), user_agent=draw(NAMES),
    )  # fmt: skip


@st.composite
def queries(draw: st.DrawFn) -> Query:
    def maybe(values: Any) -> Any:
        return draw(st.none() | values) if draw(st.booleans()) else None

    number = maybe(NUMBERS)
    return Query(
        number=number,
        counterpart=maybe(NUMBERS) if number is not None else None,
        prefix=maybe(st.sampled_from(["8", "86", "861", "8613800001", "0", "1415", "7"])),
        suffix=maybe(st.sampled_from(["1", "0", "01", "001", "0110", "10", "77", "7", "000000000000000001"])),
        imei=maybe(st.sampled_from(IMEIS)), imsi=maybe(st.sampled_from(IMEIS)),
        cell=maybe(NAMES), ip=maybe(NAMES), trunk=maybe(NAMES),
        since=maybe(SECONDS.map(at)), until=maybe(SECONDS.map(at)),
        limit=draw(st.sampled_from([1, 2, 3, 100])),
    )  # fmt: skip


def device(imei: str) -> str:
    """The part of an IMEI that names the device; other texts stand for themselves."""
    return imei[:14] if 14 <= len(imei) <= 18 and imei.isdigit() else imei


def is_wanted(row: Cdr, query: Query) -> bool:
    """Every criterion given is met: told the long way."""
    sides, trunks = (row.cli, row.called), (row.trunk_in, row.trunk_out)
    digits = [str(number) for number in sides if number > 0]
    wanted = {query.number, query.counterpart} - {None}
    if wanted and (0 in wanted or not wanted <= set(sides)):
        return False
    if query.counterpart is not None and query.counterpart == query.number and row.cli != row.called:
        return False
    if (query.since is not None and row.setup_at < query.since) or (
        query.until is not None and row.setup_at >= query.until
    ):
        return False
    asked = ((query.imsi, (row.imsi,)), (query.cell, (row.cell,)), (query.ip, (row.source_ip,)), (query.trunk, trunks))
    return (
        (query.prefix is None or any(text.startswith(query.prefix) for text in digits))
        and (query.suffix is None or any(text.endswith(query.suffix) for text in digits))
        and (query.imei is None or bool(query.imei and row.imei and device(query.imei) == device(row.imei)))
        and all(text is None or bool(text and text in values) for text, values in asked)
    )


def newest_first(row: Cdr) -> tuple[datetime, int]:
    return row.setup_at, row.record_id


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(st.lists(records(), max_size=12), min_size=1, max_size=5), st.lists(queries(), min_size=4, max_size=12))
@pytest.mark.parametrize("slow_s", [SLOW_S, -1.0], ids=["from memory", "as from a disk that keeps us waiting"])
def test_an_answer_is_that_of_looking_at_every_record(
    slow_s: float, blocks: list[list[Cdr]], asked: list[Query]
) -> None:
    unique = {(row.record_id, row.setup_at): row for block in blocks for row in block}
    with (
        patch.object(newest, "SLOW_S", slow_s),
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder)) as store,
    ):
        for place, block in enumerate(blocks):
            store.take([intake(cdr_batch(block))])
            if place % 2 == 0:
                store.seal(force=True)
            store.lookup(Query())
        kept = {(row.record_id, row.setup_at): row for batch in store.in_time_order() for row in _rows(batch)}
        assert kept.keys() == unique.keys()
        for _ in range(2):
            for query in asked:
                matching = sorted((row for row in kept.values() if is_wanted(row, query)), key=newest_first)
                assert store.lookup(query).rows() == matching[::-1][: query.limit], query
            store.seal(force=True)
            store.compact(force=True)


def _rows(batch: Any) -> list[Cdr]:
    return [Cdr(**row) for row in batch.to_pylist()]
