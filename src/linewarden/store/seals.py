"""Seal records: one small file a sealed range of blocks, written last, that makes the range part of the lake.

It carries the sums over the headers of its blocks, so that counts and resume points outlive the spool files.
"""

import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from linewarden.errors import StoreError
from linewarden.store.durable import aside, put_in_place
from linewarden.store.progress import Progress

_SUFFIX = ".seal.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One Parquet file of a range. Times are microseconds since 1970 UTC and inclusive; 0 where rows have none."""

    rows: int
    bytes: int
    crc: int | None = None  # CRC-32 of the file; None in seals of older programs
    first_us: int = 0  # setup_at of records, seen_at of messages
    last_us: int = 0
    first_ended_us: int = 0  # of records
    last_ended_us: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A sealed range of blocks, `first` to `last` inclusive; a part is None when the range has no such rows."""

    first: int
    last: int
    cdr: Part | None
    sip: Part | None
    rejects: Part | None
    progress: Progress

    @property
    def name(self) -> str:
        """Stem of the names of its files."""
        return range_name(self.first, self.last)


def range_name(first: int, last: int) -> str:
    """Stem of the names of the files of a range of blocks."""
    return f"{first:016d}-{last:016d}"


def write_seal(folder: Path, seal: Seal, *, sync: bool) -> None:
    """Make the range part of the lake."""
    path = seal_path(folder, seal.name)
    text = orjson.dumps(
        {
            "version": 1,
            "first": seal.first,
            "last": seal.last,
            **{kind: _part_json(getattr(seal, kind)) for kind in ("cdr", "sip", "rejects")},
            "progress": seal.progress.to_json(),
        }
    )
    aside(path).write_bytes(text + b"\n%08x\n" % zlib.crc32(text))
    put_in_place(path, sync=sync)


def drop_seal(folder: Path, name: str) -> None:
    """Take a range that could not be made durable out of the lake again."""
    seal_path(folder, name).unlink(missing_ok=True)


def seal_path(folder: Path, name: str) -> Path:
    """Where the seal of a range lies."""
    return folder / f"{name}{_SUFFIX}"


def seal_names(folder: Path) -> set[str]:
    """Names of the ranges that are sealed at this moment."""
    return {path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}")}


def read_seals(folder: Path) -> list[Seal]:
    """All seals, oldest first. Raises StoreError when one is damaged or a range is missing between them."""
    seals = [_read_seal(path) for path in sorted(folder.glob(f"*{_SUFFIX}"))]
    expected = 0
    for seal in seals:
        if seal.first != expected:
            raise StoreError(f"{folder} has no seal that begins with block {expected}; restore it from a backup")
        expected = seal.last + 1
    return seals


def _read_seal(path: Path) -> Seal:
    text, _, check = path.read_bytes().rstrip(b"\n").rpartition(b"\n")
    if check != b"%08x" % zlib.crc32(text):
        raise StoreError(f"{path} is damaged; restore it from a backup or from the standby")
    data = orjson.loads(text)
    if data["version"] != 1:
        raise StoreError(f"{path} has version {data['version']}, this program reads version 1; use the newer program")
    parts = {kind: None if data[kind] is None else Part(**data[kind]) for kind in ("cdr", "sip", "rejects")}
    return Seal(first=data["first"], last=data["last"], progress=Progress.from_json(data["progress"]), **parts)


def _part_json(part: Part | None) -> dict[str, Any] | None:
    return None if part is None else asdict(part)
