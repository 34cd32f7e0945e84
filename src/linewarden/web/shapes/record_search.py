"""Looking call records up. Numbers are masked; a key stands for a number in the next query (`cli:KEY`)."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from linewarden.query import Field as QueryField
from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.warning import RecordId, RouteWord
from linewarden.web.shapes.words import Purpose

QueryText = Annotated[str, StringConstraints(max_length=4000)]  # longer than any query: the language tells the limit


class Ask(Shape):
    """What to look for, and why; the purpose goes into the audit."""

    query: QueryText
    purpose: Purpose


class SearchAsk(Ask):
    """A page: the first without `cursor`, others with that of the page before."""

    cursor: Annotated[str, StringConstraints(max_length=64, pattern="^[A-Za-z0-9_-]*$")] | None = None
    limit: int = Field(default=100, ge=1, le=500)


class PurposeOnly(Shape):
    """Why; goes into the audit."""

    purpose: Purpose


class TermView(Shape):
    """One term of the query. `shown`: with its number masked; `without`: the query when it is taken out, "" when nothing is left."""

    field: QueryField
    shown: str
    is_not: bool
    without: str


class QueryView(Shape):
    """The query as it was understood. A term may be put after `open`; `timeless` is the same without its span of time."""

    terms: list[TermView]
    open: str
    timeless: str


class FoundRecord(Shape):
    """One record with all that it tells. A key is null where there is no number."""

    record_id: RecordId
    setup_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    ring_ms: int
    talk_ms: int
    service: str
    cli_masked: str
    cli_key: str | None
    called_masked: str
    called_key: str | None
    route: RouteWord
    release_cause: int | None
    feed: str
    trunk_in: str | None
    trunk_out: str | None
    source_ip: str | None
    cell: str | None
    imei_masked: str | None
    imei_key: str | None
    imsi_masked: str | None
    imsi_key: str | None
    user_agent: str | None
    codec: str | None
    roaming: str | None
    attestation: str | None


class SearchPage(Shape):
    """Records, newest first. `next_cursor` null: that was all. `is_cut`: the budget was used up first; the cursor goes on from `reached_at`."""

    items: list[FoundRecord]
    next_cursor: str | None
    is_cut: bool
    reached_at: datetime | None
    looked: int
    """Records that were looked at for this page."""
    assumed_since: datetime | None
    """The query names neither a criterion nor a beginning: only records from here on were looked at."""
    missing: list[str]
    """Sealed ranges that could not be looked through; empty as a rule."""
    query: QueryView
    as_of: datetime


class Count(Shape):
    """How many records have a value."""

    value: str
    count: int


class NumberCount(Shape):
    """How many records have a number."""

    masked: str
    key: str
    count: int


class Bar(Shape):
    """Records of one span of the histogram."""

    start_at: datetime
    count: int


class SearchSummary(Shape):
    """Counts over the newest `counted` records of the answer; `is_whole`: these are all."""

    counted: int
    is_whole: bool
    reached_at: datetime | None
    routes: list[Count]
    answered: list[Count]
    feeds: list[Count]
    hours: list[int]
    callers: list[NumberCount]
    called: list[NumberCount]
    bar_s: int
    bars: list[Bar]


class RecordSource(Shape):
    """Where a record came from. Lines of files are not kept in the store, so `raw` is null."""

    record_id: RecordId
    feed: str
    basis_id: str
    source_id: str
    source_row: int
    call_id: str | None
    cli_raw_masked: str | None
    called_raw_masked: str | None
    raw: str | None
    record_sha256: str
    """SHA-256 of the stored record as JSON: keys sorted, no blanks, UTF-8, times ISO 8601 UTC with microseconds."""


class UnmaskRecord(Shape):
    """Why full numbers are needed, and in which case, one of the asker's. `break_glass`: in none; the auditor hears of it."""

    purpose: Purpose
    case_number: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    break_glass: bool = False


class UnmaskedRecord(Shape):
    """Full numbers of one record."""

    record_id: RecordId
    cli: str
    called: str
    imei: str | None
    imsi: str | None
