"""Warnings as JSON lines, for people and programs outside."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import orjson

from linewarden.errors import ConfigError
from linewarden.model.number import E164
from linewarden.model.warning import Level, Warning


@dataclass(frozen=True, slots=True)
class Step:
    """What a warning said from one moment on."""

    at: datetime
    level: Level
    score: float
    callers: tuple[E164, ...]


@dataclass(slots=True)
class History:
    """How a warning grew: its latest form, when each level was reached, and every change of level, score or callers."""

    latest: Warning
    levels: list[tuple[datetime, Level]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def note(self, warning: Warning) -> None:
        """Add the next revision."""
        step = Step(warning.changed_at, warning.level, warning.score, warning.callers)
        before = self.steps[-1] if self.steps else None
        if before is None or before.level is not step.level:
            self.levels.append((step.at, step.level))
        if before is None or replace(before, at=step.at) != step:
            self.steps.append(step)
        self.latest = warning


def write_warnings(path: Path, histories: list[History]) -> None:
    """One object a line, in the order given. Raises ConfigError when the file cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            for history in histories:
                out.write(orjson.dumps(_as_json(history)) + b"\n")
    except OSError as err:
        raise ConfigError(
            f"warnings file {path} cannot be written: {err.strerror}; name another with --warnings"
        ) from err


def _as_json(history: History) -> dict[str, object]:
    warning = history.latest
    return {
        "warning_id": warning.warning_id,
        "raised_at": iso(warning.raised_at),
        "level": warning.level.value,
        "called": str(warning.called),
        "callers": [str(cli) for cli in warning.callers],
        "kind": warning.kind.value,
        "score": warning.score,
        "reasons": [
            {
                "signal": reason.signal, "rule": reason.rule, "text": reason.text_zh, "text_en": reason.text_en, "value": reason.value,
                "threshold": reason.threshold, "record_ids": [f"{record:016x}" for record in reason.record_ids], "record_count": reason.record_count,
            }
            for reason in warning.reasons
        ],
        "levels": [{"at": iso(at), "level": level.value} for at, level in history.levels],
        "steps": [
            {"at": iso(s.at), "level": s.level.value, "score": s.score, "callers": [str(cli) for cli in s.callers]} for s in history.steps
        ],
        "is_synthetic": warning.is_synthetic,
        "versions": dict(warning.versions),
    }  # fmt: skip


def iso(at: datetime) -> str:
    """UTC in ISO 8601 with a Z."""
    return at.isoformat().replace("+00:00", "Z")
