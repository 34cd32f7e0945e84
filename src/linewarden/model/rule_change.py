"""Changes of the rules on their way from a draft to the live platform: back-tested, approved by a second person, published, and taken back (decision 0018)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from linewarden.model.account import Role


class ChangeState(StrEnum):
    """How far a change has come."""

    DRAFTED = "drafted"
    BACKTESTED = "backtested"
    APPROVED = "approved"
    PUBLISHED = "published"
    ROLLED_BACK = "rolled_back"  # an earlier version was published again
    REJECTED = "rejected"


OPEN = (ChangeState.DRAFTED, ChangeState.BACKTESTED, ChangeState.APPROVED)
"""States in which a change may still be rejected."""

MAY_CHANGE_RULES: frozenset[Role] = frozenset({Role.ANALYST, Role.COMMANDER})
"""Who may draft, approve, reject and roll back: those who work with warnings and answer for them. Nobody decides on a draft of his own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """One change. Its text never changes: whoever wants another drafts another. Times are UTC."""

    change_id: int  # from 1
    state: ChangeState
    text: str  # canonical text of the whole book that it leads to
    digest: str  # hex SHA-256 of the text
    base_serial: int  # the publication that it was drafted on; 0: the rules as the program came
    author: str  # login
    reason: str
    drafted_at: datetime
    backtest: Mapping[str, Any] | None  # summary: counts, no numbers
    backtest_digest: str | None  # of the text that was back-tested
    backtested_at: datetime | None
    approver: str | None  # login of who approved or rejected
    approved_digest: str | None  # of the text that was approved; None when rejected
    decision: str | None  # the approver's words
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody had before him when he decided on a change."""

    digest: str  # of its text
    backtested_at: datetime  # of the report


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A version of the rules that was published. Never changed or removed; the one with the highest serial is in force."""

    serial: int  # from 1
    version: str  # "2026.11.3+2"
    text: str
    digest: str
    change_id: int | None  # None: a rollback
    rolled_back_to: int | None  # the serial whose text this is again; 0: the rules as the program came
    reason: str
    published_by: str
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SilencedCount:
    """How often an entry of the whitelist kept quiet what would have counted."""

    number: str  # of the entry
    calls: int
    last_at: datetime  # event clock


@dataclass(frozen=True, slots=True)
class InForce:
    """From which block of the record store on the live platform followed a publication."""

    serial: int
    offset: int  # the first block that it followed it for


def digest_of(text: str) -> str:
    """Hex SHA-256 of a text: what was back-tested, approved and published can be shown to be the same."""
    return hashlib.sha256(text.encode()).hexdigest()
