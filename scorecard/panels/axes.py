"""A box with two scales: places of values, grid lines and words."""

import math
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `least` to `most`; those beyond are drawn at the end. `marks`: values with a grid line."""

    least: float
    most: float
    marks: tuple[float, ...]
    is_log: bool = False
    is_share: bool = False

    def place(self, value: float) -> float:
        """0..1."""
        value = min(max(value, self.least), self.most)
        if self.is_log:
            return math.log(value / self.least) / math.log(self.most / self.least)
        return (value - self.least) / (self.most - self.least)

    def word(self, value: float) -> str:
        """As people read it."""
        return f"{value * 100:g}%" if self.is_share else f"{value:g}"


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels of the plot itself."""

    left: float
    top: float
    width: float
    height: float
    across: Scale
    up: Scale

    def x(self, value: float) -> float:
        """Pixels from the left."""
        return self.left + self.across.place(value) * self.width

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return self.top + (1 - self.up.place(value)) * self.height

    def line(self, points: list[tuple[float, float]], colour: str, style: str = "") -> str:
        """Through values (across, up)."""
        places = " ".join(f"{self.x(a):.1f},{self.y(b):.1f}" for a, b in points)
        return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2" {style}/>'

    def drawn(self, title: str, foot: str) -> list[str]:
        """Grid, marks and words."""
        bottom, right = self.top + self.height, self.left + self.width
        rows = [
            f'<line class="grid" x1="{self.left:.0f}" x2="{right:.0f}" y1="{self.y(v):.1f}" y2="{self.y(v):.1f}"/>'
            + text(self.left - 8, self.y(v) + 4, self.up.word(v), "small", "end")
            for v in self.up.marks
        ]
        columns = [
            f'<line class="grid" x1="{self.x(v):.1f}" x2="{self.x(v):.1f}" y1="{self.top:.0f}" y2="{bottom:.0f}"/>'
            + text(self.x(v), bottom + 18, self.across.word(v), "small", "middle")
            for v in self.across.marks
        ]
        words = [
            text(self.left - 44, self.top - 14, title, "head"),
            text(self.left + self.width / 2, bottom + 38, foot, "small", "middle"),
        ]
        return [*rows, *columns, *words]


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """Words at a place."""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
