"""The steps of a change, for whoever takes them: a person at a terminal and one at a screen go the same way.

What may be done when, and by whom, the ledger decides (store/ledger/rule_changes.py); approving and rejecting are its alone.
"""

from datetime import datetime

from linewarden.model.rule_change import Publication, RuleChange
from linewarden.rulebook.book import SHIPPED, RuleBook, version_of
from linewarden.rulebook.change import changed, load
from linewarden.rulebook.text import text_of
from linewarden.scoring.rules import RULES_VERSION
from linewarden.store.ledger import Ledger


def book_at(ledger: Ledger, serial: int | None = None) -> RuleBook:
    """A published book; None: the one in force. Raises RuleChangeError when there is none of this serial, ConfigError when this program cannot read it."""
    wanted = ledger.published.latest_serial() if serial is None else serial
    return load(ledger.published.find(wanted).text, version_of(wanted)) if wanted else SHIPPED


def book_of(change: RuleChange) -> RuleBook:
    """The book that a change leads to. Raises ConfigError when this program cannot read it."""
    return load(change.text, f"{RULES_VERSION}+draft.{change.digest[:8]}")


def draft(ledger: Ledger, book: RuleBook, *, base_serial: int, author: str, reason: str, at: datetime) -> RuleChange:
    """The book as a new change, drafted on this publication. Raises AccessError when the author may not."""
    return ledger.rule_changes.draft(text_of(book), base_serial=base_serial, author=author, reason=reason, at=at)


def publish(ledger: Ledger, change_id: int, *, actor: str, at: datetime) -> Publication:
    """The change as the next version. Raises ConfigError when it does not fit this program, RuleChangeError when a step is missing."""
    changed(ledger.rule_changes.find(change_id).text, f"change {change_id}", SHIPPED)
    return ledger.published.publish(change_id, rules=RULES_VERSION, actor=actor, at=at)


def roll_back(
    ledger: Ledger, serial: int, *, actor: str, reason: str, at: datetime, in_force: int | None = None
) -> Publication:
    """An earlier version as the next one; 0: the rules as the program came. `in_force`: the one that the actor wants to be rid of; None: whichever is."""
    return ledger.published.roll_back(
        serial, text=text_of(SHIPPED), rules=RULES_VERSION, actor=actor, reason=reason, at=at, in_force=in_force
    )
