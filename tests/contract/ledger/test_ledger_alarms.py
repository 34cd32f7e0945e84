"""Alarms in the ledger: looked at once, judged once and as they were seen, by somebody else; and questions to the audit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from linewarden.errors import AlarmError, NoAlarmError, OwnAlarmError
from linewarden.misuse.check import check
from linewarden.model.account import Role
from linewarden.model.alarm import Firing, Verdict
from linewarden.store.ledger import Deed, Ledger, audit_search
from linewarden.store.ledger.audit_search import Wanted

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
A_FIRING = Firing(
    rule="many_read", actor="wang", subject="w4", first_seq=2, first_at=NOON, last_seq=5, last_at=NOON, count=4, calm=HOUR
)  # fmt: skip


def deeds(ledger: Ledger, count: int, **changes: str) -> None:
    """So many, a minute apart."""
    told = {"actor": "wang", "action": "warning.read", "subject": "w1", "purpose": ""} | changes
    for minute in range(count):
        ledger.audit.append(Deed(**told), at=NOON + timedelta(minutes=minute))


def test_what_was_looked_at_is_settled_once(ledger: Ledger) -> None:
    assert ledger.alarms.settle([A_FIRING], after=0, through=5, at=NOON)
    assert not ledger.alarms.settle([A_FIRING], after=0, through=5, at=NOON)
    assert (ledger.alarms.through_seq(), ledger.alarms.open_count()) == (5, 1)


def test_a_firing_within_the_calm_lets_the_alarm_grow(ledger: Ledger) -> None:
    later = replace(A_FIRING, last_seq=9, last_at=NOON + HOUR, count=3)
    much_later = replace(A_FIRING, last_seq=12, last_at=NOON + 3 * HOUR)
    ledger.alarms.settle([A_FIRING, later, much_later], after=0, through=12, at=NOON)
    second, first = ledger.alarms.newest(is_open=True)
    assert (first.last_seq, first.count, second.last_seq) == (9, 4, 12)


def test_a_verdict_is_given_once_on_what_was_seen_by_another_and_goes_on_record(ledger: Ledger) -> None:
    for login in ("au", "wang"):
        ledger.add_account(login, "审计", Role.AUDITOR, "hash", at=NOON, actor="system")
    ledger.alarms.settle([A_FIRING], after=0, through=5, at=NOON)
    said = {"verdict": Verdict.MISUSE, "words": "无案查询", "at": NOON}
    with pytest.raises(OwnAlarmError, match="about wang: another auditor"):
        ledger.alarms.judge(1, by="wang", last_seq=5, **said)
    with pytest.raises(AlarmError, match="has grown to entry 5"):
        ledger.alarms.judge(1, by="au", last_seq=4, **said)
    with pytest.raises(NoAlarmError):
        ledger.alarms.judge(2, by="au", last_seq=5, **said)
    judged = ledger.alarms.judge(1, by="au", last_seq=5, **said)
    assert (judged.verdict, judged.seen_by, ledger.alarms.open_count()) == (Verdict.MISUSE, "au", 0)
    assert ledger.alarms.newest(is_open=False) == [judged]
    assert ledger.alarms.judged() == {("many_read", "wang"): 5}
    with pytest.raises(AlarmError, match="was judged by au already"):
        ledger.alarms.judge(1, by="au", last_seq=5, **said)
    [entry] = ledger.audit.entries(limit=1)
    assert (entry.actor, entry.action, entry.subject, entry.purpose) == ("au", "audit.judge", "alarm 1", "无案查询")
    assert entry.detail == '{"about":"wang","rule":"many_read","through":5,"verdict":"misuse"}'


def test_what_was_done_at_the_console_under_the_same_name_is_about_the_judge_too(ledger: Ledger) -> None:
    ledger.alarms.settle([replace(A_FIRING, actor="console:au")], after=0, through=5, at=NOON)
    with pytest.raises(OwnAlarmError):
        ledger.alarms.judge(1, by="au", verdict=Verdict.JUSTIFIED, words="例行导出", last_seq=5, at=NOON)


def test_a_verification_is_kept_and_on_record(ledger: Ledger) -> None:
    deeds(ledger, 3)
    assert ledger.alarms.last_check() is None
    found = check(ledger, by="au", now=lambda: NOON)
    assert (found.faults, found.head.seq) == (0, 3)
    assert ledger.alarms.last_check() == found
    [entry] = ledger.audit.entries(limit=1)
    assert (entry.action, entry.detail) == ("audit.verify", '{"faults":0,"is_whole":true,"through":3}')
    assert ledger.alarms.open_count() == 0


def seqs(ledger: Ledger, **wanted: object) -> list[int]:
    found = ledger.audit_search.find(Wanted(**wanted), limit=500)  # type: ignore[arg-type]
    assert found.next_before_seq is None
    return [entry.seq for entry in found.entries]


def test_the_audit_is_asked_by_actor_action_subject_time_and_purpose(ledger: Ledger) -> None:
    deeds(ledger, 2)  # 1 and 2, at noon and a minute later
    deeds(ledger, 2, actor="li", action="warning.unmask", purpose="电话劝阻 Case 7%")  # 3 and 4, the same minutes
    deeds(ledger, 1, action="warningxread", subject="w2")  # 5
    assert seqs(ledger) == [5, 4, 3, 2, 1]
    assert seqs(ledger, actor="li") == [4, 3]
    assert seqs(ledger, action="warning.read") == [2, 1]
    assert seqs(ledger, action="warning.") == [4, 3, 2, 1]
    assert seqs(ledger, subject="w2") == [5]
    assert seqs(ledger, text="case 7%") == seqs(ledger, text="劝阻") == [4, 3]
    assert seqs(ledger, text="7_") == []
    assert seqs(ledger, since=NOON + timedelta(minutes=1)) == [4, 2]
    assert seqs(ledger, until=NOON + timedelta(minutes=1)) == [5, 3, 1]
    assert seqs(ledger, since=NOON + HOUR) == seqs(ledger, until=NOON) == []
    assert seqs(ledger, since=NOON + HOUR, until=NOON) == []


def test_one_answer_looks_at_a_bounded_run_and_says_where_to_go_on(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_search, "MOST_LOOKED_AT", 3)
    deeds(ledger, 1, actor="li")
    deeds(ledger, 6)
    pages, before = [], None
    while True:
        found = ledger.audit_search.find(Wanted(actor="li"), before_seq=before, limit=2)
        pages.append([entry.seq for entry in found.entries])
        before = found.next_before_seq
        if before is None:
            break
    assert pages == [[], [], [1]]
    full = ledger.audit_search.find(Wanted(), limit=2)
    assert ([entry.seq for entry in full.entries], full.next_before_seq) == ([7, 6], 6)


def test_facets_count_within_the_span(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    deeds(ledger, 3)
    deeds(ledger, 1, actor="li", action="sign_in")
    facets = ledger.audit_search.facets(Wanted())
    assert facets.actors == [("wang", 3), ("li", 1)]
    assert facets.actions == [("warning.read", 3), ("sign_in", 1)]
    assert (facets.counted, facets.is_all) == (4, True)
    assert ledger.audit_search.facets(Wanted(since=NOON + timedelta(minutes=2))).actors == [("wang", 1)]
    monkeypatch.setattr(audit_search, "MOST_LOOKED_AT", 2)
    assert (ledger.audit_search.facets(Wanted()).counted, ledger.audit_search.facets(Wanted()).is_all) == (2, False)


def test_an_audit_is_read_to_a_head_in_pages(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linewarden.store.ledger.audit._PAGE", 2)
    deeds(ledger, 5)
    head = ledger.audit.head()
    deeds(ledger, 2)
    assert [entry.seq for entry in ledger.audit.through(head)] == [1, 2, 3, 4, 5]
