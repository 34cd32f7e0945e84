"""Rows of any kind of file, with their fields named: what the conversion to records works on."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np

from linewarden.feeds.files.split import Bytes, Mark, Spans
from linewarden.feeds.files.texts import Field
from linewarden.model.event import Ints


@dataclass(frozen=True, slots=True)
class Rows:
    """n rows that are records or rejects (no header, no blank line), in file order."""

    numbers: Ints  # 1-based row of the file
    marks: Bytes  # [n] Mark
    fields: dict[str, Field]  # by canonical name, only those that the file has
    has_escapes: bool
    buf: Bytes
    row_starts: Spans
    row_ends: Spans
    units: dict[str, str] = field(default_factory=dict)  # of durations, where the file's header names them
    own: str = ""  # the subscriber's number, where it stands above the header

    def __len__(self) -> int:
        """Number of rows."""
        return int(self.numbers.size)

    def text(self, row: int) -> str:
        """The start of a row as it stands in the file, for a `Reject`."""
        start = int(self.row_starts[row])
        return self.buf[start : min(int(self.row_ends[row]), start + 800)].tobytes().decode("utf-8", "replace")

    def since(self, number: int) -> "Rows":
        """The rows from this number on."""
        at = int(self.numbers.searchsorted(number))
        if at == 0:
            return self
        fields = {name: Field(each.buf, each.starts[at:], each.ends[at:]) for name, each in self.fields.items()}
        spans = {name: getattr(self, name)[at:] for name in ("numbers", "marks", "row_starts", "row_ends")}
        return replace(self, fields=fields, **spans)


def rows_of_texts(
    names: Collection[str],
    numbers: list[int],
    records: list[dict[str, str]],
    marks: list[Mark],
    raw: list[str],
    units: dict[str, str] | None = None,
    own: str = "",
) -> Rows:
    """Rows of records that were read one by one; `raw` is each as a text for a `Reject`, `names` are the fields, the rest as in `Rows`."""
    parts: list[bytes] = []
    at = 0
    spans = np.zeros((len(names) + 1, 2, len(records)), np.int32)
    for row, record in enumerate(records):
        for slot, text in enumerate([*(record.get(name, "") for name in names), raw[row][:800]]):
            part = text.encode("utf-8", "replace")
            spans[slot, :, row] = at, at + len(part)
            parts.append(part + b"\n")
            at += len(part) + 1
    buf = np.frombuffer(b"".join(parts) or b"\n", np.uint8)
    return Rows(
        np.array(numbers, np.int64),
        np.array(marks, np.uint8),
        {name: Field(buf, spans[slot, 0], spans[slot, 1]) for slot, name in enumerate(names)},
        has_escapes=False,
        buf=buf,
        row_starts=spans[-1, 0],
        row_ends=spans[-1, 1],
        units=units or {},
        own=own,
    )
