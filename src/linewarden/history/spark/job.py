"""The job: what Spark does with the lake's Parquet, and where our tasks come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from linewarden.history.comparison import Counts
from linewarden.history.parts import Content
from linewarden.history.span import Span
from linewarden.history.spark.packing import PACKED_DDL, signed
from linewarden.history.spark.tasks import (
    COUNT_DDL,
    DONE_DDL,
    compute,
    compute_and_write,
    merge_and_write,
    score,
    spread,
)
from linewarden.history.tally import Criteria, Place
from linewarden.history.wanted import Wanted
from linewarden.model.cdr import CDR_SCHEMA
from linewarden.store.held import Held

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_TIMES = ("setup_at", "answered_at", "ended_at")


@dataclass(frozen=True, slots=True)
class Counted:
    """Records as Spark counts them, before anything is computed."""

    read: int
    wanted: int


def count(records: "DataFrame", span: Span) -> Counted:
    """Records of the span with its warm-up, and those of the span alone."""
    row = records.selectExpr("count(*)", f"count_if(ended_at >= {span.since_us})").collect()[0]
    return Counted(int(row[0]), int(row[1]))


def write(records: "DataFrame", span: Span, wanted: Wanted, shares: int, folder: Path) -> tuple[Content, int]:
    """Run it: files of values in `folder`; what they hold, and how many subjects the windows of all shares held at most."""
    shared = events(records, wanted, shares)
    if len(wanted.asking) == 1:  # every event gets its values from one share
        done = shared.mapInArrow(compute_and_write(wanted, shares, span.since_us, folder), DONE_DDL)
    else:
        parts = shared.mapInArrow(compute(wanted, shares, span.since_us), PACKED_DDL)
        done = _sorted_by_part(parts, shares).mapInArrow(merge_and_write(wanted, folder), DONE_DDL)
    content, held = Content(), 0
    for row in done.collect():
        content += Content(1, row["rows"], row["bytes"], row["checksum"] % 2**64)
        held += row["held"]
    return content, held


def tally(records: "DataFrame", span: Span, criteria: Criteria, shares: int) -> dict[Place, Counts]:
    """Count by table, day and line. A caller is of one share, a person may be called from several: told apart by Spark."""
    assert len(criteria.wanted.asking) == 1, "scores need all values of an event in one share"
    parts = events(records, criteria.wanted, shares).mapInArrow(score(criteria, shares, span.since_us), COUNT_DDL)
    distinct = "count(DISTINCT nullif({0}, 0))"  # nulls do not count
    parts.createOrReplaceTempView("parts")
    query = f"SELECT scored, day, line, sum(calls), {distinct.format('caller')}, {distinct.format('person')} FROM parts GROUP BY ALL"  # noqa: S608  our own words
    return {
        Place(row[0], date.fromordinal(row[1]), row[2]): Counts(row[3], row[4], row[5])
        for row in records.sparkSession.sql(query).collect()
    }


def events(records: "DataFrame", wanted: Wanted, shares: int) -> "DataFrame":
    """A partition a share: the events that it takes, in stream order."""
    return _sorted_by_part(records.mapInArrow(spread(wanted, shares), PACKED_DDL), shares)


def _sorted_by_part(rows: "DataFrame", parts: int) -> "DataFrame":
    return rows.repartitionById(parts, "part").sortWithinPartitions("at", "record")


def records_of(session: "SparkSession", held: Held, span: Span, wanted: Wanted) -> "DataFrame":
    """The records of the span, its warm-up included, as our tasks take them: those of the lake's files, and what is not sealed."""
    records = _unsealed(session, held, span, wanted)
    if held.files:
        lake = session.read.option("mergeSchema", "true").parquet(
            *(file.path.absolute().as_uri() for file in held.files)
        )
        if span.read_since is not None:  # compared as times, so that Spark skips row groups by their statistics
            lake = lake.where(f"ended_at >= timestamp_micros({span.read_since_us})")
        if span.until is not None:
            lake = lake.where(f"ended_at < timestamp_micros({span.until_us})")
        records = lake.selectExpr(*(_column(name, lake.columns) for name in wanted.record_columns)).unionByName(records)
    return records


def _column(name: str, there: Sequence[str]) -> str:
    """A column of the lake: times as µs since 1970 UTC, 0 for none; ids, which Spark reads as decimals, moved into the range of int64. One that older programs did not know is null."""
    if name not in there:
        return f"CAST(NULL AS INT) AS {name}"
    if name in _TIMES:
        return f"coalesce(unix_micros({name}), 0) AS {name}"
    return f"CAST(record_id - {2**63}BD AS BIGINT) AS record_id" if name == "record_id" else name


def _unsealed(session: "SparkSession", held: Held, span: Span, wanted: Wanted) -> "DataFrame":
    """The records that no file has; they travel from here."""
    table = pa.Table.from_batches(held.unsealed, CDR_SCHEMA).select(list(wanted.record_columns))
    ended = table.column("ended_at").cast(pa.int64())
    is_wanted = pc.and_(pc.greater_equal(ended, span.read_since_us), pc.less(ended, span.until_us))
    table = table.filter(is_wanted)
    columns = [_as_read(name, table.column(name)) for name in table.column_names]
    return session.createDataFrame(pa.table(columns, names=table.column_names))


def _as_read(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """As `_column` reads it from a file."""
    if name in _TIMES:
        return pc.fill_null(column.cast(pa.int64()), 0)
    if name == "record_id":
        return pa.chunked_array([signed(column.to_numpy())])
    if pa.types.is_dictionary(column.type):
        return column.cast(pa.utf8())
    wider = {pa.uint8(): pa.int16(), pa.uint16(): pa.int32()}.get(column.type)
    return column if wider is None else column.cast(wider)
