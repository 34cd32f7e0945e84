"""`shards = 2` and `replay --shards 2` as a person uses them: same warnings; kill -9 of a process, or of all, loses and doubles nothing."""

import contextlib
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from calls_file import burst, write
from platform_process import Platform, files_feed, wait_for
from test_crash import ROWS, drop, settled

KILLS = 8
PARENT_TOO = (3, 6)
"""After these files the whole platform is killed."""


def shards_of(platform: Platform) -> list[psutil.Process]:
    assert platform.process is not None
    found = []
    for child in psutil.Process(platform.process.pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):  # killed, and not yet noticed
            if "linewarden.features.shards.worker" in child.cmdline():
                found.append(child)
    return found


@pytest.mark.slow
def test_killed_shards_of_a_running_platform_lose_and_double_nothing(tmp_path: Path) -> None:
    draw = random.Random(9)
    folder = tmp_path / "drop"
    folder.mkdir()
    with Platform(tmp_path / "platform", files_feed(folder), top="shards = 2\nsnapshot_every_s = 0.5") as platform:
        platform.add_account()
        for number in range(KILLS):
            drop(folder, number)
            time.sleep(draw.uniform(0.0, 1.5))
            victims = wait_for(lambda: len(found := shards_of(platform)) == 2 and found)
            assert isinstance(victims, list)
            if number in PARENT_TOO:
                platform.kill()
                assert psutil.wait_procs(victims, 60)[1] == []  # no orphans
                platform.start()
            else:
                draw.choice(victims).kill()
        wait_for(lambda: len(list((folder / "done").glob("*.csv"))) >= KILLS, timeout_s=120)
        seen = settled(platform, KILLS)
        victims = shards_of(platform)
        assert platform.stop() == 0
        assert psutil.wait_procs(victims, 60)[1] == []
    log = (tmp_path / "platform" / "serve.log").read_text("utf-8")
    assert "was ended by signal 9" in log
    assert "state made anew" in log
    assert (seen["received"], seen["stored"]) == (KILLS * ROWS, KILLS * (ROWS - 2))
    assert seen["warnings"] == seen["people"] == KILLS


@pytest.mark.slow
def test_a_replay_by_two_processes_writes_the_same_warnings(tmp_path: Path) -> None:
    records = write(tmp_path / "calls.csv", burst())
    told = []
    for shards in (1, 2):
        out = tmp_path / f"warnings-{shards}.jsonl"
        done = subprocess.run(
            [
                sys.executable, "-m", "linewarden.main", "replay", str(records), "--map", "linewarden", "--shards", str(shards),
                "--out", str(tmp_path / f"out-{shards}"), "--warnings", str(out),
            ], capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout.splitlines()[-1])["received"]
        told.append(out.read_text("utf-8"))
    assert told[0] == told[1] != ""
