"""Warnings as they grew: what an officer saw, and when."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

LEVELS = ("notice", "normal", "high", "urgent")
"""Ascending."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a warning said from one moment on."""

    at: datetime
    level: str
    score: float
    callers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """A warning to one person, step by step in order of time; at least one step."""

    called: int
    steps: tuple[Step, ...]


def read_alarms(path: Path) -> list[Alarm]:
    """Of a file that `linewarden replay` wrote."""
    return [_alarm(orjson.loads(line)) for line in path.read_bytes().splitlines()]


def _alarm(line: dict[str, Any]) -> Alarm:
    return Alarm(
        int(line["called"]),
        tuple(
            Step(datetime.fromisoformat(s["at"]), s["level"], s["score"], tuple(map(int, s["callers"])))
            for s in line["steps"]
        ),
    )
