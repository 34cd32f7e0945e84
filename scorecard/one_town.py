"""One town through the platform and the baselines, and what is counted of it."""

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
from scorecard.baselines.learned import Lesson, lesson
from scorecard.card import counts
from scorecard.live import live_alarms
from scorecard.play import WARM_DAYS, replayed
from scorecard.report import Played
from scorecard.shortfall import shortfalls
from scorecard.towns import Town
from scorecard.truth import Judged, Truth, read_gangs, read_victims

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
