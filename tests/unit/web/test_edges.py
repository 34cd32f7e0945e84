"""What surrounds every request: headers, ids, limits, the one error shape, and a log that names nobody."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from web_desk import A_WARNING, PASSWORD, Stage, error_code, new_stage, served, sign_in

from linewarden.web.limits import RequestRules


def test_every_reply_carries_the_security_headers(stage: Stage) -> None:
    browser = stage.client()
    for reply in (
        browser.get("/api/health"),
        browser.get("/api/nothing"),
        browser.get("/api/warnings"),
        browser.post("/x"),
    ):
        headers = reply.headers
        assert headers["content-security-policy"] == (
            "default-src 'self'; img-src 'self' data:; style-src 'self'; object-src 'none'; "
            "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
        )
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "server" not in headers
        assert len(headers["x-request-id"]) == 16


def test_replies_of_the_api_are_never_cached(stage: Stage) -> None:
    assert stage.client().get("/api/health").headers["cache-control"] == "no-store"


def test_health_needs_no_sign_in(stage: Stage) -> None:
    assert stage.client().get("/api/health").json() == {
        "status": "ok",
        "versions": {"linewarden": "0.1.0", "rules": "2026.11.1"},
    }


def test_a_usable_request_id_is_kept_and_any_other_replaced(stage: Stage) -> None:
    browser = stage.client()
    assert browser.get("/api/health", headers={"X-Request-Id": "abc-12345"}).headers["x-request-id"] == "abc-12345"
    assert browser.get("/api/health", headers={"X-Request-Id": "a b<c>12345"}).headers["x-request-id"] != "a b<c>12345"


@pytest.mark.parametrize(("method", "path", "status", "code"), [
    ("GET", "/api/nothing", 404, "not_found"),
    ("PUT", "/api/session", 405, "wrong_method"),
    ("GET", "/docs", 404, "not_found"),
    ("GET", "/openapi.json", 404, "not_found"),
])  # fmt: skip
def test_unknown_addresses_get_the_one_shape(stage: Stage, method: str, path: str, status: int, code: str) -> None:
    reply = stage.client().request(method, path)
    assert (reply.status_code, error_code(reply)) == (status, code)


@pytest.mark.parametrize("body", [
    "{", "[]", '{"login": "a"}', '{"login": "a", "password": "b", "role": "commander"}', '{"login": 1, "password": "b"}',
    '{"login": "", "password": "b"}', json.dumps({"login": "a" * 65, "password": "b"}), '{"login": "\\ud800", "password": "b"}',
])  # fmt: skip
def test_an_unusable_body_is_refused_without_repeating_it(stage: Stage, body: str) -> None:
    reply = stage.client().post("/api/session", content=body, headers={"Content-Type": "application/json"})
    assert (reply.status_code, error_code(reply)) == (422, "unusable_request")
    assert "commander" not in reply.text


def test_a_body_beyond_the_limit_is_refused_told_or_not(stage: Stage) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(70):
            yield b"x" * 1024

    browser = stage.client()
    for content in (b"x" * 70_000, chunks()):
        reply = browser.post("/api/session", content=content)
        assert (reply.status_code, error_code(reply)) == (413, "too_large")
    assert sign_in(browser, "nobody").status_code == 401


def test_a_body_that_never_ends_is_given_up(tmp_path: Path) -> None:
    with served(new_stage(tmp_path, request=RequestRules(body_s=0.3))) as stage, socket.socket() as raw:
        host, port = stage.url.removeprefix("http://").split(":")
        raw.connect((host, int(port)))
        head = f"POST /api/session HTTP/1.1\r\nHost: {host}:{port}\r\nX-Requested-With: linewarden\r\n"
        raw.sendall(f"{head}Origin: {stage.url}\r\nContent-Length: 10\r\n\r\nabc".encode())
        raw.settimeout(5)
        assert raw.recv(4096).startswith(b"HTTP/1.1 408")


def test_an_unforeseen_error_shows_its_id_and_nothing_else(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_any: object) -> None:
        raise ZeroDivisionError("13861234567")

    browser = stage.signed_in()
    monkeypatch.setattr(stage.desk.ledger, "warnings", fail)
    with structlog.testing.capture_logs() as logs:
        reply = browser.get("/api/warnings")
    assert (reply.status_code, error_code(reply)) == (500, "internal")
    assert reply.headers["x-content-type-options"] == "nosniff"
    [failure] = [line for line in logs if line["event"] == "request.failed"]
    assert (failure["error"], failure["request_id"]) == ("ZeroDivisionError", reply.headers["x-request-id"])
    assert "13861234567" not in reply.text + str(logs)


def requests(logs: list[Any]) -> list[dict[str, Any]]:
    return [line for line in logs if line["event"] == "request"]


def test_the_access_log_tells_who_and_what_without_secrets_or_numbers(stage: Stage) -> None:
    stage.desk.ledger.save_warnings([A_WARNING])
    with structlog.testing.capture_logs() as logs:
        browser = stage.signed_in()
        browser.get("/api/warnings/w1?x=13861234567")
        browser.post("/api/warnings/w1/unmask", json={"purpose": "13861234567", "break_glass": True})
        deadline = time.monotonic() + 10
        while len(requests(logs)) < 3 and time.monotonic() < deadline:  # a line is written once the reply is out
            time.sleep(0.005)
    lines = requests(logs)
    assert [(line["method"], line["route"], line["status"], line["login"]) for line in lines] == [
        ("POST", "/api/session", 200, "duty_officer"),
        ("GET", "/api/warnings/{warning_id}", 200, "duty_officer"),
        ("POST", "/api/warnings/{warning_id}/unmask", 200, "duty_officer"),
    ]
    for secret in (PASSWORD, browser.cookies["lw_session"], "13861234567", "6123"):
        assert secret not in str(logs)


def test_a_stop_ends_open_streams_at_once(tmp_path: Path) -> None:
    with served(new_stage(tmp_path)) as stage:
        browser = stage.signed_in()
        browser.timeout = httpx.Timeout(5)
        with browser.stream("GET", "/api/stream") as reply:
            lines = reply.iter_lines()
            next(lines)
            stage.app.state.hub.close()
            for _ in lines:
                pass
