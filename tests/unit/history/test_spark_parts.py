"""What runs on the workers of a cluster, and what is said where a cluster cannot be used."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from past_calls import START, calls, keep, plain

from linewarden.errors import ConfigError, EngineError
from linewarden.features import COLUMN
from linewarden.features.records import record_events
from linewarden.history.parts import Content, checksum
from linewarden.history.span import micros
from linewarden.history.spark.failure import told
from linewarden.history.spark.packing import blobs, pack, records, signed, unpack, unsigned
from linewarden.history.spark.secret import made_secret, read_secret
from linewarden.history.spark.tasks import compute, compute_and_write, merge_and_write, spread
from linewarden.history.wanted import Wanted, all_features, named, of_rules
from linewarden.main import main
from linewarden.model.cdr import Cdr, cdr_batch

ROWS = calls(600)
BATCH = 100


def as_spark_reads(rows: list[Cdr], wanted: Wanted) -> Iterator[pa.RecordBatch]:
    """Batches with the columns of `spark.job._column`."""
    table = pa.Table.from_batches([cdr_batch(rows)]).select(list(wanted.record_columns))
    for batch in table.to_batches(max_chunksize=BATCH):
        columns = []
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if name == "record_id":
                columns.append(pa.array(signed(column.to_numpy())))
            elif name.endswith("_at"):
                columns.append(column.cast(pa.int64()).fill_null(0))
            else:
                columns.append(column.cast(pa.utf8()) if pa.types.is_dictionary(column.type) else column)
        yield pa.record_batch(columns, names=batch.schema.names)


def shuffled(batches: Iterator[pa.RecordBatch], parts: int) -> list[list[pa.RecordBatch]]:
    """What Spark does between the stages: by part, each sorted."""
    table = pa.Table.from_batches(list(batches)).sort_by([("at", "ascending"), ("record", "ascending")])
    numbers = table.column("part").to_numpy()
    return [table.filter(pa.array(numbers == part)).to_batches(max_chunksize=BATCH) for part in range(parts)]


def content_of(done: list[pa.RecordBatch]) -> Content:
    total = Content()
    for batch in done:
        for row in batch.to_pylist():
            total += Content(1, row["rows"], row["bytes"], row["checksum"] % 2**64)
    return total


@pytest.mark.parametrize("shares", [1, 3, 8])
def test_the_tasks_of_a_job_give_what_one_plain_engine_gives(tmp_path: Path, shares: int) -> None:
    wanted = all_features()
    events = shuffled(spread(wanted, shares)(as_spark_reads(ROWS, wanted)), shares)
    values = (batch for part in events for batch in compute(wanted, shares, -(2**62))(iter(part)))
    done = [batch for part in shuffled(values, shares) for batch in merge_and_write(wanted, tmp_path)(iter(part))]
    ids, expected = plain(ROWS)
    table = pq.read_table(tmp_path).sort_by([("at", "ascending"), ("record_id", "ascending")])
    found = np.stack([table.column(name).to_numpy() for name in COLUMN], axis=1)
    assert table.column("record_id").to_pylist() == ids
    assert np.array_equal(found, expected)
    at_us = record_events(cdr_batch(ROWS)).at_us
    assert content_of(done).checksum == checksum(np.array(ids, np.uint64), at_us, expected)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".parquet"] * len(done)


def test_features_of_one_asker_need_no_second_sort(tmp_path: Path) -> None:
    wanted, since_us = of_rules(), micros(START) + 5 * 86_400_000_000
    events = shuffled(spread(wanted, 4)(as_spark_reads(ROWS, wanted)), 4)
    done = [batch for part in events for batch in compute_and_write(wanted, 4, since_us, tmp_path)(iter(part))]
    at_us = record_events(cdr_batch(ROWS)).at_us
    first = int(np.searchsorted(at_us, since_us))
    ids, expected = plain(ROWS)
    sums = checksum(np.array(ids[first:], np.uint64), at_us[first:], expected[first:, wanted.columns])
    assert content_of(done).checksum == sums
    assert content_of(done).rows == len(ids) - first


def test_a_task_that_runs_twice_leaves_one_file(tmp_path: Path) -> None:
    wanted = of_rules()
    (events,) = shuffled(spread(wanted, 1)(as_spark_reads(ROWS, wanted)), 1)
    task = compute_and_write(wanted, 1, -(2**62), tmp_path)
    first, second = content_of(list(task(iter(events)))), content_of(list(task(iter(events))))
    assert first == second
    assert [path.name for path in tmp_path.iterdir()] == ["part-00000.parquet"]
    assert pq.read_metadata(tmp_path / "part-00000.parquet").num_rows == len(ROWS)


def test_a_partition_without_events_writes_nothing(tmp_path: Path) -> None:
    assert list(compute_and_write(of_rules(), 4, 0, tmp_path)(iter([]))) == []
    assert list(tmp_path.iterdir()) == []


def test_a_worker_of_another_version_refuses() -> None:
    with pytest.raises(EngineError, match=r"the job comes from 9\.9"):
        next(iter(spread(of_rules(), 2, ("9.9", "x"))(as_spark_reads(ROWS, of_rules()))))


@given(ids=st.lists(st.integers(0, 2**64 - 1)))
def test_record_ids_keep_their_order_as_signed_numbers(ids: list[int]) -> None:
    column = np.array(ids, np.uint64)
    assert unsigned(signed(column)).tolist() == ids
    assert np.array_equal(np.argsort(signed(column), kind="stable"), np.argsort(column, kind="stable"))


@settings(max_examples=30)
@given(
    start=st.integers(0, 20),
    length=st.integers(0, 20),
    names=st.sets(st.sampled_from(sorted(COLUMN)), min_size=1, max_size=4),
)
def test_events_come_out_as_they_were_packed(start: int, length: int, names: set[str]) -> None:
    wanted = named(sorted(names))
    events = record_events(cdr_batch(ROWS[:40]))
    batch = pack(events, np.arange(40) % 2 == 0, 3, wanted).slice(start, length)
    found, gives = unpack(batch, wanted)
    for name in ("at_us", "record_id", "answered_us", "talk_ms", "ring_ms", *wanted.told):
        assert np.array_equal(getattr(found, name), getattr(events, name)[start : start + length])
    assert gives.tolist() == (np.arange(40) % 2 == 0).tolist()[start : start + length]


def test_large_binary_columns_are_read_too() -> None:
    rows = np.arange(6, dtype=np.int64)
    assert records(blobs(rows).cast(pa.large_binary()), rows.dtype).tolist() == rows.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An error\n  File x\nlinewarden.errors.UnwritableError: /out is full\n\tat java", "/out is full"),
        ("java.io.FileNotFoundException: File file:/lake/x.parquet does not exist", "a file of the lake is gone"),
        ("ModuleNotFoundError: No module named 'linewarden'", "install the same version on every host"),
        ("x\nCaused by: java.lang.IllegalStateException: no room\n", "no room"),
        ("something else\nmore", "something else"),
    ],
)  # fmt: skip
def test_of_sparks_long_words_the_cause_is_told(text: str, expected: str) -> None:
    assert expected in told(text)


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "spark.secret"
    secret = made_secret(path)
    assert len(secret) == 64
    assert path.stat().st_mode & 0o777 == 0o600
    assert made_secret(path) == secret
    path.chmod(0o640)
    with pytest.raises(ConfigError, match="can be read by others"):
        read_secret(path)
    path.chmod(0o600)
    path.write_text("short")
    with pytest.raises(ConfigError, match="is no secret"):
        read_secret(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_secret(tmp_path / "absent")


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a secret."""
    folder = tmp_path_factory.mktemp("past")
    keep(folder, ROWS[:50])
    made_secret(folder / "spark.secret")
    return folder


def refusal(past: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    out = past.parent / "out"
    assert main(["backfill", "--folder", str(past), "--out", str(out), *words]) == 2
    assert not out.exists()
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--engine", "spark"), "--engine spark needs --master"),
        (("--master", "spark://127.0.0.1:1"), "are for --engine spark"),
        (("--engine", "spark", "--master", "local[2]", "--spark", "memory=4g"), "--spark 'memory=4g' is no setting"),
        (("--engine", "spark", "--master", "spark://127.0.0.1:1", "--secret", "/nowhere"), "secret /nowhere cannot be read"),
    ],
)  # fmt: skip
def test_what_spark_cannot_do_is_named(
    past: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], expected: str
) -> None:
    assert expected in refusal(past, capsys, *words)


def test_without_the_extra_it_says_what_to_install(
    past: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, package=None: None if name == "pyspark" else find(name, package)
    )
    assert "pip install 'linewarden[cluster]'" in refusal(past, capsys, "--engine", "spark", "--master", "local[1]")
