"""Sums over block headers: the counts of each feed, and how far each source is read."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from linewarden.store.frames import Head
from linewarden.store.kept import FeedCounts


class Progress:
    """Running sums over the headers of a range of blocks, in order."""

    def __init__(self) -> None:
        self.feeds: dict[str, FeedCounts] = {}
        self.sources: dict[str, tuple[int, bool]] = {}  # next row, is done

    def add(self, head: Head) -> None:
        """Count one more block."""
        if head.is_calls:
            more = FeedCounts(calls=head.stored)
        else:
            more = FeedCounts(head.stored, head.rejected, head.duplicates, 0, head.sip)
            self.sources[head.source_id] = (head.next_row, head.is_last)
        self.feeds[head.feed] = self.feeds.get(head.feed, FeedCounts()) + more

    def extend(self, later: "Progress") -> None:
        """Count the blocks of a range that follows."""
        for feed, counts in later.feeds.items():
            self.feeds[feed] = self.feeds.get(feed, FeedCounts()) + counts
        self.sources.update(later.sources)

    def purge(self, by_feed: Mapping[str, int]) -> None:
        """So many rows of each feed were removed for good."""
        for feed, count in by_feed.items():
            self.feeds[feed] = self.feeds.get(feed, FeedCounts()) + FeedCounts(purged=count)

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "feeds": {feed: asdict(counts) for feed, counts in self.feeds.items()},
            "sources": {source: list(state) for source, state in self.sources.items()},
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Progress":
        """What `to_json` gave."""
        progress = cls()
        progress.feeds = {feed: FeedCounts(**counts) for feed, counts in data["feeds"].items()}
        progress.sources = {source: (int(row), bool(done)) for source, (row, done) in data["sources"].items()}
        return progress
