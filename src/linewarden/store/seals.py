"""Seal records: one small file a sealed range of blocks, written last, that makes the range part of the lake.

It carries the sums over the headers of its blocks, so that counts and resume points outlive the spool files.
"""

import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from linewarden.errors import StoreError
from linewarden.store.durable import aside, put_in_place, remove
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
    generation: int = 0  # how often the same range was written anew
    cdr: Part | None
    sip: Part | None
    rejects: Part | None
    progress: Progress

    @property
    def name(self) -> str:
        """Stem of the names of its files."""
        return range_name(self.first, self.last, self.generation)


def range_name(first: int, last: int, generation: int = 0) -> str:
    """Stem of the names of the files of a range of blocks."""
    return f"{first:016d}-{last:016d}" + (f"-{generation}" if generation else "")


def write_seal(folder: Path, seal: Seal, *, sync: bool) -> None:
    """Make the range part of the lake."""
    path = seal_path(folder, seal.name)
    text = orjson.dumps(
        {
            "version": 1,
            "first": seal.first,
            "last": seal.last,
            "generation": seal.generation,
            **{kind: _part_json(getattr(seal, kind)) for kind in ("cdr", "sip", "rejects")},
            "progress": seal.progress.to_json(),
        }
    )
    aside(path).write_bytes(text + b"\n%08x\n" % zlib.crc32(text))
    put_in_place(path, sync=sync)


def drop_seal(folder: Path, name: str) -> None:
    """Take a range that could not be made durable out of the lake again."""
    remove(seal_path(folder, name))


def seal_path(folder: Path, name: str) -> Path:
    """Where the seal of a range lies."""
    return folder / f"{name}{_SUFFIX}"


def seal_names(folder: Path) -> set[str]:
    """Names of the ranges that are sealed at this moment."""
    return {path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}")}


def read_seals(folder: Path) -> list[Seal]:
    """The seals that count, oldest first. Raises StoreError when one is damaged or a range is missing between them."""
    return [_read_seal(seal_path(folder, name)) for name in _counting(folder)]


def clear_superseded(folder: Path) -> None:
    """Throw away the seals that do not count any more. Raises StoreError when a range is missing."""
    for name in seal_names(folder) - set(_counting(folder)):
        drop_seal(folder, name)


def _counting(folder: Path) -> list[str]:
    """Names without those whose range lies within that of another, or was written anew.

    A range and what replaces it are both there until the old one is deleted; the new one counts from the moment that its seal has its name.
    """
    found: list[str] = []
    expected = 0
    for name in sorted(seal_names(folder), key=_widest_newest_first):
        first, last, _ = _numbers(name)
        if last < expected:
            continue
        if first != expected:
            raise StoreError(f"{folder} has no seal that begins with block {expected}; restore it from a backup")
        found.append(name)
        expected = last + 1
    return found


def _widest_newest_first(name: str) -> tuple[int, int, int]:
    first, last, generation = _numbers(name)
    return first, -last, -generation


def _numbers(name: str) -> tuple[int, int, int]:
    """First block, last block and generation in the name of a range."""
    first, last, *generation = map(int, name.split("-"))
    return first, last, generation[0] if generation else 0


def _read_seal(path: Path) -> Seal:
    text, _, check = path.read_bytes().rstrip(b"\n").rpartition(b"\n")
    if check != b"%08x" % zlib.crc32(text):
        raise StoreError(f"{path} is damaged; restore it from a backup or from the standby")
    data = orjson.loads(text)
    if data["version"] != 1:
        raise StoreError(f"{path} has version {data['version']}, this program reads version 1; use the newer program")
    parts = {kind: None if data[kind] is None else Part(**data[kind]) for kind in ("cdr", "sip", "rejects")}
    return Seal(
        first=data["first"],
        last=data["last"],
        generation=data.get("generation", 0),
        progress=Progress.from_json(data["progress"]),
        **parts,
    )


def _part_json(part: Part | None) -> dict[str, Any] | None:
    return None if part is None else asdict(part)
