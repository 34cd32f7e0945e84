"""`python -m scorecard [--towns 301,302,303] [--people 100000] [--days 6] [--factor 200] [--no-lacking] [--write]`: the score card.

Each town is drawn at random, written as a carrier's record file and played through `linewarden replay`, as a user would. The first two
days are not judged: the platform learns who knows whom. Baselines judge the same records; what they learn from are other, smaller towns. Two towns are played at a time.
See `towns`, `card` and `baselines`.
"""

import argparse
from functools import partial
from pathlib import Path

from scorecard.baselines.learned import learn
from scorecard.cost import DEEDS
from scorecard.one_town import Task, played, taught
from scorecard.page import page
from scorecard.picture import picture
from scorecard.play import FITTED, LESSONS, WARM_DAYS
from scorecard.report import as_json, figures
from scorecard.side_by_side import side_by_side
from scorecard.towns import Town

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"


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
    trees = learn(list(side_by_side(partial(taught, factor=asked.factor), LESSONS)))
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
