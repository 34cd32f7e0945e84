"""Texts that people write are shown without the numbers in them, however these are grouped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linewarden.web.views.numbers import masked_digits

SEPARATORS = st.text(" \u00a0\u3000-－()·（）", max_size=3)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("13861234567", "138****67"),
        ("对方 138 6123 4567 自称检察官", "对方 138****67 自称检察官"),
        ("138-6123-4567、170.1234.5678", "138****67、170****78"),
        ("(0519) 8123 4567", "(051****67"),
        ("１３８ ６１２３ ４５６７", "１３８****６７"),
        ("+86 - 138 6123 4567", "+861****67"),
        ("sip:+8613861234567@10.20.30.40", "sip:+861****67@10.20.30.40"),
        ("8.613861234567E+12", "861****67E+12"),
        ("138.612.345.67", "138****67"),
        ("6222 0212 3456 7890 123", "622****23"),
        ("519-8123-4567", "519****67"),
        ("138-2026-0001", "138****01"),
        ("0519-2026-0001", "051****01"),
    ],
)
def test_a_number_is_cut_however_it_is_grouped(written: str, shown: str) -> None:
    assert masked_digits(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "519-2026-0001",
        "案件 10-2026-0012 由李警官主办",
        "2026-11-30 14:05",
        "2026-11-30T04:00:00.123456Z",
        "2026/11/30，2026.11.10",
        "192.168.100.200",
        "转账 5000 元，110 报警，10086 来电，95533",
        "14:05:33",
        "",
    ],
)
def test_days_cases_addresses_and_short_numbers_stay(text: str) -> None:
    assert masked_digits(text) == text


@given(
    digits=st.from_regex(r"(86)?1[3-9][0-9]{9}", fullmatch=True),
    gaps=st.lists(SEPARATORS, min_size=13, max_size=13),
    around=st.sampled_from([("", ""), ("他说", "是公安"), ("+", "。"), ("2026-11-30 14:05 ", " 来电")]),
)
def test_no_mobile_number_comes_through(digits: str, gaps: list[str], around: tuple[str, str]) -> None:
    written = "".join(digit + gap for digit, gap in zip(digits, gaps, strict=False))
    before, after = around
    told = "".join(char for char in masked_digits(f"{before}{written}{after}") if char.isdigit())
    assert digits[3:-2] not in told.replace("202611301405", "")
