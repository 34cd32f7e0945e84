"""The page of the card: docs/detection.md."""

from typing import Any

from scorecard.card import LEVELS

WAYS = {"live": "live", "records": "records only"}
"""How the platform is fed."""

_HEAD = """# Detection

Made by `make score`, which draws towns at random, writes each as a carrier's record file, plays it through `linewarden replay` as a user would, and
holds the warnings against what really happened. Every rate, share and length of a town is drawn around the published one (`sim/temper.py`); the
detector shares no constant with the simulator, and its rules were set by other towns than those on this page. All of it is synthetic: 演示 DEMO.

{people:,} people a town, {days} days, of which the first {warm_days} are not judged: who knows whom is not known yet. Frauds are {factor:.0f} times as frequent as true
ones so that there are victims to count; warnings a day and shares are given at true rates (`scorecard/card.py`). Victims are those of large losses:
who calls a one-ring number back loses the call. *Live*: VoIP calls are told by signalling as they happen, the others by record when they have ended. *Records only*:
all by record, through `linewarden replay`; a loss within the first long call cannot be seen then.

![Victims warned before the loss](pictures/detection.svg)

"""
_TABLE = "| town | fed | level and above | warned before the loss | 95 % interval | median lead | warnings a day per 10,000 | victims among them | near-domain among them |\n|---|---|---|---|---|---|---|---|---|\n"


def page(report: dict[str, Any]) -> str:
    """As Markdown."""
    lines = [_line(town, way, level) for town in report["towns"] for way in WAYS for level in reversed(LEVELS)]
    kinds = [
        f"- town {town['seed']}, {town['written']:,} records: "
        + ", ".join(
            f"{kind} {warned} of {of}" for kind, (warned, of) in town["live"]["levels"]["notice"]["by_kind"].items()
        )
        for town in report["towns"]
    ]
    return (
        _HEAD.format(**report)
        + _TABLE
        + "\n".join(lines)
        + "\n\nBy kind of fraud, live, all levels:\n\n"
        + "\n".join(kinds)
        + "\n"
    )


def _line(town: dict[str, Any], way: str, level: str) -> str:
    f = town[way]["levels"][level]
    low, high = f["interval"]
    lead = "–" if f["median_lead_min"] is None else f"{f['median_lead_min']:.0f} min"
    cells = (
        town["seed"], WAYS[way], level, f"{f['warned']} of {f['of']}", f"{low:.0%} to {high:.0%}", lead, f"{f['a_day_per_10000']:.2f}",
        _share(f["precision_at_true_rates"]), _share(f["near_domain_share"]),
    )  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
