"""Columns of numbers agree with the scalar reading, row by row."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.numbering import Home, normalise, normalise_column

CHANGZHOU = Home("CN", "519", "常州")
HOMES = (CHANGZHOU, Home("CN", "10", "北京"), Home("CN", "415", "丹东"))

BEFORE = (
    "",
    "",
    "0",
    "00",
    "86",
    "+86",
    "0086",
    "+",
    "+86 ",
    "0519",
    "010",
    "17951",
    "1646",
    "12593",
    "+1",
    "001",
    "00852",
    "８６",
    "+860",
    "0519-",
)
BODIES = st.one_of(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"(10|2[0-9]|[3-9][0-9]{2})[1-9][0-9]{6,7}", fullmatch=True),
    st.from_regex(r"[1-9][0-9]{6,7}", fullmatch=True),
    st.sampled_from(
        ("110", "12345", "96110", "95588", "4008001234", "13800138000", "116114", "10110", "4155550123", "")
    ),
    st.from_regex(r"[0-9]{1,18}", fullmatch=True),
    st.from_regex(r"1[3-9][0-9]-[0-9]{4}-[0-9]{4}", fullmatch=True),
    st.from_regex(r"0[0-9]{2,3}-[0-9]{6,8}(-[0-9]{1,3})?", fullmatch=True),
    st.lists(st.from_regex(r"[0-9]{1,9}", fullmatch=True), max_size=6).map("-".join),
    st.text(max_size=20),
)
TEXTS = st.one_of(st.none(), st.builds(str.__add__, st.sampled_from(BEFORE), BODIES))


@settings(deadline=None)  # the first number of a country loads its metadata
@given(
    rows=st.lists(st.tuples(TEXTS, st.booleans()), max_size=60),
    home=st.sampled_from(HOMES),
    kind=st.sampled_from((pa.utf8(), pa.dictionary(pa.int32(), pa.utf8()))),
)
def test_a_column_reads_each_row_as_the_scalar_does(
    rows: list[tuple[str | None, bool]], home: Home, kind: pa.DataType
) -> None:
    texts = pa.array([text for text, _ in rows], pa.utf8()).cast(kind)
    column = normalise_column(texts, home=home, is_from_abroad=np.array([mark for _, mark in rows], np.bool_))
    numbers = [normalise(text, home=home, is_from_abroad=mark) for text, mark in rows]
    assert column.e164.tolist() == [number.e164 for number in numbers]
    assert column.kind.tolist() == [number.kind for number in numbers]
    assert column.fault.tolist() == [number.fault for number in numbers]


@pytest.mark.parametrize("kind", [pa.utf8(), pa.large_utf8(), pa.dictionary(pa.int32(), pa.utf8())])
def test_every_text_layout_and_slice_reads_the_same(kind: pa.DataType) -> None:
    texts = ["110", None, "13861234567", "86661234", "", "alice", "+14155550123", "110"]
    whole = pa.array(texts, pa.utf8()).cast(kind)
    expected = [86110, 0, 8613861234567, 8651986661234, 0, normalise("alice", home=CHANGZHOU).e164, 14155550123, 86110]
    assert normalise_column(whole, home=CHANGZHOU).e164.tolist() == expected
    assert normalise_column(whole.slice(2, 4), home=CHANGZHOU).e164.tolist() == expected[2:6]
    assert normalise_column(whole.slice(6, 1), home=CHANGZHOU).e164.tolist() == expected[6:7]
    chunks = pa.chunked_array([whole.slice(0, 3), whole.slice(3)])
    assert normalise_column(chunks, home=CHANGZHOU).e164.tolist() == expected


def test_the_same_text_from_here_and_from_abroad_is_two_numbers() -> None:
    texts = pa.array(["16465617343", "16465617343", None, "13861234567", "79166879292", "79166879292"])
    column = normalise_column(texts, home=CHANGZHOU, is_from_abroad=np.array([False, True, True, True, False, True]))
    assert column.e164.tolist() == [8616465617343, 16465617343, 0, 8613861234567, 8679166879292, 79166879292]


def test_columns_without_rows_or_without_text_are_read() -> None:
    assert len(normalise_column(pa.array([], pa.utf8()), home=CHANGZHOU)) == 0
    assert len(normalise_column(pa.chunked_array([], pa.utf8()), home=CHANGZHOU)) == 0
    assert normalise_column(pa.array([None, None], pa.utf8()), home=CHANGZHOU).e164.tolist() == [0, 0]
    assert normalise_column(pa.array([13861234567, None], pa.int64()), home=CHANGZHOU).e164.tolist() == [
        8613861234567,
        0,
    ]


def test_more_rows_than_a_slice_keep_their_order() -> None:
    texts = [f"138{row:08d}" for row in range(150_000)]
    column = normalise_column(pa.array(texts), home=CHANGZHOU)
    assert column.e164.tolist() == [8613800000000 + row if row != 138000 else 8613800138000 for row in range(150_000)]
