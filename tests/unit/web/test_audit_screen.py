"""The auditor's screen through the API: entries, the chain, the copy to take away, alarms and verdicts; and that nobody else gets at them."""

import sqlite3
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from web_desk import A_WARNING, NOON, PASSWORD_HASH, Stage, error_code, new_stage, served, sign_in

from linewarden.misuse.rule import with_limits
from linewarden.misuse.rules import MISUSE_RULES
from linewarden.model.account import Role
from linewarden.store.ledger import Deed
from linewarden.store.ledger.audit_file import file_faults
from linewarden.web.limits import MisuseWatch


def did(stage: Stage, action: str, subject: str = "w1", actor: str = "wang", purpose: str = "") -> None:
    stage.desk.ledger.audit.append(Deed(actor=actor, action=action, subject=subject, purpose=purpose), at=stage.clock())


def wait_for_alarms(browser: httpx.Client, count: int) -> list[dict[str, Any]]:
    """The open alarms, once there are so many: the service looks by itself."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        items = browser.get("/api/audit/alarms").json()["items"]
        if len(items) >= count:
            return list(items)
        time.sleep(0.05)
    raise AssertionError(f"no {count} alarms within 10 s")


def judge(browser: httpx.Client, alarm: dict[str, Any], **changes: Any) -> httpx.Response:
    body = {"verdict": "justified", "words": "大案研判", "last_seq": alarm["last_seq"]} | changes
    return browser.post(f"/api/audit/alarms/{alarm['alarm_id']}/judge", json=body)


def test_entries_are_found_by_what_is_asked_and_told_in_words(stage: Stage) -> None:
    did(stage, "warning.unmask", purpose="电话劝阻")
    did(stage, "something.new", actor="li")
    browser = stage.signed_in(Role.AUDITOR)  # two entries more
    [row] = browser.get("/api/audit", params={"actor": "wang", "action": "warning.", "text": "劝阻"}).json()["items"]
    assert (row["seq"], row["text_zh"], row["text_en"]) == (
        1,
        "查看预警的完整号码",
        "Saw the full numbers of a warning",
    )
    [unknown] = browser.get("/api/audit", params={"actor": "li"}).json()["items"]
    assert (unknown["text_zh"], unknown["text_en"]) == ("something.new", "something.new")
    assert unknown["previous_hash"] == row["entry_hash"]
    assert browser.get("/api/audit/entries/2").json() == unknown
    assert browser.get("/api/audit", params={"until": NOON.isoformat()}).json()["items"] == []
    assert len(browser.get("/api/audit", params={"since": "2026-11-22T12:00:00+08:00"}).json()["items"]) == 4
    facets = browser.get("/api/audit/facets").json()
    assert {"actor": "auditor", "count": 1} in facets["actors"]
    assert facets["counted"] == 4


@pytest.mark.parametrize(
    "query",
    [
        "limit=501",
        "action=DROP",
        "since=2026-11-22",
        "since=2026-11-22T12:00:00",
        "before_seq=0",
        "who=wang",
        "text=",
        "since=0.5",
        "since=9999-12-31T23:59:59Z",
        "until=0001-01-01T00:00:00Z",
    ],
)
def test_what_cannot_be_asked_is_refused(stage: Stage, query: str) -> None:
    reply = stage.signed_in(Role.AUDITOR).get(f"/api/audit?{query}")
    assert (reply.status_code, error_code(reply)) == (422, "unusable_request")


@pytest.mark.parametrize(("seq", "status"), [("0", 404), ("9", 404), ("-1", 422), ("99999999999999999999", 422)])
def test_an_entry_that_is_not_there_is_not_found(stage: Stage, seq: str, status: int) -> None:
    assert stage.signed_in(Role.AUDITOR).get(f"/api/audit/entries/{seq}").status_code == status


def test_a_whole_chain_is_verified_on_record(stage: Stage) -> None:
    browser = stage.signed_in(Role.AUDITOR)
    assert browser.get("/api/audit/standing").json()["last_check"] is None
    found = browser.post("/api/audit/verify").json()
    assert (found["faults"], found["seq"], found["by"]) == (0, 2, "auditor")
    standing = browser.get("/api/audit/standing").json()
    assert (standing["entries"], standing["last_check"]) == (3, found)
    assert stage.actions()[-1] == "audit.verify"


def tampered(folder: Path, *statements: str) -> None:
    """Somebody with the right to write the file was here."""
    with sqlite3.connect(folder / "ledger.db", isolation_level=None) as other:
        for statement in ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete", *statements):
            other.execute(statement)
    other.close()


def test_a_changed_entry_is_told_and_is_an_alarm_that_stays_one(stage: Stage, tmp_path: Path) -> None:
    did(stage, "warning.read")
    browser = stage.signed_in(Role.AUDITOR)
    tampered(tmp_path, "UPDATE audit SET subject = 'w2' WHERE seq = 1")
    for _ in range(2):
        found = browser.post("/api/audit/verify").json()
        assert (found["faults"], found["told"]) == (1, ["entry 1 was changed: its content does not fit its hash"])
    [alarm] = wait_for_alarms(browser, 1)
    assert (alarm["rule"], alarm["actor"], alarm["count"]) == ("chain_broken", "unknown", 1)


def test_a_chain_that_was_cut_off_and_takes_no_entry_is_told_all_the_same(stage: Stage, tmp_path: Path) -> None:
    browser = stage.signed_in(Role.AUDITOR)
    tampered(tmp_path, "DELETE FROM audit WHERE seq = 2")
    found = browser.post("/api/audit/verify").json()
    assert found["told"] == ["the audit ends at entry 1, its head says 2"]
    assert browser.get("/api/audit/standing").json()["last_check"]["faults"] == 1
    assert [alarm["rule"] for alarm in wait_for_alarms(browser, 1)] == ["chain_broken"]


def test_two_verifications_do_not_run_at_once(stage: Stage) -> None:
    browser = stage.signed_in(Role.AUDITOR)
    with stage.app.state.verifying:
        reply = browser.post("/api/audit/verify")
    assert (reply.status_code, error_code(reply), reply.headers["retry-after"]) == (429, "too_many", "10")
    assert browser.post("/api/audit/verify").status_code == 200


def test_the_copy_that_is_taken_away_verifies_and_holds_its_own_entry(stage: Stage, tmp_path: Path) -> None:
    for number in range(1200):
        did(stage, "rules.draft", f"rule change {number}", purpose="案情核查" * 20)
    browser = stage.signed_in(Role.AUDITOR)
    reply = browser.get("/api/audit/export")
    assert reply.headers["content-disposition"] == 'attachment; filename="linewarden-audit-20261122T040000Z-1203.jsonl"'
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(reply.content)
    faults, head = file_faults(copy)
    assert (faults, head) == ([], stage.desk.ledger.audit.head())
    assert stage.actions()[-1] == "audit.export"
    [alarm] = wait_for_alarms(browser, 1)
    assert (alarm["rule"], alarm["actor"], alarm["is_own"]) == ("export", "auditor", True)


def test_when_the_audit_cannot_be_written_nothing_is_exported(stage: Stage, tmp_path: Path) -> None:
    browser = stage.signed_in(Role.AUDITOR)
    tampered(tmp_path, "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    for reply in (browser.get("/api/audit/export"), browser.post("/api/audit/verify")):
        assert (reply.status_code, error_code(reply)) == (503, "store_failed")


def test_an_alarm_comes_by_itself_and_an_auditor_ends_it_with_a_verdict(stage: Stage) -> None:
    stage.desk.ledger.save_warnings([A_WARNING])
    browser = stage.signed_in(Role.AUDITOR)
    asked = {"purpose": "上级来电询问", "break_glass": True}
    assert stage.signed_in().post("/api/warnings/w1/unmask", json=asked).status_code == 200
    [alarm] = wait_for_alarms(browser, 1)
    assert (alarm["actor"], alarm["subject"]) == ("duty_officer", "w1")
    assert (alarm["text_zh"], alarm["action"]) == ("破窗查看了他人预警的完整号码", "warning.break_glass")
    assert browser.get("/api/audit/standing").json()["open_alarms"] == 1
    judged = judge(browser, alarm, verdict="misuse", words="无合理理由").json()
    assert (judged["verdict"], judged["seen_by"], judged["words"]) == ("misuse", "auditor", "无合理理由")
    assert browser.get("/api/audit/alarms").json()["items"] == []
    assert browser.get("/api/audit/alarms", params={"state": "judged"}).json()["items"] == [judged]
    assert stage.actions()[-1] == "audit.judge"
    again = judge(browser, alarm)
    assert (again.status_code, error_code(again)) == (409, "moved_on")


def test_a_verdict_needs_words_a_known_one_and_the_alarm_as_it_is(stage: Stage) -> None:
    browser = stage.signed_in(Role.AUDITOR)
    did(stage, "warning.break_glass")
    [alarm] = wait_for_alarms(browser, 1)
    for changes in ({"words": "好"}, {"verdict": "fine"}, {"last_seq": "x"}):
        assert judge(browser, alarm, **changes).status_code == 422
    grown = judge(browser, alarm, last_seq=alarm["last_seq"] - 1)
    assert (grown.status_code, error_code(grown)) == (409, "moved_on")
    for alarm_id, status in ((99, 404), (0, 404), (2**64, 422)):
        assert judge(browser, alarm | {"alarm_id": alarm_id}).status_code == status


def test_nobody_judges_himself(stage: Stage) -> None:
    browser = stage.signed_in(Role.AUDITOR)
    browser.get("/api/audit/export")
    [alarm] = wait_for_alarms(browser, 1)
    own = judge(browser, alarm)
    assert (own.status_code, error_code(own)) == (403, "own_alarm")
    stage.desk.ledger.add_account("second", "审计二", Role.AUDITOR, PASSWORD_HASH, at=stage.clock(), actor="system")
    other = stage.client()
    assert sign_in(other, "second").status_code == 200
    assert judge(other, alarm).json()["seen_by"] == "second"


def test_the_settings_change_a_limit(tmp_path: Path) -> None:
    rules = with_limits(MISUSE_RULES, {"many_unmasked": 1})
    with served(new_stage(tmp_path, misuse=MisuseWatch(rules=rules, every_s=0.05))) as stage:
        browser = stage.signed_in(Role.AUDITOR)
        for number in range(2):
            did(stage, "warning.unmask", f"w{number}")
        [alarm] = wait_for_alarms(browser, 1)
    assert (alarm["rule"], alarm["count"], alarm["limit"], alarm["action"]) == ("many_unmasked", 2, 1, "")


def test_alarms_are_read_page_by_page(stage: Stage) -> None:
    browser = stage.signed_in(Role.AUDITOR)
    for _ in range(3):
        did(stage, "warning.break_glass")
    wait_for_alarms(browser, 3)
    first = browser.get("/api/audit/alarms?limit=2").json()
    rest = browser.get("/api/audit/alarms", params={"before_id": first["next_before_id"]}).json()
    assert [alarm["alarm_id"] for alarm in (*first["items"], *rest["items"])] == [3, 2, 1]
    assert rest["next_before_id"] is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_nobody_but_auditors_gets_at_any_of_it(stage: Stage, role: Role) -> None:
    browser = stage.signed_in(role)
    before = stage.actions()
    reads = ("", "/facets", "/entries/1", "/standing", "/export", "/alarms")
    for reply in (
        *(browser.get(f"/api/audit{path}") for path in reads),
        browser.post("/api/audit/verify"),
        browser.post("/api/audit/alarms/1/judge", json={"verdict": "justified", "words": "大案研判", "last_seq": 1}),
    ):
        assert (reply.status_code, error_code(reply)) == (403, "forbidden")
    assert stage.actions() == before
