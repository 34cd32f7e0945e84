"""What the records of a field map can tell, as far as the map shows before any file has come."""

from linewarden.feeds.files.layout import Answered, FieldMap
from linewarden.feeds.settings import FeedSettings
from linewarden.model.cdr import Route

_AS_NAMED: tuple[str, ...] = ("route", "source_ip", "user_agent", "imei", "imsi", "cell")
"""Fields of a map that fill the record column of the same name."""

_ENDS: frozenset[str] = frozenset({"ended_at", "total", "talk"})
"""Fields each of which tells when a call ended."""


def columns_told(layout: FieldMap, feed: FeedSettings) -> frozenset[str]:
    """Record columns that signals may need and the map can fill, or the feed's settings do; files may still leave them empty."""
    fields = layout.sources.keys()
    told = {name for name in _AS_NAMED if name in fields}
    if feed.route is not Route.UNKNOWN or (feed.international_trunks and "trunk_in" in fields):
        told.add("route")
    if layout.answered is not Answered.TIME or "answered_at" in fields:
        told.add("answered_at")
    if _ENDS & fields:
        told.add("ended_at")
    return frozenset(told)
