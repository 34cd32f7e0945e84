"""Which signals can speak on a feed."""

import pytest

from linewarden.errors import LinewardenError
from linewarden.model.voice import Telling
from linewarden.scoring.needs import JUDGED_FROM_CALLS, NEEDS, TOLD_FROM, feed_voices, voices
from linewarden.scoring.rules import RULES


def test_a_switch_without_signalling_cannot_tell_software_or_handset() -> None:
    told = {voice.signal: voice for voice in voices(("cli", "called", "setup_at", "answered_at", "ended_at", "route"))}
    assert told["S1"].can_speak
    assert told["S10"].missing == ()
    assert not told["S33"].can_speak
    assert set(told["S33"].missing) == {"user_agent", "source_ip", "sip_oddity"}
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


def test_every_column_that_a_row_may_need_has_a_share_from_which_it_counts_as_told() -> None:
    assert {column for columns in NEEDS.values() for column in columns} == set(TOLD_FROM)


def test_a_feed_of_few_calls_is_not_judged() -> None:
    assert feed_voices(Telling(JUDGED_FROM_CALLS - 1, dict.fromkeys(TOLD_FROM, 1.0))) is None


def test_on_a_feed_that_tells_everything_to_some_calls_no_row_is_silent() -> None:
    voices = feed_voices(Telling(JUDGED_FROM_CALLS, TOLD_FROM))
    assert voices is not None
    assert (voices.rows, voices.silent) == (len(RULES), ())


def test_rows_are_silent_for_want_of_what_too_few_calls_carry() -> None:
    shares = {**dict.fromkeys(TOLD_FROM, 1.0), "imei": 0.009, "cell": 0.0}
    voices = feed_voices(Telling(1_000, shares))
    assert voices is not None
    assert {row.name: row.missing for row in voices.silent} == {
        "company_imei": ("imei",), "cards_in_handset": ("imei",), "handsets_of_card": ("imei",), "bad_imei": ("imei",),
        "two_sites": ("imei", "cell"), "company_cell": ("cell",), "static_one_way": ("cell",), "woken_together": ("cell",),
        "silent_together": ("cell",), "moved_together": ("cell",), "young_handset": ("imei",),
    }  # fmt: skip


def test_silent_rows_say_their_words_with_n_for_the_number() -> None:
    voices = feed_voices(Telling(1_000, {}))
    assert voices is not None
    said = {row.name: row.says_en for row in voices.silent}
    assert said["cards_in_handset"] == "At least N SIM cards were used in this handset today"
    assert said["sim_box"].startswith("A young mobile number talked for N% of 24 h")
    assert not any("{" in row.says_zh + row.says_en for row in voices.silent)
