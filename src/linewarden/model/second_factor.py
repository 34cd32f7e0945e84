"""The second factor of an account: one-time codes by the clock (RFC 6238), and codes for the day when the telephone is lost."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """What is kept of one account. Secrets are sealed: who reads the ledger alone cannot make codes. Times are UTC."""

    login: str
    sealed: str | None  # None: not set up yet
    set_at: datetime | None
    last_step: int  # time step of the latest code that was taken: none is taken twice
    pending: str | None  # sealed; shown to the person, not yet proved by a code
    pending_at: datetime | None
    recovery: tuple[str, ...]  # SHA-256 (hex) of the codes that are left, each good once

    @property
    def is_set(self) -> bool:
        """True once a code has proved that the person holds it."""
        return self.sealed is not None
