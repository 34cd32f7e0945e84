"""What texts show before they become keys."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linewarden.columns.oddities import is_private, is_scanner, oddities
from linewarden.model.event import Oddity


@pytest.mark.parametrize(
    ("user_agent", "is_one"),
    [("friendly-scanner", True), ("sipcli/v1.8", True), ("PPLSIP", True), ("Asterisk PBX 18.9", False), ("sipsak 0.9", False), ("", False)],
)  # fmt: skip
def test_scanners_are_known_by_their_names(user_agent: str, *, is_one: bool) -> None:
    assert is_scanner(user_agent) is is_one


@pytest.mark.parametrize(
    ("address", "is_one"),
    [("10.1.2.3", True), ("192.168.0.9", True), ("172.32.0.1", False), ("fd00::1", True), ("8.8.8.8", False), ("gw.example", False), ("", False)],
)  # fmt: skip
def test_private_addresses_are_of_no_public_network(address: str, *, is_one: bool) -> None:
    assert is_private(address) is is_one


def bad(*imeis: str | None) -> list[bool]:
    return (oddities({"imei": pa.array(imeis, pa.utf8())}, len(imeis)) == Oddity.BAD_IMEI).tolist()


def test_an_imei_is_bad_when_its_last_digit_is_neither_the_check_digit_nor_zero() -> None:
    # 490154203237518 is the worked example of 3GPP TS 23.003, annex B: its check digit is 8
    assert bad("490154203237518", "490154203237517", "490154203237510") == [False, True, False]


def test_what_has_no_check_digit_tells_nothing() -> None:
    assert bad(None, "", "49015420323751", "4901542032375189", "49015420323751x") == [False] * 5


@given(body=st.text("0123456789", min_size=14, max_size=14))
def test_of_ten_last_digits_one_is_right_and_zero_is_let_pass(body: str) -> None:
    digits = [int(digit) * (1 + place % 2) for place, digit in enumerate(body)]
    check = -sum(digit // 10 + digit % 10 for digit in digits) % 10
    assert bad(*(body + str(last) for last in range(10))) == [last not in (0, check) for last in range(10)]


def test_columns_add_up_and_those_not_given_show_nothing() -> None:
    texts = {
        "user_agent": pa.array(["sipvicious", None, "x"]).dictionary_encode(),
        "source_ip": pa.array(["10.0.0.1", "10.0.0.1", None]),
    }
    assert oddities(texts, 3).tolist() == [3, 2, 0]
    assert np.array_equal(oddities({}, 2), [0, 0])
    sliced = {name: column.slice(1) for name, column in texts.items()}
    assert oddities(sliced, 2).tolist() == [2, 0]


def test_what_signalling_found_is_taken_as_it_is() -> None:
    texts = {"sip_oddity": pa.array([None, 128, 256 | 128 | 16], pa.uint16()), "source_ip": pa.array(["10.0.0.1"] * 3)}
    assert oddities(texts, 3).tolist() == [2, 130, 402]


def test_each_level_of_attestation_has_a_bit() -> None:
    levels = pa.array(["A", None, "C", "B", "?"]).dictionary_encode()
    assert oddities({"attestation": levels}, 5).tolist() == [512, 0, 2_048, 1_024, 0]
