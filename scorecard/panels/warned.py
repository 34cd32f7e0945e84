"""Victims warned in time, and how long before, against warnings a day: the platform and each baseline."""

from itertools import pairwise
from typing import Any

from scorecard.panels.axes import Box, Scale, text
from scorecard.panels.ways import LINES

A_DAY = Scale(0.01, 200.0, (0.01, 0.1, 1, 3, 12, 100), is_log=True)
SHARE = Scale(0.0, 1.0, (0, 0.25, 0.5, 0.75, 1), is_share=True)
LEAD_MIN = Scale(5.0, 1440.0, (5, 15, 60, 240, 1440), is_log=True)
CAPACITY, WANTED = 12.0, 0.9
FOOT = "每万人每天预警数（真实发案率）Warnings a day per 10,000 people, at true rates"


def warned(report: dict[str, Any], left: float, top: float, width: float, height: float) -> list[str]:
    """The green field is where the platform should lie."""
    box = Box(left, top, width, height, A_DAY, SHARE)
    goal = f'<rect class="goal" x="{box.left:.0f}" y="{box.y(1):.1f}" width="{box.x(CAPACITY) - box.left:.1f}" height="{box.y(WANTED) - box.y(1):.1f}"/>'
    parts = [goal, *box.drawn("损失前获得预警的受害人 Victims warned before the loss", FOOT)]
    for nth, line in enumerate(LINES):
        points = [(a_day, share) for a_day, share, _ in report["curves"][line.key]]
        parts.append(box.line(_steps(points), line.colour, line.style))
        y = top + 10 + 22 * nth
        parts.append(f'<line x1="{left + width + 14:.0f}" x2="{left + width + 42:.0f}" y1="{y}" y2="{y}" stroke="{line.colour}" stroke-width="3" {line.style}/>')  # fmt: skip
        parts.append(text(left + width + 48, y + 4, line.name, "small"))
    return parts


def lead(report: dict[str, Any], left: float, top: float, width: float, height: float) -> list[str]:
    """Median minutes from warning to loss, of those warned in time."""
    box = Box(left, top, width, height, A_DAY, LEAD_MIN)
    parts = box.drawn("提前量中位数（分钟）Median lead, minutes", "每万人每天预警数 Warnings a day per 10,000")
    for line in LINES:
        points = [(a_day, minutes) for a_day, _, minutes in report["curves"][line.key] if minutes is not None]
        parts.append(box.line(points, line.colour, line.style))
    return parts


def _steps(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """By rising warnings a day; more people are warned only where a threshold really gives them."""
    rising = points[::-1]
    held = [(later[0], earlier[1]) for earlier, later in pairwise(rising)]
    return [place for pair in zip(rising, [*held, rising[-1]], strict=True) for place in pair] if rising else []
