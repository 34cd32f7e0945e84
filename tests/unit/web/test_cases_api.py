"""Cases through the API: need to know, what goes on record, full numbers for a purpose, files under custody."""

import hashlib
from datetime import datetime
from typing import Any

import httpx
import pytest
from web_desk import PASSWORD_HASH, Stage, error_code, new_stage, served, sign_in, some_warning

from linewarden.cases.deed import Pin, PinKind
from linewarden.model.account import Role
from linewarden.web.limits import RequestRules

N1 = "519-2026-0001"
CASE = f"/api/cases/{N1}"
LATER = "2026-11-23T04:00:00Z"
A_CASE = {
    "title": "冒充公检法 13861234567",
    "kind": "telecom_fraud",
    "origin": "warning",
    "pin": {"what": "warning", "ref": "w1"},
}
PEOPLE = {"wang": Role.DUTY_OFFICER, "li": Role.ANALYST, "chief": Role.COMMANDER}


@pytest.fixture
def people(stage: Stage) -> dict[str, httpx.Client]:
    """Three who work on cases; wang has opened one with a warning pinned, which has two entries."""
    return set_up(stage)


def set_up(stage: Stage) -> dict[str, httpx.Client]:
    stage.desk.ledger.save_warnings([some_warning("w1")])
    browsers = {}
    for login, role in PEOPLE.items():
        stage.desk.ledger.add_account(login, login.title(), role, PASSWORD_HASH, at=stage.clock(), actor="system")
        browsers[login] = stage.client()
        assert sign_in(browsers[login], login).status_code == 200
    assert browsers["wang"].post("/api/cases", json=A_CASE).status_code == 200
    return browsers


def put(browser: httpx.Client, kind: str, **more: Any) -> httpx.Response:
    seen = more.pop("seen", None)
    if seen is None:
        seen = browser.get(CASE).json()["entries"]
    return browser.post(f"{CASE}/deeds", json={"seen": seen, "deed": {"kind": kind, **more}})


def let_in(browser: httpx.Client, login: str, role: str | None, seen: int, until: str | None = LATER) -> httpx.Response:
    return browser.post(f"{CASE}/access", json={"seen": seen, "login": login, "role": role, "until": until})


def test_a_case_of_a_warning_has_it_pinned_and_is_masked(people: dict[str, httpx.Client], stage: Stage) -> None:
    told = people["wang"].get(CASE).json()
    assert (told["number"], told["title"], told["access"]["role"]) == (N1, "冒充公检法 138****67", "lead")
    assert [(pin["ref"], pin["called_masked"]) for pin in told["pins"]] == [("w1", "138 **** 4567")]
    told = put(people["wang"], "pin", what="record", ref="00000000000000ff").json()["pins"][1]
    assert (told["cli_masked"], told["called_masked"], told["talk_ms"]) == ("0519-**** 1234", "138 **** 4567", 0)
    gone = Pin(what=PinKind.RECORD, ref="0000000000000001")  # there when it was pinned
    stage.desk.ledger.cases.put(N1, gone, actor="wang", seen=None, at=stage.clock())
    purged = people["wang"].get(CASE).json()["pins"][2]
    assert (purged["at"], purged["cli_masked"], purged["ref"]) == (None, None, "0000000000000001")
    assert [row["number"] for row in people["wang"].get("/api/warnings/w1/cases").json()["items"]] == [N1]
    assert people["li"].get("/api/warnings/w1/cases").json()["items"] == []


def test_all_that_a_case_holds(people: dict[str, httpx.Client], stage: Stage) -> None:
    wang = people["wang"]
    put(wang, "note", text="对方号码 17012345678")
    put(wang, "task", what="调取话单", assignee="wang", due_at="2026-11-22T05:00:00Z")
    put(wang, "entity", what="number", value="170-1234-5678", source="受害人陈述")
    put(wang, "entity", what="domain", value="Fake-Bank.example", source="短信")
    put(wang, "pin", what="record", ref="00000000000000ff")
    put(wang, "ask", to="市局技侦", what="查询该号码归属", wanted_by="2026-11-22T05:00:00Z")
    stage.clock.forward(minutes=25)
    told = put(wang, "answer", request=8, text="归属常州").json()
    assert [(one["kind"], one["masked"]) for one in told["entities"]] == [
        ("number", "170 **** 5678"),
        ("domain", "fake-bank.example"),
    ]
    assert (told["requests"][0]["answer_s"], told["requests"][0]["is_late"]) == (1500.0, False)
    stage.clock.forward(hours=1)
    sign_in(wang, "wang")
    told = put(wang, "task_done", task=4).json()
    assert (told["tasks"][0]["is_late"], told["open_tasks"], told["open_requests"]) == (True, 0, 0)
    assert [one["kind"] for one in told["timeline"]] == [
        "open", "pin", "note", "task", "entity", "entity", "pin", "ask", "answer", "task_done",
    ]  # fmt: skip
    assert "17012345678" not in wang.get(CASE).text


@pytest.mark.parametrize(
    ("kind", "more", "status", "code"),
    [
        ("note", {"text": ""}, 422, "unusable_request"),
        ("note", {"text": "x", "colour": "red"}, 422, "unusable_request"),
        ("note", {"text": "x", "seen": 1}, 409, "moved_on"),
        ("pin", {"what": "record", "ref": "13861234567"}, 422, "unusable_request"),
        ("entity", {"what": "imei", "value": "490154203237519", "source": "x"}, 422, "unusable_request"),
        ("task", {"what": "x", "assignee": "li"}, 422, "unusable_request"),
        ("task_done", {"task": 1}, 422, "unusable_request"),
        ("answer", {"request": 2, "text": "x"}, 422, "unusable_request"),
        ("pin", {"what": "warning", "ref": "w1"}, 409, "out_of_order"),
        ("pin", {"what": "record", "ref": "00000000000000fe"}, 422, "unusable_request"),
        ("strike", {"nth": 1, "why": "x"}, 422, "unusable_request"),
        ("reopen", {"note": "x"}, 409, "out_of_order"),
        ("close", {"reason": "other"}, 422, "unusable_request"),
        ("grant", {"login": "li", "role": "lead"}, 422, "unusable_request"),
        ("break_glass", {"reason": "x", "until": LATER}, 422, "unusable_request"),
        ("attach", {"name": "x", "sha256": "ab" * 32, "bytes": 1}, 422, "unusable_request"),
    ],
)
def test_what_cannot_go_on_record_is_refused_and_changes_nothing(
    people: dict[str, httpx.Client], kind: str, more: dict[str, Any], status: int, code: str
) -> None:
    reply = put(people["wang"], kind, **more)
    assert (reply.status_code, error_code(reply)) == (status, code)
    assert people["wang"].get(CASE).json()["entries"] == 2


def test_the_same_clue_is_kept_once_and_a_slip_stays_legible(people: dict[str, httpx.Client]) -> None:
    wang = people["wang"]
    clue = {"what": "number", "value": "13800001234", "source": "举报"}
    assert put(wang, "entity", **clue).status_code == 200
    again = put(wang, "entity", **(clue | {"value": "+86 138 0000 1234"}))
    assert (again.status_code, error_code(again)) == (409, "out_of_order")
    told = put(wang, "strike", nth=3, why="记错").json()
    assert (told["entities"], told["timeline"][2]["is_struck"]) == ([], True)
    assert put(wang, "entity", **clue).status_code == 200


def test_a_closed_case_takes_nothing_until_it_is_opened_again(people: dict[str, httpx.Client]) -> None:
    wang = people["wang"]
    assert put(wang, "close", reason="solved").json()["is_open"] is False
    assert error_code(put(wang, "note", text="x")) == "out_of_order"
    assert wang.get("/api/cases?is_open=true").json()["items"] == []
    assert put(wang, "reopen", note="新线索").json()["is_open"] is True


def test_access_ends_when_its_time_has_come(people: dict[str, httpx.Client], stage: Stage) -> None:
    assert let_in(people["wang"], "li", "member", 2).status_code == 200
    assert put(people["li"], "note", text="已联系运营商").status_code == 200
    assert error_code(put(people["li"], "close", reason="solved")) == "not_member"
    stage.clock.forward(hours=11)
    sign_in(people["li"], "li")
    assert people["li"].get(CASE).status_code == 200
    stage.clock.forward(hours=13)
    sign_in(people["li"], "li")
    assert people["li"].get(CASE).status_code == 404
    assert people["li"].get("/api/cases").json()["items"] == []


def test_a_commander_sees_titles_lets_others_in_and_not_himself(people: dict[str, httpx.Client]) -> None:
    chief = people["chief"]
    [row] = chief.get("/api/cases").json()["items"]
    assert (row["title"], row["access"]) == ("冒充公检法 138****67", None)
    assert error_code(chief.get(CASE)) == "not_member"
    assert error_code(let_in(chief, "chief", "member", 2)) == "not_member"
    assert let_in(chief, "li", "viewer", 2).status_code == 200
    assert people["li"].get(CASE).json()["access"]["role"] == "viewer"


def test_the_glass_is_broken_with_a_reason_and_the_lead_sees_it(people: dict[str, httpx.Client], stage: Stage) -> None:
    li = people["li"]
    assert li.post(f"{CASE}/break-glass", json={"purpose": "x"}).status_code == 422
    told = li.post(f"{CASE}/break-glass", json={"purpose": "王警官失联，需核对"}).json()
    until = datetime.fromisoformat(told["access"]["until"])
    assert (told["access"]["role"], (until - stage.clock()).total_seconds()) == ("glass", 3600.0)
    assert people["wang"].get(CASE).json()["timeline"][-1]["kind"] == "break_glass"
    assert "case.break_glass" in stage.actions()
    stage.clock.forward(hours=1)
    sign_in(li, "li")
    assert li.get(CASE).status_code == 404


def test_full_numbers_need_a_purpose_and_are_no_viewers(people: dict[str, httpx.Client], stage: Stage) -> None:
    wang, li = people["wang"], people["li"]
    put(wang, "entity", what="number", value="17012345678", source="举报")
    let_in(wang, "li", "viewer", 3)
    assert error_code(li.post(f"{CASE}/unmask", json={"purpose": "案情核查"})) == "not_member"
    told = wang.post(f"{CASE}/unmask", json={"purpose": "案情核查"}).json()["items"]
    assert [one["text"] for one in told if one["nth"] in {1, 3}] == ["冒充公检法 13861234567", "170 1234 5678"]
    [entry] = stage.desk.ledger.audit.entries(limit=1)
    assert (entry.action, entry.purpose) == ("case.unmask", "案情核查")


def test_a_file_is_sealed_saved_and_every_reading_kept(people: dict[str, httpx.Client], stage: Stage) -> None:
    wang, html = people["wang"], b"<script>alert(1)</script>"
    told = wang.post(f"{CASE}/files?name=../../x.html", content=html).json()
    [file] = told["files"]
    assert (file["sha256"], file["bytes"], file["nth"]) == (hashlib.sha256(html).hexdigest(), len(html), 3)
    assert error_code(wang.post(f"{CASE}/files?name=again", content=html)) == "out_of_order"
    reply = wang.get(f"{CASE}/files/3")
    assert reply.content == html
    assert reply.headers["content-disposition"] == f'attachment; filename="{N1}-3.bin"'
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["x-content-type-options"] == "nosniff"
    log = wang.get(f"{CASE}/files/3/custody").json()["items"]
    assert [one["touch"] for one in log] == ["stored", "read"]
    assert stage.actions()[-1] == "case.file_read"


def test_a_file_that_was_changed_on_the_disk_is_not_given_out(people: dict[str, httpx.Client], tmp_path: Any) -> None:
    people["wang"].post(f"{CASE}/files?name=x", content=b"one")
    [path] = [one for one in (tmp_path / "evidence").rglob("*") if one.is_file()]
    path.chmod(0o600)
    path.write_bytes(b"two")
    assert error_code(people["wang"].get(f"{CASE}/files/3")) == "altered"


def test_a_file_has_a_limit_and_leaves_nothing_behind(tmp_path: Any) -> None:
    with served(new_stage(tmp_path, request=RequestRules(file_bytes=100))) as stage:
        people = set_up(stage)
        for content, code in ((b"x" * 101, "too_large"), (b"", "unusable_request")):
            assert error_code(people["wang"].post(f"{CASE}/files?name=x", content=content)) == code
        let_in(people["wang"], "li", "viewer", 2)
        assert error_code(people["li"].post(f"{CASE}/files?name=x", content=b"x")) == "not_member"
        assert [one for one in (tmp_path / "evidence").rglob("*") if one.is_file()] == []


def routes(stage: Stage) -> list[tuple[str, str]]:
    """Every route of one case, for each kind of entry that it may name."""
    return [
        (method.upper(), path.replace("{number}", N1).replace("{nth}", str(nth)))
        for path, methods in stage.app.openapi()["paths"].items()
        if path.startswith("/api/cases/{number}") and not path.endswith("/break-glass")
        for method in methods
        for nth in (range(1, 10) if "{nth}" in path else (0,))
    ]


DEEDS: tuple[dict[str, Any], ...] = (
    {"kind": "note", "text": "x"},
    {"kind": "task", "what": "x", "assignee": "wang"},
    {"kind": "task_done", "task": 4},
    {"kind": "entity", "what": "ip", "value": "192.0.2.1", "source": "x"},
    {"kind": "pin", "what": "warning", "ref": "w1"},
    {"kind": "ask", "to": "x", "what": "x"},
    {"kind": "answer", "request": 6, "text": "x"},
    {"kind": "strike", "nth": 3, "why": "x"},
    {"kind": "retitle", "title": "x"},
    {"kind": "close", "reason": "solved"},
    {"kind": "reopen", "note": "x"},
)
BODIES: dict[str, tuple[dict[str, Any], ...]] = {
    "deeds": tuple({"seen": seen, "deed": deed} for deed in DEEDS for seen in (0, 7)),
    "access": ({"seen": 7, "login": "li", "role": "lead"}, {"seen": 7, "login": "wang", "role": None}),
    "unmask": ({"purpose": "案情核查"},),
}


@pytest.mark.parametrize(("who", "status", "code"), [("li", 404, "not_found"), ("chief", 403, "not_member")])
def test_no_route_of_a_case_serves_who_is_no_member(
    people: dict[str, httpx.Client], stage: Stage, who: str, status: int, code: str
) -> None:
    wang = people["wang"]
    put(wang, "note", text="机密")
    put(wang, "task", what="机密", assignee="wang")
    put(wang, "entity", what="number", value="17012345678", source="机密")
    put(wang, "ask", to="机密", what="机密")
    wang.post(f"{CASE}/files?name=x", content=b"secret")
    before = stage.desk.ledger.audit.head()
    for method, path in routes(stage):
        for body in BODIES.get(path.rpartition("/")[2], ({},)) if method == "POST" else (None,):
            if path.endswith("/access") and who == "chief":  # who lets in others, as another test tells
                continue
            url = f"{path}?name=x" if path.endswith("/files") else path
            reply = people[who].request(method, url, json=body)
            assert (reply.status_code, error_code(reply)) == (status, code), (method, path, body)
            assert "机密" not in reply.text
    assert stage.desk.ledger.audit.head() == before
