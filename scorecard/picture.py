"""The card as a picture: victims warned in time against warnings a day, town by town, level by level."""

import math
from html import escape
from typing import Any

from scorecard.card import LEVELS

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 460, 70, 150, 76, 64
LEAST, MOST = 0.01, 100.0  # warnings a day per 10,000 people
CAPACITY, WANTED = 12.0, 0.9
COLOURS = ("#0b7285", "#c2410c", "#5f3dc4", "#2b8a3e", "#a61e4d")
NAMES = {"notice": "提示 notice", "normal": "一般 normal", "high": "高危 high", "urgent": "紧急 urgent"}
STYLE = """
text { font: 14px "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; fill: #1f2933 }
.title { font-size: 17px; font-weight: 600 } .small { font-size: 12px; fill: #5a6673 } .ground { fill: #ffffff } .grid { stroke: #d5dbe1 }
.goal { fill: #2b8a3e; opacity: 0.12 }
@media (prefers-color-scheme: dark) {
  text { fill: #e4e7eb } .small { fill: #9aa5b1 } .ground { fill: #0d1117 } .grid { stroke: #2b333d } .goal { opacity: 0.3 }
}"""


def picture(report: dict[str, Any]) -> str:
    """An SVG; the green field is where all levels together should lie."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">',
        f"<style>{STYLE}</style>", f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>',
        '<text class="title" x="20" y="30">损失前获得预警的受害人 Victims warned before the loss</text>',
        '<text class="small" x="20" y="52">模拟城市，参数随机 · 演示 DEMO: synthetic towns drawn at random; each line runs from urgent to all levels</text>',
        *_axes(),
    ]  # fmt: skip
    for nth, town in enumerate(report["towns"]):
        parts += _town(town, COLOURS[nth % len(COLOURS)], nth)
    return "\n".join([*parts, "</svg>", ""])


def _x(a_day: float) -> float:
    share = math.log(min(max(a_day, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _axes() -> list[str]:
    goal = f'<rect class="goal" x="{_x(LEAST):.0f}" y="{_y(1):.0f}" width="{_x(CAPACITY) - _x(LEAST):.0f}" height="{_y(WANTED) - _y(1):.0f}"/>'
    rows = [
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{_y(s):.0f}" y2="{_y(s):.0f}"/><text class="small" x="{LEFT - 8}" y="{_y(s) + 4:.0f}" text-anchor="end">{s:.0%}</text>'
        for s in (0, 0.25, 0.5, 0.75, 1)
    ]
    columns = [
        f'<line class="grid" x1="{_x(v):.0f}" x2="{_x(v):.0f}" y1="{_y(0):.0f}" y2="{_y(1):.0f}"/><text class="small" x="{_x(v):.0f}" y="{_y(0) + 18:.0f}" text-anchor="middle">{v:g}</text>'
        for v in (0.01, 0.1, 1, 12, 100)
    ]
    foot = f'<text class="small" x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 16}" text-anchor="middle">每万人每天预警数（真实发案率下）Warnings a day per 10,000 people, at true base rates</text>'
    return [goal, *rows, *columns, foot]


def _town(town: dict[str, Any], colour: str, nth: int) -> list[str]:
    points = [(level, town["live"]["levels"][level]) for level in reversed(LEVELS)]
    places = [(level, _x(f["a_day_per_10000"]), _y(f["share"])) for level, f in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for _, x, y in places)
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"><title>{escape(NAMES[level])}</title></circle>'
        for level, x, y in places
    ]
    name = (
        f"城 town {town['seed']}: {town['live']['levels']['notice']['warned']}/{town['live']['levels']['notice']['of']}"
    )
    legend = f'<circle cx="{WIDTH - RIGHT + 14}" cy="{TOP + 24 * nth}" r="5" fill="{colour}"/><text class="small" x="{WIDTH - RIGHT + 24}" y="{TOP + 24 * nth + 4}">{escape(name)}</text>'
    return [f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>', *dots, legend]
