"""Named accounts and what they may do it as (safeguards 5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What an account is for. One account has one role, so that nobody watches himself."""

    DUTY_OFFICER = "duty_officer"
    ANALYST = "analyst"
    COMMANDER = "commander"
    SYSTEM_ADMIN = "system_admin"  # feeds and accounts; no warnings, no cases
    SECURITY_ADMIN = "security_admin"  # feeds and accounts; no warnings, no cases
    AUDITOR = "auditor"  # the audit only; changes nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One named person. `password_hash` is an argon2id hash in PHC form; times are UTC."""

    login: str  # lower case
    name: str  # as people write it
    role: Role
    password_hash: str
    is_active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One signed-in browser. The token itself is never kept, only its SHA-256 (hex)."""

    token_hash: str
    login: str
    created_at: datetime
    seen_at: datetime  # latest use, to about a minute
    ended_at: datetime | None
