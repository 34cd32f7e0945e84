"""Clues in one form each, so that the same clue is found again, and how they are masked."""

import pytest

from linewarden.cases.deed import EntityKind
from linewarden.cases.entity import canonical, hidden, shown
from linewarden.errors import UnfitDeedError
from linewarden.numbering import Home

HOME = Home("CN", "519", "常州")


@pytest.mark.parametrize(
    ("what", "written", "kept", "masked"),
    [
        ("number", "138-6123-4567", "8613861234567", "138 **** 4567"),
        ("number", "+86 138 6123 4567", "8613861234567", "138 **** 4567"),
        ("number", "86661234", "8651986661234", "0519-**** 1234"),
        ("imei", "49 015420 323751 8", "490154203237518", "490****18"),
        ("imei", "49015420323751", "490154203237518", "490****18"),
        ("imei", "4901542032375101", "490154203237518", "490****18"),
        ("imsi", "460001234567890", "460001234567890", "460****90"),
        ("ip", "203.0.113.7", "203.0.113.7", "203.0.*"),
        ("ip", "::ffff:203.0.113.7", "203.0.113.7", "203.0.*"),
        ("ip", "2001:DB8:0:0::7", "2001:db8::7", "2001:db8:*"),
        ("domain", "WWW.Example.COM.", "www.example.com", "www.example.com"),
        ("domain", "例子.com", "xn--fsqu00a.com", "xn--fsqu00a.com"),
        ("app", " 安 全  理财 ", "安 全 理财", "安 全 理财"),
        ("account", "6222 0212-3456 7890", "6222021234567890", "622****90"),
        ("person", "张三丰", "张三丰", "张**"),
        ("device", "box", "box", "b****"),
    ],
)
def test_a_clue_has_one_form(what: EntityKind, written: str, kept: str, masked: str) -> None:
    kind = EntityKind(what)
    assert canonical(kind, written, HOME) == kept
    assert canonical(kind, kept if kind is not EntityKind.NUMBER else f"+{kept}", HOME) == kept
    assert hidden(kind, kept) == masked


@pytest.mark.parametrize(
    ("what", "written", "says"),
    [
        ("number", "12", "no telephone number"),
        ("number", "x13861234567x", "no telephone number"),
        ("imei", "490154203237519", "its last digit does not fit"),
        ("imei", "4901", "has 4 digits"),
        ("imei", "49015420323751a", "not made of digits"),
        ("imsi", "060001234567890", "no IMSI"),
        ("ip", "203.0.113.7:80", "without port"),
        ("ip", "203.0.113.300", "no IP address"),
        ("domain", "http://example.com/a", "without http://"),
        ("domain", "192.0.2.1", "no domain"),
        ("domain", "localhost", "no domain"),
        ("account", "卡号", "no account"),
    ],
)
def test_what_is_none_is_refused_with_what_to_write(what: EntityKind, written: str, says: str) -> None:
    with pytest.raises(UnfitDeedError, match=says) as told:
        canonical(EntityKind(what), written, HOME)
    assert written not in str(told.value)


def test_a_number_is_shown_as_people_write_it() -> None:
    assert shown(EntityKind.NUMBER, "8613861234567") == "138 6123 4567"
    assert shown(EntityKind.IP, "203.0.113.7") == "203.0.113.7"
