"""Made-up calls of a city, by the block: the same number gives the same block."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from linewarden.model.cdr import CDR_SCHEMA
from linewarden.model.intake import Intake

BLOCK_ROWS = 10_000
PEOPLE = 2_000_000
START_US = 1_790_000_000_000_000
PER_SECOND = 740


def block(place: int) -> pa.RecordBatch:
    """Block `place` of a made-up city: a third of the calls carry a handset and a cell, the others come over trunks."""
    rng, n = np.random.default_rng(place), BLOCK_ROWS
    setup = START_US + np.sort(rng.integers(0, n, n) + place * n) * 1_000_000 // PER_SECOND
    talk_ms = np.where(rng.random(n) < 0.6, rng.exponential(60_000, n), 0).astype(np.int64)
    people = (rng.random((2, n)) ** 2 * PEOPLE).astype(np.int64)  # some talk much more than others
    is_own = rng.random(n) < 0.33
    columns: dict[str, Any] = {
        "record_id": rng.integers(0, 2**63, n).astype(np.uint64) * 2 + 1,
        "source_row": np.arange(n) + 2 + place * n,
        "setup_at": setup,
        "answered_at": pa.array(setup + 5_000_000, mask=talk_ms == 0),
        "ended_at": setup + 5_000_000 + talk_ms * 1000,
        "talk_ms": talk_ms,
        "cli": people[0] + 8613861000000,
        "cli_raw": pa.array(people[0] + 13861000000).cast(pa.utf8()),
        "called": people[1] + 8613861000000,
        "called_raw": pa.array(people[1] + 13861000000).cast(pa.utf8()),
        "release_cause": np.full(n, 16),
        "imei": pa.array(people[0] * 10 + 490154203237518, mask=~is_own).cast(pa.utf8()),
        "imsi": pa.array(people[0] + 460001234567890, mask=~is_own).cast(pa.utf8()),
        "cell": _coded(rng.integers(0, 3000, n), "460-00-", ~is_own),
        "trunk_in": _coded(rng.integers(0, 50, n), "T", is_own),
        "source_ip": _coded(rng.integers(0, 500, n), "203.0.113.", is_own),
    }
    return pa.record_batch([_column(field, columns, n) for field in CDR_SCHEMA], schema=CDR_SCHEMA)


def _coded(codes: np.ndarray, text: str, is_absent: np.ndarray) -> pa.Array:
    names = pa.array([f"{text}{code}" for code in range(int(codes.max()) + 1)])
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=is_absent), names)


def _column(field: pa.Field, columns: dict[str, Any], rows: int) -> pa.Array:
    if field.name in columns:
        return pa.array(columns[field.name]).cast(field.type)
    if field.nullable:
        return (
            pa.nulls(rows, pa.utf8()).cast(field.type)
            if not pa.types.is_integer(field.type)
            else pa.nulls(rows, field.type)
        )
    value = pa.scalar("x") if pa.types.is_dictionary(field.type) else pa.scalar(0)
    return (
        pa.repeat(value, rows).cast(field.type)
        if value.is_valid and field.type != value.type
        else pa.repeat(value, rows)
    )


def blocks(rows: int) -> Iterator[pa.RecordBatch]:
    """The blocks of so many rows."""
    for place in range(rows // BLOCK_ROWS):
        yield block(place)


def intake(place: int, batch: pa.RecordBatch) -> Intake:
    """A block as a feed delivers it."""
    return Intake(
        feed="bench",
        basis_id="BENCH",
        source_id="0" * 16,
        next_row=(place + 1) * BLOCK_ROWS,
        is_last=False,
        cdrs=batch,
        sip=None,
        rejects=(),
        arrived_ns=0,
    )
