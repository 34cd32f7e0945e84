"""What the record store hands back: kept blocks, kept rejects, the counts of a feed."""

from dataclasses import dataclass

import pyarrow as pa

from linewarden.model.reject import Reject
from linewarden.store.arrow import reject_rows
from linewarden.store.spool import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One block as it is stored: only what was new, in source order. `offset` + 1 is where a replay after it begins."""

    offset: int  # number of the block in the spool, from 0, without gaps
    feed: str
    basis_id: str
    source_id: str
    cdrs: pa.RecordBatch | None  # CDR_SCHEMA; None when the block brought no new record
    sip: pa.RecordBatch | None  # SIP_SCHEMA; None when the block brought no new message
    rejects: tuple[Reject, ...]
    duplicates: int  # rows of the intake that were stored before
    is_calls: bool  # calls assembled from stored messages: not received again
    arrived_ns: int  # of the intake; 0 in a replay


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReject:
    """One refused row with where it came from."""

    offset: int
    feed: str
    source_id: str
    reject: Reject


@dataclass(frozen=True, slots=True)
class FeedCounts:
    """Rows of one feed since the store began: received = stored + rejected + duplicates."""

    stored: int = 0  # records and messages that were new
    rejected: int = 0
    duplicates: int = 0
    calls: int = 0  # assembled from stored messages, not part of received
    sip: int = 0  # messages among the stored
    purged: int = 0  # of the stored, the rejected and the calls: removed for good since

    @property
    def received(self) -> int:
        """Rows that the feed delivered."""
        return self.stored + self.rejected + self.duplicates

    def __add__(self, other: "FeedCounts") -> "FeedCounts":
        """The sum, field by field."""
        return FeedCounts(
            self.stored + other.stored,
            self.rejected + other.rejected,
            self.duplicates + other.duplicates,
            self.calls + other.calls,
            self.sip + other.sip,
            self.purged + other.purged,
        )


def kept_block(block: Block, arrived_ns: int) -> Kept:
    """A block as it is handed back."""
    head = block.head
    return Kept(
        offset=block.number,
        feed=head.feed,
        basis_id=head.basis_id,
        source_id=head.source_id,
        cdrs=block.rows.cdrs,
        sip=block.rows.sip,
        rejects=reject_rows(block.rows.rejects),
        duplicates=head.duplicates,
        is_calls=head.is_calls,
        arrived_ns=arrived_ns,
    )
