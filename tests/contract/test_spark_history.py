"""History on a real cluster, a master and two workers on loopback, gives the numbers of the kernel; also when a worker is killed mid-job."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest

from linewarden.feeds.files import load_map, read_file
from linewarden.feeds.settings import FeedSettings
from linewarden.main import main
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.numbering import Home
from linewarden.sim import write_dataset
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings

pytestmark = pytest.mark.slow

SHARES = 48
"""Enough tasks that a worker can be killed between them."""

LONGEST_S = 250
"""A job takes some 20 s; on a machine with much else to do, ten times that."""

LIGHT = ("--shares", str(SHARES), "--spark", "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
"""Java that compiles less: half the time of jobs as short as these."""

_PROGRESS = re.compile(r"computing: (\d+) of (\d+) tasks")


@dataclass(frozen=True)
class Spark:
    """A running cluster."""

    master: str
    pids: dict[str, int]
    words: tuple[str, ...]  # that a job needs


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic city's day: two sealed ranges, the rest in the spool alone."""
    folder = tmp_path_factory.mktemp("past")
    write_dataset(folder / "city", 3, 2000, 24, fraud_factor=3000.0)
    begin, end = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    feed = FeedSettings(
        name="city",
        basis=LegalBasis("T-1", BasisKind.TRAINING, "test", "test", begin, end),
        home=Home("CN", "519", "常州"),
    )
    with RecordStore.open(folder, sync=False, settings=StoreSettings(is_sealing_itself=False)) as store:
        blocks = read_file(
            folder / "city" / "records.csv", map=load_map("linewarden"), feed=feed, latest=end, block_rows=5000
        )
        for number, intake in enumerate(blocks):
            store.take([intake])
            if number in {1, 3}:
                store.seal(force=True)
    return folder


@pytest.fixture(scope="module")
def spark(past: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    """A master and two workers of one core each, started as a person would."""
    work = tmp_path_factory.mktemp("cluster")
    command = [
        sys.executable,
        "-m",
        "linewarden.main",
        "spark",
        "--port",
        "0",
        "--cores",
        "1",
        "--folder",
        str(past),
        "--work",
        str(work),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            up = json.loads(process.stdout.readline())
            yield Spark(up["master"], up["pids"], ("--engine", "spark", "--master", up["master"], *LIGHT))
        finally:
            process.terminate()
            assert process.wait(60) in {0, 1}  # 1: it ended by itself, because no worker was left


def by_kernel(past: Path, out: Path, *words: str) -> dict[str, object]:
    assert main(["backfill", "--folder", str(past), "--out", str(out), *words]) == 0
    about: dict[str, object] = json.loads((out / "_about.json").read_bytes())
    return about


def job(past: Path, out: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "linewarden.main", "backfill", "--folder", str(past), "--out", str(out), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def end_well(running: subprocess.Popen[str]) -> None:
    try:
        _, said = running.communicate(timeout=LONGEST_S)
    finally:
        running.kill()  # nothing, when it has ended
    assert running.returncode == 0, said


def rows(out: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (
        pq.read_table(out).sort_by([("at", "ascending"), ("record_id", "ascending")]).to_pylist()
    )
    return found


def kill(pid: int) -> None:
    """As when the machine is lost: the worker, the executor that it started for the job and the executor's Python processes at once."""
    worker = psutil.Process(pid)
    for process in [worker, *worker.children(recursive=True)]:
        process.send_signal(signal.SIGKILL)


def test_every_feature_of_a_range_equals_the_kernels(past: Path, spark: Spark, tmp_path: Path) -> None:
    span = ("--all", "--from", "2026-11-17T09:00+08:00", "--until", "2026-11-17T09:30+08:00")
    expected = by_kernel(past, tmp_path / "kernel", *span)
    with job(past, tmp_path / "spark", *span, *spark.words, "--shares", "6") as running:
        end_well(running)
    about = json.loads((tmp_path / "spark" / "_about.json").read_bytes())
    told = ("rows", "records_read", "records_warm_up", "checksum", "features", "warm_up_from")
    assert [about[name] for name in told] == [expected[name] for name in told]
    assert rows(tmp_path / "spark") == rows(tmp_path / "kernel")
    assert about["rows"] > 100
    assert about["records_warm_up"] > 1000


def test_rules_find_the_same_on_both_engines(past: Path, spark: Spark, tmp_path: Path) -> None:
    (tmp_path / "change.toml").write_text(
        "[caller.burst]\nstarts = 10\nfull = 20\n[caller.calling_itself]\npoints = 0.1\n", "utf-8"
    )
    words = ["backtest", "--folder", str(past), "--rules", str(tmp_path / "change.toml")]
    assert main([*words, "--json", str(tmp_path / "kernel.json")]) == 0
    command = [
        sys.executable,
        "-m",
        "linewarden.main",
        *words,
        "--json",
        str(tmp_path / "spark.json"),
        *spark.words,
        "--shares",
        "6",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "kernel.json").read_bytes())
    assert found.pop("warnings")  # which the kernel alone plays
    assert "the warnings that follow are played by --engine kernel only" in done.stderr
    assert json.loads((tmp_path / "spark.json").read_bytes()) == found
    assert found["total"]["any"]["today"]["calls"] > 100
    assert found["total"]["burst"]["difference"]["calls"] > 0


def test_a_worker_killed_in_the_middle_of_a_job_changes_nothing(past: Path, spark: Spark, tmp_path: Path) -> None:
    expected = by_kernel(past, tmp_path / "kernel")
    with job(past, tmp_path / "spark", *spark.words) as running:
        assert running.stderr is not None
        done = whole = 0
        for line in running.stderr:
            done, whole = map(int, found.groups()) if (found := _PROGRESS.search(line)) else (done, whole)
            if whole > SHARES and whole - done < SHARES - 2:  # some shares are computed
                break
        assert 8 <= whole - done < SHARES - 2, "the job had not begun, or had ended, when the worker was to be killed"
        kill(spark.pids["worker-1"])
        end_well(running)
    about = json.loads((tmp_path / "spark" / "_about.json").read_bytes())
    assert (about["checksum"], about["rows"]) == (expected["checksum"], expected["rows"])
    assert about["tasks_lost"] > 0, "the killed worker had nothing to do"
    assert rows(tmp_path / "spark") == rows(tmp_path / "kernel")
    assert [path.name for path in (tmp_path / "spark").iterdir() if not path.name.endswith(".parquet")] == [
        "_about.json"
    ]


def refusal(past: Path, capsys: pytest.CaptureFixture[str], master: str) -> str:
    out = past.parent / "refused"
    assert main(["backfill", "--folder", str(past), "--out", str(out), "--engine", "spark", "--master", master]) == 2
    assert not out.exists()
    return capsys.readouterr().err


def test_a_master_that_is_not_there_is_named(past: Path, spark: Spark, capsys: pytest.CaptureFixture[str]) -> None:
    assert spark.master
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    assert f"Spark master spark://127.0.0.1:{port} cannot be reached" in refusal(
        past, capsys, f"spark://127.0.0.1:{port}"
    )
    assert "--master 'yarn' is no master" in refusal(past, capsys, "yarn")


def test_without_java_it_says_what_to_install(
    past: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert "apt-get install openjdk-17-jre-headless" in refusal(past, capsys, "local[1]")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    (tmp_path / "bin" / "java").chmod(0o755)
    assert "is no Java 17 or newer (it says 'openjdk version" in refusal(past, capsys, "local[1]")
