"""The look through the audit: a bounded page at a time, from where the last one ended, whoever made it."""

from collections.abc import Sequence
from datetime import datetime

from linewarden.misuse.firings import MOST_COUNTED, counted_actions, firings
from linewarden.misuse.rule import MisuseRule
from linewarden.model.audit import AuditEntry
from linewarden.store.ledger import Ledger

PAGE = 500
"""Entries in one look."""


def look(
    ledger: Ledger, rules: Sequence[MisuseRule], now: datetime, *, page: int = PAGE, most: int = MOST_COUNTED
) -> bool:
    """Raise the alarms of the next entries; True when there may be more of them. Two who look at once do the work of one."""
    through, judged = ledger.alarms.through_seq(), ledger.alarms.judged()
    entries = ledger.audit.after(through, page)
    if not entries:
        return False
    found = list(firings(entries, _before(ledger, entries, rules, most), rules, judged, most))
    ledger.alarms.settle(found, after=through, through=entries[-1].seq, at=now)
    return len(entries) == page


def _before(ledger: Ledger, page: Sequence[AuditEntry], rules: Sequence[MisuseRule], most: int) -> list[AuditEntry]:
    """What the windows of these entries reach back to, read again from the audit."""
    actions = counted_actions(rules)
    actors = {entry.actor for entry in page if entry.action in actions}
    return ledger.audit.earlier(actors, actions, before_seq=page[0].seq, limit=most)
