"""Rule changes to look at: drafted by Ana and back-tested in a real ledger, with the report of a real measurement."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from web_desk import NOON, PASSWORD_HASH, Stage, sign_in

from linewarden.history.dispositions import Disposition, Dispositions, Outcome
from linewarden.history.raised import Raised
from linewarden.history.worth import Frame, worth_of
from linewarden.history.worths import Worths
from linewarden.model.account import Role
from linewarden.model.rule_change import RuleChange
from linewarden.model.warning import Level
from linewarden.rulebook import steps
from linewarden.rulebook.change import changed
from linewarden.rulebook.steps import book_at

ANN, BEN, CLINIC = 8613800000001, 8613800000002, "8613861239999"
DAY = timedelta(days=1)
CHANGE = f"""
[caller.burst]
starts = 40
[person.hand_over]
steps = [[90, 3.5]]
[whitelist."{CLINIC}"]
reason = "clinic"
source = "letter 17"
expires = 2027-06-30
"""


def report() -> dict[str, Any]:
    """Two days at one warning a day: today Ann, a victim, is warned in time and Ben, none, is warned too; the change keeps Ann."""
    truth = Dispositions({ANN: Disposition(Outcome.VICTIM, NOON), BEN: Disposition(Outcome.NOT_VICTIM, None)}, [])
    frame = Frame(NOON - DAY, NOON + DAY, 1, ZoneInfo("Asia/Shanghai"), truth)
    at = NOON - timedelta(hours=1)
    reached = {Level.NOTICE: at, Level.NORMAL: at, Level.HIGH: at}
    ann, ben = (Raised(str(who), who, at, Level.HIGH, 0.7, reached) for who in (ANN, BEN))
    runs = worth_of("today", [ann, ben], {}, frame), worth_of("changed", [ann], {CLINIC: 12}, frame)
    return Worths(frame, runs).to_json()


@dataclass
class RuleDesk:
    """A stage with analysts; each signs in as himself."""

    stage: Stage

    def browser(self, login: str, role: Role = Role.ANALYST) -> httpx.Client:
        """Signed in as this person."""
        if self.stage.desk.ledger.account(login) is None:
            self.stage.desk.ledger.add_account(login, login, role, PASSWORD_HASH, at=NOON, actor="system")
        client = self.stage.client()
        assert sign_in(client, login).status_code == 200
        return client

    def drafted(self, text: str = CHANGE, author: str = "ana") -> RuleChange:
        """A change on what is in force, as the command drafts it."""
        ledger = self.stage.desk.ledger
        if ledger.account(author) is None:
            ledger.add_account(author, author, Role.ANALYST, PASSWORD_HASH, at=NOON, actor="system")
        base = ledger.published.latest_serial()
        book = changed(text, "change.toml", book_at(ledger, base))
        return steps.draft(ledger, book, base_serial=base, author=author, reason="couriers", at=NOON)

    def backtested(self, text: str = CHANGE, author: str = "ana") -> RuleChange:
        """The same with a report."""
        change = self.drafted(text, author)
        self.backtest(change, NOON)
        return self.stage.desk.ledger.rule_changes.find(change.change_id)

    def backtest(self, change: RuleChange, at: datetime) -> None:
        """A report of this moment."""
        self.stage.desk.ledger.rule_changes.backtested(
            change.change_id, digest=change.digest, summary=report(), actor="console:x", at=at
        )

    def rule_deeds(self) -> list[tuple[str, str, str]]:
        """Who did what with rules, oldest first: actor, action, reason."""
        entries = reversed(self.stage.desk.ledger.audit.entries())
        return [(each.actor, each.action, each.purpose) for each in entries if each.action.startswith("rules.")]


def consent(change: RuleChange, reason: str = "known to us") -> dict[str, str]:
    """The body of an approval of what is there."""
    assert change.backtested_at is not None
    return {
        "digest": change.digest,
        "backtested_at": change.backtested_at.astimezone(UTC).isoformat(),
        "reason": reason,
    }
