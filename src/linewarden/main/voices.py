"""How many signals each feed of record files can use, as far as its field map shows."""

import contextlib
from collections.abc import Iterator

from linewarden.config import Settings
from linewarden.errors import LinewardenError
from linewarden.feeds.files import columns_told, load_map
from linewarden.model.voice import FeedVoices
from linewarden.scoring.needs import voices_of

MISREAD_WITHOUT: frozenset[str] = frozenset({"answered_at", "ended_at"})
"""Record columns without which every call looks unanswered or short, so that rows on those count wrongly."""


def voices_by_map(settings: Settings) -> Iterator[tuple[str, FeedVoices]]:
    """Feed by feed in the order of the settings; those without a map, or with one that cannot be read, are left out."""
    for section in settings.feed:
        if section.map is None:
            continue
        feed = section.settings(settings.basis_of(section), settings.home.home())
        with contextlib.suppress(LinewardenError):  # a map that cannot be read is told by the check of the maps
            yield section.name, voices_of(columns_told(load_map(section.map), feed))


def line_of(voices: FeedVoices) -> str:
    """As on the feed's card."""
    missing = dict.fromkeys(column for row in voices.silent for column in row.missing)
    usable = f"{voices.rows - len(voices.silent)} of {voices.rows} signals usable"
    return f"{usable}, missing: {', '.join(missing)}" if missing else usable


def is_misread(voices: FeedVoices) -> bool:
    """True where some rows would count wrongly."""
    return any(MISREAD_WITHOUT & set(row.missing) for row in voices.silent)
