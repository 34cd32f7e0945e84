"""A back-test as a picture, drawn from the JSON that is kept with the change: bars of warnings a level, and of victims warned in time where outcomes are known, today's rules beside the changed ones."""

from collections.abc import Mapping
from html import escape
from typing import Any

from linewarden.model.warning import Level

WIDTH, LEFT, RIGHT, TOP, BAR, GAP, BOTTOM = 860, 330, 130, 84, 16, 12, 40
COLOURS = ("#5a6673", "#0b7285")
TITLES = {"today": "现行 today", "changed": "修改后 changed"}
NAMES = {Level.URGENT: "紧急 urgent", Level.HIGH: "高危 high", Level.NORMAL: "一般 normal", Level.NOTICE: "提示 notice"}
STYLE = """
text { font: 14px "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; fill: #1f2933 }
.title { font-size: 17px; font-weight: 600 } .small { font-size: 12px; fill: #5a6673 } .ground { fill: #ffffff }
@media (prefers-color-scheme: dark) { text { fill: #e4e7eb } .small { fill: #9aa5b1 } .ground { fill: #0d1117 } }"""


def picture(found: Mapping[str, Any]) -> str:
    """An SVG without outside references. `found`: what `history.worths` tells as JSON."""
    runs = {title: found[name] for name, title in TITLES.items() if name in found}
    groups = _groups(list(runs.values()))
    group = len(runs) * BAR + GAP
    height = TOP + group * len(groups) + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">',
        f"<style>{STYLE}</style>", f'<rect class="ground" width="{WIDTH}" height="{height}"/>',
        f'<text class="title" x="20" y="30">规则回测 Back-test of the rules, {found["days"]} 天 days</text>', *_legend(runs),
    ]  # fmt: skip
    most = {
        unit: max((value for _, u, values in groups for value in values if u == unit), default=0)
        for unit in ("warnings", "victims")
    }
    for nth, (name, unit, values) in enumerate(groups):
        y = TOP + nth * group
        parts.append(
            f'<text x="{LEFT - 12}" y="{y + len(values) * BAR / 2 + 5:.0f}" text-anchor="end">{escape(name)}</text>'
        )
        parts += [_bar(y + k * BAR, value, most[unit], COLOURS[k]) for k, value in enumerate(values)]
    return "\n".join([*parts, "</svg>", ""])


def _groups(runs: list[Mapping[str, Any]]) -> list[tuple[str, str, list[int]]]:
    """Name, what is counted and a value a run."""
    found = [(NAMES[level], "warnings", [run["warnings"][level] for run in runs]) for level in Level]
    if all("victims" in run for run in runs):
        caught = [[run["victims"][level]["in_time"] for run in runs] for level in (Level.HIGH, Level.NOTICE)]
        found.append(("及时预警的受害人（高危以上） victims, high+", "victims", caught[0]))
        found.append(("及时预警的受害人 victims in time", "victims", caught[1]))
    return found


def _bar(y: float, value: int, most: int, colour: str) -> str:
    length = (WIDTH - LEFT - RIGHT) * value / max(most, 1)
    return (
        f'<rect x="{LEFT}" y="{y:.0f}" width="{length:.1f}" height="{BAR - 2}" fill="{colour}"/>'
        f'<text class="small" x="{LEFT + length + 6:.1f}" y="{y + 11:.0f}">{value:,}</text>'
    )


def _legend(runs: Mapping[str, Mapping[str, Any]]) -> list[str]:
    found = []
    for k, (title, run) in enumerate(runs.items()):
        x = 20 + k * 300
        found.append(
            f'<rect x="{x}" y="50" width="12" height="12" fill="{COLOURS[k]}"/><text class="small" x="{x + 18}" y="61">{title} {escape(run["version"])}</text>'
        )
    return found
