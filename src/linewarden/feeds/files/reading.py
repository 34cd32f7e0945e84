"""Files of call records to blocks of canonical records."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from linewarden.ahead import ahead, mapped_ahead
from linewarden.errors import FeedError
from linewarden.feeds.files.decode import decoded
from linewarden.feeds.files.layout import FieldMap, Kind, SealedFile
from linewarden.feeds.files.limits import LIMITS, Limits
from linewarden.feeds.files.objects import object_rows
from linewarden.feeds.files.records import Origin, Records, to_records
from linewarden.feeds.files.rows import Rows
from linewarden.feeds.files.sheet import sheet_rows
from linewarden.feeds.files.table import table_rows
from linewarden.feeds.files.unpack import Member, members, seal
from linewarden.feeds.settings import FeedSettings, require_basis
from linewarden.model.intake import Intake
from linewarden.model.reject import Reject


def utc_now() -> datetime:
    """The wall clock; tests and replays give their own."""
    return datetime.now(UTC)


def read_file(
    path: Path,
    *,
    map: FieldMap,  # noqa: A002  the field's word; the built-in is not used here
    feed: FeedSettings,
    resume_row: int = 0,
    block_rows: int = 10_000,
    sealed: SealedFile | None = None,
    clock: Callable[[], datetime] = utc_now,
    latest: datetime | None = None,
    arrived_ns: int = 0,
    limits: Limits = LIMITS,
    chunks_ahead: int = 0,
) -> Iterator[Intake]:
    """The records of a file in blocks of at most `block_rows` rows, in file order, in bounded memory; the last is marked.

    Plain, gz or zip (several files: one after the other in name order, rows numbered on); CSV in any dialect and encoding, XLSX, XLS,
    ODS or JSON as the map says. A row that cannot be read is a `Reject`; blank rows are none. With `resume_row`, rows before it are
    left out. Raises LegalBasisError without a valid legal basis, FeedError when the file cannot be read at all or is refused.
    `sealed` saves hashing the file again; `clock` tells when it arrived. Records later than `latest` are refused; None, for live feeds:
    later than the arrival and what `limits` allow. `chunks_ahead`: pieces of the file that a thread of its own may split before they
    are read, by as many threads side by side; 0 for no threads, as little memory as may be.
    """
    arrived_at = clock()
    basis = require_basis(feed, arrived_at)
    if map.problem:
        raise FeedError(f"map {map.name} cannot be used yet: {map.problem}")
    sealed = sealed or seal(path)
    zone = ZoneInfo(map.zone or feed.time_zone)
    latest_us = int((latest or arrived_at + limits.ahead).timestamp()) * 1_000_000
    origin = Origin(map, feed, basis.basis_id, sealed.source_id, zone, latest_us)
    rows = ahead(_file_rows(path, map, zone, limits), chunks_ahead)
    blocks = _blocks(rows, origin, resume_row, block_rows, chunks_ahead)
    for (batch, rejects, next_row), is_last in _with_last(blocks):
        yield Intake(
            feed=feed.name,
            basis_id=basis.basis_id,
            source_id=sealed.source_id,
            next_row=next_row,
            is_last=is_last,
            cdrs=batch,
            sip=None,
            rejects=tuple(rejects),
            arrived_ns=arrived_ns,
        )


Block = tuple[pa.RecordBatch | None, list[Reject], int]


def _file_rows(path: Path, layout: FieldMap, zone: ZoneInfo, limits: Limits) -> Iterator[Rows | int]:
    first = 1
    for member in members(path, limits):
        for rows in _member_rows(member, layout, zone, limits, first):
            if isinstance(rows, int):
                first = rows
            else:
                yield rows
    yield first


def _member_rows(member: Member, layout: FieldMap, zone: ZoneInfo, limits: Limits, first: int) -> Iterator[Rows | int]:
    if member.workbook is not None:
        if layout.kind is Kind.JSON:
            raise FeedError(f"{member.name!r} is a spreadsheet, map {layout.name} reads JSON; choose another map")
        return sheet_rows(member.workbook, layout, zone, limits, member.name, first)
    assert member.stream is not None
    pieces = decoded(member.stream, member.name, layout.encoding)
    if layout.kind is Kind.JSON:
        return object_rows(pieces, layout, limits, member.name, first)
    return table_rows(pieces, layout, zone, limits, member.name, first)


def _blocks(
    parts: Iterator[Rows | int], origin: Origin, resume_row: int, block_rows: int, threads: int
) -> Iterator[Block]:
    def read(part: Rows | int) -> tuple[Records, Rows] | int:
        if isinstance(part, int):
            return part
        left = part.since(resume_row)
        return to_records(left, origin), left

    wanted = (part for part in parts if isinstance(part, int) or int(part.numbers[-1]) >= resume_row)
    for done in mapped_ahead(read, wanted, threads):
        if isinstance(done, int):
            yield None, [], max(done, resume_row)
        else:
            yield from _sliced(*done, block_rows)


def _sliced(records: Records, rows: Rows, block_rows: int) -> Iterator[Block]:
    """Blocks of so many rows; each says which row comes next."""
    numbers = rows.numbers
    taken = records.batch.column("source_row").to_numpy()
    rejected = [reject.row for reject in records.rejects]
    for start in range(0, numbers.size, block_rows):
        last = int(numbers[min(start + block_rows, numbers.size) - 1])
        begin, end = taken.searchsorted([int(numbers[start]), last + 1])
        refused = (
            [reject for reject in records.rejects if int(numbers[start]) <= reject.row <= last] if rejected else []
        )
        yield records.batch.slice(begin, end - begin) if end > begin else None, refused, last + 1


def _with_last(blocks: Iterator[Block]) -> Iterator[tuple[Block, bool]]:
    """The blocks, the last one marked; an end that brings nothing is joined to the block before it."""
    held: Block | None = None
    for block in blocks:
        if held is None:
            held = block
        elif block[0] is None and not block[1]:
            held = (held[0], held[1], block[2])
        else:
            yield held, False
            held = block
    assert held is not None
    yield held, True
