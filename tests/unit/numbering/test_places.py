"""Area codes and mobile segments as the installed packages tell them."""

import pyarrow as pa
import pytest

from linewarden.numbering import Home, normalise, normalise_column
from linewarden.numbering.areas import area_of, areas, local_lengths
from linewarden.numbering.segments import segment_of, vintage

CHANGZHOU = Home("CN", "519", "常州")


def test_no_area_code_is_the_beginning_of_another() -> None:
    assert len(areas()) > 300
    assert not [area for area in areas() if len(area) == 3 and area[:2] in areas()]


@pytest.mark.parametrize(
    ("area", "lengths", "place"),
    [
        ("10", {8}, ("北京", "北京")),
        ("21", {8}, ("上海", "上海")),
        ("23", {8}, ("重庆", "重庆")),
        ("519", {8}, ("江苏", "常州")),
        ("755", {8}, ("广东", "深圳")),
        ("415", {7}, ("辽宁", "丹东")),
        ("970", {7}, ("青海", "海北")),
        ("29", {8}, ("陕西", None)),  # Xi'an and Xianyang
    ],
)
def test_an_area_has_a_place_and_a_length_of_local_numbers(
    area: str, lengths: set[int], place: tuple[str, str]
) -> None:
    assert (local_lengths(area), areas()[area], area_of(area + "8")) == (lengths, place, area)


@pytest.mark.parametrize("area", ["", "1", "619", "526", "0519", "0", "x1"])
def test_what_is_no_area_code_has_no_local_numbers(area: str) -> None:
    assert local_lengths(area) == frozenset()


def test_the_segment_table_says_how_old_it_is() -> None:
    assert len(vintage()) == 4
    assert vintage().isdigit()


def test_a_segment_newer_than_the_table_has_its_range_s_carrier_and_no_place() -> None:
    assert segment_of("19299991234") is None
    number = normalise("19299991234", home=CHANGZHOU)
    assert (number.is_valid, number.carrier, number.province, number.city) == (True, "中国广电", None, None)


def test_numbers_that_a_file_typed_as_numbers_are_read() -> None:
    floats = pa.array([13861234567.0, None, 110.0])
    assert normalise_column(floats, home=CHANGZHOU).e164.tolist() == [8613861234567, 0, 86110]
    assert normalise_column(pa.nulls(2), home=CHANGZHOU).e164.tolist() == [0, 0]
