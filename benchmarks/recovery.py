"""How long a restart takes: with a snapshot, and without one, which is going through everything stored; and what a snapshot costs.

The records are those of the synthetic city in blocks as a drop folder brings them. Both recoveries end in the same state: the benchmark
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
        found = [warning for _, warning in self.ledger.warnings(limit=500)]
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    rehearse(HOME)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_dataset(folder / "data", 7, asked.people, asked.hours, fraud_factor=20.0)
        *most, last = intakes(folder / "data" / "records.csv", None)
        site = Site(folder / "site", has_snapshots=True)
        for intake in most:
            site.store.take([intake])
        whole_s = [site.recover()]
        took = _snapshot(site)
        site.pipeline.start()
        site.close()  # writes the snapshot
        with_s = []
        for number in range(asked.runs):
            with_s.append(_recovery(folder, f"with-{number}", has_snapshots=True))
            whole_s.append(_recovery(folder, f"whole-{number}", has_snapshots=False))
        told = [_told(folder, f"told-{has}", last, has_snapshots=has) for has in (True, False)]
        assert told[0] == told[1], "the two recoveries warn differently"
        whole, quick = statistics.median(whole_s), statistics.median(with_s)
        records = sum(intake.received for intake in most)
        print(
            json.dumps(
                {
                    "records": records, "blocks": len(most), "runs": asked.runs, "state_mb": round(site.detector.size_bytes / 1e6),
                    "snapshot_mb": round(sum(p.stat().st_size for p in (folder / "site" / "state").rglob("*") if p.is_file()) / 1e6),
                    **took, "whole_replay_s": round(whole, 2), "records_per_s": round(records / whole), "with_snapshot_s": round(quick, 2),
                    "times_faster": round(whole / quick, 1), "warnings": len(told[0]),
                    "rss_mb": round(psutil.Process().memory_info().rss / 1e6),
                }
            )
        )  # fmt: skip


def _snapshot(site: Site) -> dict[str, float]:
    """What taking one costs, room made before as the keeper does."""
    site.detector.prepare()
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
