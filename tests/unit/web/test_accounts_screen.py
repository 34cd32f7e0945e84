"""Accounts over the wire: opened, closed and kept safe by those who may, each deed audited, nobody by himself."""

import re
from datetime import timedelta
from pathlib import Path

import httpx
import pyotp
import pytest
from web_desk import NOON, PASSWORD, PASSWORD_HASH, Stage, error_code, new_stage, served, sign_in

from linewarden.model.account import Role
from linewarden.web.limits import StreamRules

OPEN = {"login": " Zhou.Min ", "name": "周敏", "role": "analyst", "reason": "transferred from Wujin"}
WHY = {"reason": "letter 17"}


def rows(browser: httpx.Client) -> dict[str, dict[str, object]]:
    return {row["login"]: row for row in browser.get("/api/accounts").json()["items"]}


def add(stage: Stage, login: str, role: Role = Role.DUTY_OFFICER) -> None:
    stage.desk.ledger.add_account(login, "李", role, PASSWORD_HASH, at=stage.clock(), actor="system")


def deed(browser: httpx.Client, login: str, what: str) -> httpx.Response:
    return browser.post(f"/api/accounts/{login}/{what}", json=WHY)


def last_deed(stage: Stage) -> tuple[str, str, str, str]:
    entry = stage.desk.ledger.audit.entries()[0]
    return entry.actor, entry.action, entry.subject, entry.purpose


def test_the_list_tells_how_each_account_stands_and_how_many_are_in_use(stage: Stage) -> None:
    admin = stage.signed_in(Role.SYSTEM_ADMIN)
    add(stage, "wang")
    stage.desk.ledger.accounts.deactivate("wang", at=stage.clock(), actor="system")
    add(stage, "li")
    told = admin.get("/api/accounts").json()
    assert (told["active"], told["max_accounts"], told["dormant_days"]) == (2, 10, 90)
    assert [row["login"] for row in told["items"]] == ["li", "system_admin", "wang"]  # closed ones last
    assert told["items"][1] == {
        "login": "system_admin", "name": "王警官", "role": "system_admin", "is_active": True, "created_at": "2026-11-22T04:00:00Z",
        "signed_in_at": "2026-11-22T04:00:00Z",
        "sessions": [{"created_at": "2026-11-22T04:00:00Z", "seen_at": "2026-11-22T04:00:00Z"}],
        "tokens": 0, "has_second_factor": False, "must_change_password": False, "locked_until": None, "is_dormant": False,
        "is_last_of_kind": True,
    }  # fmt: skip
    assert (told["items"][0]["signed_in_at"], told["items"][0]["sessions"]) == (None, [])


def test_no_account_hash_or_token_leaves_with_the_list(stage: Stage) -> None:
    admin = stage.signed_in(Role.AUDITOR)
    text = admin.get("/api/accounts").text
    assert "argon2" not in text
    assert "token" not in text.replace('"tokens":0', "")


def test_who_gets_an_account_changes_its_start_password_before_anything_else(stage: Stage) -> None:
    reply = stage.signed_in(Role.SYSTEM_ADMIN).post("/api/accounts", json=OPEN)
    told = reply.json()
    assert (reply.status_code, told["login"]) == (201, "zhou.min")
    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){3}", told["start_password"])
    assert last_deed(stage) == ("system_admin", "account.add", "zhou.min", "transferred from Wujin")
    browser = stage.client()
    assert sign_in(browser, "zhou.min", told["start_password"]).json()["must_change_password"] is True
    for path in ("/api/warnings", "/api/feeds", "/api/stream", "/api/session/second-factor", "/api/rules"):
        refused = browser.get(path)
        assert (refused.status_code, error_code(refused)) == (403, "password_must_change"), path
    change = {"password": told["start_password"], "new_password": "seven red lanterns"}
    assert browser.post("/api/session/password", json=change).status_code == 204
    assert browser.get("/api/session").json()["must_change_password"] is False
    assert browser.get("/api/warnings").status_code == 200
    assert error_code(sign_in(stage.client(), "zhou.min", told["start_password"])) == "bad_credentials"


def test_a_login_that_is_taken_and_an_eleventh_account_are_refused(stage: Stage) -> None:
    admin = stage.signed_in(Role.SYSTEM_ADMIN)
    for number in range(9):
        assert admin.post("/api/accounts", json=OPEN | {"login": f"p{number}"}).status_code == 201
    for login, code in (("P1", "login_taken"), ("p9", "accounts_full")):
        reply = admin.post("/api/accounts", json=OPEN | {"login": login})
        assert (reply.status_code, error_code(reply)) == (409, code)
    assert deed(admin, "p1", "close").json()["active"] == 9
    assert admin.post("/api/accounts", json=OPEN | {"login": "p9"}).status_code == 201
    assert error_code(admin.post("/api/accounts", json=OPEN | {"login": "p1"})) == "login_taken"  # a closed one's, too


@pytest.mark.parametrize("wrong", [
    {"login": "周敏"}, {"login": "a b"}, {"login": ""}, {"login": "x" * 65}, {"name": " "}, {"name": "a\nb"}, {"role": "root"},
    {"reason": ""}, {"password": "chosen by the admin"},
])  # fmt: skip
def test_an_account_that_cannot_be_is_refused(stage: Stage, wrong: dict[str, str]) -> None:
    reply = stage.signed_in(Role.SYSTEM_ADMIN).post("/api/accounts", json=OPEN | wrong)
    assert (reply.status_code, error_code(reply)) == (422, "unusable_request")


def test_a_closed_account_is_out_at_once_its_stream_too(stage: Stage) -> None:
    admin, officer = stage.signed_in(Role.SYSTEM_ADMIN), stage.signed_in()
    with officer.stream("GET", "/api/stream") as reply:
        lines = reply.iter_lines()
        next(lines)
        told = deed(admin, "duty_officer", "close").json()
        for _ in lines:  # ends, or the test does not
            pass
    assert [row["is_active"] for row in told["items"] if row["login"] == "duty_officer"] == [False]
    assert error_code(officer.get("/api/session")) == "signed_out"
    assert error_code(sign_in(stage.client(), "duty_officer")) == "bad_credentials"
    again = deed(admin, "duty_officer", "close")
    assert (again.status_code, error_code(again)) == (409, "moved_on")
    assert error_code(deed(admin, "nobody", "close")) == "not_found"


@pytest.mark.parametrize("what", ["end-sessions", "reset-password", "reset-second-factor"])
def test_what_signs_a_person_out_ends_his_streams_at_once(tmp_path: Path, what: str) -> None:
    slow = StreamRules(session_check_s=600)  # so that nothing but the deed itself can end it
    with served(new_stage(tmp_path, stream=slow)) as stage:
        security, officer = stage.signed_in(Role.SECURITY_ADMIN), stage.signed_in()
        stage.desk.ledger.second_factors.begin("duty_officer", "sealed", at=NOON)
        with officer.stream("GET", "/api/stream") as reply:
            lines = reply.iter_lines()
            next(lines)
            assert deed(security, "duty_officer", what).status_code == 200
            for _ in lines:
                pass
        assert error_code(officer.get("/api/session")) == "signed_out"
        assert last_deed(stage)[2:] == ("duty_officer", "letter 17")


def test_nobody_looks_after_his_own_account(stage: Stage) -> None:
    system, security = stage.signed_in(Role.SYSTEM_ADMIN), stage.signed_in(Role.SECURITY_ADMIN)
    own = deed(system, "system_admin", "close")
    assert (own.status_code, error_code(own)) == (403, "own_account")
    for what in ("unlock", "end-sessions", "reset-password", "reset-second-factor", "reopen"):
        own = deed(security, "security_admin", what)
        assert (own.status_code, error_code(own)) == (403, "own_account"), what


def test_the_last_administrator_of_a_kind_cannot_be_closed(stage: Stage) -> None:
    system = stage.signed_in(Role.SYSTEM_ADMIN)
    add(stage, "sec", Role.SECURITY_ADMIN)
    assert rows(system)["sec"]["is_last_of_kind"] is True
    last = deed(system, "sec", "close")
    assert (last.status_code, error_code(last)) == (409, "last_administrator")
    add(stage, "sec2", Role.SECURITY_ADMIN)
    assert rows(system)["sec"]["is_last_of_kind"] is False
    assert deed(system, "sec", "close").status_code == 200


def test_a_locked_account_is_let_in_again_before_its_time(stage: Stage) -> None:
    security = stage.signed_in(Role.SECURITY_ADMIN)
    add(stage, "li")
    browser = stage.client()
    assert error_code(deed(security, "li", "unlock")) == "moved_on"
    for _ in range(5):
        sign_in(browser, "li", "wrong")
    assert rows(security)["li"]["locked_until"] == "2026-11-22T04:15:00Z"
    assert error_code(sign_in(browser, "li")) == "locked_out"
    assert deed(security, "li", "unlock").status_code == 200
    assert last_deed(stage) == ("security_admin", "account.unlock", "li", "letter 17")
    assert sign_in(browser, "li").status_code == 200


def test_a_reset_password_is_a_start_password(stage: Stage) -> None:
    security = stage.signed_in(Role.SECURITY_ADMIN)
    add(stage, "li")
    told = deed(security, "li", "reset-password").json()
    assert told["login"] == "li"
    assert error_code(sign_in(stage.client(), "li")) == "bad_credentials"
    assert sign_in(stage.client(), "li", told["start_password"]).json()["must_change_password"] is True
    assert rows(security)["li"]["must_change_password"] is True
    for entry in stage.desk.ledger.audit.entries():
        assert told["start_password"] not in entry.detail + entry.purpose


def test_a_dormant_account_is_told_so_once_the_password_is_proven_and_reopened(stage: Stage) -> None:
    add(stage, "li")
    stage.clock.forward(days=90)
    browser, security = stage.client(), stage.signed_in(Role.SECURITY_ADMIN)
    assert error_code(sign_in(browser, "li", "wrong")) == "bad_credentials"
    reply = sign_in(browser, "li")
    assert (reply.status_code, error_code(reply)) == (403, "dormant")
    assert "set-cookie" not in reply.headers
    assert rows(security)["li"]["is_dormant"] is True
    assert deed(security, "li", "reopen").status_code == 200
    assert error_code(deed(security, "li", "reopen")) == "moved_on"
    assert sign_in(browser, "li").status_code == 200
    stage.clock.forward(days=89)
    assert sign_in(browser, "li").status_code == 200  # each sign-in begins the term anew


def test_a_deed_that_cannot_be_audited_is_not_done(stage: Stage) -> None:
    admin = stage.signed_in(Role.SYSTEM_ADMIN)
    add(stage, "li")
    with stage.desk.ledger._database.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    assert error_code(deed(admin, "li", "close")) == "store_failed"
    assert (found := stage.desk.ledger.account("li")) is not None
    assert found.is_active


def change(browser: httpx.Client, new: str, old: str = PASSWORD, **more: str) -> httpx.Response:
    return browser.post("/api/session/password", json={"password": old, "new_password": new, **more})


def test_a_password_of_ones_own_ends_all_other_sessions(stage: Stage) -> None:
    thief, owner = stage.signed_in(), stage.signed_in()
    assert change(owner, "seven red lanterns").status_code == 204
    assert error_code(thief.get("/api/session")) == "signed_out"
    assert owner.get("/api/session").status_code == 200
    assert last_deed(stage)[:3] == ("duty_officer", "account.change_password", "duty_officer")
    assert error_code(sign_in(stage.client(), "duty_officer")) == "bad_credentials"
    assert sign_in(stage.client(), "duty_officer", "seven red lanterns").status_code == 200


def test_the_old_password_is_asked_for_and_guesses_lock(stage: Stage) -> None:
    browser = stage.signed_in()
    replies = [change(browser, "seven red lanterns", old="wrong") for _ in range(6)]
    assert [error_code(reply) for reply in replies] == ["bad_credentials"] * 5 + ["locked_out"]


@pytest.mark.parametrize(
    "new", [PASSWORD, "elevenchars", "duty_officer", "duty_officer2026", "123412341234", "1qaz2wsx3edc"]
)
def test_a_weak_password_is_refused_and_the_old_one_stays(stage: Stage, new: str) -> None:
    browser = stage.signed_in()
    reply = change(browser, new)
    assert (reply.status_code, error_code(reply)) == (422, "weak_password")
    assert sign_in(stage.client(), "duty_officer").status_code == 200


def test_who_has_a_second_factor_gives_its_code_with_the_old_password(stage: Stage) -> None:
    browser = stage.signed_in()
    secret = browser.post("/api/session/second-factor", json={"password": PASSWORD}).json()["secret"]
    code = {"code": pyotp.TOTP(secret).at(stage.clock())}
    browser.post("/api/session/second-factor/confirmation", json=code)
    assert error_code(change(browser, "seven red lanterns")) == "code_needed"
    later = pyotp.TOTP(secret).at(stage.clock() + timedelta(seconds=30))
    assert change(browser, "seven red lanterns", code=later).status_code == 204


def test_a_reset_password_needs_no_second_code_to_be_changed(stage: Stage) -> None:
    browser, security = stage.signed_in(), stage.signed_in(Role.SECURITY_ADMIN)
    secret = browser.post("/api/session/second-factor", json={"password": PASSWORD}).json()["secret"]
    browser.post("/api/session/second-factor/confirmation", json={"code": pyotp.TOTP(secret).at(stage.clock())})
    start = deed(security, "duty_officer", "reset-password").json()["start_password"]
    code = pyotp.TOTP(secret).at(stage.clock() + timedelta(seconds=30))
    body = {"login": "duty_officer", "password": start, "code": code}
    assert browser.post("/api/session", json=body).json()["must_change_password"] is True
    assert change(browser, "seven red lanterns", old=start).status_code == 204
