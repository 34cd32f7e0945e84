"""kill -9 at random moments under load: every row is counted once, every warning exists once."""

import csv
import io
import json
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from platform_process import LOGIN, PASSWORD, Platform, files_feed, wait_for

KILLS = 20
ROWS = 3000
HEADERS = {"X-Requested-With": "linewarden", "Sec-Fetch-Site": "same-origin"}


def drop(folder: Path, number: int) -> None:
    """A file of 3,000 rows: a seat of its own that bursts and holds one victim twice; one row is unreadable, one stands twice."""
    start = datetime.now(UTC) - timedelta(hours=2)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["call_id", "cli", "called", "setup_at", "answered_at", "ended_at", "service"])
    for i in range(ROWS - 1):
        setup = start + timedelta(seconds=i)
        is_seat = i % 10 == 0
        is_long = i in (ROWS // 2, ROWS - 10)
        talk_s = 1300 if is_long else 4 if i % 20 else 0
        cli = f"139000{number:05d}" if is_seat else f"137{number:04d}{i:04d}"
        called = f"138{number:08d}" if is_long else f"136{number:04d}{i:04d}"
        end = setup + timedelta(seconds=talk_s)
        table.writerow(
            [
                f"{number}-{i}",
                cli,
                called,
                setup.isoformat() if i != 5 else "?",
                setup.isoformat() if talk_s else "",
                end.isoformat(),
                "voice",
            ]
        )
        if i == 7:
            table.writerow(
                [
                    f"{number}-{i}",
                    cli,
                    called,
                    setup.isoformat(),
                    setup.isoformat() if talk_s else "",
                    end.isoformat(),
                    "voice",
                ]
            )
    hidden = folder / f".{number}"
    hidden.write_text(out.getvalue(), "utf-8")
    hidden.rename(folder / f"{number}.csv")


def counts(platform: Platform) -> dict[str, int]:
    with httpx.Client(base_url=platform.url, headers=HEADERS) as client:
        client.post("/api/session", json={"login": LOGIN, "password": PASSWORD}).raise_for_status()
        card: dict[str, int] = client.get("/api/feeds").json()["items"][0]
        warnings = client.get("/api/warnings", params={"limit": 500}).json()["items"]
        return card | {"warnings": len(warnings), "people": len({w["called_masked"] for w in warnings})}


def settled(platform: Platform, files: int, *, timeout_s: float = 30) -> dict[str, int]:
    """What is counted of so many files once their rows and their warnings, which are made when the records are durable, are there."""
    wait_for(lambda: counts(platform)["received"] == files * ROWS, timeout_s=timeout_s)
    wait_for(lambda: counts(platform)["warnings"] >= files, timeout_s=timeout_s)
    return counts(platform)


def blocks_gone_through(log: Path) -> list[int]:
    """By each recovery."""
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines() if '"recovered"' in line]
    return [line["blocks"] for line in lines if line["event"] == "recovered"]


@pytest.mark.slow
def test_twenty_kills_under_load_lose_and_double_nothing(tmp_path: Path) -> None:
    draw = random.Random(20)
    folder = tmp_path / "drop"
    folder.mkdir()
    with Platform(tmp_path / "platform", files_feed(folder), top="snapshot_every_s = 0.2") as platform:
        platform.add_account()
        for number in range(KILLS):
            drop(folder, number)
            time.sleep(draw.uniform(0.0, 0.9))
            platform.kill()
            platform.start()
        wait_for(lambda: len(list((folder / "done").glob("*.csv"))) >= KILLS, timeout_s=60)
        seen = settled(platform, KILLS)
        assert platform.stop() == 0
        platform.start()
        after = counts(platform)
        same = ("received", "stored", "rejected", "duplicates", "warnings", "people")
        assert [after[name] for name in same] == [seen[name] for name in same]
        assert platform.stop() == 0
    assert blocks_gone_through(tmp_path / "platform" / "serve.log")[-1] == 0
    assert (seen["received"], seen["stored"]) == (KILLS * ROWS, KILLS * (ROWS - 2))
    assert (seen["rejected"], seen["duplicates"]) == (KILLS, KILLS)
    assert seen["warnings"] == seen["people"] == KILLS
