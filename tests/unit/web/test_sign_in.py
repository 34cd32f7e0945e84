"""Sign-in, lock-out, sessions and what a stolen or forged request meets."""

import statistics
import time
from pathlib import Path

import httpx
import pytest
from web_desk import CHEAP, PASSWORD, PASSWORD_HASH, Stage, error_code, headers_without_site, new_stage, served, sign_in

from linewarden.model.account import Role
from linewarden.web.passwords import Argon2, hash_password, is_outdated


def test_who_signs_in_is_told_who_he_is(stage: Stage) -> None:
    browser = stage.signed_in(Role.ANALYST)
    me = browser.get("/api/session").json()
    assert me == {
        "login": "analyst",
        "name": "王警官",
        "role": "analyst",
        "roles_can": [
            "warnings.read",
            "warnings.unmask",
            "warnings.work",
            "cases.work",
            "records.search",
            "feeds.read",
            "rules.read",
            "rules.change",
        ],
        "is_demo": True,
        "versions": {"linewarden": "0.1.0", "rules": "2026.11.1"},
        "idle_s": 1800,
        "server_time": "2026-11-22T04:00:00Z",
        "time_zone": "Asia/Shanghai",
        "must_change_password": False,
        "must_set_second_factor": False,
    }


def test_nobody_is_signed_in_without_a_session(stage: Stage) -> None:
    browser = stage.client()
    for path in ("/api/session", "/api/warnings", "/api/warnings/w1", "/api/feeds", "/api/stream", "/api/audit"):
        reply = browser.get(path)
        assert (reply.status_code, error_code(reply)) == (401, "signed_out"), path


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(stage: Stage) -> None:
    cookie = (
        stage.signed_in()
        .post("/api/session", json={"login": "duty_officer", "password": PASSWORD})
        .headers["set-cookie"]
    )
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie


def test_with_tls_the_cookie_is_secure(tmp_path: Path) -> None:
    with served(new_stage(tmp_path, is_tls=True)) as stage:
        stage.desk.ledger.add_account("wang", "Wang", Role.ANALYST, PASSWORD_HASH, at=stage.clock(), actor="system")
        reply = sign_in(stage.client(), "wang")
        assert "Secure" in reply.headers["set-cookie"]
        assert reply.headers["strict-transport-security"] == "max-age=31536000"


def test_the_ledger_knows_the_token_by_its_hash_only(stage: Stage, tmp_path: Path) -> None:
    token = stage.signed_in().cookies["lw_session"]
    assert len(token) == 43  # 256 bits
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.db*"))
    assert token.encode() not in stored
    assert PASSWORD.encode() not in stored


def test_signing_out_ends_the_session_for_good(stage: Stage) -> None:
    browser = stage.signed_in()
    token = browser.cookies["lw_session"]
    assert browser.delete("/api/session").status_code == 204
    thief = stage.client()
    thief.cookies.set("lw_session", token)
    assert error_code(thief.get("/api/session")) == "signed_out"
    assert stage.actions() == ["account.add", "sign_in", "sign_out"]


def test_a_session_ends_when_idle_and_when_old(stage: Stage) -> None:
    browser = stage.signed_in()
    stage.clock.forward(minutes=29)
    assert browser.get("/api/session").status_code == 200
    stage.clock.forward(minutes=30)
    assert browser.get("/api/session").status_code == 401
    browser = stage.signed_in()
    for _ in range(35):
        stage.clock.forward(minutes=20)
        assert browser.get("/api/session").status_code == 200
    stage.clock.forward(minutes=20)
    assert browser.get("/api/session").status_code == 401


def test_signing_in_again_in_the_same_browser_ends_its_former_session(stage: Stage) -> None:
    browser = stage.signed_in()
    former = browser.cookies["lw_session"]
    assert sign_in(browser, "duty_officer").status_code == 200
    thief = stage.client()
    thief.cookies.set("lw_session", former)
    assert thief.get("/api/session").status_code == 401
    assert stage.actions()[-2:] == ["sign_in", "session.replaced"]


def test_a_fourth_browser_ends_the_first(stage: Stage) -> None:
    browsers = []
    for _ in range(4):
        browsers.append(stage.signed_in())
        stage.clock.forward(seconds=1)
    assert [browser.get("/api/session").status_code for browser in browsers] == [401, 200, 200, 200]


def test_five_failures_lock_the_login_for_a_quarter_of_an_hour(stage: Stage) -> None:
    stage.signed_in()
    browser = stage.client()
    replies = [sign_in(browser, "duty_officer", "wrong") for _ in range(5)]
    assert {(reply.status_code, error_code(reply)) for reply in replies} == {(401, "bad_credentials")}
    locked = sign_in(browser, "duty_officer")
    assert (locked.status_code, error_code(locked)) == (423, "locked_out")
    assert locked.json()["error"]["retry_after_s"] == 900
    assert locked.headers["retry-after"] == "900"
    stage.clock.forward(minutes=15)
    assert sign_in(browser, "duty_officer").status_code == 200
    assert stage.actions()[-7:] == ["sign_in.failed"] * 6 + ["sign_in"]


def test_a_login_that_does_not_exist_gets_the_same_answers(stage: Stage) -> None:
    browser = stage.client()
    replies = [sign_in(browser, "nobody", "my secret typed into the wrong field") for _ in range(6)]
    assert [error_code(reply) for reply in replies] == ["bad_credentials"] * 5 + ["locked_out"]
    actors = {entry.actor for entry in stage.desk.ledger.audit.entries()}
    assert actors == {"unknown"}


def test_a_login_that_does_not_exist_takes_the_same_time(tmp_path: Path) -> None:
    cost = Argon2(time_cost=3, memory_kib=16_384, lanes=1)
    with served(new_stage(tmp_path, argon2=cost)) as stage:
        real = hash_password(PASSWORD, cost)
        took: dict[str, list[float]] = {"known": [], "nobody": []}
        browser = stage.client()
        for number in range(8):
            stage.desk.ledger.add_account(
                f"known{number}", "Wang", Role.ANALYST, real, at=stage.clock(), actor="system"
            )
            for login, times in took.items():
                start = time.perf_counter()
                sign_in(browser, f"{login}{number}", "wrong")
                times.append(time.perf_counter() - start)
        ratio = statistics.median(took["nobody"]) / statistics.median(took["known"])
        assert 0.4 < ratio < 2.5  # without the decoy hash it is below 0.1


def test_a_closed_account_cannot_sign_in(stage: Stage) -> None:
    browser = stage.signed_in()
    stage.desk.ledger.accounts.deactivate("duty_officer", at=stage.clock(), actor="admin")
    assert error_code(browser.get("/api/session")) == "signed_out"
    assert error_code(sign_in(browser, "duty_officer")) == "bad_credentials"


def test_a_hash_of_another_cost_is_renewed_at_sign_in(stage: Stage) -> None:
    old = hash_password(PASSWORD, Argon2(time_cost=2, memory_kib=64, lanes=1))
    stage.desk.ledger.add_account("wang", "Wang", Role.ANALYST, old, at=stage.clock(), actor="system")
    assert sign_in(stage.client(), "wang").status_code == 200
    renewed = stage.desk.ledger.account("wang")
    assert renewed is not None
    assert not is_outdated(renewed.password_hash, CHEAP)
    assert sign_in(stage.client(), "WANG ").status_code == 200
    assert "account.rehash" in stage.actions()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"X-Requested-With": "XMLHttpRequest", "Sec-Fetch-Site": "same-origin"},
        headers_without_site(),
        headers_without_site(**{"Sec-Fetch-Site": "cross-site"}),
        headers_without_site(**{"Sec-Fetch-Site": "same-site"}),
        headers_without_site(Origin="http://evil.example"),
        headers_without_site(Origin="null"),
        headers_without_site(**{"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"}),
    ],
)
def test_a_request_that_another_site_could_have_sent_is_refused(stage: Stage, headers: dict[str, str]) -> None:
    browser = stage.signed_in()
    with httpx.Client(base_url=stage.url, cookies=browser.cookies, headers=headers) as forged:
        for reply in (
            forged.delete("/api/session"),
            forged.post("/api/session", json={}),
            forged.post("/api/warnings/w/unmask"),
        ):
            assert (reply.status_code, error_code(reply)) == (403, "cross_site")
    assert browser.get("/api/session").status_code == 200


def test_our_own_origin_will_do_where_fetch_metadata_is_missing(stage: Stage) -> None:
    browser = stage.signed_in()
    with httpx.Client(
        base_url=stage.url, cookies=browser.cookies, headers=headers_without_site(Origin=stage.url)
    ) as older:
        assert older.delete("/api/session").status_code == 204
