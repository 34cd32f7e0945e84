"""A feed under a training basis, and files made on the spot."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from linewarden.feeds.files import load_map, read_file
from linewarden.feeds.files.layout import FieldMap
from linewarden.feeds.settings import FeedSettings
from linewarden.model.cdr import Cdr, cdr_rows
from linewarden.model.intake import Intake
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.model.reject import Reject
from linewarden.numbering import Home

CHANGZHOU = Home("CN", "519", "常州")
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BASIS = LegalBasis(
    "T-1", BasisKind.TRAINING, "drill 1", "test", datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
)
FEED = FeedSettings(name="cz-mobile", basis=BASIS, home=CHANGZHOU)


def intakes(path: Path, layout: FieldMap | str, **options: object) -> list[Intake]:
    """All blocks of a file, read at noon of 22 November 2026 UTC."""
    field_map = load_map(layout) if isinstance(layout, str) else layout
    return list(read_file(path, map=field_map, **{"feed": FEED, "clock": lambda: NOW, **options}))  # type: ignore[arg-type]  # options vary by test


def records(blocks: Iterable[Intake]) -> list[Cdr]:
    """The records of all blocks."""
    return [row for block in blocks if block.cdrs is not None for row in cdr_rows(block.cdrs)]


def rejects(blocks: Iterable[Intake]) -> list[Reject]:
    """The rejects of all blocks."""
    return [reject for block in blocks for reject in block.rejects]


def written(folder: Path, text: str | bytes, name: str = "calls.csv", encoding: str = "utf-8") -> Path:
    """A file that holds the text."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def utc(text: str) -> datetime:
    """An ISO time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at_home(text: str) -> datetime:
    """An ISO time of Chinese clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
