"""A small past: calls of few numbers over many days, so that windows fill, empty and meet again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from linewarden.features import Engine
from linewarden.features.layout import Table
from linewarden.features.records import record_events
from linewarden.history.shares import HASH_SEED
from linewarden.model.cdr import CDR_SCHEMA, Cdr, cdr_batch
from linewarden.model.intake import Intake
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings

START = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = 12


def call(number: int, setup_at: datetime, ring_s: int, talk_s: int, cli: int, called: int, **changes: Any) -> Cdr:
    """A call that was answered when it has talk."""
    answered_at = setup_at + timedelta(seconds=ring_s) if talk_s else None
    values: dict[str, Any] = {
        "record_id": number * 0x9E3779B97F4A7C15 % 2**64, "feed": "past", "basis_id": "P-1", "source_id": "ab" * 8, "source_row": number,
        "setup_at": setup_at, "answered_at": answered_at, "ended_at": setup_at + timedelta(seconds=ring_s + talk_s), "talk_ms": talk_s * 1000,
        "cli": cli, "cli_raw": str(cli), "called": called, "called_raw": str(called),
    }  # fmt: skip
    return Cdr(**(values | changes))


def calls(count: int, *, seed: int = 5) -> list[Cdr]:
    """Calls of a dozen numbers, some of them side by side, with and without handset, cell, trunk …; two a number may end at one moment."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(count):
        at = START + timedelta(seconds=int(rng.integers(0, DAYS * 86_400)) // 60 * 60)
        cli, called = (0 if rng.random() < 0.05 else 8613800000000 + int(rng.integers(0, 12)) for _ in range(2))
        told = {
            name: f"{name}-{rng.integers(0, 4)}"
            for name in ("imei", "imsi", "cell", "trunk_in", "source_ip", "user_agent")
            if rng.random() < 0.7
        }
        talk_s = int(rng.choice([0, 0, 4, 30, 900]))
        made.append(call(number + 1, at, int(rng.integers(0, 3)), talk_s, cli, called, route=int(rng.integers(0, 3)), **told))  # fmt: skip
    return made


def keep(folder: Path, rows: list[Cdr], *, sealed: tuple[float, ...] = (0.4, 0.8)) -> None:
    """A store of these calls: ranges sealed up to these fractions, the rest in the spool alone."""
    ends = [int(fraction * len(rows)) for fraction in sealed]
    with RecordStore.open(folder, sync=False, settings=StoreSettings(is_sealing_itself=False)) as store:
        for start, end in zip([0, *ends], [*ends, len(rows)], strict=True):
            store.take([_intake(cdr_batch(rows[start:end]))])
            if end in ends:
                store.seal(force=True)


def _intake(batch: pa.RecordBatch) -> Intake:
    return Intake(
        feed="past", basis_id="P-1", source_id="ab" * 8, next_row=0, is_last=False, cdrs=batch, sip=None, rejects=(), arrived_ns=0,
    )  # fmt: skip


def plain(rows: list[Cdr]) -> tuple[list[int], Table]:
    """Record ids in stream order, and the values of all features by one plain engine that is given everything."""
    events = record_events(pa.record_batch(cdr_batch(rows).columns, schema=CDR_SCHEMA))
    return events.record_id.tolist(), Engine(hash_seed=HASH_SEED).push(events).values


def written(folder: Path) -> tuple[list[int], list[str], Table]:
    """Record ids in stream order, names of the features and their values, of a backfill's output."""
    table = pq.read_table(folder).sort_by([("at", "ascending"), ("record_id", "ascending")])
    names = table.column_names[2:]
    values = np.stack([table.column(name).to_numpy() for name in names], axis=1)
    return table.column("record_id").to_pylist(), names, values
