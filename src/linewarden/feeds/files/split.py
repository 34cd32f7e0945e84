"""Bytes to rows and fields: one pass over a chunk of UTF-8, with resynchronisation after damage.

Rows follow RFC 4180. What it leaves open is settled so that a damaged row never takes a neighbour with it:
a quote that does not close within `Limits.quoted_lines`, that closes before other text on a later line, that swallows a line which is a
whole row by itself, or that makes a row of several lines with the wrong number of fields, counts as unclosed; its row ends at the first line end and reading goes on with the next line.
"""

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
import numpy.typing as npt

from linewarden.feeds.files.compiled import compiled
from linewarden.feeds.files.limits import Limits

Bytes = npt.NDArray[np.uint8]
Spans = npt.NDArray[np.int32]

_QUOTE, _LF, _CR, _NUL, _SPACE = 34, 10, 13, 0, 32


class Mark(IntFlag):
    """What the splitter saw in a row; the first two are no fault."""

    ESCAPED = 1  # a quoted field holds doubled quotes
    OPEN_END = 2  # the file ends within this row's line
    BLANK = 4  # nothing but delimiters and spaces: no record
    UNCLOSED = 8
    NUL = 16
    TOO_FEW = 32
    TOO_MANY = 64
    OVERSIZED = 128


FAULTS = Mark.UNCLOSED | Mark.NUL | Mark.TOO_FEW | Mark.TOO_MANY | Mark.OVERSIZED

_ESCAPED, _OPEN_END, _BLANK, _UNCLOSED = int(Mark.ESCAPED), int(Mark.OPEN_END), int(Mark.BLANK), int(Mark.UNCLOSED)
_HAS_NUL, _TOO_FEW, _TOO_MANY, _OVERSIZED = int(Mark.NUL), int(Mark.TOO_FEW), int(Mark.TOO_MANY), int(Mark.OVERSIZED)


@dataclass(frozen=True, slots=True)
class Split:
    """n rows of a chunk as byte positions; a quoted field's span lies within its quotes."""

    starts: Spans  # [slot, n]
    ends: Spans
    row_starts: Spans  # [n]
    row_ends: Spans
    widths: Spans  # [n] fields found
    marks: Bytes  # [n] Mark
    consumed: int  # bytes of the chunk that belong to these rows; the rest must be given again

    def __len__(self) -> int:
        """Number of rows."""
        return int(self.marks.size)


@compiled
def _structure(buf: Bytes, is_structural: Bytes, out: Spans) -> int:
    """Writes the positions of the structural bytes; returns how many. Without branches, so that it runs at memory speed."""
    count = 0
    for i in range(buf.size):
        out[count] = i
        count += is_structural[buf[i]]
    return count


@compiled
def _line_end(buf: Bytes, start: int, size: int) -> int:
    i = start
    while i < size and buf[i] != _LF:
        i += 1
    return i


@compiled
def _split(  # noqa: C901, PLR0912, PLR0915  one state machine over bytes: pieces of it would pass a dozen positions around
    buf: Bytes,
    at: Spans,  # positions of delimiters, line ends, quotes and NULs
    count: int,
    delimiter: int,
    slot_of: npt.NDArray[np.int16],
    least: int,
    most: int,
    is_final: bool,  # noqa: FBT001  kernels take no keywords
    max_row: int,
    max_field: int,
    max_lines: int,
    max_quoted: int,
    starts: Spans,
    ends: Spans,
    row_starts: Spans,
    row_ends: Spans,
    widths: Spans,
    marks: Bytes,
) -> tuple[int, int]:
    size = buf.size
    pos = 0
    row = 0
    token = 0
    while pos < size:
        i = pos
        field = 0
        mark = 0
        lines = 0
        delimiters = 0  # on the present continuation line
        last_filled = -1
        is_lenient = False
        is_bad = False
        needs_more = False
        row_end = -1
        while row_end < 0:
            begin = i
            end = -1
            if token < count and at[token] == i and buf[i] == _QUOTE:
                token += 1
                is_closed = False
                while token < count:
                    j = at[token]
                    char = buf[j]
                    token += 1
                    if char == _QUOTE:
                        if j + 1 < size and buf[j + 1] == _QUOTE:
                            mark |= _ESCAPED
                            token += 1
                        elif j + 1 == size and not is_final:
                            break
                        else:
                            is_closed = True
                            end = j
                            break
                    elif char == _LF:
                        lines += 1
                        if lines > max_lines or j - pos > max_quoted or (lines > 1 and delimiters == most - 1):
                            is_bad = True
                            break
                        delimiters = 0
                    elif char == delimiter:
                        delimiters += 1
                    else:
                        mark |= _HAS_NUL
                if is_bad:
                    break
                if not is_closed:
                    if is_final or size - pos > max_row:
                        is_bad = True
                    else:
                        needs_more = True
                    break
                i = end + 1
                if i < size and buf[i] == _CR:
                    if i + 1 == size and not is_final:
                        needs_more = True
                        break
                    if i + 1 == size or buf[i + 1] == _LF:
                        i += 1
                if i < size and buf[i] != delimiter and buf[i] != _LF:
                    if lines > 0:
                        is_bad = True
                        break
                    is_lenient = True  # text after the closing quote: the field is taken as it stands
                    end = -1
                else:
                    begin += 1
            if end < 0:
                while token < count and buf[at[token]] != delimiter and buf[at[token]] != _LF:
                    if buf[at[token]] == _NUL:
                        mark |= _HAS_NUL
                    elif lines > 0:  # a stray quote in a row of several lines: it was opened by mistake
                        is_bad = True
                    token += 1
                if is_bad:
                    break
                i = at[token] if token < count else size
                if i == size and not is_final:
                    needs_more = True
                    break
                end = i
                if end > begin and buf[end - 1] == _CR and (i == size or buf[i] == _LF):
                    end -= 1
            if end - begin > max_field:
                mark |= _OVERSIZED
            k = begin
            while k < end and buf[k] <= _SPACE:
                k += 1
            if k < end:
                last_filled = field
            if field < slot_of.size:
                slot = slot_of[field]
                if slot >= 0:
                    starts[slot, row] = begin
                    ends[slot, row] = end
            field += 1
            token += 1  # the delimiter or line end at i
            if i >= size or buf[i] == _LF:
                row_end = i
            else:
                delimiters += 1
                i += 1
        if needs_more:
            if size - pos <= max_row:
                break
            if _line_end(buf, pos, size) == size:  # longer than a row may be: the caller skips to the line's end
                break
            is_bad = True
        if row_end >= 0 and lines > 0 and (field < least or (field > most and last_filled >= most)):
            is_bad = True
        if is_bad:
            row_end = _line_end(buf, pos, size)
            if row_end == size and not is_final:
                break
            mark = _UNCLOSED
            token = min(token, count)
            while token > 0 and at[token - 1] > row_end:
                token -= 1
            while token < count and at[token] <= row_end:
                token += 1
        elif last_filled < 0 and mark & _HAS_NUL == 0:
            mark |= _BLANK
        else:
            if field < least:
                mark |= _TOO_FEW
            elif field > most and last_filled >= most:
                mark |= _TOO_MANY
            if is_lenient and mark & (_TOO_FEW | _TOO_MANY):
                mark = (mark & ~(_TOO_FEW | _TOO_MANY)) | _UNCLOSED
            if row_end - pos > max_row:
                mark |= _OVERSIZED
        for rest in range(field, slot_of.size):
            if slot_of[rest] >= 0:
                starts[slot_of[rest], row] = row_end
                ends[slot_of[rest], row] = row_end
        if row_end == size:
            mark |= _OPEN_END
        row_starts[row] = pos
        row_ends[row] = row_end
        widths[row] = field
        marks[row] = mark
        row += 1
        pos = row_end + 1
    return row, min(pos, size)


def split(
    buf: Bytes,
    *,
    delimiter: int,
    slot_of: npt.NDArray[np.int16],
    least: int,
    most: int,
    is_final: bool,
    limits: Limits,
) -> Split:
    """The rows of a chunk that starts at a row's start.

    `slot_of` gives each column the slot that it is wanted in, or -1. A row of fewer than `least` or more than `most` fields is marked;
    empty fields at the end do not count as too many. Unless `is_final`, a row that the chunk cuts off is left for the next chunk.
    """
    slots = int(slot_of.max(initial=-1)) + 1
    is_structural = np.zeros(256, np.uint8)
    is_structural[[delimiter, _LF, _QUOTE, _NUL]] = 1
    at = np.empty(buf.size + 1, np.int32)
    count = _structure(buf, is_structural, at)
    room = int(np.count_nonzero(buf[at[:count]] == _LF)) + 1
    starts, ends = np.zeros((slots, room), np.int32), np.zeros((slots, room), np.int32)
    row_starts, row_ends, widths = (np.zeros(room, np.int32) for _ in range(3))
    marks = np.zeros(room, np.uint8)
    rows, consumed = _split(
        buf,
        at,
        count,
        delimiter,
        slot_of,
        least,
        most,
        is_final,
        limits.row_bytes,
        limits.field_bytes,
        limits.quoted_lines,
        limits.quoted_bytes,
        starts,
        ends,
        row_starts,
        row_ends,
        widths,
        marks,
    )
    return Split(
        starts[:, :rows], ends[:, :rows], row_starts[:rows], row_ends[:rows], widths[:rows], marks[:rows], consumed
    )
