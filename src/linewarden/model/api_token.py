"""Personal API tokens: what a program may read in a person's name."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """One token. It is never kept itself, only its SHA-256 (hex); times are UTC."""

    token_id: str  # 12 hex digits, no secret: lists, the audit and the token itself show it
    token_hash: str
    login: str
    name: str  # what it is for
    scopes: tuple[str, ...]  # rights, never more than its person's role has
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None  # latest use, to about a minute; None: never
    ended_at: datetime | None = None
