"""How long a restart takes: with a snapshot, and without one, which is going through everything stored; and what a snapshot costs.

    python -m benchmarks.recovery [--share 64] [--hours 24] [--runs 3]

Prints one JSON object, for a part of a city's day: 64 million records a day, one in `share` of them. What the whole day would take is not
measured but a line through this size and a quarter of it, and is told apart as `city_day_extrapolated`. The records are those of the synthetic city in blocks as a drop folder brings them. Both recoveries end in the same state: the benchmark
feeds the same further block to both and fails when they warn differently.
"""

import argparse
import json
import shutil
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import psutil

from linewarden.feeds.files import load_map, read_file
from linewarden.feeds.settings import FeedSettings
from linewarden.main.assembly import new_detector
from linewarden.main.rehearsal import rehearse
from linewarden.model.feed_card import FeedKind
from linewarden.model.intake import Intake
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.model.warning import Warning
from linewarden.numbering import Home
from linewarden.pipeline.keeper import Keeper
from linewarden.pipeline.live import Pipeline
from linewarden.pipeline.snapshots import Snapshots
from linewarden.pipeline.source import Source
from linewarden.sim import INTERNATIONAL_TRUNKS, write_dataset
from linewarden.store.ledger import Ledger
from linewarden.store.records import RecordStore

CITY_DAY = 64_000_000  # records
CALLS_A_DAY = 8.9  # of a person of the synthetic city, frauds included
HOME = Home(country="CN", area="519", city="常州")
NOW = datetime.now(UTC)
BASIS = LegalBasis("BENCH", BasisKind.TRAINING, "bench", "bench", NOW - timedelta(days=1), NOW + timedelta(days=1))
FEED = FeedSettings(name="city", basis=BASIS, home=HOME, international_trunks=tuple(INTERNATIONAL_TRUNKS))


class Site:
    """A pipeline on a folder, not started."""

    def __init__(self, folder: Path, *, has_snapshots: bool) -> None:
        self.store, self.ledger = RecordStore.open(folder), Ledger.open(f"sqlite:///{folder}/ledger.sqlite")
        self.detector = new_detector(HOME)
        self.keeper = Keeper(Snapshots(folder / "state", "bench"), every_s=1e9)
        self.pipeline = Pipeline(
            store=self.store, ledger=self.ledger, detector=self.detector, event_now_us=lambda: 0, keeper=self.keeper if has_snapshots else None,
            sources={"city": Source(name="city", kind=FeedKind.FILES, lane="city", basis=BASIS)},
        )  # fmt: skip

    def recover(self) -> float:
        """Seconds."""
        began = time.perf_counter()
        self.pipeline.recover()
        return time.perf_counter() - began

    def warnings_after(self, intake: Intake) -> list[Warning]:
        """What one more block raises or changes."""
        self.pipeline.start()
        self.pipeline.submit(intake).result()
        found = [warning for _, warning, _ in self.ledger.warnings(limit=500)]
        self.close()
        return found

    def close(self) -> None:
        """Let go of the folder."""
        self.pipeline.stop()
        self.store.close()
        self.ledger.close()


def intakes(records: Path, count: int | None) -> list[Intake]:
    """The file in blocks of 1,000 rows."""
    latest = datetime(2100, 1, 1, tzinfo=UTC)
    return list(
        islice(read_file(records, map=load_map("linewarden"), feed=FEED, latest=latest, block_rows=1_000), count)
    )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=64, help="measure one in so many records of a city's day")
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    rehearse(HOME)
    people = round(CITY_DAY / asked.share / CALLS_A_DAY)
    small, whole = (measured(count, asked.hours, asked.runs) for count in (people // 4, people))
    print(json.dumps(whole | {"city_day_extrapolated": extrapolated(small, whole), "quarter": small}))


def extrapolated(small: dict[str, Any], large: dict[str, Any]) -> dict[str, Any]:
    """What 64 million records would take, by the line through both."""
    per_record = large["records"] - small["records"]

    def at_city_day(name: str) -> float:
        slope = max(large[name] - small[name], 0) / per_record
        return round(large[name] + slope * (CITY_DAY - large["records"]), 1)

    figures = ("state_mb", "snapshot_mb", "pause_ms", "whole_replay_s", "with_snapshot_s")
    return {
        "records": CITY_DAY,
        "times_measured": round(CITY_DAY / large["records"], 1),
        **{name: at_city_day(name) for name in figures},
    }


def measured(people: int, hours: int, runs: int) -> dict[str, Any]:
    """The figures for a city of so many people."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_dataset(folder / "data", 7, people, hours, fraud_factor=20.0)
        *most, last = intakes(folder / "data" / "records.csv", None)
        site = Site(folder / "site", has_snapshots=True)
        for intake in most:
            site.store.take([intake])
        whole_s = [site.recover()]
        took = _snapshot(site)
        site.pipeline.start()
        site.close()  # writes the snapshot
        with_s = []
        for number in range(runs):
            with_s.append(_recovery(folder, f"with-{number}", has_snapshots=True))
            whole_s.append(_recovery(folder, f"whole-{number}", has_snapshots=False))
        told = [_told(folder, f"told-{has}", last, has_snapshots=has) for has in (True, False)]
        assert told[0] == told[1], "the two recoveries warn differently"
        whole, quick = statistics.median(whole_s), statistics.median(with_s)
        records = sum(intake.received for intake in most)
        state = [path for path in (folder / "site" / "state").rglob("*") if path.is_file()]
        return {
            "records": records, "blocks": len(most), "runs": runs, "state_mb": round(site.detector.size_bytes / 1e6),
            "snapshot_mb": round(sum(path.stat().st_size for path in state) / 1e6), **took, "whole_replay_s": round(whole, 2),
            "records_per_s": round(records / whole), "with_snapshot_s": round(quick, 2), "times_faster": round(whole / quick, 1),
            "warnings": len(told[0]), "rss_mb": round(psutil.Process().memory_info().rss / 1e6),
        }  # fmt: skip


def _snapshot(site: Site) -> dict[str, float]:
    """What taking one costs: the pipeline stands still so long."""
    took_ms = []
    for _ in range(5):
        began = time.perf_counter()
        site.detector.image()
        took_ms.append((time.perf_counter() - began) * 1000)
    return {"pause_ms": round(statistics.median(took_ms), 1)}


def _recovery(folder: Path, name: str, *, has_snapshots: bool) -> float:
    shutil.copytree(folder / "site", folder / name)
    site = Site(folder / name, has_snapshots=has_snapshots)
    seconds = site.recover()
    site.store.close()
    site.ledger.close()
    shutil.rmtree(folder / name)
    return seconds


def _told(folder: Path, name: str, last: Intake, *, has_snapshots: bool) -> list[Warning]:
    shutil.copytree(folder / "site", folder / name)
    site = Site(folder / name, has_snapshots=has_snapshots)
    site.recover()
    return site.warnings_after(last)


if __name__ == "__main__":
    main()
