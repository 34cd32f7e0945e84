"""What to say on the telephone."""

from linewarden.dissuasion.script import BY_KIND, BY_RULE, script
from linewarden.model.warning import FraudKind
from linewarden.warnings.rules import PERSON_RULES


def test_whoever_has_the_gang_on_the_line_is_told_to_hang_up_first() -> None:
    said = [line.code for line in script(FraudKind.FAKE_POLICE, {"hand_over", "bank"}, is_in_contact=True)]
    assert said == ["hello", "hang_up", "alone", "fake_police", "hand_over", "bank", "money", "screen", "end"]
    calm = [line.code for line in script(FraudKind.WANGIRI, (), is_in_contact=False)]
    assert calm == ["hello", "wangiri", "money", "screen", "end"]


def test_every_kind_has_words_and_every_rule_exists() -> None:
    assert set(BY_KIND) == set(FraudKind)
    assert set(BY_RULE) <= {row.name for row in PERSON_RULES.rows}
    assert all(line.zh and line.en for line in (*BY_KIND.values(), *BY_RULE.values()))
