"""Victims warned in time by kind of fraud: the platform at all levels, with intervals."""

from typing import Any

from scorecard.intervals import wilson
from scorecard.panels.axes import Box, Scale, text
from scorecard.panels.warned import SHARE
from scorecard.panels.ways import LINES

NAMES = {
    "fake_police": "冒充公检法 fake police", "goip": "GOIP 引流 GoIP", "refund": "退款理赔 refund", "romance": "杀猪盘 romance", "wangiri": "响一声 one ring",
}  # fmt: skip
ROW, BAR = 38, 12


def height(report: dict[str, Any]) -> float:
    """Pixels of the plot."""
    return float(ROW * max(len(report["all"]["live"]["levels"]["notice"]["by_kind"]), 1))


def kinds(report: dict[str, Any], left: float, top: float, width: float) -> list[str]:
    """A pair of bars for each kind: live, records only."""
    tall = height(report)
    box = Box(left, top, width, tall, SHARE, Scale(0.0, tall, ()))
    parts = box.drawn("按诈骗类型 By kind, all levels", "损失前获得预警 Warned before the loss")
    for way, line in enumerate(LINES[:2]):
        for nth, (kind, (warned, of)) in enumerate(report["all"][line.key]["levels"]["notice"]["by_kind"].items()):
            y = top + ROW * nth + 6 + (BAR + 3) * way
            low, high = (box.x(v) for v in wilson(warned, of))
            end = box.x(warned / of) if of else left
            parts.append(f'<rect x="{left:.0f}" y="{y}" width="{end - left:.1f}" height="{BAR}" fill="{line.colour}"/>')
            parts.append(f'<line class="interval" x1="{low:.1f}" x2="{high:.1f}" y1="{y + BAR / 2}" y2="{y + BAR / 2}"/>')  # fmt: skip
            parts.append(text(left + width + 8, y + 10, f"{warned} / {of}", "small"))
            if way == 0:
                parts.append(text(left - 8, y + 18, NAMES.get(kind, kind), "small", "end"))
    return parts
