"""How much of anything one file may ask for."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one file. Beyond a row's bounds the row is rejected; beyond a file's bounds the file is refused."""

    chunk_bytes: int = 4 << 20  # read and converted at once
    row_bytes: int = 1 << 20  # one row; the rest up to the line's end is skipped
    field_bytes: int = 16 << 10
    quoted_lines: int = 32  # lines that one quoted row may span before its quote counts as unclosed
    quoted_bytes: int = 64 << 10
    columns: int = 512
    head_rows: int = 60  # looked through for the header
    members: int = 1000  # files in one zip
    unpacked_bytes: int = 64 << 30
    unpacked_ratio: int = 250  # unpacked to packed; call records pack about 10 to 1
    unpacked_free_bytes: int = 16 << 20  # below this the ratio is not looked at
    sheet_bytes: int = 1 << 30  # of a spreadsheet, unpacked: it is held in memory
    json_bytes: int = 8 << 20  # of one JSON object
    # Of a record beyond its file's arrival. Clocks differ by minutes, and one record dated in the future would move the clock of the
    # features there and make every call after it late.
    ahead: timedelta = timedelta(hours=1)


LIMITS = Limits()
