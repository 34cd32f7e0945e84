"""What the score says against what happened, with intervals; on the diagonal they agree."""

from typing import Any

from scorecard.panels.axes import Box, Scale, text
from scorecard.panels.ways import LINES

CHANCE = Scale(1e-4, 1.0, (1e-4, 1e-3, 0.01, 0.1, 1), is_log=True, is_share=True)


def calibration(report: dict[str, Any], left: float, top: float, width: float, height: float) -> list[str]:
    """Of all towns, live. Larger dots: more warnings at true rates."""
    box, colour = Box(left, top, width, height, CHANCE, CHANCE), LINES[0].colour
    found = report["all"]["live"]["calibration"]
    error = found["expected_calibration_error"]
    parts = box.drawn("校准 Calibration: score and what happened", "预警分数 Score, as a chance")
    parts.append(f'<line class="diagonal" x1="{box.x(1e-4):.1f}" y1="{box.y(1e-4):.1f}" x2="{box.x(1):.1f}" y2="{box.y(1):.1f}"/>')  # fmt: skip
    total = sum(row["at_true_rates"] for row in found["bins"])
    for row in found["bins"]:
        x, size = box.x(row["score"]), 3 + 7 * (row["at_true_rates"] / total) ** 0.5
        low, high = (box.y(v) for v in row["interval"])
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}" stroke="{colour}" stroke-width="2" opacity="0.6"/>')  # fmt: skip
        parts.append(f'<circle cx="{x:.1f}" cy="{box.y(row["share"]):.1f}" r="{size:.1f}" fill="{colour}"><title>{row["warnings"]}</title></circle>')  # fmt: skip
    if error is not None:
        parts.append(text(left + 10, top + 20, f"ECE {error:.3f}", "small"))
    return parts
