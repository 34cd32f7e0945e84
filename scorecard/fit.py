"""`python -m scorecard.fit --towns 401,402 [--keep DIR]`: the called side's steps and trees from towns drawn at random.

They are written to warnings/steps.toml and warnings/approach/trees.json. The towns are played twice: for the calls that the trees grow from, and
with trees to see what rows and trees say together. In the second play each town is looked at by trees that have not seen it, as a city would be.

Who believed a gang is a victim from the gang's first call until he has paid or it has let him go; what is known of him afterwards is left out.
Calls of gangs stand for fewer than one each, as frauds in a town are more frequent than true ones; those of everybody else count in full,
whether a gang rang the same person or not.
"""

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from linewarden import warnings
from linewarden.history.span import micros
from linewarden.learning.table import BY_HAND, FORGED
from linewarden.learning.watcher import Watcher
from linewarden.scoring.rules import RULES
from linewarden.sim import START
from linewarden.warnings.approach.approach import approaches
from linewarden.warnings.approach.trees import read_trees
from linewarden.warnings.facts import Facts
from linewarden.warnings.fitting import Known, fitted
from linewarden.warnings.odds import odds_of
from linewarden.warnings.row import PersonRule
from linewarden.warnings.rules import CALLERS_MARK, PERSON_RULES, PersonRules
from scorecard.approaches import Lesson, lesson, witness
from scorecard.groups import near_numbers
from scorecard.grow import Told, grown
from scorecard.live import live_alarms
from scorecard.play import FITTED, WARM_DAYS, replayed
from scorecard.side_by_side import side_by_side
from scorecard.since import judging_since
from scorecard.towns import Town
from scorecard.truth import BELIEVED, SMALL_LOSS, read_gangs, read_victims

EXPECTED: dict[str, tuple[tuple[float, float], ...]] = {
    "dwell": ((60, 0.5), (180, 1.0), (600, 2.5), (1200, 3.5)),
    "held": ((60, 1.0), (180, 1.5), (600, 6.0), (1200, 6.5)),
    "repeated": ((2, 1.5), (3, 2.0)),
    "pressed": ((2, 2.0), (3, 6.0)),
    "stranger": ((60, 0.5), (300, 1.5), (600, 2.0), (1200, 3.0)),
    "listened": ((300, 1.0), (600, 2.0), (1200, 3.0)),
    "stranger_seat": ((4, 1.0), (8, 1.5)),
    "stranger_again": ((300, 1.0), (600, 2.0), (1200, 3.0)),
    "new_number": ((86400, 1.0), (21600, 2.0)),
    "age_unknown": ((0.5, 1.0),),
    "approach_unknown": ((0.5, 3.0),),
    "hand_over": ((60, 3.0),),
    "second_stranger": ((2, 2.0), (3, 2.5)),
    "bank": ((1, 3.0),),
    "call_back": ((1, 8.0),),
    "refused": ((2, 1.5), (3, 2.0)),
}
"""Steps that people of the trade would set by hand: where the towns say nothing of a step, it stays near these."""

FORGED_STEPS = ((0.01, 2.5), (0.2, 5.0))
"""Of a forged number, by its rule's points: with a new number or a long talk enough for a notice."""

HELD_MOST = 4.0
"""Of a long talk with a caller of high risk, at most: with those above this row alone warned of call centres that burst, of which the trees say nothing. In the towns that
are learned from it decides of hardly anybody: whoever is held so long by a gang is known by the trees, too."""

CHANCES = (
    0.0003, 0.0004, 0.0005, 0.0007, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5,
    0.6, 0.7, 0.8, 0.9,
)  # fmt: skip
"""Where the trees' chance says more."""

NEAR_EMPHASIS = 20.0
"""Of what is known of a person and the near domain, while steps are fitted: most of what tells it from gangs is in the trees already (`grow.NEAR_WEIGHT`)."""

STEPS = Path(warnings.__file__).parent / "steps.toml"
TREES = Path(warnings.__file__).parent / "approach" / "trees.json"


@dataclass(frozen=True, slots=True)
class Callers:
    """Whose numbers are whose, of a town."""

    near: frozenset[int]  # couriers, offices and the like, no gang's
    gangs: frozenset[int]  # gangs' own


def calls_of(played: tuple[Town, Path]) -> tuple[Lesson, Callers]:
    """The calls of a town for the trees. The folder is the town's, empty or filled before."""
    town, folder = played
    if not (folder / "store").is_dir():
        replayed(town, folder)
    victims, gangs = read_victims(folder / "truth.jsonl"), read_gangs(folder / "dens.jsonl")
    callers = Callers(frozenset(near_numbers(town.groups(town.until)).tolist()) - gangs, gangs)
    seen = witness(town, victims, gangs, callers.near)
    live_alarms(folder / "store", approaching=seen)
    return lesson(seen, victims, gangs, callers.near, town.factor), callers


def people_of(played: tuple[Town, Path, Callers, Told]) -> list[Known]:
    """Everybody of a town who had calls after the first days, and what was known of those calls by all rows and these trees."""
    town, folder, callers, trees = played
    watcher = Watcher(expected())  # all rows, also those that say nothing so far
    judge = judging_since(micros(START + timedelta(days=WARM_DAYS)), watcher)
    live_alarms(folder / "store", judge=judge, approaching=partial(approaches, trees=read_trees(trees)))
    told = defaultdict(list)
    for line in (folder / "truth.jsonl").read_text("utf-8").splitlines()[1:]:
        row = json.loads(line)
        told[row["called"]].append(row)
    people = []
    for called, moments in watcher.seen.items():
        if called in callers.gangs:
            people.append(Known([facts for _, facts in moments], is_victim=False, weight=1.0 / town.factor))
        else:
            people += known(moments, told.get(called, []), callers, town.factor)
    return people


def known(moments: list[tuple[int, Facts]], told: list[dict[str, Any]], town: Callers, factor: float) -> list[Known]:
    """What is known of a person and the gangs that rang him; and of him and the near domain, other gangs' numbers and everybody else, each by itself."""
    gang = frozenset(caller for row in told for caller in row["callers"])
    others = (
        (lambda cli: cli not in town.near and cli not in town.gangs, 1.0, 1.0),
        (lambda cli: cli in town.near, 1.0, NEAR_EMPHASIS),
        (lambda cli: cli in town.gangs, 1.0 / factor, 1.0),
    )
    people = []
    for is_meant, weight, emphasis in others:
        found = [kept for _, facts in moments if (kept := _others(facts, gang, is_meant)).contacts]
        people += [Known(found, is_victim=False, weight=weight, emphasis=emphasis)] if found else []
    believed = [row for row in told if row["outcome"] in BELIEVED]
    if any(row["kind"] in SMALL_LOSS for row in believed):
        return people
    if believed:
        since_us = min(_instant(row["first_exposure_at"]) for row in believed)
        until_us = max(_instant(row["loss_at"] or row["last_contact_at"]) for row in believed)
        moments = [(at_us, facts) for at_us, facts in moments if since_us <= at_us < until_us]
    theirs = [kept for _, facts in moments if (kept := _theirs(facts, gang)).contacts]
    return [*people, Known(theirs, bool(believed), 1.0 / factor)] if theirs else people


def _theirs(facts: Facts, gang: frozenset[int]) -> Facts:
    return replace(facts, contacts=tuple(contact for contact in facts.contacts if contact[0] in gang))


def _others(facts: Facts, gang: frozenset[int], is_meant: Callable[[int], bool]) -> Facts:
    """Those meant of everybody but the gangs, and what may have followed when no gang rang."""
    others = tuple(contact for contact in facts.contacts if contact[0] not in gang)
    chain = facts.chain if len(others) == len(facts.contacts) else ()
    return Facts(tuple(contact for contact in others if is_meant(contact[0])), chain)


def _instant(text: str) -> int:
    return micros(datetime.fromisoformat(text))


def expected() -> PersonRules:
    """The table before anything is learned; of the calling side's rules each has a row, worth as much as its points say."""
    any_caller = PERSON_RULES.callers["any"]
    callers = {"any": replace(any_caller, steps=((0.01, 0.3), (0.2, 0.8), (0.4, 1.5)))} | {
        rule.name: replace(
            any_caller, name=CALLERS_MARK + rule.name,
            steps=((0.01, 1.5 * rule.points), (round(0.6 * rule.points, 3), 3.0 * rule.points)),
        )
        for rule in RULES
    }  # fmt: skip
    table = replace(PERSON_RULES, base=-9.0, callers=callers)
    by_trees = tuple((chance, round(odds_of(chance) - table.base, 2)) for chance in CHANCES)  # at their word
    steps = {**EXPECTED, "approach": by_trees}
    return table.changed([replace(getattr(table, name), steps=of_row) for name, of_row in steps.items()])


def set_by_hand(rules: PersonRules) -> PersonRules:
    """The same with the rows on forged numbers as they are set by hand, and no more than HELD_MOST for a long talk."""
    held = replace(rules.held, steps=tuple((least, min(odds, HELD_MOST)) for least, odds in rules.held.steps))
    return rules.changed([held, *(replace(row, steps=FORGED_STEPS) for row in rules.rows if row.name in FORGED)])


def steps_file(rules: PersonRules, learned_from: str) -> str:
    """The steps as `warnings/steps.toml` holds them."""
    lines = [
        "# Log-odds of the called side's rules: [measured value, log-odds in all from there on]. Made by `make fit`; see decision 0017.",
        f"# Learned from {learned_from}; {', '.join(sorted(BY_HAND))} set by hand, held at most {HELD_MOST:g}.",
        f"base = {rules.base}",
    ]
    own = [row for row in rules.rows if not row.name.startswith(CALLERS_MARK)]
    lines += [f"{row.name} = {_pairs(row)}" for row in own]
    lines += ["", "[caller]  # what a rule of the calling side says, by its points"]
    lines += [f"{name} = {_pairs(row)}" for name, row in rules.callers.items()]
    return "\n".join(lines) + "\n"


def _pairs(row: PersonRule) -> str:
    return "[" + ", ".join(f"[{least:g}, {odds:g}]" for least, odds in row.steps) + "]"


def main() -> None:
    """Play, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--towns", default=",".join(map(str, FITTED)), help="seeds; not those that the card is made with"
    )
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=6)
    parser.add_argument("--factor", type=float, default=200.0, help="frauds are so many times as frequent as true ones")
    parser.add_argument("--keep", type=Path, help="leave the data there, and use what is there")
    asked = parser.parse_args()
    if len(asked.towns.split(",")) < 2:
        parser.error(
            f"--towns {asked.towns}: give at least two, each is held back once to make the trees' log-odds chances"
        )
    people: list[Known] = []
    with tempfile.TemporaryDirectory() as scratch:
        towns = [
            (Town(int(seed), asked.people, asked.days, asked.factor), (asked.keep or Path(scratch)) / seed)
            for seed in asked.towns.split(",")
        ]
        lessons, callers = zip(*side_by_side(calls_of, towns), strict=True)
        trees = grown(lessons, f"towns {asked.towns}; each held back once, to make the log-odds chances")
        print("the trees are grown", file=sys.stderr)
        played = [(*of_town, *rest) for of_town, *rest in zip(towns, callers, trees.of_others, strict=True)]
        for (town, _), more in zip(towns, side_by_side(people_of, played), strict=True):
            people += more
            print(f"town {town.seed}: {len(people):,} persons so far", file=sys.stderr)
    victims = sum(person.is_victim for person in people)
    told = f"towns {asked.towns} ({asked.people:,} people, {asked.days} days each): {len(people):,} persons by kind of caller, {victims} victims"
    TREES.write_text(json.dumps(trees.of_all, separators=(",", ":")) + "\n", "utf-8")
    steps = set_by_hand(fitted(expected(), people, fixed=BY_HAND - FORGED))
    STEPS.write_text(steps_file(steps, told), "utf-8")


if __name__ == "__main__":
    main()
