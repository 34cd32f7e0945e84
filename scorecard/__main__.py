"""`python -m scorecard [--towns 301,302,303] [--people 100000] [--days 6] [--factor 200] [--write]`: the score card.

Each town is drawn at random, written as a carrier's record file and played through `linewarden replay`, as a user would. The first two
days are not judged: the platform learns who knows whom. See `towns` and `card`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from linewarden.sim import INTERNATIONAL_TRUNKS, START
from scorecard.card import LEVELS, Judged, card, read_alarms, read_gangs, read_victims
from scorecard.live import live_alarms
from scorecard.page import WAYS, page
from scorecard.picture import picture
from scorecard.towns import Town

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
WARM_DAYS = 2


def played(town: Town, folder: Path) -> dict[str, Any]:
    """The card of one town."""
    began = time.monotonic()
    records = town.write(folder)
    trunks = [part for trunk in INTERNATIONAL_TRUNKS for part in ("--international-trunk", trunk)]
    command = [sys.executable, "-m", "linewarden.main", "replay", str(folder / "records.csv"), "--map", "linewarden",
               "--out", str(folder / "store"), "--warnings", str(folder / "warnings.jsonl"), *trunks]  # fmt: skip
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    judged = Judged(
        START + timedelta(days=WARM_DAYS),
        town.days - WARM_DAYS,
        town.people,
        town.factor,
        town.near_domain(),
        read_gangs(folder / "dens.jsonl"),
    )
    victims = read_victims(folder / "truth.jsonl")
    ways = {"records": read_alarms(folder / "warnings.jsonl"), "live": live_alarms(folder / "store")}
    found = {way: card(alarms, victims, judged) for way, alarms in ways.items()}
    return {"seed": town.seed, "written": records, "seconds": round(time.monotonic() - began, 1), **found}


def told(one: dict[str, Any]) -> str:
    """A town's figures for people."""
    lines = [f"town {one['seed']}: {one['written']:,} records, {one['live']['victims']} victims, {one['seconds']} s"]
    for way, level in ((way, level) for way in WAYS for level in LEVELS):
        f = one[way]["levels"][level]
        low, high = f["interval"]
        lead = "–" if f["median_lead_min"] is None else f"{f['median_lead_min']:.0f} min"
        lines.append(
            f"  {way:7} {level:7} warned before the loss {f['warned']}/{f['of']} ({low:.0%} to {high:.0%}), lead {lead}; "
            f"{f['a_day_per_10000']:.1f} a day per 10,000; right {f['precision_at_true_rates'] or 0:.1%}; near-domain {f['near_domain_share'] or 0:.1%}; "
            f"{f['by_kind']}"
        )
    return "\n".join(lines)


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--towns", default="301,302,303", help="seeds")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=6)
    parser.add_argument("--factor", type=float, default=200.0, help="frauds are so many times as frequent as true ones")
    parser.add_argument("--keep", type=Path, help="leave the data there")
    parser.add_argument(
        "--write", action="store_true", help="keep the figures and write docs/detection.md and its picture"
    )
    asked = parser.parse_args()
    towns = []
    for seed in asked.towns.split(","):
        with tempfile.TemporaryDirectory() as scratch:
            folder = (asked.keep or Path(scratch)) / seed
            towns.append(played(Town(int(seed), asked.people, asked.days, asked.factor), folder))
        print(told(towns[-1]), flush=True)
    report = {
        "people": asked.people,
        "days": asked.days,
        "warm_days": WARM_DAYS,
        "factor": asked.factor,
        "towns": towns,
    }
    if asked.write:
        (HERE / "results.json").write_text(json.dumps(report, indent=2) + "\n", "utf-8")
        (DOCS / "detection.md").write_text(page(report), "utf-8")
        (DOCS / "pictures" / "detection.svg").write_text(picture(report), "utf-8")


if __name__ == "__main__":
    main()
