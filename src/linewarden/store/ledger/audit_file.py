"""The audit as a file that can be checked without the ledger, and without this program: a JSON object a line.

First what the file is, then the entries in order, as they are hashed (`audit.entry_hash`), each with `entry_hash`; last the head. A file that
is cut short has no head.
"""

from collections.abc import Iterable
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
    out.write(_line({"format": FORMAT, "exported_at": at.astimezone(UTC).isoformat()}))
    written = 0
    for entry in entries:
        told = {name: getattr(entry, name) for name in AuditEntry.__slots__}
        out.write(_line(told | {"at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")}))
        written += 1
    out.write(_line({"head": {"seq": head.seq, "entry_hash": head.entry_hash}}))
    return written


def file_faults(path: Path, known: Iterable[AuditHead] = ()) -> tuple[list[str], AuditHead]:
    """What is wrong with a file, in order, and the head that it ends with. Raises StoreError when it is no such file or cannot be read."""
    entries: list[AuditEntry] = []
    try:
        with path.open("rb") as file:
            if not _is_ours(file.readline()):
                raise StoreError(
                    f"{path} is no audit of `linewarden audit export`: its first line does not say {FORMAT}"
                )
            for number, text in enumerate(file, 2):
                found = _read(text, path, number)
                if isinstance(found, AuditHead):
                    return chain_faults(entries, found, known), found
                entries.append(found)
    except OSError as err:
        raise StoreError(f"{path} cannot be read: {err.strerror}") from err
    last = entries[-1].seq if entries else 0
    return [f"the file has no head: it was cut short after entry {last}"], AuditHead(last, "")


def _is_ours(text: bytes) -> bool:
    try:
        first = orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return isinstance(first, dict) and first.get("format") == FORMAT


def _read(text: bytes, path: Path, number: int) -> AuditEntry | AuditHead:
    try:
        line = orjson.loads(text)
        if "head" in line:
            return AuditHead(int(line["head"]["seq"]), str(line["head"]["entry_hash"]))
        return AuditEntry(**line | {"at": datetime.fromisoformat(line["at"])})
    except (ValueError, TypeError, KeyError) as err:
        raise StoreError(f"{path}, line {number}: no entry of an audit; the file is damaged") from err


def _line(told: dict[str, Any]) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS) + b"\n"
