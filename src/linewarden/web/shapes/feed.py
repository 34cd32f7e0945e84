"""Feeds as the feeds page and the stream carry them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from linewarden.model.feed_card import FeedKind, FeedState
from linewarden.model.legal_basis import BasisKind
from linewarden.web.shapes.base import Shape

Share = Annotated[float, Field(ge=0, le=1)]


class BasisView(Shape):
    """The document that permits the feed."""

    basis_id: str
    kind: BasisKind
    document: str
    issuer: str
    valid_until: datetime
    is_synthetic: bool


class SilentRowView(Shape):
    """A row of the calling side that cannot fire on the feed; its words have N where it says a number."""

    name: str
    signal: str
    text_zh: str
    text_en: str
    missing: list[str]


class VoicesView(Shape):
    """How many rows the calling side has, and which of them are silent on the feed for want of a record column."""

    rows: int
    silent: list[SilentRowView]


class FeedCardView(Shape):
    """One feed now; received = stored + rejected + duplicates.

    `coverage` is what its calls of the last 24 hours carry, `told_calls` of them; `voices` is null while they are too few to judge by.
    """

    name: str
    kind: FeedKind
    basis: BasisView | None
    received: int
    stored: int
    rejected: int
    duplicates: int
    calls: int
    waiting: int
    late: int
    active_calls: int
    rate_per_s: float
    last_arrival_at: datetime | None
    lag_ms: int | None
    warned_p50_ms: float | None
    warned_p99_ms: float | None
    told_calls: int
    coverage: dict[str, Share]
    voices: VoicesView | None
    state: FeedState
    problem: str | None


class FeedList(Shape):
    """All feeds by name. `rules`: version of the rules that the running platform follows."""

    rules: str
    items: list[FeedCardView]


class RejectRow(Shape):
    """One row or message that was refused. Digits of people's numbers in `value` are masked."""

    source_id: str
    row: int
    field: str
    value: str
    reason: str
    code: str


class RejectList(Shape):
    """Refused rows, newest first."""

    items: list[RejectRow]


class FeedsEvent(FeedList):
    """Data of `event: feeds` on the stream."""
