"""Accounts as lines at the terminal."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from linewarden.config import Settings
from linewarden.model.account import AccountState

_HEAD = ("login", "name", "role", "state", "last sign-in", "sessions", "second factor")


def lines(states: Sequence[AccountState], settings: Settings, now: datetime) -> list[str]:
    """A line an account, columns tab-separated, and last how many of the contract's are in use."""
    rows = [_HEAD, *(_row(state, settings, now) for state in states)]
    active = sum(state.account.is_active for state in states)
    return ["\t".join(row) for row in rows] + [f"{active} of {settings.max_accounts} named accounts are in use"]


def _row(state: AccountState, settings: Settings, now: datetime) -> tuple[str, ...]:
    account = state.account
    seen = account.signed_in_at
    return (
        account.login,
        account.name,
        account.role.value,
        _state(state, settings, now),
        seen.astimezone(settings.zone).isoformat(" ", "seconds") if seen else "never",
        str(len(state.sessions)),
        "set" if state.has_second_factor else "none",
    )


def _state(state: AccountState, settings: Settings, now: datetime) -> str:
    """What keeps the person out, if anything does."""
    account = state.account
    if not account.is_active:
        return "closed"
    marks = (
        (account.is_dormant(now, timedelta(days=settings.web.dormant_days)), "dormant"),
        (state.locked_until is not None, "locked"),
        (account.must_change_password, "start password"),
    )
    return ", ".join(word for is_so, word in marks if is_so) or "open"
