"""Where a search has got to: newest first by (setup time, record id), so that records which come in later do not move it."""

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass

from linewarden.errors import ConfigError
from linewarden.query import Node, written

_LAYOUT = struct.Struct(">qqQ8s")


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """All records at it and before it in the order of pages (newer ones) have been told."""

    at_us: int
    record_id: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """How a search goes on: from a position, at the moment that it began at."""

    now_us: int
    position: Position | None  # None: from the newest record on


def cursor_text(now_us: int, position: Position, query: Node) -> str:
    """A cursor as text that fits only this query."""
    packed = _LAYOUT.pack(now_us, position.at_us, position.record_id, _mark(query))
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(text: str, query: Node) -> Cursor:
    """What was made of it. Raises ConfigError when it is none, or one of another query."""
    try:
        now_us, at_us, record_id, mark = _LAYOUT.unpack(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (struct.error, binascii.Error, ValueError) as err:
        raise ConfigError("this cursor is none; begin the search again without one") from err
    if mark != _mark(query):
        raise ConfigError("this cursor belongs to another query; begin the search again without one")
    return Cursor(now_us, Position(at_us, record_id))


def _mark(query: Node) -> bytes:
    return hashlib.blake2b(written(query).encode(), digest_size=8).digest()
