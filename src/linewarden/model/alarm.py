"""Alarms for misuse: what somebody did that the auditor should look at, and what he found (safeguards 10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from linewarden.model.audit import AuditHead


class Verdict(StrEnum):
    """What an auditor found."""

    JUSTIFIED = "justified"
    MISTAKE = "mistake"
    MISUSE = "misuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """One entry of the audit that a rule minds, seen together with those before it."""

    rule: str
    actor: str
    subject: str  # of the entry
    first_seq: int  # of the earliest entry that counts
    first_at: datetime
    last_seq: int  # of the entry itself
    last_at: datetime
    count: int  # as the rule counts: subjects or entries
    calm: (
        timedelta | None
    )  # an alarm that is quiet for longer is over, the next firing makes another; None: each makes its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One misuse, as far as it went; `seen_by`, `seen_at` and `verdict` are None until an auditor has judged it."""

    alarm_id: int
    rule: str
    actor: str
    subject: str  # of the latest entry
    first_seq: int
    first_at: datetime
    last_seq: int
    last_at: datetime
    count: int  # at its highest
    raised_at: datetime
    seen_by: str | None = None
    seen_at: datetime | None = None
    verdict: Verdict | None = None
    words: str = ""

    def is_about(self, login: str) -> bool:
        """True when this person did it, by his account or at the machine's console under the same name."""
        return self.actor in {login, f"console:{login}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditCheck:
    """One verification of the whole chain; `told` are the first of its faults."""

    at: datetime
    by: str
    head: AuditHead
    faults: int
    told: tuple[str, ...]
