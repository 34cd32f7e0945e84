"""Delimited text to rows: dialect, header, then chunk by chunk."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from linewarden.errors import FeedError
from linewarden.feeds.files.header import Columns, find_columns, places_end
from linewarden.feeds.files.layout import FieldMap
from linewarden.feeds.files.limits import Limits
from linewarden.feeds.files.rows import Rows
from linewarden.feeds.files.split import Mark, Split, split
from linewarden.feeds.files.texts import EMPTY_WORDS, first_of, trimmed
from linewarden.feeds.files.unpack import DamagedError

DELIMITERS: tuple[str, ...] = (",", "\t", ";", "|")
_HEAD_BYTES = 256 << 10
_UNBOUNDED = 1 << 30


@dataclass(frozen=True, slots=True)
class Table:
    """How a delimited text is to be read."""

    delimiter: str
    columns: Columns


@dataclass(slots=True)
class Text:
    """UTF-8 pieces with what was taken from them but not yet used. `damage` is why they broke off."""

    pieces: Iterator[bytes]
    carry: bytes = b""
    is_done: bool = False
    damage: str = ""

    def fill(self, size: int) -> None:
        """Reads on until the carry holds `size` bytes or the text ends."""
        parts, have = [self.carry], len(self.carry)
        while have < size and not self.is_done:
            try:
                piece = next(self.pieces)
            except StopIteration:
                self.is_done = True
            except DamagedError as err:
                if not have:
                    raise
                self.is_done, self.damage = True, str(err)
            else:
                parts.append(piece)
                have += len(piece)
        self.carry = b"".join(parts)


def head_rows(text: Text, delimiter: str, limits: Limits, count: int) -> list[list[str]]:
    """The first `count` rows as lists of cells; blank rows are empty lists, so that positions stay exact."""
    lines = text.carry.split(b"\n", count)
    is_whole = text.is_done and len(lines) <= count
    head = text.carry if is_whole else b"\n".join(lines[:count]) + b"\n"
    buf = np.frombuffer(head[:_HEAD_BYTES], np.uint8)
    if not buf.size:
        return []
    slots = np.arange(limits.columns, dtype=np.int16)
    cut = split(buf, delimiter=ord(delimiter), slot_of=slots, least=0, most=_UNBOUNDED, is_final=True, limits=limits)
    fields = [
        trimmed(buf, cut.starts[slot], cut.ends[slot], ())
        for slot in range(min(limits.columns, cut.widths.max(initial=0)))
    ]
    return [
        []
        if mark & Mark.BLANK
        else [fields[slot].text(row) for slot in range(min(int(cut.widths[row]), limits.columns))]
        for row, mark in enumerate(cut.marks)
    ]


def find_table(text: Text, layout: FieldMap, zone: ZoneInfo, limits: Limits, name: str) -> Table:
    """Delimiter and columns by the first rows; raises FeedError when no delimiter makes them a table of this layout."""
    candidates = (layout.delimiter,) if layout.delimiter else DELIMITERS
    found: list[tuple[tuple[float, ...], Table]] = []
    problems: list[tuple[float, FeedError]] = []
    for delimiter in candidates:
        rows = head_rows(text, delimiter, limits, limits.head_rows)
        try:
            columns = find_columns(rows, layout, zone)
        except FeedError as err:
            problems.append((max((len(row) for row in rows), default=0), err))
            continue
        fit = _fit(rows[columns.skipped_rows :], columns)
        found.append(
            (
                (columns.header_row >= 0, columns.matched if columns.header_row >= 0 else 0, fit),
                Table(delimiter, columns),
            )
        )
    if not found:
        raise FeedError(f"{name!r}: {max(problems, key=lambda problem: problem[0])[1]}")
    (has_header, _, fit), table = max(found, key=lambda candidate: candidate[0])
    if fit == 0 and not has_header:
        raise FeedError(
            f"{name!r}: no row has the {table.columns.least} to {table.columns.most} columns of map {layout.name}; "
            "propose a map with `linewarden map-feed`"
        )
    return table


def _fit(rows: list[list[str]], columns: Columns) -> float:
    widths = [len(row) for row in rows if row]
    return sum(columns.least <= width <= columns.most for width in widths) / len(widths) if widths else 0.0


def table_rows(
    pieces: Iterator[bytes], layout: FieldMap, zone: ZoneInfo, limits: Limits, name: str, first: int
) -> Iterator[Rows | int]:
    """The rows of a delimited text, numbered from `first` on, in chunks; at the end the number of the row after the last.

    Raises FeedError when it is no table of this layout, DamagedError after the last whole row when the text broke off.
    """
    text = Text(pieces)
    text.fill(_HEAD_BYTES)
    if not text.carry.strip():
        yield first
        return
    table = find_table(text, layout, zone, limits, name)
    number = first
    skip_until = first + table.columns.skipped_rows
    while True:
        text.fill(limits.chunk_bytes)
        if not text.carry:
            break
        chunk = np.frombuffer(text.carry, np.uint8)
        cut = _cut(chunk, table, is_final=text.is_done, limits=limits)
        if not len(cut):
            yield _oversized(text, number, limits)
            number += 1
            continue
        numbers = np.arange(number, number + len(cut), dtype=np.int64)
        number += len(cut)
        if text.damage and cut.marks[-1] & Mark.OPEN_END:  # the break may have cut its last field short
            cut.marks[-1] |= Mark.TOO_FEW
            text.damage = ""
        rows = _named(chunk, cut, numbers, numbers >= skip_until, table, layout)
        if len(rows):
            yield rows
        text.carry = text.carry[cut.consumed :]
    if text.damage:
        yield _tail(number, text.damage)
        number += 1
    yield number


def _cut(chunk: npt.NDArray[np.uint8], table: Table, *, is_final: bool, limits: Limits) -> Split:
    used = places_end(table.columns.places)
    slot_of = np.full(used, -1, np.int16)
    wanted = sorted({column for columns in table.columns.places.values() for column in columns})
    slot_of[wanted] = np.arange(len(wanted), dtype=np.int16)
    return split(
        chunk,
        delimiter=ord(table.delimiter),
        slot_of=slot_of,
        least=table.columns.least,
        most=table.columns.most,
        is_final=is_final,
        limits=limits,
    )


def _named(
    chunk: npt.NDArray[np.uint8],
    cut: Split,
    numbers: npt.NDArray[np.int64],
    is_wanted: npt.NDArray[np.bool_],
    table: Table,
    layout: FieldMap,
) -> Rows:
    """The rows that are no header and not blank, with their fields under our names."""
    keep = np.flatnonzero(is_wanted & (cut.marks & Mark.BLANK == 0))
    wanted = sorted({column for columns in table.columns.places.values() for column in columns})
    slot = {column: at for at, column in enumerate(wanted)}
    fields = {}
    for name, columns in table.columns.places.items():
        words = (*EMPTY_WORDS, *layout.sources[name if name in layout.sources else "setup_time"].empty)
        spans = [
            trimmed(chunk, cut.starts[slot[column]][keep], cut.ends[slot[column]][keep], words) for column in columns
        ]
        fields[name] = first_of(spans)
    return Rows(
        numbers[keep],
        cut.marks[keep],
        fields,
        bool((cut.marks & Mark.ESCAPED).any()),
        chunk,
        cut.row_starts[keep],
        cut.row_ends[keep],
        table.columns.units,
        table.columns.own,
    )


def _oversized(text: Text, number: int, limits: Limits) -> Rows:
    """The reject of a line longer than a row may be; the text is skipped to the line's end."""
    start = text.carry[:800]
    while True:
        cut = text.carry.find(b"\n")
        if cut >= 0:
            text.carry = text.carry[cut + 1 :]
            break
        text.carry = b""
        if text.is_done:
            break
        text.fill(limits.chunk_bytes)
    return _one(number, Mark.OVERSIZED, start)


def _tail(number: int, damage: str) -> Rows:
    return _one(number, Mark.OPEN_END | Mark.TOO_FEW, damage.encode())


def _one(number: int, mark: Mark, raw: bytes) -> Rows:
    buf = np.frombuffer(raw or b"\n", np.uint8)
    return Rows(
        np.array([number], np.int64),
        np.array([mark], np.uint8),
        {},
        has_escapes=False,
        buf=buf,
        row_starts=np.zeros(1, np.int32),
        row_ends=np.full(1, len(raw), np.int32),
    )
