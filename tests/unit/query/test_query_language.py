"""The language: what each term means, that text and query agree, and that no text does harm."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linewarden.numbering import Home
from linewarden.query import And, Fault, Field, How, Node, Not, Or, QueryError, Term, parse, written
from linewarden.query.tokens import LONGEST_TEXT

HOME = Home("CN", "519", "常州")
MOBILE = 8613861234567


def read(text: str) -> Node:
    return parse(text, HOME)


@pytest.mark.parametrize(
    ("text", "field", "how", "value"),
    [
        ("cli:13861234567", Field.CLI, How.IS, MOBILE),
        ('called:"+86 138-6123-4567"', Field.CALLED, How.IS, MOBILE),
        ("被叫：008613861234567", Field.CALLED, How.IS, MOBILE),
        ("13861234567", Field.NUMBER, How.IS, MOBILE),
        ('number:"(0519) 8666 1234"', Field.NUMBER, How.IS, 8651986661234),
        ("86661234", Field.NUMBER, How.IS, 8651986661234),
        ("138*", Field.NUMBER, How.PREFIX, "86138"),
        ("cli:0519*", Field.CLI, How.PREFIX, "86519"),
        ("cli:+1415*", Field.CLI, How.PREFIX, "1415"),
        ("*4567", Field.NUMBER, How.SUFFIX, "4567"),
        ("imei:35-209900-176148-1", Field.IMEI, How.IS, "352099001761481"),
        ("cell:460-00-1a", Field.CELL, How.IS, "460-00-1a"),
        ('trunk:"a (b)"', Field.TRUNK, How.IS, "a (b)"),
        ("ip:192.0.2.7", Field.IP, How.IS, "192.0.2.7"),
        ("route:国际", Field.ROUTE, How.IS, "international"),
        ("answered:no", Field.ANSWERED, How.IS, "no"),
        ("talk>=60", Field.TALK, How.AT_LEAST, 60_000),
        ("talk≥1m", Field.TALK, How.AT_LEAST, 60_000),
        ("ring<2.5", Field.RING, How.UNDER, 2500),
        ("from:2026-11-30T14:05", Field.FROM, How.IS, datetime.fromisoformat("2026-11-30T14:05")),
        ('to:"2026-11-30"', Field.TO, How.DAY, datetime.fromisoformat("2026-11-30")),
        ("last:24h", Field.LAST, How.IS, 86_400),
    ],
)
def test_a_term_means_what_the_reference_says(text: str, field: Field, how: How, value: object) -> None:
    assert read(text) == Term(field, how, value)  # type: ignore[arg-type]


def test_terms_side_by_side_must_all_hold_and_or_binds_less() -> None:
    a, b, c = (Term(Field.CELL, How.IS, name) for name in "abc")
    assert read("cell:a cell:b OR cell:c") == Or((And((a, b)), c))
    assert read("cell:a AND (cell:b or -cell:c)") == And((a, Or((b, Not(c)))))
    assert read("NOT (cell:a cell:b)") == Not(And((a, b)))


@pytest.mark.parametrize(
    ("text", "fault", "start", "end"),
    [
        ("", Fault.EMPTY, 0, 0),
        ("cli:138x", Fault.BAD_NUMBER, 4, 8),
        ("talk>=60 clii:1", Fault.UNKNOWN_FIELD, 9, 13),
        ("hello", Fault.UNKNOWN_WORD, 0, 5),
        ("cell>3", Fault.BAD_OPERATOR, 5, 6),
        ("cell:", Fault.MISSING_VALUE, 0, 5),
        ('cell:a trunk:"b', Fault.OPEN_QUOTE, 13, 15),
        ("(cell:a", Fault.OPEN_PARENTHESIS, 0, 1),
        ("cell:a )", Fault.STRAY_PARENTHESIS, 7, 8),
        ("cell:a OR", Fault.MISSING_TERM, 8, 9),
        ("1*3", Fault.BAD_STAR, 0, 3),
        ("ip:1.2.3", Fault.BAD_IP, 3, 8),
        ("to:2026-13-01", Fault.BAD_TIME, 3, 13),
        ("last:24", Fault.BAD_LAST, 5, 7),
        ("route:mars", Fault.BAD_WORD, 6, 10),
        ("imei:12", Fault.BAD_DIGITS, 5, 7),
        ("cli:~abc", Fault.BAD_ALIAS, 4, 8),
        ("-" * 40 + "cell:a", Fault.TOO_DEEP, 33, 34),
        ("1* " * 65, Fault.TOO_MANY, 192, 194),
    ],
)
def test_an_error_names_the_characters(text: str, fault: Fault, start: int, end: int) -> None:
    with pytest.raises(QueryError) as raised:
        read(text)
    assert (raised.value.fault, raised.value.start, raised.value.end) == (fault, start, end)


TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20).filter(
    lambda text: text.strip() == text
)
TERMS = st.one_of(
    st.builds(Term, st.sampled_from([Field.CLI, Field.NUMBER]), st.just(How.IS), st.sampled_from([MOBILE, 8695588, 14155550123])),
    st.builds(Term, st.just(Field.CALLED), st.just(How.SUFFIX), st.from_regex("[0-9]{1,18}", fullmatch=True)),
    st.builds(Term, st.just(Field.CALLED), st.just(How.PREFIX), st.from_regex("[1-9][0-9]{0,17}", fullmatch=True)),
    st.builds(Term, st.sampled_from([Field.CELL, Field.TRUNK, Field.FEED]), st.just(How.IS), TEXTS),
    st.builds(
        Term, st.sampled_from([Field.TALK, Field.RING]), st.sampled_from([How.AT_LEAST, How.OVER, How.UNDER, How.IS]), st.integers(0, 10**11)
    ),
    st.builds(Term, st.just(Field.LAST), st.just(How.IS), st.integers(1, 10**6)),
    st.builds(
        Term, st.just(Field.FROM), st.just(How.IS),
        st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2199-01-01")).map(lambda at: at.replace(microsecond=0)),
    ),
)  # fmt: skip


@given(st.recursive(TERMS, lambda inner: st.one_of(inner.map(Not), st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))), st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts)))), max_leaves=8))  # fmt: skip
def test_a_query_written_and_read_is_the_same_query(query: Node) -> None:
    text = written(query)
    if len(text) <= LONGEST_TEXT:
        once = read(text)
        assert written(once) == written(read(written(once)))
        assert read(written(once)) == once


@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(["cli:", "138", "*", "(", ")", '"', "-", " OR ", " ", "talk>=", "to:2026-02-30", "\\", "：", "last:9w", "~"]), max_size=12).map("".join),
    )
)  # fmt: skip
def test_any_text_is_a_query_or_an_error_with_its_place(text: str) -> None:
    fault = None
    try:
        found = read(text)
    except QueryError as err:
        fault = err
    if fault is None:
        assert read(written(found)) == found
    else:
        assert 0 <= fault.start <= fault.end <= len(text)
