"""What a feed hands to the pipeline at once."""

from dataclasses import dataclass

import pyarrow as pa

from linewarden.model.reject import Reject


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A block of rows from one source, in source order: what was understood, what was refused, and how far the source is read.

    received = cdrs.num_rows + sip.num_rows + len(rejects); the store takes duplicates out of the first two and counts them.
    At most some ten thousand rows, so that everything behind it is bounded.
    """

    feed: str
    basis_id: str
    source_id: str  # as in `Cdr`
    next_row: int  # first row of the source that this block does not cover: where to resume after a crash
    is_last: bool  # the source ends here
    cdrs: pa.RecordBatch | None  # CDR_SCHEMA
    sip: pa.RecordBatch | None  # SIP_SCHEMA
    rejects: tuple[Reject, ...]
    arrived_ns: int  # time.monotonic_ns() when the oldest row of the block arrived; 0 when not live

    @property
    def received(self) -> int:
        """Rows of the source that this block accounts for."""
        return (
            (self.cdrs.num_rows if self.cdrs is not None else 0)
            + (self.sip.num_rows if self.sip is not None else 0)
            + len(self.rejects)
        )
