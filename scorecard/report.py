"""From the counts of towns to the figures of the card: each town's, and of all as if they were one."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from scorecard.baselines import Found
from scorecard.card import Counts, card, together
from scorecard.comparison import compared
from scorecard.comparison import together as baselines_together
from scorecard.curve import drawn_points
from scorecard.page import WAYS
from scorecard.shortfall import Shortfall, shortfall_figures


@dataclass(frozen=True, slots=True)
class Played:
    """What was counted in one town."""

    seed: int
    written: int
    seconds: float
    ways: dict[str, Counts]
    baselines: dict[str, Found]
    shortfalls: dict[str, Shortfall] = field(default_factory=dict)  # by feed; empty: not asked for


def _figures(ways: dict[str, Counts], baselines: dict[str, Found]) -> dict[str, Any]:
    """The card of a town or of all."""
    return {way: card(ways[way]) for way in WAYS} | {"baselines": compared(ways["live"].curve, baselines)}


def figures(towns: list[Played]) -> dict[str, Any]:
    """Figures of all towns together and of each."""
    ways = {way: together([town.ways[way] for town in towns]) for way in WAYS}
    baselines = baselines_together([town.baselines for town in towns])
    curves = {way: ways[way].curve for way in WAYS} | {key: found.curve for key, found in baselines.items()}
    each = [
        {"seed": t.seed, "written": t.written, "seconds": t.seconds, **_figures(t.ways, t.baselines)} for t in towns
    ]
    drawn = {name: drawn_points(curve) for name, curve in curves.items()}
    lacking = {str(town.seed): shortfall_figures(town.shortfalls) for town in towns if town.shortfalls}
    return {"all": _figures(ways, baselines), "curves": drawn, "towns": each, "lacking": lacking}


def as_json(report: dict[str, Any]) -> str:
    """To keep; lists of plain values on one line, so that a change of a figure is a change of a line."""
    return re.sub(
        r"\[[^\[\]{}]*\]", lambda plain: re.sub(r"\s*\n\s*", " ", plain.group()), json.dumps(report, indent=1) + "\n"
    )
