"""The board, the side panel and full numbers: masked, by role, audited before anything is shown."""

import sqlite3
from pathlib import Path

import httpx
import pytest
from web_desk import A_WARNING, Stage, error_code, some_warning

from linewarden.model.account import Role
from linewarden.model.warning import Level, State

ROW = {
    "warning_id": "w1",
    "seq": 1,
    "revision": 1,
    "raised_at": "2026-11-22T04:00:00Z",
    "changed_at": "2026-11-22T04:00:00Z",
    "expires_at": "2026-11-23T04:00:00Z",
    "level": "high",
    "state": "open",
    "called_masked": "138 **** 4567",
    "called_place": {"country": "CN", "province": "江苏", "city": "常州"},
    "caller_count": 2,
    "callers_masked": ["0519-**** 1234", "+1 **** 0123"],
    "kind": "fake_police",
    "score": 0.75,
    "top_reason": {"signal": "S1", "text_zh": "一小时内呼叫 80 人", "text_en": "rang 80 people in an hour"},
    "is_in_contact": True,
    "contact_since": "2026-11-22T03:55:00Z",
    "source": "carrier-a",
    "is_synthetic": True,
    "work": {
        "stage": "waiting",
        "situation": "waiting",
        "holder": None,
        "steps": 0,
        "due": {"kind": "take", "since": "2026-11-22T04:00:00Z", "at": "2026-11-22T04:15:00Z"},
    },
}


def take(browser: httpx.Client) -> httpx.Response:
    return browser.post("/api/warnings/w1/acts", json={"kind": "take", "seen": 0})


def test_the_board_shows_masked_rows_and_where_the_stream_goes_on(stage: Stage) -> None:
    stage.desk.ledger.save_warnings([A_WARNING])
    assert stage.signed_in().get("/api/warnings").json() == {
        "items": [ROW],
        "next_before_seq": None,
        "counts": {"urgent": 0, "high": 1, "normal": 0, "notice": 0},
        "last_seq": 1,
        "as_of": "2026-11-22T04:00:00Z",
    }


def test_the_board_pages_and_filters(stage: Stage) -> None:
    stage.desk.ledger.save_warnings([some_warning(f"w{n}") for n in range(5)])
    stage.desk.ledger.save_warnings(
        [some_warning("w0", 2, level=Level.URGENT), some_warning("w1", 2, state=State.EXPIRED)]
    )
    browser = stage.signed_in()
    pages, before = [], None
    while True:
        page = browser.get("/api/warnings", params={"limit": 2} | ({"before_seq": before} if before else {})).json()
        pages.append([row["warning_id"] for row in page["items"]])
        before = page["next_before_seq"]
        if before is None:
            break
    assert pages == [["w1", "w0"], ["w4", "w3"], ["w2"]]
    chosen = browser.get(
        "/api/warnings", params=[("level", "urgent"), ("level", "high"), ("state", "open"), ("limit", 3)]
    )
    assert [row["warning_id"] for row in chosen.json()["items"]] == ["w0", "w4", "w3"]


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "level=red", "state=shut", "before_seq=x", "page=2"])
def test_an_unusable_query_is_refused(stage: Stage, query: str) -> None:
    reply = stage.signed_in().get(f"/api/warnings?{query}")
    assert (reply.status_code, error_code(reply)) == (422, "unusable_request")


def test_the_side_panel_shows_the_reasons_and_is_audited(stage: Stage) -> None:
    stage.desk.ledger.save_warnings([A_WARNING])
    detail = stage.signed_in().get("/api/warnings/w1").json()
    assert detail["reasons"] == [
        {
            "signal": "S1",
            "rule": "",
            "unit": "count",
            "text_zh": "一小时内呼叫 80 人",
            "text_en": "rang 80 people in an hour",
            "value": 80.0,
            "threshold": 20.0,
            "points": 0.6,
            "record_ids": ["00000000000000ff", "0000000000000007"],
            "record_count": 80,
        }
    ]
    assert detail["versions"] == {"rules": "2026.11.1"}
    assert detail["callers"][1] == {
        "masked": "+1 **** 0123",
        "place": {"country": "US", "province": None, "city": None},
        "kind": "foreign",
    }
    assert {key: detail[key] for key in ROW} == ROW
    assert stage.actions()[-1] == "warning.read"


def test_the_records_behind_a_warning_are_masked_and_audited(stage: Stage) -> None:
    stage.desk.ledger.save_warnings([A_WARNING])
    assert stage.signed_in().get("/api/warnings/w1/records").json()["items"] == [
        {
            "record_id": "00000000000000ff",
            "setup_at": "2026-11-22T03:51:00Z",
            "talk_ms": 0,
            "cli_masked": "0519-**** 1234",
            "called_masked": "138 **** 4567",
            "route": "international",
            "source": "carrier-a",
            "trunk_in": "T1",
            "source_ip": "192.0.2.7",
        }
    ]
    assert stage.actions()[-1] == "warning.records"


def test_full_numbers_need_a_purpose_which_goes_on_record(stage: Stage) -> None:
    stage.desk.ledger.save_warnings([A_WARNING])
    browser = stage.signed_in()
    take(browser)
    for body in ({}, {"purpose": "   x "}, {"purpose": "call her", "force": True}):
        assert browser.post("/api/warnings/w1/unmask", json=body).status_code == 422
    reply = browser.post("/api/warnings/w1/unmask", json={"purpose": "电话劝阻"})
    assert reply.json() == {"called": "138 6123 4567", "callers": ["0519-8666 1234", "+1 415-555-0123"]}
    [entry] = stage.desk.ledger.audit.entries(limit=1)
    assert (entry.actor, entry.action, entry.subject, entry.purpose) == (
        "duty_officer",
        "warning.unmask",
        "w1",
        "电话劝阻",
    )


@pytest.mark.parametrize("path", ["/api/warnings/w1", "/api/warnings/w1/records"])
def test_when_the_audit_cannot_be_written_nothing_is_shown(stage: Stage, tmp_path: Path, path: str) -> None:
    stage.desk.ledger.save_warnings([A_WARNING])
    browser = stage.signed_in()
    take(browser)
    with sqlite3.connect(tmp_path / "ledger.db") as other:
        other.execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    other.close()
    for reply in (browser.get(path), browser.post("/api/warnings/w1/unmask", json={"purpose": "电话劝阻"})):
        assert (reply.status_code, error_code(reply)) == (503, "store_failed")
        assert "138 " not in reply.text
        assert "1386123" not in reply.text


def test_an_unknown_warning_is_not_found(stage: Stage) -> None:
    browser = stage.signed_in()
    for path in ("/api/warnings/w9", "/api/warnings/w9/records", "/api/warnings/%2e%2e%2fetc"):
        assert browser.get(path).status_code == 404
    assert stage.actions() == ["account.add", "sign_in"]


DESK, ADMINS = (Role.DUTY_OFFICER, Role.ANALYST, Role.COMMANDER), (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_its_own_part_only(stage: Stage, role: Role) -> None:
    stage.desk.ledger.save_warnings([A_WARNING])
    browser = stage.signed_in(role)
    warnings = ("/api/warnings", "/api/warnings/w1", "/api/warnings/w1/records")
    span = "since=2026-11-22T00:00:00Z&until=2026-11-23T00:00:00Z"
    desk = ("/api/dissuasion/desk", f"/api/dissuasion/report?{span}")
    seen = {
        path
        for path in (*warnings, *desk, "/api/feeds", "/api/feeds/carrier-a/rejects", "/api/audit")
        if browser.get(path).status_code == 200
    }
    if take(browser).status_code == 200:
        seen.add("act")
    if browser.post("/api/warnings/w1/unmask", json={"purpose": "电话劝阻"}).status_code == 200:
        seen.add("unmask")
    feeds = {"/api/feeds", "/api/feeds/carrier-a/rejects"}
    wanted = (
        {*warnings, *desk, *feeds, "act", "unmask"} if role in DESK else feeds if role in ADMINS else {"/api/audit"}
    )
    assert seen == wanted


def test_a_forbidden_look_is_refused_in_the_one_shape(stage: Stage) -> None:
    reply = stage.signed_in(Role.AUDITOR).get("/api/warnings")
    assert (reply.status_code, error_code(reply)) == (403, "forbidden")


def test_the_auditor_reads_the_audit_page_by_page(stage: Stage) -> None:
    browser = stage.signed_in(Role.AUDITOR)
    first = browser.get("/api/audit?limit=1").json()
    assert [(row["seq"], row["action"]) for row in first["items"]] == [(2, "sign_in")]
    rest = browser.get("/api/audit", params={"before_seq": first["next_before_seq"]}).json()
    assert [(row["seq"], row["action"]) for row in rest["items"]] == [(1, "account.add")]
    assert rest["next_before_seq"] is None
