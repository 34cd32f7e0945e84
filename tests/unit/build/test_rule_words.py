"""Every row of the shipped rule tables says on the screen what it is: its signal has a name, and where it has no words the screen has them."""

import re
from pathlib import Path

from linewarden.rulebook.book import SHIPPED
from linewarden.warnings.rules import CALLERS_MARK

UI = Path(__file__).parents[3] / "ui/src"
_SIGNAL = re.compile(r"^  (S\d+): \[\"[^\"]*[\u4e00-\u9fff][^\"]*\", \"[^\"]+\"\]", re.MULTILINE)
_OWN = re.compile(r"^  \"?([a-z_.]+)\"?: \"rules\.own\.", re.MULTILINE)


def test_every_signal_that_a_rule_belongs_to_has_a_name() -> None:
    named = set(_SIGNAL.findall((UI / "i18n/signals.ts").read_text("utf-8")))
    assert {rule.signal for rule in SHIPPED.callers} | {row.signal for row in SHIPPED.persons.rows} <= named


def test_every_row_without_words_gets_them_from_the_screen() -> None:
    told_by_caller = {CALLERS_MARK + rule.name for rule in SHIPPED.callers}
    mute = {row.name for row in SHIPPED.persons.rows if not (row.says_zh and row.says_en)} - told_by_caller
    own = set(_OWN.findall((UI / "screens/rules/words.ts").read_text("utf-8")))
    assert own == mute | {"base"}
