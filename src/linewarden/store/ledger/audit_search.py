"""Questions to the audit. Each answer looks at a bounded run of entries and says where to go on, so that no question holds up the ledger."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, select

from linewarden.model.audit import AuditEntry
from linewarden.store.ledger.audit import read_head
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import AUDIT

MOST_LOOKED_AT = 50_000
"""Entries that one answer looks at; 30 ms where none of them fits."""

_SET_BACK = timedelta(days=1)
"""By how much a clock may have been set back without an entry being missed at the ends of a span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries; None is any. `action` may end in a dot: all that begin so. `text` is part of the purpose, in either case."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None  # not included
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Entries newest first. `next_before_seq` is None when all was looked at; before that a page may hold fewer than asked for, or none."""

    entries: list[AuditEntry]
    next_before_seq: int | None
    head_seq: int  # how far the audit reached then


@dataclass(frozen=True, slots=True)
class Facets:
    """Who did how much and what was done how often, the most first, in the latest `counted` entries of a span; `is_all`: in all of it."""

    actors: list[tuple[str, int]]
    actions: list[tuple[str, int]]
    counted: int
    is_all: bool


class AuditSearch:
    """Over the audit of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, wanted: Wanted, *, before_seq: int | None = None, limit: int = 200) -> Found:
        """A page of the entries that fit."""
        with self._database.read() as connection:
            head = read_head(connection).seq
            first, end = _ends(connection, wanted, before_seq)
            low = max(first, end - MOST_LOOKED_AT)
            fits = (AUDIT.c.seq >= low, AUDIT.c.seq < end, *_conditions(wanted))
            rows = connection.execute(select(AUDIT).where(*fits).order_by(AUDIT.c.seq.desc()).limit(limit)).mappings()
            entries = [AuditEntry(**row) for row in rows]
        reached = entries[-1].seq if len(entries) == limit else low
        return Found(entries, reached if reached > first else None, head)

    def one(self, seq: int) -> AuditEntry | None:
        """The entry; None when there is none."""
        with self._database.read() as connection:
            row = connection.execute(select(AUDIT).where(AUDIT.c.seq == seq)).mappings().one_or_none()
        return AuditEntry(**row) if row else None

    def facets(self, wanted: Wanted) -> Facets:
        """Of the span alone; the rest of what is wanted does not narrow them."""
        with self._database.read() as connection:
            first, end = _ends(connection, wanted, None)
            low = max(first, end - MOST_LOOKED_AT)
            fits = (AUDIT.c.seq >= low, AUDIT.c.seq < end, *_span(wanted))
            query = select(AUDIT.c.actor, AUDIT.c.action, func.count()).where(*fits)
            counts = [tuple(row) for row in connection.execute(query.group_by(AUDIT.c.actor, AUDIT.c.action))]
        by_actor: dict[str, int] = {}
        by_action: dict[str, int] = {}
        for actor, action, count in counts:
            by_actor[actor] = by_actor.get(actor, 0) + count
            by_action[action] = by_action.get(action, 0) + count
        return Facets(_most(by_actor), _most(by_action), sum(by_actor.values()), low == first)


def _most(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _ends(connection: Connection, wanted: Wanted, before_seq: int | None) -> tuple[int, int]:
    """(first seq, seq after the last) that the span can hold; times and seqs go up together but for a clock that was set back."""
    head = read_head(connection).seq
    first, end = 1, head + 1 if before_seq is None else min(before_seq, head + 1)
    if wanted.since is not None:
        near = (AUDIT.c.at >= wanted.since, AUDIT.c.at < wanted.since + _SET_BACK)
        later = select(AUDIT.c.seq).where(AUDIT.c.at >= wanted.since).order_by(AUDIT.c.at).limit(1)
        found = connection.execute(select(func.min(AUDIT.c.seq)).where(*near)).scalar()
        first = found or connection.execute(later).scalar() or head + 1
    if wanted.until is not None:
        near = (AUDIT.c.at < wanted.until, AUDIT.c.at >= wanted.until - _SET_BACK)
        earlier = select(AUDIT.c.seq).where(AUDIT.c.at < wanted.until).order_by(AUDIT.c.at.desc()).limit(1)
        found = connection.execute(select(func.max(AUDIT.c.seq)).where(*near)).scalar()
        end = min(end, (found or connection.execute(earlier).scalar() or 0) + 1)
    return first, max(first, end)


def _span(wanted: Wanted) -> list[ColumnElement[bool]]:
    since = [] if wanted.since is None else [AUDIT.c.at >= wanted.since]
    return since if wanted.until is None else [*since, AUDIT.c.at < wanted.until]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = _span(wanted)
    if wanted.actor is not None:
        found.append(AUDIT.c.actor == wanted.actor)
    if wanted.subject is not None:
        found.append(AUDIT.c.subject == wanted.subject)
    if wanted.action is not None:
        is_prefix = wanted.action.endswith(".")
        found.append(
            AUDIT.c.action.startswith(wanted.action, autoescape=True) if is_prefix else AUDIT.c.action == wanted.action
        )
    if wanted.text is not None:
        found.append(AUDIT.c.purpose.icontains(wanted.text, autoescape=True))
    return found
