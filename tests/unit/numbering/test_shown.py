"""Numbers as people read them, whole and masked."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.model.number import E164, NumberKind
from linewarden.numbering import Home, display, masked, normalise

CHANGZHOU = Home("CN", "519", "常州")


@pytest.mark.parametrize(
    ("e164", "whole", "hidden"),
    [
        (8613861234567, "138 6123 4567", "138 **** 4567"),
        (8617101234567, "171 0123 4567", "171 **** 4567"),
        (8651986661234, "0519-8666 1234", "0519-**** 1234"),
        (861065551234, "010-6555 1234", "010-**** 1234"),
        (864152345678, "0415-234 5678", "0415-*** 5678"),
        (86110, "110", "110"),
        (8695588, "95588", "95588"),
        (86519110, "0519-110", "0519-110"),
        (8651996110, "0519-96110", "0519-96110"),
        (864008001234, "400-800-1234", "400-800-1234"),
        (8613800138000, "13800138000", "13800138000"),
        (861440123456789, "1440123456789", "144 ****** 6789"),
        (861386123456, "1386123456", "**** 3456"),  # a digit lost
        (14155550123, "+1 415-555-0123", "+1 **** 0123"),
        (442079460958, "+44 20 7946 0958", "+44 **** 0958"),
        (85261234567, "+852 6123 4567", "+852 **** 4567"),
        (6834000, "+683 4000", "+683 **** 00"),
        (110, "+110", "+110"),  # imitates the police: belongs to nobody
        (85212333, "+85212333", "+85212333"),
        (999123456789, "+999123456789", "+**** 6789"),
        (0, "", ""),
        (-1, "#000001", "#000001"),
    ],
)
def test_a_number_is_shown_as_people_write_it(e164: int, whole: str, hidden: str) -> None:
    assert (display(E164(e164)), masked(E164(e164))) == (whole, hidden)


NATIONAL = st.from_regex(r"[1-9][0-9]{2,13}", fullmatch=True).map(lambda nsn: int("86" + nsn))
MOBILES = st.integers(8613000000000, 8619999999999)
ANY = st.integers(-(2**62), 10**15)


@settings(deadline=None, max_examples=400)
@given(e164=st.one_of(MOBILES, NATIONAL, ANY, st.integers(1, 10**9)))
def test_a_masked_number_never_shows_more_than_seven_digits_of_eleven(e164: int) -> None:
    number = normalise(f"+{e164}", home=CHANGZHOU) if e164 > 0 else None
    shown = re.sub(r"\D", "", masked(E164(e164))) if e164 > 0 else ""
    is_public = number is not None and (
        number.kind in {NumberKind.SERVICE, NumberKind.ENTERPRISE} or number.fault.name == "FOREIGN_SERVICE_TAIL"
    )
    if number is not None and number.e164 == e164 and not is_public:
        digits = shown.removeprefix("0")  # the trunk 0 before an area code is no digit of the number
        assert len(digits) <= 7
        assert len(digits) < len(str(e164).removeprefix("86"))


@settings(deadline=None, max_examples=200)
@given(e164=st.one_of(MOBILES, NATIONAL, st.integers(10**6, 10**15)))
def test_what_is_shown_whole_reads_back_as_the_same_number(e164: int) -> None:
    number = normalise(f"+{e164}", home=CHANGZHOU)
    if number.is_valid:
        assert normalise(display(number.e164), home=CHANGZHOU).e164 == number.e164
