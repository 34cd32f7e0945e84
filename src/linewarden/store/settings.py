"""Sizes and limits of the record store."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """What an operator may change. Sizes in bytes, amounts in records (a SIP message weighs four)."""

    segment_bytes: int = 64 << 20  # a spool file is closed when it has grown beyond
    seal_rows: int = 500_000  # unsealed records that make a lake segment; some 400 bytes of memory each
    is_sealing_itself: bool = True  # a background thread seals when there is enough
    keep_spool_bytes: int | None = None  # of sealed spool files; None keeps all, and with it replay from 0
    sort_memory_bytes: int = 1 << 30  # for records that arrived far out of order
    sort_rows: int = 1_000_000  # held back in memory by `in_time_order` before it sorts on disk
