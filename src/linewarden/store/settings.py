"""Sizes and limits of the record store."""

from dataclasses import dataclass

from linewarden.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """What an operator may change. Sizes in bytes, amounts in records (a SIP message weighs four)."""

    segment_bytes: int = 64 << 20  # a spool file is closed when it has grown beyond
    seal_rows: int = 131_072  # unsealed records that make a sealed range; a lookup looks at each of them
    is_sealing_itself: bool = True  # a background thread seals when there is enough
    merge_ranges: int = 6  # adjacent sealed ranges of about one size that become one
    merged_rows: int = (
        5_000_000  # no range grows beyond by merging; while one is made, a row takes some 250 bytes of memory
    )
    keep_spool_bytes: int | None = None  # of sealed spool files; None keeps all, and with it replay from 0
    check_every_s: float = 86_400.0  # in which all sealed bytes are read once and damage is mended
    sort_memory_bytes: int = 1 << 30  # for records that arrived far out of order
    sort_rows: int = 1_000_000  # held back in memory by `in_time_order` before it sorts on disk

    def __post_init__(self) -> None:
        """Raise ConfigError when merging could not make ranges fewer."""
        if self.merge_ranges < 2:
            raise ConfigError(f"merge_ranges {self.merge_ranges} merges nothing; give 2 or more")
