"""A purge: rows held under one legal basis go for good, all of them or those before a date. It is written down before it begins."""

import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from linewarden.errors import StoreError
from linewarden.store.durable import aside, put_in_place
from linewarden.store.seals import Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """Which rows go, of blocks before `upto`."""

    basis_id: str
    before_us: int | None  # setup_at of records and seen_at of messages, µs since 1970 UTC; None: whatever their time
    upto: int  # blocks from here on were delivered after the purge was asked for
    rejects_upto: int  # rejects carry no time: those of blocks before this one go


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """Rows that a purge removed from the lake."""

    records: int = 0
    messages: int = 0
    rejects: int = 0

    def __add__(self, other: "Purged") -> "Purged":
        """The sum, field by field."""
        return Purged(
            records=self.records + other.records,
            messages=self.messages + other.messages,
            rejects=self.rejects + other.rejects,
        )


def new_purge(basis_id: str, before_us: int | None, upto: int, seals: Sequence[Seal]) -> Purge:
    """The purge of the sealed blocks before `upto`. With a date, rejects go up to the first range that holds anything not older."""
    younger = [
        seal.first
        for seal in seals
        for part in (seal.cdr, seal.sip)
        if part is not None and before_us is not None and part.last_us >= before_us
    ]
    return Purge(basis_id=basis_id, before_us=before_us, upto=upto, rejects_upto=min([upto, *younger]))


def note(path: Path, purge: Purge, *, sync: bool) -> None:
    """Write down what is to be removed; from here on a crash only interrupts it."""
    text = orjson.dumps(asdict(purge))
    aside(path).write_bytes(text + b"\n%08x\n" % zlib.crc32(text))
    put_in_place(path, sync=sync)


def noted(path: Path) -> Purge | None:
    """The purge that was interrupted; None when none was. Raises StoreError when the note is damaged."""
    if not path.exists():
        return None
    text, _, check = path.read_bytes().rstrip(b"\n").rpartition(b"\n")
    if check != b"%08x" % zlib.crc32(text):
        raise StoreError(f"{path} is damaged; delete it and run the purge again")
    return Purge(**orjson.loads(text))
