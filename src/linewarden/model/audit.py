"""The audit: who did what to which data, and why, in an order that cannot be changed unseen (safeguards 6)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the audit. `seq` counts from 1 without gaps; each entry's hash covers the one before it."""

    seq: int
    at: datetime  # UTC
    actor: str  # login; "system" for the platform itself
    action: str  # "sign_in", "warning.unmask"
    subject: str  # what was touched: a warning id, a login; never a telephone number
    purpose: str  # in the actor's words; "" where none is asked for
    detail: str  # canonical JSON object
    previous_hash: str  # hex SHA-256 of the entry before; 64 zeros for the first
    entry_hash: str  # hex SHA-256 over all of the above


@dataclass(frozen=True, slots=True)
class AuditHead:
    """How far the audit reached at some moment. A head that is kept elsewhere proves later that nothing was cut off."""

    seq: int  # 0: empty
    entry_hash: str
