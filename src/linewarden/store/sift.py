"""Taking out what is stored already: from intakes to the blocks that are worth keeping."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from linewarden.model.cdr import CDR_SCHEMA
from linewarden.model.event import Ids, Ints
from linewarden.model.intake import Intake
from linewarden.model.sip import SIP_SCHEMA
from linewarden.store.arrow import check_schema, keep_rows, micros, reject_batch, slim
from linewarden.store.frames import Head, Rows
from linewarden.store.keyset import Flags, KeySet, first_of_each
from linewarden.store.repeats import RecentIds

IsSealed = Callable[[Ids, Ints], Flags]
"""Tells for (record ids, setup times) which are in the lake."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A block that is to be stored: only new rows."""

    head: Head
    rows: Rows


class Sieve:
    """Remembers what is stored: unsealed records in memory, sealed ones by asking the lake, messages for some minutes."""

    def __init__(self, is_sealed: IsSealed) -> None:
        self._is_sealed = is_sealed
        self._unsealed = KeySet()
        self._unsealed.add(
            np.empty(0, np.uint64), np.empty(0, np.int64)
        )  # compiles now, not when the first record waits
        self._unsealed.has(np.empty(0, np.uint64), np.empty(0, np.int64))
        self._messages: dict[str, RecentIds] = {}

    def sift(self, intakes: Sequence[Intake], kind: str = "intake") -> list[Draft]:
        """One draft an intake, in order, without rows that are stored or that come earlier in the same call. Remembers nothing."""
        for intake in intakes:
            check_schema(intake.cdrs, CDR_SCHEMA, f"a block of records of feed {intake.feed}")
            check_schema(intake.sip, SIP_SCHEMA, f"a block of messages of feed {intake.feed}")
        new_cdrs = self._new_cdrs([intake.cdrs for intake in intakes])
        new_sip = self._new_sip(intakes)
        return [_draft(*parts, kind) for parts in zip(intakes, new_cdrs, new_sip, strict=True)]

    def remember(self, feed: str, rows: Rows) -> None:
        """The rows of a block are stored."""
        if rows.cdrs is not None:
            self._unsealed.add(*_pairs(rows.cdrs))
        if rows.sip is not None:
            self.remember_messages(feed, *_messages(rows.sip))

    def remember_messages(self, feed: str, ids: Ids, seen_us: Ints) -> None:
        """These messages are stored."""
        self._messages.setdefault(feed, RecentIds()).add(ids, seen_us)

    def forget_messages(self) -> None:
        """What messages were stored is told again."""
        self._messages = {}

    def forget_sealed(self, unsealed: Sequence[pa.RecordBatch]) -> None:
        """The lake has everything but these records."""
        remaining = KeySet(len(self._unsealed))  # as many will come again before the next sealing
        for batch in unsealed:
            remaining.add(*_pairs(batch))
        self._unsealed = remaining

    def _new_cdrs(self, batches: list[pa.RecordBatch | None]) -> list[pa.RecordBatch | None]:
        pairs = [_pairs(batch) for batch in batches if batch is not None]
        if not pairs:
            return batches
        ids = np.concatenate([pair[0] for pair in pairs])
        ats = np.concatenate([pair[1] for pair in pairs])
        is_new = first_of_each(ids, ats) & ~self._unsealed.has(ids, ats)
        is_new &= ~self._is_sealed(ids, ats)
        return _split(batches, is_new)

    def _new_sip(self, intakes: Sequence[Intake]) -> list[pa.RecordBatch | None]:
        batches = [intake.sip for intake in intakes]
        for feed in {intake.feed for intake in intakes if intake.sip is not None}:
            places = [i for i, intake in enumerate(intakes) if intake.feed == feed and intake.sip is not None]
            ids = np.concatenate([_messages(batches[place])[0] for place in places])
            is_new = first_of_each(ids, np.zeros(ids.size, np.int64))
            if feed in self._messages:
                is_new &= ~self._messages[feed].has(ids)
            for place, batch in zip(places, _split([batches[place] for place in places], is_new), strict=True):
                batches[place] = batch
        return batches


def _split(batches: list[pa.RecordBatch | None], is_new: Flags) -> list[pa.RecordBatch | None]:
    """Each batch with its share of the flags applied."""
    kept: list[pa.RecordBatch | None] = []
    start = 0
    for batch in batches:
        if batch is None:
            kept.append(None)
            continue
        kept.append(keep_rows(batch, is_new[start : start + batch.num_rows]))
        start += batch.num_rows
    return kept


def _draft(intake: Intake, cdrs: pa.RecordBatch | None, sip: pa.RecordBatch | None, kind: str) -> Draft:
    new_cdrs = cdrs.num_rows if cdrs is not None else 0
    new_sip = sip.num_rows if sip is not None else 0
    head = Head(
        kind=kind,
        feed=intake.feed,
        basis_id=intake.basis_id,
        source_id=intake.source_id,
        next_row=intake.next_row,
        is_last=intake.is_last,
        stored=new_cdrs + new_sip,
        rejected=len(intake.rejects),
        duplicates=intake.received - len(intake.rejects) - new_cdrs - new_sip,
        sip=new_sip,
    )
    rows = Rows(
        slim(cdrs) if cdrs is not None else None, slim(sip) if sip is not None else None, reject_batch(intake.rejects)
    )
    return Draft(head, rows)


def _pairs(batch: pa.RecordBatch) -> tuple[Ids, Ints]:
    return np.array(batch.column("record_id")), np.array(micros(batch.column("setup_at")))


def _messages(batch: pa.RecordBatch) -> tuple[Ids, Ints]:
    return np.array(batch.column("event_id")), np.array(micros(batch.column("seen_at")))
