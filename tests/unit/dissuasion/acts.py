"""Acts and steps to test with: minutes after a warning was raised at noon."""

from datetime import UTC, datetime, timedelta
from typing import Any

from linewarden.dissuasion.act import Act, ActKind, Step

NOON = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    """So many minutes after it was raised."""
    return NOON + timedelta(minutes=minutes)


def steps(*told: tuple[float, str, str, dict[str, Any]]) -> tuple[Step, ...]:
    """(minute, actor, kind, what belongs to it) each."""
    return tuple(
        Step(nth=nth, at=after(minute), actor=actor, act=Act(kind=ActKind(kind), **more))
        for nth, (minute, actor, kind, more) in enumerate(told, 1)
    )
