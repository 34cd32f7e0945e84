"""The table of cases.toml, row by row, and what the home changes."""

import tomllib
from pathlib import Path

import pytest

from linewarden.numbering import Home, describe, normalise

Row = tuple[str, int, str, str, str, str, str, str]

TABLE = tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8"))
ABROAD: list[Row] = TABLE.pop("from_abroad")["rows"]
ROWS: list[Row] = [row for group in TABLE.values() for row in group["rows"]]
CASES = [*((row, False) for row in ROWS), *((row, True) for row in ABROAD)]
CHANGZHOU = Home("CN", "519", "常州")


def named(value: Row | bool) -> str:
    return f"{value[7]}: {value[0]!a}"[:80] if not isinstance(value, bool) else "from abroad" if value else "here"


def test_the_table_is_worth_reading() -> None:
    assert len(ROWS) >= 200


@pytest.mark.parametrize(("row", "is_from_abroad"), CASES, ids=named)
def test_case(row: Row, is_from_abroad: bool) -> None:
    written, e164, kind, fault, *place, _note = row
    number = normalise(written, home=CHANGZHOU, is_from_abroad=is_from_abroad)
    assert (number.kind.name, number.fault.name) == (kind, fault)
    assert number.e164 == e164 if e164 >= 0 else number.e164 < 0
    assert [part for part in place if part != "?"] == [
        known or ""
        for known, part in zip((number.country, number.province, number.city), place, strict=True)
        if part != "?"
    ]
    assert number.raw == written


@pytest.mark.parametrize(("row", "is_from_abroad"), CASES, ids=named)
def test_describing_the_canonical_number_says_the_same(row: Row, is_from_abroad: bool) -> None:
    number = normalise(row[0], home=CHANGZHOU, is_from_abroad=is_from_abroad)
    again = describe(number.e164, home=CHANGZHOU)
    if number.e164 < 0:
        assert (again.e164, again.kind.name) == (number.e164, "INVALID")
        return
    assert [getattr(again, name) for name in ("e164", "kind", "fault", "country", "province", "city", "carrier")] == [
        getattr(number, name) for name in ("e164", "kind", "fault", "country", "province", "city", "carrier")
    ]


def test_only_a_call_from_abroad_has_its_broken_number_read_as_foreign() -> None:
    here = normalise("16465617343", home=CHANGZHOU)
    assert (here.e164, here.fault.name) == (8616465617343, "UNALLOCATED")
    assert normalise("16465617343", home=CHANGZHOU, is_from_abroad=True).e164 == 16465617343


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("79166879292", 79166879292),  # a mobile of Moscow, not 0791-66879292 of Nanchang
        ("079166879292", 8679166879292),  # shown as people know a fixed line: forged
        ("8679166879292", 8679166879292),
        ("51986301234", 8651986301234),  # of the home's own area, though Peru has it, too
    ],
)
def test_a_bare_fixed_line_from_abroad_that_another_country_has_too_is_that_countrys(written: str, e164: int) -> None:
    assert normalise(written, home=CHANGZHOU, is_from_abroad=True).e164 == e164


@pytest.mark.parametrize(
    ("home", "written", "e164", "city"),
    [
        (Home("CN", "415", "丹东"), "2345678", 864152345678, "丹东"),
        (Home("CN", "10", "北京"), "65551234", 861065551234, "北京"),
        (
            Home("CN", "24", "抚顺"),
            "52345678",
            862452345678,
            "抚顺",
        ),  # several cities share 024: the home's name is taken
        (Home("CN", "24", "抚顺"), "0519-86661234", 8651986661234, "常州"),
    ],
)
def test_a_bare_local_number_belongs_to_the_home(home: Home, written: str, e164: int, city: str) -> None:
    number = normalise(written, home=home)
    assert (number.e164, number.city) == (e164, city)


@pytest.mark.parametrize(
    ("written", "carrier"),
    [
        ("13861234567", "中国移动"),
        ("18611234567", "中国联通"),
        ("19905191234", "中国电信"),
        ("1440123456789", "中国移动"),
        ("17401234567", "中国电信"),
        ("0519-86661234", None),
        ("110", None),
    ],
)
def test_the_range_names_the_carrier(written: str, carrier: str | None) -> None:
    assert normalise(written, home=CHANGZHOU).carrier == carrier
