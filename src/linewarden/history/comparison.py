"""What a back-test found: today's rules, the changed ones and the difference, as JSON and as text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from linewarden.history.tally import Place

TODAY, CHANGED = "today", "changed"


@dataclass(frozen=True, slots=True)
class Counts:
    """Of calls above the threshold. Over several days callers and persons count once a day."""

    calls: int = 0
    callers: int = 0
    persons: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.calls + other.calls, self.callers + other.callers, self.persons + other.persons)

    def __sub__(self, other: "Counts") -> "Counts":
        return Counts(self.calls - other.calls, self.callers - other.callers, self.persons - other.persons)

    def to_json(self) -> dict[str, int]:
        """By name."""
        return {"calls": self.calls, "callers": self.callers, "persons": self.persons}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts by place: table 0 is today's, table 1, where there is one, the changed."""

    lines: tuple[str, ...]
    tables: int
    counts: dict[Place, Counts]

    @property
    def days(self) -> list[date]:
        """Days with anything above the threshold."""
        return sorted({place.day for place in self.counts})

    def of(self, table: int, days: Iterable[date], line: int) -> Counts:
        """The sum over the days."""
        return sum((self.counts.get(Place(table, day, line), Counts()) for day in days), Counts())

    def to_json(self) -> dict[str, Any]:
        """Total and days, by line; lines without counts are left out."""
        return {"total": self._lines_json(self.days), "days": {str(day): self._lines_json([day]) for day in self.days}}

    def _lines_json(self, days: list[date]) -> dict[str, Any]:
        found = {}
        for line, name in enumerate(self.lines):
            counts = [self.of(table, days, line) for table in range(self.tables)]
            if any(count.calls for count in counts):
                found[name] = {title: count.to_json() for title, count in _titled(counts).items()}
        return found

    def text(self) -> str:
        """A table for people: a block a day, then the total."""
        blocks = [(str(day), [day]) for day in self.days]
        if len(blocks) != 1:
            blocks.append((f"{len(blocks)} days", self.days))
        return "\n\n".join(self._block(title, days) for title, days in blocks)

    def _block(self, title: str, days: list[date]) -> str:
        head, rows = f"{title:<24}", []
        for line, name in enumerate(self.lines):
            counts = [self.of(table, days, line) for table in range(self.tables)]
            if any(count.calls for count in counts):
                rows.append(f"{name:<24}" + "".join(_cells(title, count) for title, count in _titled(counts).items()))
        titles = _titled([Counts()] * self.tables)
        named = "".join(f"{f'{title} calls':>20}{'callers':>10}{'persons':>10}" for title in titles)
        return "\n".join([head + named, *rows]) if rows else f"{head}nothing above the threshold"


def _titled(counts: list[Counts]) -> dict[str, Counts]:
    if len(counts) == 1:
        return {TODAY: counts[0]}
    return {TODAY: counts[0], CHANGED: counts[1], "difference": counts[1] - counts[0]}


def _cells(title: str, count: Counts) -> str:
    sign = "+" if title == "difference" else ""
    return f"{count.calls:>{sign}20,}{count.callers:>{sign}10,}{count.persons:>{sign}10,}"
