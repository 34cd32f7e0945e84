"""API tokens over the wire: what a program may read in a person's name, and that it may do nothing else."""

from typing import Any

import httpx
import pytest
from web_desk import NOON, PASSWORD, PASSWORD_HASH, Stage, error_code, some_warning

from linewarden.model.account import Role

READS = ["warnings.read", "records.search", "feeds.read", "rules.read"]


def asked(browser: httpx.Client, **changes: Any) -> httpx.Response:
    body = {"name": "日报脚本", "scopes": READS, "days": 30, "password": PASSWORD}
    return browser.post("/api/tokens", json=body | changes)


def made(browser: httpx.Client, **changes: Any) -> str:
    reply = asked(browser, **changes)
    assert reply.status_code == 200, reply.text
    return str(reply.json()["token"])


@pytest.fixture
def program(stage: Stage) -> httpx.Client:
    """A client that has nothing but a token; not even the header that tells a browser of ours."""
    stage.desk.ledger.save_warnings([some_warning("w1")])
    return with_token(stage, made(stage.signed_in()))


def with_token(stage: Stage, token: str) -> httpx.Client:
    client = stage.client()
    client.headers.clear()
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def test_a_program_reads_masked_and_the_audit_says_that_it_was_one(program: httpx.Client, stage: Stage) -> None:
    row = program.get("/api/warnings/w1").json()
    assert row["called_masked"] == "138 **** 4567"
    entry = stage.desk.ledger.audit.entries()[0]
    [token] = stage.desk.ledger.api_tokens.of("duty_officer", at=NOON)
    assert (entry.action, entry.actor, token.token_id in entry.detail) == ("warning.read", "duty_officer", True)
    search = program.post("/api/records/search", json={"query": "last:1h", "purpose": "日报统计"})
    assert search.status_code == 200  # unsafe by its method, and no browser adds a token by itself


def test_a_token_is_told_once_and_the_ledger_keeps_its_hash_alone(stage: Stage) -> None:
    browser = stage.signed_in()
    told = asked(browser).json()
    assert told["token"].startswith(f"lw_{told['told']['token_id']}_")
    assert told["token"] not in browser.get("/api/tokens").text
    [kept] = stage.desk.ledger.api_tokens.of("duty_officer", at=NOON)
    assert told["token"] not in str(kept)
    entry = stage.desk.ledger.audit.entries()[0]
    assert (entry.action, told["told"]["token_id"] in entry.detail) == ("token.add", True)
    assert told["token"][20:] not in entry.detail


def test_of_all_routes_a_token_opens_those_that_read_what_is_masked(program: httpx.Client, stage: Stage) -> None:
    opened = set()
    for path, methods in stage.app.openapi()["paths"].items():
        for method, told in methods.items():
            where = path.replace("{change_id}", "1").replace("{", "").replace("}", "")
            reply = program.request(method.upper(), where, json={} if method == "post" else None)
            if reply.status_code not in {401, 403}:
                opened.add(told["operationId"])
    assert opened == {
        "readHealth", "signIn", "readDeskReport", "listWarnings", "readWarning", "listWarningRecords", "searchRecords", "summariseRecords", "readRecordSource",
        "listFeeds", "listRejects", "readChallenger", "listRules", "listRuleVersions", "listRuleChanges", "readRuleChange", "drawBacktest", "readWhitelist",
    }  # fmt: skip


def test_a_scope_that_a_token_lacks_is_refused_by_name(stage: Stage) -> None:
    program = with_token(stage, made(stage.signed_in(), scopes=["feeds.read"]))
    assert program.get("/api/feeds").status_code == 200
    reply = program.get("/api/warnings")
    assert (reply.status_code, error_code(reply)) == (403, "forbidden")
    assert "no scope warnings.read" in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        (Role.DUTY_OFFICER, ["warnings.unmask"]),
        (Role.ANALYST, ["warnings.read", "rules.change"]),
        (Role.AUDITOR, ["audit.read"]),
        (Role.SYSTEM_ADMIN, ["warnings.read"]),
    ],
)
def test_nobody_makes_a_token_that_may_more_than_read_what_his_role_sees(
    stage: Stage, role: Role, scopes: list[str]
) -> None:
    reply = asked(stage.signed_in(role), scopes=scopes)
    assert (reply.status_code, error_code(reply)) == (403, "forbidden")
    assert stage.desk.ledger.api_tokens.of(role, at=NOON) == []


def test_a_session_that_was_taken_over_makes_no_token_and_a_token_makes_none(
    stage: Stage, program: httpx.Client
) -> None:
    reply = asked(stage.signed_in(), password="wrong password")
    assert (reply.status_code, error_code(reply)) == (401, "bad_credentials")
    assert "sign_in.failed" in stage.actions()
    assert (asked(program).status_code, error_code(program.get("/api/tokens"))) == (401, "signed_out")


@pytest.mark.parametrize(
    "changes", [{"days": 0}, {"days": 91}, {"scopes": []}, {"name": " "}, {"name": "a\nb"}, {"scopes": ["all"]}]
)
def test_what_no_token_may_be_is_refused(stage: Stage, changes: dict[str, Any]) -> None:
    reply = asked(stage.signed_in(), **changes)
    assert (reply.status_code, error_code(reply)) == (422, "unusable_request")


def test_a_sixth_token_is_refused_until_one_is_ended(stage: Stage) -> None:
    browser = stage.signed_in()
    for n in range(5):
        made(browser, name=f"脚本 {n}")
    assert (asked(browser).status_code, error_code(asked(browser))) == (409, "tokens_full")
    first = browser.get("/api/tokens").json()["items"][0]["token_id"]
    assert len(browser.post(f"/api/tokens/{first}/end").json()["items"]) == 4
    made(browser)


def refused(program: httpx.Client) -> bool:
    reply = program.get("/api/warnings")
    if reply.status_code == 200:
        return False
    assert (reply.status_code, error_code(reply)) == (401, "bad_token")
    return True


def test_a_token_ends_when_its_person_says_so_and_nobody_elses(stage: Stage, program: httpx.Client) -> None:
    browser = stage.signed_in()
    [row] = browser.get("/api/tokens").json()["items"]
    other = stage.signed_in(Role.ANALYST)
    theirs = other.post(f"/api/tokens/{row['token_id']}/end")
    assert (theirs.status_code, error_code(theirs), refused(program)) == (404, "not_found", False)
    assert browser.post(f"/api/tokens/{row['token_id']}/end").json()["items"] == []
    assert refused(program)
    assert error_code(browser.post(f"/api/tokens/{row['token_id']}/end")) == "not_found"
    assert stage.actions()[-1] == "token.end"


def test_a_token_ends_with_its_time(stage: Stage, program: httpx.Client) -> None:
    stage.clock.forward(days=29, hours=23)
    assert not refused(program)
    stage.clock.forward(hours=1)
    assert refused(program)


@pytest.mark.parametrize("how", ["end-sessions", "reset-password", "reset-second-factor", "close"])
def test_what_ends_all_sessions_of_an_account_ends_its_tokens(stage: Stage, program: httpx.Client, how: str) -> None:
    if how == "reset-second-factor":
        stage.desk.ledger.second_factors.begin("duty_officer", "sealed", at=NOON)
    admin = stage.signed_in(Role.SYSTEM_ADMIN if how == "close" else Role.SECURITY_ADMIN)
    reply = admin.get("/api/accounts")
    assert reply.status_code == 200, reply.text
    rows = {row["login"]: row for row in reply.json()["items"]}
    assert rows["duty_officer"]["tokens"] == 1
    assert admin.post(f"/api/accounts/duty_officer/{how}", json={"reason": "离岗"}).status_code == 200
    assert refused(program)


def test_ones_own_new_password_ends_ones_tokens(stage: Stage, program: httpx.Client) -> None:
    body = {"password": PASSWORD, "new_password": "staple 47 horses battery"}
    assert stage.signed_in().post("/api/session/password", json=body).status_code == 204
    assert refused(program)


def test_the_token_of_an_account_that_sleeps_opens_nothing(stage: Stage) -> None:
    program = with_token(stage, made(stage.signed_in(), days=90))
    stage.clock.forward(days=89)
    assert not refused(program)
    stage.desk.ledger.add_account(
        "li", "Li", Role.ANALYST, PASSWORD_HASH, at=stage.clock(), actor="system", must_change_password=True
    )
    stage.clock.forward(days=1)
    assert refused(program)


@pytest.mark.parametrize("told", [b"Bearer", b"Bearer lw_0_x", b"bearer \xc3\xa9"])
def test_with_a_bad_token_the_cookie_does_not_count(stage: Stage, told: bytes) -> None:
    browser = stage.signed_in()
    reply = browser.get("/api/warnings", headers={b"authorization": told})
    assert (reply.status_code, error_code(reply)) == (401, "bad_token")
    reply = browser.get("/api/session", headers={b"authorization": told})
    assert (reply.status_code, error_code(reply)) == (401, "signed_out")


def test_what_a_proxy_has_a_browser_add_is_no_token(stage: Stage) -> None:
    browser, basic = stage.signed_in(), {"Authorization": "Basic d2FuZzp3YW5n"}
    assert browser.get("/api/warnings", headers=basic).status_code == 200
    del browser.headers["X-Requested-With"]
    reply = browser.post("/api/records/search", json={"query": "last:1h", "purpose": "日报统计"}, headers=basic)
    assert (reply.status_code, error_code(reply)) == (403, "cross_site")
