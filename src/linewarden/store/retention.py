"""What may not be kept any longer: everything under a legal basis that has ended, and of others what is older than they allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from linewarden.store.arrow import micros
from linewarden.store.recovery import Parts
from linewarden.store.seals import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long rows of a legal basis may be kept."""

    basis_id: str
    until: datetime  # nothing is kept from then on
    keep: timedelta | None = None  # nor what is older; None: for as long as the basis holds

    def ends(self, now: datetime) -> tuple[bool, datetime | None]:
        """(whether anything has to go at all, before which time; None: whatever its time).

        Whole days UTC, so that files are written anew once a day and not with every row that gets too old.
        """
        if now >= self.until:
            return True, None
        if self.keep is None:
            return False, None
        before = (now - self.keep).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return True, before


def overdue(terms: Sequence[Term], now: datetime, parts: Parts) -> list[tuple[Term, datetime | None]]:
    """The terms that rows are held beyond, with the time before which they have to go."""
    found = []
    for term in terms:
        is_due, before = term.ends(now)
        if is_due and _holds(parts, term.basis_id, None if before is None else round(before.timestamp() * 1e6)):
            found.append((term, before))
    return found


_AGE = {"cdr": "setup_at", "sip": "seen_at", "rejects": None}


def _holds(parts: Parts, basis_id: str, before_us: int | None) -> bool:
    """True when any stored row is of the basis and set up before the time."""
    for _, head in parts.spool.heads(parts.lake.sealed_to):
        if head.basis_id == basis_id and before_us is None and head.stored + head.rejected:
            return True
    for seal in parts.lake.seals:
        for kind, age in _AGE.items():
            part: Part | None = getattr(seal, kind)
            if part is None or (before_us is not None and (age is None or part.first_us >= before_us)):
                continue
            columns = ["basis_id"] if age is None or before_us is None else ["basis_id", age]
            table = parts.lake.read(kind, seal, columns)
            is_held = pc.equal(table.column("basis_id").cast(pa.utf8()), basis_id)
            if before_us is not None:
                is_held = pc.and_(is_held, pa.array(micros(table.column(str(age))) < before_us))
            if pc.any(is_held).as_py():
                return True
    return False
