"""Arrow batches as bytes and back, and the few column moves that the store needs."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.errors import StoreError
from linewarden.model.cdr import CDR_SCHEMA
from linewarden.model.event import Ids, Ints
from linewarden.model.reject import Reject

REJECT_SCHEMA = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("field", pa.utf8(), nullable=False),
        pa.field("value", pa.utf8(), nullable=False),
        pa.field("reason", pa.utf8(), nullable=False),
        pa.field("code", pa.utf8(), nullable=False),
    ]
)
"""Columns of a batch of rejects, in the order of `Reject`."""

_SMALL_ROWS = 256  # below, the fixed cost of compression is greater than what it saves
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
"""LZ4 takes a third of the time of zstd for half more bytes, which live until the block is sealed and let go. Handing 31 small columns to
a pool of threads costs more than packing them."""
_PLAIN = pa.ipc.IpcWriteOptions(use_threads=False)
_READ = pa.ipc.IpcReadOptions(use_threads=False)


def encode(batch: pa.RecordBatch | None) -> pa.Buffer:
    """The batch as an Arrow IPC stream of one batch; no bytes for None."""
    if batch is None:
        return pa.py_buffer(b"")
    sink = pa.BufferOutputStream()
    options = _PACKED if batch.num_rows >= _SMALL_ROWS else _PLAIN
    with pa.ipc.new_stream(sink, batch.schema, options=options) as writer:
        writer.write_batch(batch)
    return sink.getvalue()


def decode(data: bytes) -> pa.RecordBatch | None:
    """The batch that `encode` made these bytes of."""
    if not data:
        return None
    return pa.ipc.open_stream(pa.py_buffer(data), options=_READ).read_next_batch()


def check_schema(batch: pa.RecordBatch | None, schema: pa.Schema, what: str) -> None:
    """Raise StoreError unless the batch has exactly these columns."""
    if batch is not None and not batch.schema.equals(schema):
        raise StoreError(f"{what} has columns {batch.schema.names} that are not those of the schema; build it with it")


def slim(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch without dictionary entries that none of its rows uses, where they outnumber the rows."""
    columns = batch.columns
    wide = [
        index
        for index, column in enumerate(columns)
        if pa.types.is_dictionary(column.type) and len(column.dictionary) > max(64, batch.num_rows)
    ]
    if not wide:
        return batch
    for index in wide:
        columns[index] = columns[index].dictionary_decode().dictionary_encode()
    return pa.record_batch(columns, schema=batch.schema)


def tight(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch without any dictionary entry that none of its rows uses: nothing of rows that were taken out is left in it."""
    columns = [
        column.dictionary_decode().dictionary_encode().cast(column.type)
        if pa.types.is_dictionary(column.type)
        else column
        for column in batch.columns
    ]
    return pa.record_batch(columns, schema=batch.schema)


def completed(table: pa.Table | pa.RecordBatch, schema: pa.Schema) -> pa.Table | pa.RecordBatch:
    """The rows with null in the columns of `schema` that they were stored without, by a program older than the column.

    Raises StoreError when such a column must have values: then something else is wrong with it.
    """
    for field in schema:
        if field.name not in table.schema.names:
            if not field.nullable:
                raise StoreError(f"stored rows have no {field.name}; restore them from a backup or from the standby")
            table = table.append_column(field, pa.nulls(table.num_rows, field.type))
    return table


def conform(table: pa.Table, schema: pa.Schema) -> pa.RecordBatch:
    """One batch with exactly the columns and types of `schema`, rows in order; text becomes a dictionary where asked."""
    table = completed(table, schema)
    columns = [_one_array(table.column(field.name), field.type) for field in schema]
    return pa.record_batch(columns, schema=schema)


def _one_array(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        column = column.unify_dictionaries()
    if column.type != kind:
        column = column.cast(kind)
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], kind)


def micros(column: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Microseconds since 1970 UTC of a timestamp column without nulls."""
    values: npt.NDArray[np.int64] = column.cast(pa.int64()).to_numpy()
    return values


def keep_rows(batch: pa.RecordBatch, is_kept: npt.NDArray[np.bool_]) -> pa.RecordBatch | None:
    """The rows marked, the batch itself when all are, None when none is."""
    count = int(np.count_nonzero(is_kept))
    if count == batch.num_rows:
        return batch if count else None
    return pc.filter(batch, pa.array(is_kept)) if count else None


def reject_batch(rejects: tuple[Reject, ...]) -> pa.RecordBatch | None:
    """The rejects as `REJECT_SCHEMA`; None when there are none."""
    if not rejects:
        return None
    columns = [[getattr(reject, name) for reject in rejects] for name in REJECT_SCHEMA.names]
    return pa.record_batch(
        [pa.array(column, field.type) for column, field in zip(columns, REJECT_SCHEMA, strict=True)],
        schema=REJECT_SCHEMA,
    )


def reject_rows(batch: pa.RecordBatch | None) -> tuple[Reject, ...]:
    """The rejects of a `REJECT_SCHEMA` batch, in order."""
    return tuple(Reject(**row) for row in batch.to_pylist()) if batch is not None else ()


def sorted_records(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """All records of the batches as one, sorted by (setup_at, record_id)."""
    return sort_records(pa.Table.from_batches(batches, CDR_SCHEMA), "setup_at")


def sort_records(table: pa.Table, time: str) -> pa.RecordBatch:
    """The rows as one batch, sorted by the named time and record_id. Fast when they are nearly in order of time.

    `table` has columns of `CDR_SCHEMA`, these two among them. Column by column, so that what is only on the way takes the memory of one.
    """
    schema = pa.schema([CDR_SCHEMA.field(name) for name in table.column_names])
    ids = _one_array(table.column("record_id"), pa.uint64()).to_numpy()
    order = _order(micros(table.column(time)), ids)
    if np.array_equal(order, np.arange(order.size)):
        return conform(table, schema)
    places = pa.array(order)
    columns = [_one_array(table.column(field.name), field.type).take(places) for field in schema]
    return pa.record_batch(columns, schema=schema)


def _order(times: Ints, ids: Ids) -> Ints:
    """Places of the rows by (time, id): by time first, then only those of equal time again."""
    order = np.argsort(times, kind="stable")
    is_same = np.diff(times[order]) == 0
    tied = np.flatnonzero(np.append(is_same, False) | np.append(False, is_same))
    rows = order[tied]
    order[tied] = rows[np.lexsort((ids[rows], times[rows]))]
    return order
