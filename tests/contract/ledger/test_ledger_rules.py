"""Rule changes from draft to publication and back, on every database: no step can be left out, nobody decides on his own draft."""

from datetime import datetime, timedelta

import pytest
from ledger_rows import NOON
from sqlalchemy import text as sql

from linewarden.errors import AccessError, RuleChangeError, StoreError
from linewarden.model.account import Role
from linewarden.model.rule_change import ChangeState, InForce, Looked, RuleChange, SilencedCount, digest_of
from linewarden.store.ledger import Ledger

LATER = NOON + timedelta(hours=1)
SHIPPED = "shipped"


@pytest.fixture
def desk(ledger: Ledger) -> Ledger:
    for login, role in (
        ("ana", Role.ANALYST),
        ("bo", Role.COMMANDER),
        ("du", Role.DUTY_OFFICER),
        ("sy", Role.SYSTEM_ADMIN),
    ):
        ledger.add_account(login, login, role, "$argon2id$…", at=NOON, actor="system")
    return ledger


def draft(ledger: Ledger, text: str = "one", base: int = 0, author: str = "ana") -> RuleChange:
    return ledger.rule_changes.draft(text, base_serial=base, author=author, reason="fewer couriers", at=NOON)


def backtest(ledger: Ledger, change: RuleChange) -> None:
    ledger.rule_changes.backtested(
        change.change_id, digest=change.digest, summary={"warnings": 3}, actor="console:x", at=NOON
    )


def approved(ledger: Ledger, text: str = "one", base: int = 0) -> int:
    change = draft(ledger, text, base)
    backtest(ledger, change)
    ledger.rule_changes.approve(change.change_id, approver="bo", decision="agreed", at=LATER)
    return change.change_id


def publish(ledger: Ledger, change_id: int, at: datetime = LATER) -> int:
    return ledger.published.publish(change_id, rules="2026.11.3", actor="console:x", at=at).serial


def back(ledger: Ledger, serial: int, actor: str = "bo") -> int:
    done = ledger.published.roll_back(serial, text=SHIPPED, rules="2026.11.3", actor=actor, reason="too many", at=LATER)
    return done.serial


def deeds(ledger: Ledger) -> list[tuple[str, str, str]]:
    entries = reversed(ledger.audit.entries())
    return [(entry.actor, entry.action, entry.subject) for entry in entries if entry.action.startswith("rules.")]


def test_a_change_is_drafted_back_tested_approved_published_and_each_step_is_on_record(desk: Ledger) -> None:
    assert publish(desk, approved(desk)) == 1
    change, publication = desk.rule_changes.find(1), desk.published.find(1)
    assert (change.state, change.author, change.approver, change.decision) == (
        ChangeState.PUBLISHED,
        "ana",
        "bo",
        "agreed",
    )
    assert (change.backtest, change.backtested_at, change.decided_at) == ({"warnings": 3}, NOON, LATER)
    assert (publication.version, publication.text, publication.change_id) == ("2026.11.3+1", "one", 1)
    assert publication.digest == change.approved_digest == change.backtest_digest == digest_of("one")
    assert desk.published.latest_serial() == 1
    assert deeds(desk) == [
        ("ana", "rules.draft", "rule change 1"),
        ("console:x", "rules.backtest", "rule change 1"),
        ("bo", "rules.approve", "rule change 1"),
        ("console:x", "rules.publish", "rules 2026.11.3+1"),
    ]
    assert digest_of("one") in desk.audit.entries()[0].detail
    assert desk.verify_audit() == []


def test_the_author_cannot_decide_on_his_draft_and_a_second_person_can(desk: Ledger) -> None:
    change = draft(desk)
    backtest(desk, change)
    for decide in (desk.rule_changes.approve, desk.rule_changes.reject):
        with pytest.raises(AccessError, match="ana drafted change 1 and cannot decide on it: a second person must"):
            decide(1, approver="ana", decision="mine", at=LATER)
    assert desk.rule_changes.find(1).state is ChangeState.BACKTESTED
    desk.rule_changes.approve(1, approver="bo", decision="yes", at=LATER)


@pytest.mark.parametrize(("login", "expected"), [("du", "du is duty_officer and may not"), ("sy", "sy is system_admin and may not"), ("no", "no active account no")])  # fmt: skip
def test_only_those_who_answer_for_warnings_change_rules(desk: Ledger, login: str, expected: str) -> None:
    with pytest.raises(AccessError, match=expected):
        draft(desk, author=login)
    backtest(desk, draft(desk))
    with pytest.raises(AccessError, match=expected):
        desk.rule_changes.approve(1, approver=login, decision="yes", at=LATER)
    with pytest.raises(AccessError, match=expected):
        back(desk, 0, actor=login)


def test_an_account_that_was_closed_decides_nothing(desk: Ledger) -> None:
    backtest(desk, draft(desk))
    desk.accounts.deactivate("bo", at=LATER, actor="sy")
    with pytest.raises(AccessError, match="no active account bo"):
        desk.rule_changes.approve(1, approver="bo", decision="yes", at=LATER)


def test_no_step_can_be_left_out(desk: Ledger) -> None:
    change = draft(desk)
    with pytest.raises(
        RuleChangeError, match="change 1 is drafted and cannot be approved: it must be backtested first"
    ):
        desk.rule_changes.approve(1, approver="bo", decision="yes", at=LATER)
    with pytest.raises(RuleChangeError, match="change 1 is drafted and cannot be published"):
        publish(desk, 1)
    backtest(desk, change)
    with pytest.raises(RuleChangeError, match="change 1 is backtested and cannot be published"):
        publish(desk, 1)
    with pytest.raises(RuleChangeError, match="there is no rule change 7"):
        publish(desk, 7)
    assert desk.published.latest_serial() == 0


def test_a_back_test_of_another_text_does_not_count(desk: Ledger) -> None:
    draft(desk)
    with pytest.raises(RuleChangeError, match="the back-test was of"):
        desk.rule_changes.backtested(1, digest=digest_of("two"), summary={}, actor="x", at=NOON)


def test_an_approval_is_of_the_report_that_was_looked_at(desk: Ledger) -> None:
    change = draft(desk)
    backtest(desk, change)
    later = {"digest": change.digest, "summary": {"warnings": 9}, "actor": "console:x", "at": LATER}
    desk.rule_changes.backtested(change.change_id, **later)
    approve = {"approver": "bo", "decision": "agreed", "at": LATER}
    for looked in (Looked(change.digest, NOON), Looked(digest_of("another"), LATER)):
        with pytest.raises(RuleChangeError, match="read it again, then decide"):
            desk.rule_changes.approve(change.change_id, looked=looked, **approve)
    desk.rule_changes.approve(change.change_id, looked=Looked(change.digest, LATER), **approve)
    assert desk.rule_changes.find(change.change_id).state is ChangeState.APPROVED


def test_a_rollback_of_what_somebody_rolled_back_already_is_refused(desk: Ledger) -> None:
    publish(desk, approved(desk))
    words = {"text": SHIPPED, "rules": "2026.11.3", "actor": "bo", "reason": "too many", "at": LATER}
    assert desk.published.roll_back(0, in_force=1, **words).serial == 2
    with pytest.raises(RuleChangeError, match="publication 2 is in force now, not 1"):
        desk.published.roll_back(0, in_force=1, **words)


def test_what_was_approved_can_be_rejected_until_it_is_published(desk: Ledger) -> None:
    change_id = approved(desk)
    desk.rule_changes.reject(change_id, approver="bo", decision="second thoughts", at=LATER)
    with pytest.raises(RuleChangeError, match="is rejected and cannot be published"):
        publish(desk, change_id)
    publish(desk, approved(desk, "two"))
    with pytest.raises(RuleChangeError, match="is published and cannot be rejected"):
        desk.rule_changes.reject(2, approver="bo", decision="late", at=LATER)


def test_of_two_changes_on_one_base_only_the_first_is_published(desk: Ledger) -> None:
    one, two = approved(desk, "one"), approved(desk, "two")
    publish(desk, one)
    with pytest.raises(RuleChangeError, match="change 2 was drafted on publication 0, now 1 is in force"):
        publish(desk, two)
    assert publish(desk, approved(desk, "three", base=1)) == 2


def test_a_rollback_publishes_the_earlier_text_as_a_new_version(desk: Ledger) -> None:
    publish(desk, approved(desk, "one"))
    publish(desk, approved(desk, "two", base=1))
    assert back(desk, 1) == 3
    again = desk.published.find(3)
    assert (again.text, again.version, again.rolled_back_to, again.change_id) == ("one", "2026.11.3+3", 1, None)
    assert [change.state for change in desk.rule_changes.all()] == [ChangeState.PUBLISHED, ChangeState.ROLLED_BACK]
    assert back(desk, 0) == 4
    assert desk.published.find(4).text == SHIPPED
    assert [change.state for change in desk.rule_changes.all()] == [ChangeState.ROLLED_BACK] * 2
    assert deeds(desk)[-1] == ("bo", "rules.roll_back", "rules 2026.11.3+4")
    for serial in (4, 9, -1):
        with pytest.raises(RuleChangeError, match=f"publication {serial} is not an earlier one"):
            back(desk, serial)


def test_published_rules_cannot_be_altered_and_an_altered_draft_is_noticed(desk: Ledger) -> None:
    publish(desk, approved(desk))
    two = approved(desk, "two", base=1)
    for statement in ("UPDATE rule_publications SET text = 'x'", "DELETE FROM rule_publications"):
        with pytest.raises(StoreError, match="append-only"), desk._database.write() as connection:
            connection.execute(sql(statement))
    with desk._database.write() as connection:
        connection.execute(sql("UPDATE rule_changes SET text = 'poisoned' WHERE change_id = 2"))
    with pytest.raises(StoreError, match="the text of rule change 2 was altered in the ledger"):
        publish(desk, two)


def test_which_rules_were_in_force_from_which_block_on_is_kept_once(desk: Ledger) -> None:
    for serial, offset in ((1, 7), (1, 9), (2, 9)):
        desk.published.took_effect(InForce(serial, offset))
    assert desk.published.in_force() == [InForce(1, 7), InForce(2, 9)]


def test_what_an_entry_silenced_is_counted_once_however_often_blocks_come_again(ledger: Ledger) -> None:
    for offset, calls in ((3, 2), (5, 4), (3, 2), (5, 4), (6, 1)):
        ledger.silenced.add(
            [SilencedCount(number="86519812*", calls=calls, last_at=NOON + timedelta(offset))], offset=offset
        )
    assert ledger.silenced.all() == {
        "86519812*": SilencedCount(number="86519812*", calls=7, last_at=NOON + timedelta(6))
    }
