"""Every limit of the web part in one table."""

from dataclasses import dataclass, field
from datetime import timedelta

from linewarden.misuse.rule import MisuseRule
from linewarden.misuse.rules import MISUSE_RULES
from linewarden.search.finding import Budget


@dataclass(frozen=True, slots=True)
class SignInRules:
    """Lock-out and session limits. MLPS level 3 (GB/T 22239-2019, 8.1.4.1) asks for both; the figures are ours."""

    failures: int = 5  # within `window`, then locked
    window: timedelta = timedelta(minutes=15)
    locked_for: timedelta = timedelta(minutes=15)
    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)
    sessions_per_account: int = 3  # the oldest ends
    hashing_at_once: int = 2  # each takes 64 MiB
    is_second_factor_required: bool = True  # without one a person may do nothing but set it up
    dormant: timedelta = timedelta(
        days=90
    )  # without a sign-in; then the security administrator must reopen the account
    tokens_per_account: int = 5
    token_days: int = 90  # at most; no longer than an account may sleep
    pending: timedelta = timedelta(minutes=15)  # so long a new second factor may wait for its first code


@dataclass(frozen=True, slots=True)
class StreamRules:
    """Pace and bounds of the live stream; seconds."""

    batch_s: float = 0.25  # at most one `warnings` event in this time
    feeds_s: float = 1.0
    heartbeat_s: float = 15.0
    poll_s: float = 1.0  # for changes that another process makes; our own are told at once
    send_s: float = 20.0  # a consumer that takes nothing for so long is cut off; it resumes by Last-Event-ID
    session_check_s: float = 5.0
    ring: int = 4096  # latest changes kept ready; who is further behind reads the ledger
    page: int = 500  # changes in one event
    streams: int = 64  # at most, over all accounts


@dataclass(frozen=True, slots=True)
class MisuseWatch:
    """By which rules the audit is looked through for misuse, and at what pace."""

    rules: tuple[MisuseRule, ...] = MISUSE_RULES
    every_s: float = 2.0
    page: int = 500  # entries in one look
    pause_s: float = 0.05  # between looks while there is more, as after an upgrade: others come first


@dataclass(frozen=True, slots=True)
class SearchRules:
    """What looking records up may take; ours, so that ten people who search do not keep one another waiting."""

    page: Budget = field(default_factory=Budget)
    summary: Budget = field(default_factory=lambda: Budget(seconds=2.0))
    counted: int = 20_000  # records of a summary


@dataclass(frozen=True, slots=True)
class RequestRules:
    """Bounds of one request."""

    body_bytes: int = 64 * 1024
    body_s: float = 10.0
    page: int = 500  # largest `limit`
    file_bytes: int = 100 * 1024 * 1024  # of a case; it is streamed
    file_s: float = 300.0
