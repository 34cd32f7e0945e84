"""The splitter against an obvious one, byte by byte, and what it does with damage."""

import csv
import io

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.feeds.files.limits import Limits
from linewarden.feeds.files.split import FAULTS, Mark, split

LIMITS = Limits(row_bytes=400, field_bytes=60, quoted_lines=4, quoted_bytes=200)
WIDTH = 3


def rows(text: bytes, least: int = WIDTH, most: int = WIDTH) -> list[tuple[list[bytes], Mark]]:
    """Fields (as they stand between their quotes) and marks of each row."""
    buf = np.frombuffer(text, np.uint8)
    cut = split(
        buf,
        delimiter=ord(","),
        slot_of=np.arange(5, dtype=np.int16),
        least=least,
        most=most,
        is_final=True,
        limits=LIMITS,
    )
    assert cut.consumed == len(text)
    return [
        (
            [text[cut.starts[slot, row] : cut.ends[slot, row]] for slot in range(min(5, cut.widths[row]))],
            Mark(int(cut.marks[row])),
        )
        for row in range(len(cut))
    ]


def slowly(text: bytes) -> list[tuple[list[bytes], Mark]]:
    """The same, one character after the other."""
    out, at = [], 0
    while at < len(text):
        record = _record(text, at)
        line_end = text.find(b"\n", at) if b"\n" in text[at:] else len(text)
        if record is None:
            fields, mark, end = [], Mark.UNCLOSED, line_end
        else:
            fields, mark, end = record
        out.append((fields, mark | (Mark.OPEN_END if end == len(text) else Mark(0))))
        at = end + 1
    return out


def _record(  # noqa: PLR0912  the oracle follows the rules one after the other
    text: bytes, at: int
) -> tuple[list[bytes], Mark, int] | None:
    fields: list[bytes] = []
    mark, lines, commas, lenient, i = Mark(0), 0, 0, False, at
    while True:
        start = i
        quoted = text[i : i + 1] == b'"'
        if quoted:
            i += 1
            while True:
                if i >= len(text):
                    return None
                char = text[i : i + 1]
                if text[i : i + 2] == b'""':
                    mark |= Mark.ESCAPED
                    i += 1
                elif char == b'"':
                    break
                elif char == b"\n":
                    lines += 1
                    if (
                        lines > LIMITS.quoted_lines
                        or i - at > LIMITS.quoted_bytes
                        or (lines > 1 and commas == WIDTH - 1)
                    ):
                        return None
                    commas = 0
                elif char == b",":
                    commas += 1
                elif char == b"\0":
                    mark |= Mark.NUL
                i += 1
            after = text[i + 1 :].removeprefix(b"\r") if text[i + 1 : i + 3] in {b"\r", b"\r\n"} else text[i + 1 :]
            if after[:1] in {b"", b",", b"\n"}:
                fields.append(text[start + 1 : i])
                i = len(text) - len(after)
            elif lines:
                return None
            else:
                quoted, lenient = False, True
                i += 1
        if not quoted:
            while i < len(text) and text[i : i + 1] not in {b",", b"\n"}:
                if text[i : i + 1] == b"\0":
                    mark |= Mark.NUL
                if text[i : i + 1] == b'"' and lines:
                    return None
                i += 1
            field = text[start:i]
            fields.append(field[:-1] if field.endswith(b"\r") and text[i : i + 1] != b"," else field)
        if len(fields[-1]) > LIMITS.field_bytes:
            mark |= Mark.OVERSIZED
        if i >= len(text) or text[i : i + 1] == b"\n":
            break
        commas += 1
        i += 1
    filled = [bool(field.strip(bytes(range(33)))) for field in fields]
    too_many = len(fields) > WIDTH and any(filled[WIDTH:])
    if lines and (len(fields) < WIDTH or too_many):
        return None
    if not any(filled) and not mark & Mark.NUL:
        return fields, mark | Mark.BLANK, i
    if lenient and (len(fields) < WIDTH or too_many):
        return fields, mark | Mark.UNCLOSED, i
    mark |= Mark.TOO_FEW if len(fields) < WIDTH else Mark.TOO_MANY if too_many else Mark(0)
    return fields, mark | (Mark.OVERSIZED if i - at > LIMITS.row_bytes else Mark(0)), i


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.sampled_from([b"a", b"b7", b",", b",", b'"', b'""', b"\n", b"\r\n", b"\r", b"\0", b" ", b"x" * 61]),
        max_size=60,
    )
)
def test_the_compiled_splitter_equals_the_obvious_one(parts: list[bytes]) -> None:
    text = b"".join(parts)
    fast, slow = rows(text), slowly(text)
    assert [mark for _, mark in fast] == [mark for _, mark in slow]
    for (found, mark), (expected, _) in zip(fast, slow, strict=True):
        if not mark & FAULTS:
            assert found == expected[:5]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=20), st.booleans())
def test_what_a_csv_writer_writes_comes_back(table: list[list[str]], quote_all: bool) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL).writerows(table)
    found = rows(out.getvalue().encode())
    filled = [(fields, mark) for fields, mark in found if not mark & Mark.BLANK]
    expected = [row for row in table if any(cell.strip("".join(map(chr, range(33)))) for cell in row)]
    assert [[field.decode().replace('""', '"') for field in fields] for fields, _ in filled] == expected


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(CELLS.filter(str.isalnum), min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=5),
    st.lists(st.sampled_from([b"a", b",", b'"', b'""', b" ", b"\0"]), max_size=12),
    st.booleans(),
)
def test_a_damaged_line_takes_no_neighbour_with_it(
    table: list[list[str]], damage: list[bytes], quote_all: bool
) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL).writerows(table)
    clean = out.getvalue().encode()
    found = rows(clean + b"".join(damage) + b"\n" + clean)
    whole = [[field.decode() for field in fields] for fields, mark in found if not mark & (FAULTS | Mark.BLANK)]
    assert whole[: len(table)] == table
    assert whole[-len(table) :] == table


def test_a_newline_within_quotes_belongs_to_its_field() -> None:
    ((fields, mark),) = rows(b'a,"two\nlines",c\n')
    assert fields == [b"a", b"two\nlines", b"c"]
    assert mark == Mark(0)


def test_text_after_a_closing_quote_is_taken_as_it_stands() -> None:
    assert rows(b'a,"Bob" <138>,c\n') == [([b"a", b'"Bob" <138>', b"c"], Mark(0))]


def test_empty_fields_at_the_end_are_not_too_many() -> None:
    assert [mark for _, mark in rows(b"a,b,c,,\na,b,c,d\na,b\n")] == [Mark(0), Mark.TOO_MANY, Mark.TOO_FEW]


def test_a_row_that_the_chunk_cuts_off_is_left_for_the_next() -> None:
    buf = np.frombuffer(b'a,b,c\nd,"e', np.uint8)
    cut = split(buf, delimiter=44, slot_of=np.arange(3, dtype=np.int16), least=3, most=3, is_final=False, limits=LIMITS)
    assert (len(cut), cut.consumed) == (1, 6)
