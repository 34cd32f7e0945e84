"""What became of people, as officers found it: a CSV or JSONL file with `number`, `outcome` and `lost_at`. Bad rows are told and kept out."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from linewarden.errors import ConfigError
from linewarden.numbering import Home, normalise

COLUMNS = ("number", "outcome", "lost_at")
MOST_TOLD = 20
"""Bad rows that a text names."""


class Outcome(StrEnum):
    """What a person turned out to be."""

    VICTIM = "victim"
    NOT_VICTIM = "not_victim"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Disposition:
    """One person."""

    outcome: Outcome
    lost_at: datetime | None  # of a victim: when the money went, UTC; None: not known, or it did not


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is kept out."""

    line: int
    problem: str


@dataclass(slots=True)
class Dispositions:
    """A file's persons, by canonical number, and its bad rows."""

    people: dict[int, Disposition] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)


def read_dispositions(path: Path, *, home: Home, zone: ZoneInfo) -> Dispositions:
    """The file; times without a zone are the site's. A person with two outcomes is kept out with all rows; of two losses the first counts.

    Raises ConfigError when the file cannot be read, or has no such columns.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as err:
        raise ConfigError(f"--truth {path} cannot be read: {err.strerror}; name another file") from err
    except UnicodeDecodeError as err:
        raise ConfigError(f"--truth {path} is no UTF-8 text: {err}; save it as UTF-8") from err
    found, told = Dispositions(), dict[int, list[tuple[int, Disposition]]]()
    for line, row in _rows(text, path):
        try:
            number, disposition = _parsed(row, home, zone)
        except ValueError as err:
            found.bad.append(BadRow(line, str(err)))
        else:
            told.setdefault(number, []).append((line, disposition))
    for number, rows in told.items():
        _settle(found, number, rows)
    found.bad.sort(key=lambda row: row.line)
    return found


def _rows(text: str, path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    if text.lstrip().startswith("{"):
        for line, written in enumerate(text.splitlines(), 1):
            if written.strip():
                yield line, _object(written)
        return
    table = csv.DictReader(io.StringIO(text))
    if not {"number", "outcome"} <= set(table.fieldnames or ()):
        raise ConfigError(
            f"--truth {path} has the columns {list(table.fieldnames or ())}; it needs {', '.join(COLUMNS)}"
        )
    for row in table:
        yield table.line_num, row


def _object(written: str) -> Mapping[str, object]:
    try:
        value = orjson.loads(written)
    except orjson.JSONDecodeError:
        return {}  # has no outcome: told as a bad row
    return value if isinstance(value, dict) else {}


def _parsed(row: Mapping[str, object], home: Home, zone: ZoneInfo) -> tuple[int, Disposition]:
    """Raises ValueError with what is wrong."""
    outcome = str(row.get("outcome") or "").strip()
    if outcome not in [known.value for known in Outcome]:
        raise ValueError(f"outcome {outcome!r} is none of {', '.join(Outcome)}")
    number = normalise(str(row.get("number") or ""), home=home)
    if number.e164 <= 0:
        raise ValueError("the number cannot be read; write it with country or area code")
    lost = str(row.get("lost_at") or "").strip()
    if lost and outcome != Outcome.VICTIM:
        raise ValueError(f"lost_at {lost!r} stands beside {outcome}; only a victim has lost")
    try:
        lost_at = datetime.fromisoformat(lost) if lost else None
    except ValueError as err:
        raise ValueError(
            f"lost_at {lost!r} is no time; write for example 2026-01-31T12:00+08:00, or leave it empty"
        ) from err
    if lost_at is not None:
        lost_at = (lost_at if lost_at.tzinfo else lost_at.replace(tzinfo=zone)).astimezone(UTC)
    return int(number.e164), Disposition(Outcome(outcome), lost_at)


def _settle(found: Dispositions, number: int, rows: list[tuple[int, Disposition]]) -> None:
    """What all rows of one person say together."""
    first, said = rows[0]
    others = [(line, other.outcome) for line, other in rows if other.outcome is not said.outcome]
    found.bad += [
        BadRow(
            line,
            f"{outcome} here, {said.outcome} in line {first}; correct one of them, until then no row of the person counts",
        )
        for line, outcome in others
    ]
    if not others:
        losses = [row.lost_at for _, row in rows if row.lost_at is not None]
        found.people[number] = Disposition(said.outcome, min(losses, default=None))
