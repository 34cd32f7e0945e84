"""Named accounts and what they may do it as (safeguards 5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Role(StrEnum):
    """What an account is for. One account has one role, so that nobody watches himself."""

    DUTY_OFFICER = "duty_officer"
    ANALYST = "analyst"
    COMMANDER = "commander"
    SYSTEM_ADMIN = "system_admin"  # feeds, opens and closes accounts; no warnings, no cases
    SECURITY_ADMIN = "security_admin"  # feeds, keeps accounts safe; no warnings, no cases
    AUDITOR = "auditor"  # the audit only; judges its alarms, changes nothing else


WORKERS = frozenset({Role.DUTY_OFFICER, Role.ANALYST, Role.COMMANDER})
"""Roles that work on warnings and cases; nobody else sees them (safeguards 5)."""

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})
"""Roles without whose last account nobody could put the accounts right again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One named person. `password_hash` is an argon2id hash in PHC form; times are UTC."""

    login: str  # lower case
    name: str  # as people write it
    role: Role
    password_hash: str
    is_active: bool
    created_at: datetime
    must_change_password: bool = False  # it is a start password, which somebody else has seen
    signed_in_at: datetime | None = None  # None: never
    reopened_at: datetime | None = None  # after it had been dormant

    def is_dormant(self, at: datetime, term: timedelta) -> bool:
        """True when nobody has signed in for this long; opening an account, or reopening it, counts as a sign-in."""
        seen = (self.created_at, self.signed_in_at, self.reopened_at)
        return at - max(when for when in seen if when is not None) >= term


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One signed-in browser. The token itself is never kept, only its SHA-256 (hex)."""

    token_hash: str
    login: str
    created_at: datetime
    seen_at: datetime  # latest use, to about a minute
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """An account as those see it who look after accounts."""

    account: Account
    sessions: tuple[Session, ...]  # that go on, oldest first
    tokens: int  # API tokens that are good
    has_second_factor: bool
    locked_until: datetime | None  # None: not locked out
