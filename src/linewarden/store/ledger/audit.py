"""The audit: append-only, each entry's hash covers the one before, and the head is kept apart (safeguards 6)."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson
from sqlalchemy import Connection, insert, select, update

from linewarden.model.audit import AuditEntry, AuditHead
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import AUDIT, AUDIT_HEAD

FIRST = AuditHead(0, "0" * 64)
_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is to be put on record. Never passwords, tokens or telephone numbers."""

    actor: str
    action: str
    subject: str
    purpose: str = ""
    detail: Mapping[str, str | int | bool | None] = field(default_factory=dict)


def entry_hash(entry: AuditEntry) -> str:
    """Hex SHA-256 over the entry as canonical JSON: sorted keys, no blanks, UTF-8, time as ISO 8601 UTC with microseconds."""
    content = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "purpose": entry.purpose,
        "detail": entry.detail,
        "previous_hash": entry.previous_hash,
    }
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def write_deed(connection: Connection, deed: Deed, at: datetime) -> AuditEntry:
    """Appends within the caller's transaction, so that the deed and its record are kept or lost together."""
    head = read_head(connection, for_update=True)
    bare = AuditEntry(
        seq=head.seq + 1,
        at=at,
        actor=deed.actor,
        action=deed.action,
        subject=deed.subject,
        purpose=deed.purpose,
        detail=orjson.dumps(dict(deed.detail), option=orjson.OPT_SORT_KEYS).decode(),
        previous_hash=head.entry_hash,
        entry_hash="",
    )
    entry = _sealed(bare)
    connection.execute(insert(AUDIT), {column.name: getattr(entry, column.name) for column in AUDIT.columns})
    connection.execute(update(AUDIT_HEAD).values(seq=entry.seq, entry_hash=entry.entry_hash))
    return entry


def read_head(connection: Connection, *, for_update: bool = False) -> AuditHead:
    """How far the audit reaches."""
    query = select(AUDIT_HEAD.c.seq, AUDIT_HEAD.c.entry_hash)
    row = connection.execute(query.with_for_update() if for_update else query).one()
    return AuditHead(row.seq, row.entry_hash)


class AuditBook:
    """The audit of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, deed: Deed, *, at: datetime) -> AuditEntry:
        """The entry, durable when this returns. `StoreError` when it cannot be written: then the deed must not happen."""
        with self._database.write() as connection:
            return write_deed(connection, deed, at)

    def head(self) -> AuditHead:
        """How far the audit reaches now; keep it elsewhere and give it to `verify` later."""
        with self._database.read() as connection:
            return read_head(connection)

    def entries(self, *, before_seq: int | None = None, limit: int = 200) -> list[AuditEntry]:
        """Newest first."""
        query = select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(limit)
        if before_seq is not None:
            query = query.where(AUDIT.c.seq < before_seq)
        with self._database.read() as connection:
            return [AuditEntry(**row) for row in connection.execute(query).mappings()]

    def after(self, seq: int, limit: int) -> list[AuditEntry]:
        """Entries after `seq`, oldest first."""
        query = select(AUDIT).where(AUDIT.c.seq > seq).order_by(AUDIT.c.seq).limit(limit)
        with self._database.read() as connection:
            return [AuditEntry(**row) for row in connection.execute(query).mappings()]

    def earlier(
        self, actors: Collection[str], actions: Collection[str], *, before_seq: int, limit: int
    ) -> list[AuditEntry]:
        """The last `limit` that each of these actors did of these actions before `before_seq`; oldest first, actor by actor."""
        found: list[AuditEntry] = []
        with self._database.read() as connection:
            for actor in sorted(actors):
                fits = (AUDIT.c.actor == actor, AUDIT.c.seq < before_seq, AUDIT.c.action.in_(actions))
                query = select(AUDIT).where(*fits).order_by(AUDIT.c.seq.desc()).limit(limit)
                found += [AuditEntry(**row) for row in connection.execute(query).mappings()][::-1]
        return found

    def through(self, head: AuditHead) -> Iterator[AuditEntry]:
        """All entries up to a head, oldest first; each page is a look of its own, so that a slow taker holds up nothing."""
        last = 0
        while last < head.seq:
            page = self.after(last, min(_PAGE, head.seq - last))
            if not page:
                return  # cut off meanwhile: who checks the copy sees it
            yield from page
            last = page[-1].seq

    def verify(self, known: Iterable[AuditHead] = ()) -> list[str]:
        """What is wrong with the chain, in order; empty when it is whole. `known` are heads that were kept elsewhere."""
        with self.reading() as (entries, head):
            return chain_faults(entries, head, known)

    @contextmanager
    def reading(self) -> Iterator[tuple[Iterator[AuditEntry], AuditHead]]:
        """All entries, oldest first, and the head that belongs to them, as they are at one moment."""
        with self._database.read() as connection:
            rows = connection.execute(select(AUDIT).order_by(AUDIT.c.seq)).mappings().yield_per(_PAGE)
            yield (AuditEntry(**row) for row in rows), read_head(connection)


def chain_faults(entries: Iterable[AuditEntry], head: AuditHead, known: Iterable[AuditHead] = ()) -> list[str]:
    """What is wrong with a chain that ends at `head`, in order; empty when it is whole. `known` are heads that were kept elsewhere."""
    wanted = {kept.seq: kept.entry_hash for kept in known if kept.seq > 0}
    faults: list[str] = []
    last = FIRST
    for entry in entries:
        faults += _faults(entry, last, wanted.pop(entry.seq, entry.entry_hash))
        last = AuditHead(entry.seq, entry.entry_hash)
    faults += _end_faults(last, head)
    return faults + [f"entry {seq} was known and is missing" for seq in sorted(wanted)]


def _sealed(bare: AuditEntry) -> AuditEntry:
    values = {name: getattr(bare, name) for name in AuditEntry.__slots__}
    return AuditEntry(**(values | {"entry_hash": entry_hash(bare)}))


def _faults(entry: AuditEntry, last: AuditHead, known_hash: str) -> list[str]:
    checks = (
        (entry.seq == last.seq + 1, f"entry {entry.seq} follows entry {last.seq}: {entry.seq - last.seq - 1} missing"),
        (entry.previous_hash == last.entry_hash, f"entry {entry.seq} does not continue entry {last.seq}"),
        (entry.entry_hash == entry_hash(entry), f"entry {entry.seq} was changed: its content does not fit its hash"),
        (entry.entry_hash == known_hash, f"entry {entry.seq} differs from the head kept elsewhere"),
    )
    return [fault for is_sound, fault in checks if not is_sound]


def _end_faults(last: AuditHead, head: AuditHead) -> list[str]:
    return [] if last == head else [f"the audit ends at entry {last.seq}, its head says {head.seq}"]
