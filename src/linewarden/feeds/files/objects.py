"""JSON call records to rows: one object a file, a line or an array element, however it is laid out."""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from linewarden.errors import FeedError
from linewarden.feeds.files.layout import FieldMap
from linewarden.feeds.files.limits import Limits
from linewarden.feeds.files.rows import Rows, rows_of_texts
from linewarden.feeds.files.split import Mark
from linewarden.feeds.files.table import Text
from linewarden.feeds.files.texts import EMPTY_WORDS

_BATCH = 5_000
_PUNCTUATION = re.compile(rb'[{}"\\\n]')
_GAP = re.compile(rb"[ \t\r\n,\[\]\x1e]*")


def object_rows(
    pieces: Iterator[bytes], layout: FieldMap, limits: Limits, name: str, first: int
) -> Iterator[Rows | int]:
    """The objects of a JSON text as rows, numbered on from `first`, in chunks; at the end the number after the last.

    What is no object is a row of its own, marked. Raises FeedError when the text holds no object at all.
    """
    number, seen = first, 0
    batch: list[tuple[int, dict[str, str], Mark, str]] = []
    text = Text(pieces)
    for raw in objects(text, limits):
        fields = _fields(raw, layout)
        seen += fields is not None
        if not seen and number - first > 100:
            break
        batch.append((number, fields or {}, Mark(0) if fields is not None else Mark.UNCLOSED, _shown(raw)))
        number += 1
        if len(batch) >= _BATCH and seen:
            yield _rows(batch, layout)
            batch = []
    if not seen and batch:
        raise FeedError(f"{name!r} holds no JSON object; map {layout.name} reads JSON, choose another for tables")
    if text.damage:
        batch.append((number, {}, Mark.OPEN_END | Mark.TOO_FEW, text.damage))
        number += 1
    if batch:
        yield _rows(batch, layout)
    yield number


def _rows(batch: list[tuple[int, dict[str, str], Mark, str]], layout: FieldMap) -> Rows:
    numbers, records, marks, raw = zip(*batch, strict=True)
    return rows_of_texts(layout.sources.keys(), list(numbers), list(records), list(marks), list(raw))


def _shown(raw: bytes) -> str:
    return raw[:800].decode("utf-8", "replace").replace("\n", " ")


def objects(text: Text, limits: Limits) -> Iterator[bytes]:
    """Each top-level object as bytes, and each stretch between them that is no punctuation.

    A line that begins with `{` while an object is open, or a line end within a string, ends a broken object, so that it takes no
    neighbour with it. A stretch in which no object ends within `Limits.json_bytes` is read line by line, so that nothing is looked
    through twice.
    """
    lines_left = 0  # bytes that are read line by line
    while True:
        text.fill(limits.chunk_bytes)
        if not text.carry:
            return
        at = 0
        while True:
            gap = _between(text.carry, at)
            lines_left, at = lines_left - (gap - at), gap
            if at == len(text.carry):
                break
            end = _object_end(text.carry, at) if lines_left <= 0 else -1
            if end < 0 and lines_left <= 0:
                if not text.is_done and len(text.carry) - at <= limits.json_bytes:
                    break
                lines_left = limits.json_bytes
            if end < 0 or end - at > limits.json_bytes:
                line_end = text.carry.find(b"\n", at)
                end = len(text.carry) if line_end < 0 else line_end
            yield text.carry[at:end]
            lines_left, at = lines_left - (end - at), end
        if at == 0 and text.is_done:
            return
        text.carry = text.carry[at:]
        if len(text.carry) >= limits.chunk_bytes and not text.is_done:
            text.fill(len(text.carry) + limits.chunk_bytes)


def _between(data: bytes, start: int) -> int:
    """Where the punctuation between objects ends."""
    match = _GAP.match(data, start)
    return match.end() if match else start


def _object_end(data: bytes, start: int) -> int:
    """Where the object that starts here ends (or breaks off); -1 when the data ends first."""
    if data[start] != 0x7B:
        return data.find(b"\n", start)
    depth, is_string, skip_at = 0, False, -1
    for match in _PUNCTUATION.finditer(data, start):
        at, char = match.start(), data[match.start()]
        if at == skip_at:
            continue
        if char == 0x5C:
            skip_at = at + 1
        elif char == 0x0A:
            if is_string or data[at + 1 : at + 2] == b"{":
                return at
        elif char == 0x22:
            is_string = not is_string
        elif not is_string:
            depth += 1 if char == 0x7B else -1
            if depth == 0:
                return at + 1
    return -1


def _fields(raw: bytes, layout: FieldMap) -> dict[str, str] | None:
    try:
        record = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(record, dict):
        return None
    return {
        field: text for field, source in layout.sources.items() if (text := _first(record, source.names, source.empty))
    }


def _first(record: dict[str, Any], names: tuple[str, ...], empty: tuple[str, ...]) -> str:
    for name in names:
        value = _at(record, name)
        if value is None or isinstance(value, dict | list):
            continue
        text = str(int(value)) if isinstance(value, bool) else str(value).strip()
        if text and text not in EMPTY_WORDS and text not in empty:
            return text
    return ""


def _at(record: object, path: str) -> object:
    """The value at a dotted path, with numbers for list positions; a key that holds dots itself is tried first."""
    if isinstance(record, dict) and path in record:
        return record[path]
    for part in path.split("."):
        if isinstance(record, dict):
            record = record.get(part)
        elif isinstance(record, list) and part.isdigit() and int(part) < len(record):
            record = record[int(part)]
        else:
            return None
    return record
