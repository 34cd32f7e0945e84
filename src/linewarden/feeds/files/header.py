"""Which column of a table is which field."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from linewarden.errors import FeedError
from linewarden.feeds.files import times
from linewarden.feeds.files.layout import FieldMap, Header

_UNIT_WORDS = (("毫秒", "ms"), ("ms", "ms"), ("分钟", "min"), ("min", "min"), ("秒", "s"), ("sec", "s"))
_BRACKETS = re.compile(r"[(\[{【].*?[)\]}】]")
_FILLERS = re.compile(r"[\s_\-\"'`:*#.]+")
_TYPE_WORD = re.compile(
    r"^(INTEGER|BIGINT|SMALLINT|DECIMAL|FLOAT|BOOLEAN|TEXT|UNIQUEIDENTIFIER|DATETIME|(N?VAR)?CHAR(\(\d+\))?)$",
    re.IGNORECASE,
)
_POSITION = re.compile(r"^#[1-9]\d{0,2}$")
_OWN_NUMBER = re.compile(r"^\s*[:：=]?\s*(\+?[\d\- ]{5,20})\s*$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the fields of a table are."""

    header_row: int  # 0-based row that named the columns; -1 when none did
    skipped_rows: int  # rows from the top that are no records
    places: dict[str, tuple[int, ...]]  # field → 0-based columns, the preferred first
    units: dict[str, str]  # of durations whose header names one
    own: str  # the subscriber's number that stands above the header; "" when none does
    least: int  # fields that a row must have
    most: int

    @property
    def matched(self) -> int:
        """How many fields were found."""
        return len(self.places)


def header_key(name: str) -> str:
    """A column name without what differs between writers: case, width, blanks, punctuation, a unit in brackets."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return _FILLERS.sub("", _BRACKETS.sub("", folded)) or _FILLERS.sub("", folded)


def find_columns(rows: Sequence[Sequence[str]], layout: FieldMap, zone: ZoneInfo) -> Columns:
    """The columns of a table by its first rows; raises FeedError that says what is missing and what was found."""
    if layout.header is not Header.NO:
        found = [columns for at, row in enumerate(rows) if (columns := _by_header(rows, at, row, layout, zone))]
        complete = [columns for columns in found if not missing(columns)]
        if complete:
            return complete[0]
        if layout.header is Header.YES:
            raise FeedError(_no_header(rows, found, layout))
    columns = _by_position(layout, rows)
    if problem := missing(columns):
        raise FeedError(f"map {layout.name}: columns lack {', '.join(problem)}; name them in the map")
    return columns


def missing(columns: Columns) -> list[str]:
    """What a table lacks to be call records; empty when it lacks nothing."""
    has = columns.places.keys()
    lacks = [] if "setup_at" in has or {"setup_date", "setup_time"} <= has else ["a time (setup_at)"]
    if {"cli", "called"} <= has:
        return lacks
    if not {"peer", "direction"} <= has:
        return [*lacks, "the calling and called number (cli and called, or own, peer and direction)"]
    if "own" not in has and not columns.own:
        return [*lacks, "the subscriber's number (own, or a line above the header)"]
    return lacks


def _by_header(
    rows: Sequence[Sequence[str]], at: int, row: Sequence[str], layout: FieldMap, zone: ZoneInfo
) -> Columns | None:
    """The columns that a row names, if it is a header: it names at least three of those that the map knows."""
    keys: dict[str, int] = {}
    for column, cell in enumerate(row):
        keys.setdefault(header_key(cell), column)
    keys.pop("", None)
    names = {
        header_key(name) for source in layout.sources.values() for name in source.names if not name.startswith("#")
    }
    if len(names & keys.keys()) < min(3, len(names)):
        return None
    places = _places(layout, keys)
    durations: tuple[str, ...] = ("talk", "total")
    units = {field: unit for field in durations if field in places and (unit := _unit(row[places[field][0]]))}
    below = rows[at + 1 :]
    types_rows = int(layout.types_row and bool(below) and all(_TYPE_WORD.match(cell.strip()) for cell in below[0]))
    width = max(len(row), places_end(places), 1)
    return Columns(
        at,
        at + 1 + types_rows,
        _settled(places, below, zone, layout),
        units,
        own_number(rows[:at], layout.own_labels),
        width,
        width,
    )


def _places(layout: FieldMap, keys: dict[str, int]) -> dict[str, tuple[int, ...]]:
    """Where the fields are, by the columns' keys; a name such as #3 is the third column whatever its name."""
    places = {
        field: tuple(
            dict.fromkeys(
                int(name[1:]) - 1 if _POSITION.match(name) else keys[header_key(name)]
                for name in source.names
                if _POSITION.match(name) or header_key(name) in keys
            )
        )
        for field, source in layout.sources.items()
    }
    return {field: columns for field, columns in places.items() if columns}


def places_end(places: dict[str, tuple[int, ...]]) -> int:
    """One more than the last column used."""
    return max((column for columns in places.values() for column in columns), default=-1) + 1


def _settled(
    places: dict[str, tuple[int, ...]], below: Sequence[Sequence[str]], zone: ZoneInfo, layout: FieldMap
) -> dict[str, tuple[int, ...]]:
    """Settles which columns hold the setup: one with date and time, or a date and a time of day."""
    has = places.keys()
    if "setup_at" not in has:
        lone = next((name for name in ("setup_time", "setup_date") if name in has), None)
        if lone and not {"setup_date", "setup_time"} <= has:
            places = {**places, "setup_at": places[lone]}
    elif "setup_date" in has and not _holds_times(below, places["setup_at"][0], zone, layout):
        places = {**places, "setup_time": places["setup_at"]}
        del places["setup_at"]
    if "setup_at" in places:
        places = {name: columns for name, columns in places.items() if name not in {"setup_date", "setup_time"}}
    return places


def _holds_times(rows: Sequence[Sequence[str]], column: int, zone: ZoneInfo, layout: FieldMap) -> bool:
    cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
    return not cells or any(times.read_time(cell, zone, layout.date_order) > times.NOT_ONE for cell in cells)


def _by_position(layout: FieldMap, rows: Sequence[Sequence[str]]) -> Columns:
    at = {header_key(name): column for column, name in enumerate(layout.columns)}
    width = len(layout.columns)
    return Columns(
        -1,
        0,
        _places(layout, at),
        {},
        own_number(rows, layout.own_labels),
        min(layout.least_columns or width, width),
        width,
    )


def _unit(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    bracketed = " ".join(_BRACKETS.findall(folded))
    return next((unit for word, unit in _UNIT_WORDS if word in bracketed), "")


def own_number(above: Sequence[Sequence[str]], labels: Sequence[str]) -> str:
    """The subscriber's number from the lines above the header: "本机号码：138…", in one cell or two."""
    for row in above:
        for label in labels:
            for column, cell in enumerate(row):
                before, found, after = unicodedata.normalize("NFKC", cell).partition(label)
                if not found or before.strip():
                    continue
                neighbour = row[column + 1] if column + 1 < len(row) else ""
                if match := _OWN_NUMBER.match(
                    after if after.strip(" :=") else unicodedata.normalize("NFKC", neighbour)
                ):
                    return match[1].replace(" ", "").replace("-", "")
    return ""


def _no_header(rows: Sequence[Sequence[str]], found: list[Columns], layout: FieldMap) -> str:
    if found:
        best = max(found, key=lambda columns: columns.matched)
        return (
            f"map {layout.name}: header row {best.header_row + 1} lacks {' and '.join(missing(best))}; its columns are "
            f"{_shown(rows[best.header_row])}; propose a map with `linewarden map-feed`"
        )
    first = next((row for row in rows if any(cell.strip() for cell in row)), [])
    return (
        f"map {layout.name}: no row among the first {len(rows)} names its columns; the first row reads {_shown(first)}; "
        "propose a map with `linewarden map-feed`"
    )


def _shown(row: Sequence[str]) -> str:
    return ascii_safe(" | ".join(cell.strip() for cell in row))[:300]


def ascii_safe(text: str) -> str:
    """The text with control characters escaped, so that it cannot disturb a terminal or a log."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
