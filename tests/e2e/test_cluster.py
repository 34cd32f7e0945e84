"""`serve --cluster` over hosts that are processes of their own: kill -9 of any of them, or of the platform, loses and doubles nothing."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cluster_hosts import HostProcess, made_key
from platform_process import Platform, files_feed, wait_for
from test_crash import ROWS, counts, drop, settled

KILLS = 8
PARENT_TOO = 3
"""After this file the platform is killed as well."""


@pytest.mark.slow
def test_killed_hosts_of_a_running_cluster_lose_and_double_nothing(tmp_path: Path) -> None:
    draw = random.Random(11)
    folder = tmp_path / "drop"
    folder.mkdir()
    key = made_key(tmp_path / "cluster.pem")
    with (
        HostProcess(key, tmp_path / "host-1.log") as one,
        HostProcess(key, tmp_path / "host-2.log") as two,
        Platform(
            tmp_path / "platform", files_feed(folder), top="shards = 3\nsnapshot_every_s = 0.5",
            arguments=("--cluster", f"{one.address},{two.address}", "--cluster-key", str(key)),
        ) as platform,
    ):  # fmt: skip
        platform.add_account()
        for number in range(KILLS):
            drop(folder, number)
            time.sleep(draw.uniform(0.0, 1.5))
            victim = (one, two)[number % 2]
            victim.kill()
            if number == PARENT_TOO:
                platform.kill()
                platform.start()
            elif number == 0:
                wait_for(lambda: "1 of 2 hosts carry no share" in (counts(platform)["problem"] or ""), timeout_s=60)  # type: ignore[operator]
            else:
                wait_for(lambda n=number: len(list((folder / "done").glob("*.csv"))) >= n, timeout_s=60)
            victim.start()
        wait_for(lambda: len(list((folder / "done").glob("*.csv"))) >= KILLS, timeout_s=120)
        settled(platform, KILLS, timeout_s=60)
        wait_for(lambda: counts(platform)["problem"] is None, timeout_s=60)  # all are back
        seen = counts(platform)
        assert platform.stop() == 0
        assert (one.stop(), two.stop()) == (0, 0)
    log = (tmp_path / "platform" / "serve.log").read_text("utf-8")
    for told in (
        "the other end has closed the connection",
        "answers again and gets its shares back",
        "state made anew",
    ):
        assert told in log
    assert (seen["received"], seen["stored"]) == (KILLS * ROWS, KILLS * (ROWS - 2))
    assert seen["warnings"] == seen["people"] == KILLS


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--cluster", "10.0.0.2:9070"], "--cluster needs the cluster's key"),
        (["--cluster", "nowhere", "--cluster-key", "x"], "'nowhere' is no address of a cluster's host"),
        (["--cluster", "127.0.0.1:1,127.0.0.1:1", "--cluster-key", "x"], "hosts names one twice"),
        (["--cluster", "127.0.0.1:1", "--cluster-key", "/none.pem"], "cluster key /none.pem cannot be used"),
        (["--cluster-key", "x"], "--cluster-key says nothing without --cluster"),
    ],
    ids=["no key", "no address", "twice", "no file", "key alone"],
)
def test_a_cluster_that_cannot_be_used_is_refused_with_what_to_do(tmp_path: Path, given: list[str], told: str) -> None:
    config = tmp_path / "linewarden.toml"
    config.write_text(f'data = "{tmp_path / "data"}"\n[web]\nport = 0\n', "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "linewarden.main", "serve", "--config", str(config), *given], capture_output=True, text=True, check=False, timeout=60
    )  # fmt: skip
    assert done.returncode == 2
    assert told in done.stderr


def test_doctor_tells_whether_all_hosts_answer(tmp_path: Path) -> None:
    key = made_key(tmp_path / "cluster.pem")
    config = tmp_path / "linewarden.toml"

    def doctor() -> str:
        command = [sys.executable, "-m", "linewarden.main", "doctor", "--config", str(config)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout

    with HostProcess(key, tmp_path / "host.log") as host:
        config.write_text(
            f'data = "{tmp_path / "data"}"\n[cluster]\nhosts = ["{host.address}"]\nkey = "{key}"\n[web]\nport = 0\n',
            "utf-8",
        )
        assert "ok    all 1 hosts of the cluster answer" in doctor()
    assert f"FAIL  {host.address}: Connection refused\n      start `linewarden shard run` there" in doctor()
