"""Whitelist entries as rows. A number is masked, since it may be a person's; a range that many people share is not."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from linewarden.model.number import E164
from linewarden.model.rule_change import SilencedCount
from linewarden.numbering import masked
from linewarden.rulebook.whitelist import Entry
from linewarden.web.shapes.whitelist import EntryRow

RANGE_DIGITS = 10
"""A range of so many digits with the country code, or fewer, holds a thousand mobile numbers and more: it is nobody's."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def entry_row(place: int, entry: Entry, counts: Mapping[str, SilencedCount], now: datetime) -> EntryRow:
    """One entry with what it kept quiet."""
    count = counts.get(entry.number)
    return EntryRow(
        place=place,
        masked=masked_entry(entry),
        is_range=_is_range(entry),
        reason=entry.reason,
        source=entry.source,
        expires=entry.expires,
        expires_at=_EPOCH + timedelta(microseconds=entry.expires_us),
        is_expired=entry.is_expired(now),
        silenced=count.calls if count else 0,
        last_at=count.last_at if count else None,
    )


def masked_entry(entry: Entry) -> str:
    """As "138 **** 4567", or "86519812*"."""
    digits = entry.number.removesuffix("*")
    if _is_range(entry):
        return entry.number if len(digits) <= RANGE_DIGITS else f"{masked(E164(int(digits)))} *"
    return masked(E164(int(digits)))


def _is_range(entry: Entry) -> bool:
    return entry.number.endswith("*")
