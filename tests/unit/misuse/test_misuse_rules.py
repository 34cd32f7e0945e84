"""The misuse rules over a real ledger: what raises an alarm, what does not, how it grows, and that cuts and restarts change nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.misuse.look import look
from linewarden.misuse.rule import MisuseRule, with_limits
from linewarden.misuse.rules import MISUSE_RULES
from linewarden.model.account import Role
from linewarden.model.alarm import Alarm, Verdict
from linewarden.store.ledger import Deed, Ledger

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SMALL = with_limits(MISUSE_RULES, {"many_read": 3, "many_unmasked": 1, "guessing": 2, "unmasked_questions": 1})


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """With an auditor."""
    opened = Ledger.open(f"sqlite:///{tmp_path}/ledger.db")
    opened.add_account("au", "审计", Role.AUDITOR, "hash", at=NOON, actor="system")
    yield opened
    opened.close()


def did(ledger: Ledger, action: str, subject: str, minute: float = 0, actor: str = "wang", **detail: bool) -> int:
    """The seq of an entry."""
    deed = Deed(actor=actor, action=action, subject=subject, detail=detail)
    return ledger.audit.append(deed, at=NOON + timedelta(minutes=minute)).seq


def alarms(ledger: Ledger, rules: tuple[MisuseRule, ...] = SMALL, page: int = 500, most: int = 100) -> list[Alarm]:
    """All, oldest first, after a look to the end."""
    while look(ledger, rules, NOON, page=page, most=most):
        pass
    return ledger.alarms.newest(is_open=True)[::-1]


def told(ledger: Ledger) -> list[tuple[str, str, int]]:
    return [(alarm.rule, alarm.actor, alarm.count) for alarm in alarms(ledger)]


def test_every_broken_glass_is_an_alarm_of_its_own_at_once(ledger: Ledger) -> None:
    for subject in ("w1", "w1", "w2"):
        did(ledger, "warning.break_glass", subject)
    assert [(alarm.rule, alarm.subject) for alarm in alarms(ledger)] == [
        ("break_glass", "w1"),
        ("break_glass", "w1"),
        ("break_glass", "w2"),
    ]


def test_many_different_people_within_an_hour_are_an_alarm_and_the_same_one_again_is_not(ledger: Ledger) -> None:
    for subject in ("w1", "w2", "w3", "w3", "w3"):
        did(ledger, "warning.read", subject)
    assert told(ledger) == []
    did(ledger, "warning.records", "w4", minute=59)
    assert told(ledger) == [("many_read", "wang", 4)]


def test_two_officers_and_two_hours_are_not_added_up(ledger: Ledger) -> None:
    for number in range(6):
        did(ledger, "warning.read", f"w{number}", minute=number * 30)  # two in any hour
        did(ledger, "warning.read", f"v{number}", actor=f"officer{number}")
    assert told(ledger) == []


def test_an_alarm_grows_while_it_goes_on_and_another_begins_after_an_hour_of_quiet(ledger: Ledger) -> None:
    for number in range(6):
        did(ledger, "warning.read", f"w{number}", minute=number)
    (alarm,) = alarms(ledger)
    assert (alarm.count, alarm.first_seq, alarm.last_seq) == (6, 2, 7)  # entry 1 made the auditor's account
    for number in range(4):
        did(ledger, "warning.read", f"x{number}", minute=100 + number)
    assert told(ledger) == [("many_read", "wang", 6), ("many_read", "wang", 4)]


def test_after_a_verdict_the_same_officer_starts_from_nothing(ledger: Ledger) -> None:
    for number in range(4):
        did(ledger, "warning.read", f"w{number}")
    (alarm,) = alarms(ledger)
    ledger.alarms.judge(
        alarm.alarm_id, by="au", verdict=Verdict.JUSTIFIED, words="大案研判", last_seq=alarm.last_seq, at=NOON
    )
    for number in range(3):
        did(ledger, "warning.read", f"x{number}")
    assert told(ledger) == []
    did(ledger, "warning.read", "x3")
    assert told(ledger) == [("many_read", "wang", 4)]


def test_who_reads_without_end_is_told_at_a_bounded_cost(ledger: Ledger) -> None:
    for number in range(30):
        did(ledger, "warning.read", f"w{number}")
    (alarm,) = alarms(ledger, page=7, most=10)
    assert (alarm.count, alarm.first_seq, alarm.last_seq) == (10, 2, 31)


def test_only_questions_for_full_numbers_count_as_such(ledger: Ledger) -> None:
    for is_unmasked in (False, False, False, True):
        did(ledger, "store.sql", "records", is_unmasked=is_unmasked)
    assert told(ledger) == []
    did(ledger, "store.sql", "records", is_unmasked=True)
    assert told(ledger) == [("unmasked_questions", "wang", 2)]


def test_guesses_at_one_account_are_told_from_those_at_logins_that_do_not_exist(ledger: Ledger) -> None:
    for minute in range(3):
        did(ledger, "sign_in.failed", "wang", minute=minute)
        did(ledger, "sign_in.failed", "unknown", minute=minute, actor="unknown")
    assert told(ledger) == [("guessing", "wang", 3)]
    for _ in range(17):
        did(ledger, "sign_in.failed", "unknown", minute=3, actor="unknown")
    assert told(ledger)[1:] == [("guessing_logins", "unknown", 20)]


def test_an_account_in_many_places_an_export_and_a_purge_by_hand_are_alarms(ledger: Ledger) -> None:
    for _ in range(2):
        did(ledger, "session.superseded", "wang")
    did(ledger, "audit.export", "audit", actor="au")
    did(ledger, "store.purge", "CZ-1", actor="console:root")
    did(ledger, "store.purge", "CZ-1", actor="system")  # what the term asks for
    assert told(ledger) == [("many_sessions", "wang", 2), ("export", "au", 1), ("purge", "console:root", 1)]


def test_each_row_has_words_in_both_languages_and_a_source() -> None:
    assert len({rule.name for rule in MISUSE_RULES}) == len(MISUSE_RULES)
    for rule in MISUSE_RULES:
        assert rule.says_zh.format(count=7) != rule.says_zh or "{count}" not in rule.says_zh
        assert ("{count}" in rule.says_zh) == ("{count}" in rule.says_en)
        assert rule.source


_ACTIONS = ("warning.read", "warning.unmask", "warning.break_glass", "sign_in.failed", "sign_in", "store.purge")
_ENTRY = st.tuples(
    st.sampled_from(["wang", "li", "unknown", "system"]),
    st.sampled_from(_ACTIONS),
    st.sampled_from(["w1", "w2", "w3", "w4", "w5"]),
    st.integers(-5, 40)
    | st.sampled_from([-3000, 3000]),  # minutes after the one before; a clock may be set back, and far
)


@settings(deadline=None, max_examples=60)
@given(
    entries=st.lists(_ENTRY, max_size=40),
    cuts=st.lists(st.integers(1, 9), min_size=1, max_size=30),
    most=st.integers(4, 9),
)
def test_however_the_entries_are_cut_into_runs_the_same_alarms_come_out(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, str, str, int]], cuts: list[int], most: int
) -> None:
    folder = tmp_path_factory.mktemp("cuts")
    whole, cut = (Ledger.open(f"sqlite:///{folder}/{name}.db") for name in ("whole", "cut"))
    minute = 0
    for number, (actor, action, subject, step) in enumerate(entries):
        minute += step
        for ledger in (whole, cut):
            did(ledger, action, subject, minute, actor)
        if number % cuts[number % len(cuts)] == 0:  # now and then a look, in pages of whatever size, after a restart
            cut.close()
            cut = Ledger.open(f"sqlite:///{folder}/cut.db")
            look(cut, SMALL, NOON, page=cuts[number % len(cuts)], most=most)
    assert alarms(cut, page=cuts[0], most=most) == alarms(whole, most=most)
    for ledger in (whole, cut):
        ledger.close()
