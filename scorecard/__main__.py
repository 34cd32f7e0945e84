"""`python -m scorecard [--towns 301,302,303] [--people 100000] [--days 6] [--factor 200] [--no-lacking] [--write]`: the score card.

Each town is drawn at random, written as a carrier's record file and played through `linewarden replay`, as a user would. The first two
days are not judged: the platform learns who knows whom. Baselines judge the same records; what they learn from are other, smaller towns. Two towns are played at a time.
See `towns`, `card` and `baselines`.
"""

import argparse
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import lightgbm

from linewarden.sim import START
from scorecard.alarms import read_alarms
from scorecard.baselines import judge
from scorecard.baselines.calls import read_calls
from scorecard.baselines.learned import Lesson, learn, lesson
from scorecard.card import counts
from scorecard.cost import DEEDS
from scorecard.live import live_alarms
from scorecard.page import page
from scorecard.picture import picture
from scorecard.play import FITTED, LESSONS, WARM_DAYS, replayed
from scorecard.report import Played, as_json, figures
from scorecard.shortfall import shortfalls
from scorecard.side_by_side import side_by_side
from scorecard.towns import Town
from scorecard.truth import Judged, Truth, read_gangs, read_victims

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
LESSON_PEOPLE, LESSON_DAYS = 30_000, 3


def truth_of(town: Town, folder: Path) -> Truth:
    """Of a town that was written there."""
    since = START + timedelta(days=WARM_DAYS)
    judged = Judged(
        since, town.days - WARM_DAYS, town.people, town.factor, town.groups(since), read_gangs(folder / "dens.jsonl")
    )
    return Truth(read_victims(folder / "truth.jsonl"), judged)


@dataclass(frozen=True, slots=True)
class Task:
    """One town to play. `keep`: leave the data there. `with_lacking`: also with feeds that lack something."""

    town: Town
    trees: lightgbm.Booster
    keep: Path | None
    with_lacking: bool


def played(task: Task) -> Played:
    """One town, by the platform and by the baselines."""
    with tempfile.TemporaryDirectory() as scratch:
        return _played(task, (task.keep or Path(scratch)) / str(task.town.seed))


def _played(task: Task, folder: Path) -> Played:
    began = time.monotonic()
    written = replayed(task.town, folder)
    truth = truth_of(task.town, folder)
    ways = {"records": read_alarms(folder / "warnings.jsonl"), "live": live_alarms(folder / "store")}
    found = {way: counts(alarms, truth) for way, alarms in ways.items()}
    baselines = judge(read_calls(folder / "store"), truth, task.trees)
    lacking = shortfalls(folder / "store", truth, ways["live"]) if task.with_lacking else {}
    return Played(task.town.seed, written, round(time.monotonic() - began, 1), found, baselines, lacking)


def taught(seed: int, factor: float) -> Lesson:
    """What LightGBM is shown of one town."""
    town = Town(seed, LESSON_PEOPLE, LESSON_DAYS, factor)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        replayed(town, folder)
        return lesson(read_calls(folder / "store"), truth_of(town, folder).gang_numbers)


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--towns", default="301,302,303", help="seeds")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=6)
    parser.add_argument("--factor", type=float, default=200.0, help="frauds are so many times as frequent as true ones")
    parser.add_argument(
        "--lacking",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="play the first town also with poorer feeds",
    )
    parser.add_argument("--keep", type=Path, help="leave the data there")
    parser.add_argument(
        "--write", action="store_true", help="keep the figures and write docs/detection.md and its picture"
    )
    asked = parser.parse_args()
    seeds = [int(seed) for seed in asked.towns.split(",")]
    if taken := {*seeds} & {*LESSONS, *FITTED}:
        parser.error(f"--towns {sorted(taken)}: something was learned from these, name others")
    trees = learn([taught(seed, asked.factor) for seed in LESSONS])
    tasks = [
        Task(Town(seed, asked.people, asked.days, asked.factor), trees, asked.keep, asked.lacking and seed == seeds[0])
        for seed in seeds
    ]
    towns = []
    for one in side_by_side(played, tasks):
        towns.append(one)
        print(f"town {one.seed}: {one.written:,} records, {one.seconds} s", flush=True)
    report = {
        "people": asked.people, "days": asked.days, "warm_days": WARM_DAYS, "factor": asked.factor, "lessons": list(LESSONS),
        "deeds": {level: [deed.minutes, deed.what] for level, deed in DEEDS.items()}, **figures(towns),
    }  # fmt: skip
    print(page(report))
    if asked.write:
        (HERE / "results.json").write_text(as_json(report), "utf-8")
        (DOCS / "detection.md").write_text(page(report), "utf-8")
        (DOCS / "pictures" / "detection.svg").write_text(picture(report), "utf-8")


if __name__ == "__main__":
    main()
