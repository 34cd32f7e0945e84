"""Files of programs that knew fewer columns are read with null in the others; files of newer ones are refused."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from store_rows import BY_HAND, at, cdr, cdrs, intake, messages, open_store

from linewarden.errors import StoreError
from linewarden.model.cdr import CDR_SCHEMA, cdr_batch, cdr_rows
from linewarden.store import frames
from linewarden.store.frames import Rows
from linewarden.store.parquet_files import file_crc
from linewarden.store.query import Query
from linewarden.store.seals import read_seals, write_seal
from linewarden.store.settings import StoreSettings
from linewarden.store.sql import SqlLimits

LATER = ("attestation", "call_id", "cell")
"""Columns that the older program did not have."""


def rewritten(folder: Path, kind: str, change: Any) -> None:
    """The first sealed range as another program would have written it, seal and all; its index is of no use then."""
    seal = read_seals(folder / "records/lake/seals")[0]
    path = folder / f"records/lake/{kind}/{seal.name}.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    part = replace(getattr(seal, kind), bytes=path.stat().st_size, crc=file_crc(path))
    write_seal(folder / "records/lake/seals", replace(seal, **{kind: part}), sync=False)
    (folder / f"records/index/{seal.name}.index").unlink()


def filled(folder: Path) -> None:
    with open_store(folder) as store:
        store.take([intake(cdrs(range(0, 20, 2), cell="460-1", attestation="A"), sip=messages(range(1, 9), 0))])
        store.seal(force=True)
        store.take([intake(cdr_batch(cdr(n, cell="460-2") for n in range(1, 20, 2)))])
        store.seal(force=True)
        store.take([intake(cdrs([30]))])
    rewritten(folder, "cdr", lambda table: table.drop_columns(list(LATER)))


OLD = [cdr(n, cell=None, call_id=None) for n in range(0, 20, 2)]
NEW = [cdr(n, cell="460-2") for n in range(1, 20, 2)]
EVERY = sorted([*OLD, *NEW, cdr(30)], key=lambda row: row.setup_at)


@pytest.mark.parametrize("is_merged", [False, True])
@pytest.mark.parametrize("sort_rows", [1_000_000, 1])
def test_what_was_stored_without_a_column_is_null_there_for_everybody(
    tmp_path: Path, is_merged: bool, sort_rows: int
) -> None:
    filled(tmp_path)
    with open_store(tmp_path, settings=replace(BY_HAND, sort_rows=sort_rows)) as store:
        assert store.verify() == []
        if is_merged:
            assert store.compact(force=True) == 2
            assert store.verify() == []
        assert store.lookup(Query()).rows() == EVERY[::-1]
        assert store.lookup(Query(cell="460-2")).rows() == NEW[::-1]
        assert [row for batch in store.in_time_order() for row in cdr_rows(batch)] == EVERY
        few = ("record_id", "ended_at", "cell")
        assert sum(batch.column("cell").null_count for batch in store.in_time_order(columns=few)) == len(OLD) + 1
        assert store.sql("SELECT count(cell), count(*) FROM cdr", SqlLimits()).rows == [(10, 21)]
        (kept,) = store.take([intake(cdrs(range(20)))])
        assert kept.duplicates == 20


def test_a_block_of_the_spool_without_a_column_is_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def older(number: int, place: int, head: Any, rows: Rows) -> bytes:
        assert rows.cdrs is not None
        fewer = rows.cdrs.select([name for name in CDR_SCHEMA.names if name not in LATER])
        return frames.encode_frame(number, place, head, replace(rows, cdrs=fewer))

    with monkeypatch.context() as other, open_store(tmp_path) as store:
        other.setattr("linewarden.store.spool.encode_frame", older)
        store.take([intake(cdrs([1], cell="460-1"))])
    with open_store(tmp_path) as store:
        assert store.lookup(Query()).rows() == [cdr(1, cell=None, call_id=None)]
        store.seal(force=True)
        assert store.lookup(Query(since=at(0))).rows() == [cdr(1, cell=None, call_id=None)]


def test_what_a_newer_program_wrote_is_refused_by_name(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs([1]))])
        store.seal(force=True)
    rewritten(tmp_path, "cdr", lambda table: table.append_column("orbit", pa.array(["low"])))
    with pytest.raises(StoreError, match=r"has columns \['orbit'\] that this program does not know; use the newer one"):
        open_store(tmp_path, settings=StoreSettings(is_sealing_itself=False))


def test_a_column_that_all_records_have_is_missed(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs([1]))])
        store.seal(force=True)
    rewritten(tmp_path, "cdr", lambda table: table.drop_columns(["called"]))
    with pytest.raises(StoreError, match="have no called"):
        open_store(tmp_path)
