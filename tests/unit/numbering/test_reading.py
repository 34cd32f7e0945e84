"""What holds for any text: reading never fails, is quick, and reading twice changes nothing."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linewarden.errors import ConfigError
from linewarden.model.number import E164, NumberFault, NumberKind
from linewarden.numbering import Home, describe, normalise

CHANGZHOU = Home("CN", "519", "常州")
HOMES = st.sampled_from((CHANGZHOU, Home("CN", "10", "北京"), Home("CN", "415", "丹东"), Home("CN", "999", "nowhere")))

PIECES = (
    "+",
    "00",
    "0",
    "86",
    "12593",
    "17951",
    "125831",
    "10193",
    "0519",
    "10",
    "106",
    "1064",
    "110",
    "96110",
    "95588",
    "12345",
    "1",
    "852",
    "44",
    "7",
    "4",
)
PIECES += (
    "138",
    "1440",
    "1740",
    "170",
    "400800",
    "950",
    "951",
    "13800138000",
    "86661234",
    "1234567",
    "61234567",
    "55501",
    " ",
    "-",
    "(",
    ")",
    "１３",
    "#31#",
    "E+",
    ".",
)
STRUCTURED = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
DIGITS = st.from_regex(r"\+?[0-9]{1,22}", fullmatch=True)
TEXTS = st.one_of(STRUCTURED, DIGITS, st.text(max_size=80))


@settings(deadline=None, max_examples=400)  # no deadline: the first number of a country loads its metadata
@given(text=TEXTS, home=HOMES, other=HOMES, is_from_abroad=st.booleans())
@example(text="106901234567890123456", home=CHANGZHOU, other=CHANGZHOU, is_from_abroad=False)
@example(text="+4402079460958", home=CHANGZHOU, other=CHANGZHOU, is_from_abroad=False)
@example(text="4402079460958", home=CHANGZHOU, other=CHANGZHOU, is_from_abroad=True)
def test_reading_the_canonical_form_changes_nothing(text: str, home: Home, other: Home, is_from_abroad: bool) -> None:
    first = normalise(text, home=home, is_from_abroad=is_from_abroad)
    assert normalise(text, home=home, is_from_abroad=is_from_abroad) == first
    if first.e164 > 0:
        again = normalise(f"+{first.e164}", home=other)
        assert (again.e164, again.kind, again.fault) == (first.e164, first.kind, first.fault)
        assert describe(first.e164, home=home).country == first.country


@settings(deadline=None, max_examples=400)
@given(text=TEXTS, home=HOMES)
def test_a_call_from_abroad_changes_only_what_breaks_a_rule_or_is_a_bare_fixed_line_and_only_to_a_sound_foreign_number(
    text: str, home: Home
) -> None:
    here, abroad = (normalise(text, home=home, is_from_abroad=mark) for mark in (False, True))
    if abroad != here:
        assert here.fault is not NumberFault.AREA_SERVICE
        assert here.fault is not NumberFault.NONE or here.kind is NumberKind.LANDLINE
        assert abroad.is_valid
        assert not str(abroad.e164).startswith("86")


@settings(deadline=None, max_examples=400)
@given(text=TEXTS, home=HOMES)
def test_the_sign_of_the_key_says_what_the_text_was(text: str, home: Home) -> None:
    number = normalise(text, home=home)
    assert (number.e164 == 0) == (number.kind is NumberKind.UNKNOWN)
    assert -(2**62) < number.e164 < 2**63
    assert number.is_valid == (number.e164 > 0 and number.fault is NumberFault.NONE)
    if number.e164 <= 0:
        assert number.country is None
    if number.kind is NumberKind.INVALID:
        assert number.fault is not NumberFault.NONE


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1_000_000,
        "86" * 32,
        "17951" * 12,
        "+" * 200_000,
        "-" * 256,
        "1-" * 128,
        "0519-" * 50,
        "<" * 256,
        "﷽" * 256,
        "(0)" * 80,
        "٣" * 256,
        "\x00" * 256,
        "😀" * 1000,
        "\ud800" * 20,
        "1e" * 100,
        "%2B" * 85,
        "9" * 64,
        ",1" * 100,
        " " * 256 + "x",
    ],
    ids=lambda text: f"{len(text)} characters of {text[:4]!a}",
)
def test_hostile_text_is_read_in_bounded_time(text: str) -> None:
    normalise("13861234567", home=CHANGZHOU)  # tables are loaded
    began = time.process_time()
    number = normalise(text, home=CHANGZHOU)
    assert time.process_time() - began < 1.0  # an unbounded reading of the worst of these would take far longer
    assert number.e164 <= 0 or number.fault is not NumberFault.NONE


def test_text_of_more_than_64_characters_is_too_long_to_be_a_number() -> None:
    assert normalise("1" * 65, home=CHANGZHOU).fault is NumberFault.TOO_LONG
    assert normalise("x" * 257, home=CHANGZHOU).fault is NumberFault.TOO_LONG


def test_none_is_withheld() -> None:
    number = normalise(None, home=CHANGZHOU)
    assert (number.e164, number.kind, number.fault, number.raw) == (0, NumberKind.UNKNOWN, NumberFault.NONE, "")
    assert not number.is_valid
    assert describe(E164(0), home=CHANGZHOU) == number


def test_different_nonsense_gets_different_keys_the_same_on_every_machine() -> None:
    assert normalise("alice", home=CHANGZHOU).e164 == normalise("ALICE ", home=CHANGZHOU).e164 == -1403639856304043683
    assert normalise("bob", home=CHANGZHOU).e164 != normalise("alice", home=CHANGZHOU).e164


def test_threads_read_the_same() -> None:
    texts = [
        f"+{code}{number}" for code in (44, 33, 49, 81, 86, 1, 7, 39) for number in range(2_000_000_000, 2_000_000_020)
    ]
    expected = [normalise(text, home=CHANGZHOU) for text in texts]
    with ThreadPoolExecutor(4) as threads:
        for read in threads.map(lambda _: [normalise(text, home=CHANGZHOU) for text in texts], range(8)):
            assert read == expected


@pytest.mark.parametrize("area", ["0519", "", "5", "5199", "５１９", "abc"])
def test_a_home_area_that_is_none_is_refused_by_name(area: str) -> None:
    with pytest.raises(ConfigError, match="519"):
        Home("CN", area, "常州")


def test_a_home_outside_the_mainland_is_refused() -> None:
    with pytest.raises(ConfigError, match="only CN"):
        Home("US", "415", "San Francisco")
