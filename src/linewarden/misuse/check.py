"""Verification of the audit on record: who verified it, when, and what was found; an alarm when it is not whole."""

from collections.abc import Callable, Iterable
from datetime import datetime

from linewarden.errors import StoreError
from linewarden.misuse.rules import CHAIN, NOBODY, YEAR
from linewarden.model.alarm import AuditCheck, Firing
from linewarden.model.audit import AuditHead
from linewarden.store.ledger import Deed, Ledger
from linewarden.store.ledger.audit import chain_faults

MOST_TOLD = 20
"""Faults that are kept in words: one entry that is missing makes others."""


def check(ledger: Ledger, *, by: str, now: Callable[[], datetime], known: Iterable[AuditHead] = ()) -> AuditCheck:
    """Reads the whole chain as it is at one moment, page by page; writers go on meanwhile.

    What was found is kept before it goes into the audit itself: an audit whose end was cut off takes no entry, and that is when it matters.
    """
    with ledger.audit.reading() as (entries, head):
        faults = chain_faults(entries, head, known)
    found = AuditCheck(at=now(), by=by, head=head, faults=len(faults), told=tuple(faults[:MOST_TOLD]))
    ledger.alarms.keep_check(found, _firing(found) if faults else None)
    detail = {"is_whole": not faults, "faults": len(faults), "through": head.seq}
    try:
        ledger.audit.append(Deed(actor=by, action="audit.verify", subject="audit", detail=detail), at=found.at)
    except StoreError:
        if not faults:
            raise
    return found


def _firing(found: AuditCheck) -> Firing:
    seq = found.head.seq
    return Firing(
        rule=CHAIN, actor=NOBODY, subject="audit", first_seq=seq, first_at=found.at, last_seq=seq, last_at=found.at,
        count=found.faults, calm=YEAR,
    )  # fmt: skip
