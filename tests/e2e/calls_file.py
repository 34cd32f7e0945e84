"""Record files for tests: a seat whose calls are cut short or not answered, and then one that it holds."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
SEAT, VICTIM = "+8613900000001", "138 6123 4567"
Rows = list[dict[str, str]]


def row(number: int, at: datetime, talk_s: float, called: str, cli: str = SEAT) -> dict[str, str]:
    """One call in the `linewarden` layout; it rings for 5 s."""
    answered = at + timedelta(seconds=5)
    return {
        "call_id": f"c{number}", "cli": cli, "called": called, "setup_at": at.isoformat(), "answered_at": answered.isoformat() if talk_s else "",
        "ended_at": (answered + timedelta(seconds=talk_s)).isoformat(), "service": "voice",
    }  # fmt: skip


def burst(start: datetime = NOON, *, victim: str = VICTIM, cli: str = SEAT, held_s: float = 900) -> Rows:
    """119 calls that are cut short or not answered, one every 20 s, then one of 15 minutes."""
    short = [
        row(n, start + timedelta(seconds=n * 20), 4 if n % 2 else 0, f"0{13800000000 + n * 1009}", cli)
        for n in range(1, 120)
    ]
    return [*short, row(120, start + timedelta(seconds=2400), held_s, victim, cli)]


def write(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    """The rows as UTF-8 CSV."""
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    return path


def drop(folder: Path, name: str, rows: Sequence[dict[str, str]]) -> None:
    """Write beside, rename in: the file is whole when it appears."""
    write(folder / f".{name}", rows).rename(folder / name)
