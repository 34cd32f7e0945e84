"""Spreadsheets (XLSX, XLS, ODS) to rows. A workbook is held in memory, so `Limits.sheet_bytes` bounds it."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from pathlib import Path
from zoneinfo import ZoneInfo

import python_calamine

from linewarden.errors import FeedError
from linewarden.feeds.files.header import Columns, find_columns
from linewarden.feeds.files.layout import FieldMap
from linewarden.feeds.files.limits import Limits
from linewarden.feeds.files.rows import Rows, rows_of_texts
from linewarden.feeds.files.split import Mark
from linewarden.feeds.files.texts import EMPTY_WORDS

Cell = float | str | bool | date | time | timedelta | None
_BATCH = 20_000


def sheet_rows(
    workbook: bytes | Path, layout: FieldMap, zone: ZoneInfo, limits: Limits, name: str, first: int
) -> Iterator[Rows | int]:
    """The rows of all sheets that are not empty, numbered on from `first`, in chunks; at the end the number after the last.

    Raises FeedError when it is no workbook or no sheet is a table of this layout; sheets of another kind beside it are passed over
    only when they hold no table at all.
    """
    number = first
    problem: FeedError | None = None
    is_found = False
    for cells in sheets(workbook, name):
        head = list(islice(cells, limits.head_rows))
        if not head:
            continue
        try:
            columns = find_columns(head, layout, zone)
        except FeedError as err:
            problem = problem or err
            number += len(head) + sum(1 for _ in cells)
            continue
        is_found = True
        for start, batch in _batches(chain(head, cells), number):
            rows = _named(batch, start, number + columns.skipped_rows, columns, layout)
            if len(rows):
                yield rows
            last = start + len(batch)
        number = last
    if problem and not is_found:
        raise FeedError(f"{name!r}: {problem}")
    yield number


def sheets(workbook: bytes | Path, name: str) -> Iterator[Iterator[list[str]]]:
    """Each sheet as rows of texts, from its first row on; raises FeedError when it is no workbook."""
    try:
        book = python_calamine.load_workbook(io.BytesIO(workbook) if isinstance(workbook, bytes) else str(workbook))
        for sheet_name in book.sheet_names:
            sheet = book.get_sheet_by_name(sheet_name)
            blank = sheet.start[0] if sheet.start else 0
            yield chain(([] for _ in range(blank)), ([cell_text(cell) for cell in row] for row in sheet.iter_rows()))
    except python_calamine.PasswordError as err:
        raise FeedError(f"spreadsheet {name!r} is encrypted; send it without a password") from err
    except (python_calamine.CalamineError, OSError) as err:
        raise FeedError(f"spreadsheet {name!r} cannot be read: {err}; send it as CSV") from err


def cell_text(cell: Cell) -> str:
    """A cell as a text file would show it; whole numbers without point or exponent."""
    if cell is None or isinstance(cell, str):
        return (cell or "").replace("\n", " ").replace("\x00", "\ufffd")
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        seconds = cell.total_seconds()
        return f"{int(seconds // 3600)}:{int(seconds % 3600 // 60):02}:{int(seconds % 60):02}"
    return f"{cell:.0f}" if cell == cell and abs(cell) < 1e17 and cell == int(cell) else repr(cell)  # noqa: PLR0124  NaN


def _batches(cells: Iterator[list[str]], number: int) -> Iterator[tuple[int, list[list[str]]]]:
    while batch := list(islice(cells, _BATCH)):
        yield number, batch
        number += len(batch)


def _named(batch: Sequence[list[str]], start: int, skip_until: int, columns: Columns, layout: FieldMap) -> Rows:
    numbers, records, marks, raw = [], [], [], []
    for number, cells in enumerate(batch, start):
        if number < skip_until or not any(cell.strip() for cell in cells):
            continue
        numbers.append(number)
        records.append({name: _first(cells, places, name, layout) for name, places in columns.places.items()})
        marks.append(Mark(0))
        raw.append("\t".join(cells))
    return rows_of_texts(columns.places.keys(), numbers, records, marks, raw, units=columns.units, own=columns.own)


def _first(cells: list[str], places: tuple[int, ...], name: str, layout: FieldMap) -> str:
    source = layout.sources.get(name)
    empty = (*EMPTY_WORDS, *(source.empty if source else ()))
    for place in places:
        text = cells[place].strip().removeprefix("'") if place < len(cells) else ""
        if text and text not in empty:
            return text
    return ""
