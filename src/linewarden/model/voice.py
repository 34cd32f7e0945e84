"""What a feed tells of its calls, and which rows of the calling side's table are silent on it for want of that."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Telling:
    """What the calls of the last 24 hours carried, by the events' own clock."""

    calls: int
    shares: Mapping[str, float]  # record column → share of the calls that carry it, 0..1; empty when there was no call


@dataclass(frozen=True, slots=True)
class SilentRow:
    """A row that cannot fire. The words are the row's own, with N where it says a number."""

    name: str
    signal: str  # key of the signal catalogue
    says_zh: str
    says_en: str
    missing: tuple[str, ...]  # record columns that it needs and the feed does not tell


@dataclass(frozen=True, slots=True)
class FeedVoices:
    """The calling side's rows on one feed."""

    rows: int  # of the table, silent ones among them
    silent: tuple[SilentRow, ...]  # in the order of the table
