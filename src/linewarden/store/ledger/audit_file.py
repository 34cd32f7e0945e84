"""The audit as a file that can be checked without the ledger, and without this program: a JSON object a line.

First what the file is, with the head that the chain must end at, so that a file that is cut short shows; then the entries in order, as they are
hashed (`audit.entry_hash`), each with `entry_hash`.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from linewarden.errors import StoreError
from linewarden.model.audit import AuditEntry, AuditHead
from linewarden.store.ledger.audit import chain_faults

FORMAT = "linewarden-audit-1"


def write_audit(entries: Iterable[AuditEntry], head: AuditHead, out: BinaryIO, *, at: datetime) -> int:
    """Entries written."""
    written = -1  # the first line is none
    for line in audit_lines(entries, head, at=at):
        out.write(line)
        written += 1
    return written


def audit_lines(entries: Iterable[AuditEntry], head: AuditHead, *, at: datetime) -> Iterator[bytes]:
    """The file, line by line."""
    yield _line(
        {"format": FORMAT, "exported_at": _written(at), "head": {"seq": head.seq, "entry_hash": head.entry_hash}}
    )
    for entry in entries:
        yield _line({name: getattr(entry, name) for name in AuditEntry.__slots__} | {"at": _written(entry.at)})


def file_faults(path: Path, known: Iterable[AuditHead] = ()) -> tuple[list[str], AuditHead]:
    """What is wrong with a file, in order, and the head that it should end at. Raises StoreError when it is no such file or cannot be read."""
    try:
        with path.open("rb") as file:
            head = _head(file.readline(), path)
            return chain_faults(_entries(file, path), head, known), head
    except OSError as err:
        raise StoreError(f"{path} cannot be read: {err.strerror}") from err


def _head(text: bytes, path: Path) -> AuditHead:
    try:
        first = orjson.loads(text)
        if first["format"] == FORMAT:
            return AuditHead(int(first["head"]["seq"]), str(first["head"]["entry_hash"]))
    except (ValueError, TypeError, KeyError) as err:
        raise _no_audit(path) from err
    raise _no_audit(path)


def _no_audit(path: Path) -> StoreError:
    return StoreError(
        f"{path} is no audit of `linewarden audit export`: its first line does not say {FORMAT} and where it ends"
    )


def _entries(file: BinaryIO, path: Path) -> Iterator[AuditEntry]:
    for number, text in enumerate(file, 2):
        try:
            line = orjson.loads(text)
            entry = AuditEntry(**line | {"at": datetime.fromisoformat(line["at"])})
        except (ValueError, TypeError, KeyError) as err:
            raise StoreError(f"{path}, line {number}: no entry of an audit; the file is damaged") from err
        yield entry


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _line(told: dict[str, Any]) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS) + b"\n"
