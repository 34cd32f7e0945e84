"""The card as a picture: who is warned at how many warnings a day, how long before, how true the score is, and which kinds are found."""

from typing import Any

from scorecard.panels.axes import text
from scorecard.panels.calibration import calibration
from scorecard.panels.kinds import height, kinds
from scorecard.panels.warned import lead, warned

WIDTH = 940
STYLE = """
text { font: 14px "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; fill: #1f2933 }
.title { font-size: 17px; font-weight: 600 } .head { font-weight: 600 } .small { font-size: 12px; fill: #52606d }
.ground { fill: #ffffff } .grid { stroke: #d5dbe1 } .goal { fill: #2b8a3e; opacity: 0.12 }
.diagonal { stroke: #52606d; stroke-dasharray: 4 4 } .interval { stroke: #1f2933; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #e4e7eb } .small { fill: #9aa5b1 } .ground { fill: #0d1117 } .grid { stroke: #2b333d } .goal { opacity: 0.3 }
  .diagonal { stroke: #9aa5b1 } .interval { stroke: #e4e7eb }
}"""


def picture(report: dict[str, Any]) -> str:
    """An SVG."""
    bottom = 836 + height(report) + 60
    towns = len(report["towns"])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom:.0f}" width="{WIDTH}" height="{bottom:.0f}" role="img">',
        f"<style>{STYLE}</style>", f'<rect class="ground" width="{WIDTH}" height="{bottom:.0f}"/>',
        text(20, 30, "检出效果 Detection", "title"),
        text(20, 52, f"模拟城市 {towns} 座合计，参数随机 · 演示 DEMO: synthetic towns drawn at random, {towns} together", "small"),
        *warned(report, 70, 104, 560, 280),
        *lead(report, 70, 484, 350, 260),
        *calibration(report, 530, 484, 350, 260),
        *kinds(report, 190, 836, 560),
    ]  # fmt: skip
    return "\n".join([*parts, "</svg>", ""])
