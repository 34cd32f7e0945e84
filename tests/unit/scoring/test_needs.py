"""Which signals can speak on a feed."""

import pytest

from linewarden.errors import LinewardenError
from linewarden.scoring.needs import NEEDS, voices
from linewarden.scoring.rules import RULES


def test_a_switch_without_signalling_cannot_tell_software_or_handset() -> None:
    told = {voice.signal: voice for voice in voices(("cli", "called", "setup_at", "answered_at", "ended_at", "route"))}
    assert told["S1"].can_speak
    assert told["S10"].missing == ()
    assert not told["S33"].can_speak
    assert set(told["S33"].missing) == {"user_agent", "source_ip"}
    assert set(told["S22"].silent) == {"company_imei", "company_stack", "company_source_ip", "company_cell"}


def test_a_feed_of_handsets_lets_one_row_of_a_signal_speak() -> None:
    told = {voice.signal: voice for voice in voices(("imei",))}
    assert told["S22"].speaking == ("company_imei",)
    assert "user_agent" in told["S22"].missing


def test_a_column_that_does_not_exist_is_named() -> None:
    with pytest.raises(LinewardenError, match="imie"):
        voices(("imie",))


def test_rows_need_only_what_has_a_name() -> None:
    assert {need for rule in RULES for need in rule.needs} <= set(NEEDS)
