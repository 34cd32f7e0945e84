"""The platform live: record files at a steady pace for a minute, and how long a warning takes to be readable over the event stream.

A process of `linewarden serve`, a drop folder that gets a file every half second, one officer's stream. The clock of a warning runs from the
rename that puts its last record's file into the folder until its line is read from the stream. Nothing may be lost: received = sent.
There is no peer to put beside it: what others publish for this is in the mission's facts.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psutil

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "e2e"))
from platform_process import LOGIN, PASSWORD, Platform, files_feed

HEADER = "call_id,cli,called,setup_at,answered_at,ended_at,service\n"
SEATS = 4
HEADERS = {"X-Requested-With": "linewarden", "Sec-Fetch-Site": "same-origin"}


def row(number: int, cli: str, called: str, ended: datetime, ring_s: float, talk_s: float) -> str:
    """One record that ended then."""
    answered = ended - timedelta(seconds=talk_s)
    setup = answered - timedelta(seconds=ring_s)
    return f"b{number},{cli},{called},{setup.isoformat()},{answered.isoformat() if talk_s else ''},{ended.isoformat()},voice\n"


class Town:
    """Writes the files: everyday calls, seats that burst, and in each file some people whom a known seat held for a while."""

    def __init__(self, folder: Path, per_file: int) -> None:
        self.folder, self.per_file = folder, per_file
        self.sent_at: dict[str, float] = {}  # masked number of a victim → when its file was there
        self.rows = self.files = self.victims = 0

    def write(self, victims: int) -> None:
        """One file, renamed in when it is whole."""
        now, lines, fresh = datetime.now(UTC), [HEADER], []
        for i in range(self.per_file):
            number = self.rows + i
            if (
                victims and i % (self.per_file // victims) == 0
            ):  # spread over the file: its first rows are warned of before its last
                self.victims += 1
                prefix, tail = 130 + self.victims % 10, self.victims // 10
                called = f"{prefix}8888{tail:04d}"
                fresh.append(f"{prefix} **** {tail:04d}")
                lines.append(row(number, f"1390000{self.victims % SEATS:04d}", called, now, 5, 200))
            elif i % 20 == 0:
                lines.append(
                    row(
                        number,
                        f"1390000{number // 20 % SEATS:04d}",
                        f"1351{number % 10**7:07d}",
                        now,
                        5,
                        4 if number // 20 // SEATS % 2 else 0,
                    )
                )
            else:
                lines.append(
                    row(number, f"137{number * 7919 % 10**8:08d}", f"136{number * 104729 % 10**8:08d}", now, 8, 45)
                )
        hidden = self.folder / f".{self.files}.csv"
        hidden.write_text("".join(lines), "utf-8")
        hidden.rename(self.folder / f"{self.files}.csv")
        there = time.monotonic()
        self.sent_at |= dict.fromkeys(fresh, there)
        self.rows += self.per_file
        self.files += 1


class Officer(threading.Thread):
    """Reads the stream and notes when each called person is first seen."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__(daemon=True)
        self._client = client
        self.seen_at: dict[str, float] = {}

    def run(self) -> None:
        """Until the stream ends."""
        try:
            with self._client.stream("GET", "/api/stream", timeout=None) as stream:
                for line in stream.iter_lines():
                    if line.startswith("data: ") and '"warning_id"' in line:
                        now = time.monotonic()
                        for warning in json.loads(line[6:])["items"]:
                            self.seen_at.setdefault(warning["called_masked"], now)
        except httpx.HTTPError:
            return


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=2000, help="records a second")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--victims", type=int, default=4, help="in each file")
    asked = parser.parse_args()
    figures = run(asked.rate, asked.seconds, asked.victims)
    print(json.dumps(figures | {"at_five_times_the_rate": run(5 * asked.rate, asked.seconds, asked.victims)}))


def run(rate: int, seconds: int, victims: int) -> dict[str, object]:
    """The figures of one platform, new and empty."""
    with tempfile.TemporaryDirectory() as name:
        drop = Path(name) / "drop"
        drop.mkdir()
        with Platform(Path(name) / "platform", files_feed(drop)) as platform:
            platform.add_account()
            assert platform.process is not None
            process = psutil.Process(platform.process.pid)
            with httpx.Client(base_url=platform.url, headers=HEADERS) as client:
                client.post("/api/session", json={"login": LOGIN, "password": PASSWORD}).raise_for_status()
                return measure(client, drop, process, rate, seconds, victims)


def measure(
    client: httpx.Client, drop: Path, process: psutil.Process, rate: int, seconds: int, victims: int
) -> dict[str, object]:
    """Warm the seats up, then so many seconds of steady traffic."""
    officer, town = Officer(client), Town(drop, rate // 2)
    officer.start()
    for _ in range(10):  # until every seat has burst: from then on whoever it holds is warned of at once
        town.write(0)
        time.sleep(0.5)
    cpu_before, began = process.cpu_times(), time.monotonic()
    peak = 0
    for number in range(seconds * 2):
        time.sleep(max(0.0, began + number * 0.5 - time.monotonic()))
        town.write(victims)
        peak = max(peak, process.memory_info().rss)
    lag_s = time.monotonic() - began - (seconds * 2 - 1) * 0.5
    counts = settle(client, town.rows)
    card = client.get("/api/feeds").json()["items"][0]
    cpu = process.cpu_times()
    took = sorted((officer.seen_at[who] - sent) * 1000 for who, sent in town.sent_at.items() if who in officer.seen_at)
    return {
        "records_per_s": rate, "seconds": seconds, "sent": town.rows, "received": counts["received"], "stored": counts["stored"],
        "rejected": counts["rejected"], "duplicates": counts["duplicates"], "lost": town.rows - counts["received"],
        "writer_behind_s": round(lag_s, 2), "warnings_expected": len(town.sent_at), "warnings_seen": len(took),
        "received_to_committed_ms": {"p50": round(card["warned_p50_ms"], 1), "p99": round(card["warned_p99_ms"], 1)},
        "file_to_stream_ms": {name: round(took[min(int(share * len(took)), len(took) - 1)]) for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))}
        if took else None,
        "cpu_share_of_one_core": round((cpu.user + cpu.system - cpu_before.user - cpu_before.system) / seconds, 2),
        "peak_rss_mb": round(peak / 1e6),
    }  # fmt: skip


def settle(client: httpx.Client, rows: int) -> dict[str, int]:
    """The feed's counters once all rows are in, or after half a minute."""
    deadline = time.monotonic() + 30
    while True:
        card: dict[str, int] = client.get("/api/feeds").json()["items"][0]
        if card["received"] >= rows or time.monotonic() > deadline:
            time.sleep(1)
            return card
        time.sleep(0.2)


if __name__ == "__main__":
    main()
