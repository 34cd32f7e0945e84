"""The built UI is served from a table: packed, cached by hash, with a nonce a page, and nothing outside its folder."""

import gzip
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_desk import Stage, error_code, new_stage, served

SCRIPT = b"console.log('linewarden')" * 50


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Stage]:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text('<meta name="csp-nonce" content="__CSP_NONCE__"><div id="root"></div>')
    (folder / "assets" / "index-Bx3kQ9aZ.js").write_bytes(SCRIPT)
    (folder / "assets" / "index-Bx3kQ9aZ.js.gz").write_bytes(gzip.compress(SCRIPT, mtime=0))
    (folder / "assets" / "index-Bx3kQ9aZ.js.br").write_bytes(b"packed by brotli")
    (folder / "map.json").write_text("{}")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    with served(new_stage(tmp_path, static=folder)) as stage:
        yield stage


def test_each_page_has_a_nonce_of_its_own_that_its_policy_allows(site: Stage) -> None:
    nonces = set()
    for path in ("/", "/warnings", "/index.html", "/warnings/w1?level=urgent"):
        reply = site.client().get(path)
        nonce = re.fullmatch(r'<meta name="csp-nonce" content="([^"]+)"><div id="root"></div>', reply.text)
        assert nonce is not None
        assert f"style-src 'self' 'nonce-{nonce[1]}';" in reply.headers["content-security-policy"]
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        nonces.add(nonce[1])
    assert len(nonces) == 4


def test_a_hashed_asset_is_kept_for_ever_and_any_other_is_asked_for_again(site: Stage) -> None:
    browser = site.client()
    assert browser.get("/assets/index-Bx3kQ9aZ.js").headers["cache-control"] == "public, max-age=31536000, immutable"
    reply = browser.get("/map.json")
    assert reply.headers["cache-control"] == "no-cache"
    assert browser.get("/map.json", headers={"If-None-Match": reply.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(("accepted", "coding"), [
    ("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", None), ("", None), ("br; q=0", None),
])  # fmt: skip
def test_the_best_packing_that_the_browser_takes_is_sent(site: Stage, accepted: str, coding: str | None) -> None:
    with site.client().stream("GET", "/assets/index-Bx3kQ9aZ.js", headers={"Accept-Encoding": accepted}) as reply:
        content = b"".join(reply.iter_raw())
    assert reply.headers.get("content-encoding") == coding
    assert content == {"br": b"packed by brotli", "gzip": gzip.compress(SCRIPT, mtime=0), None: SCRIPT}[coding]
    assert reply.headers["vary"] == "accept-encoding"
    assert reply.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("path", [
    "/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "/assets/..%2f..%2fsecret.txt", "//etc/passwd.txt",
    "/..%5csecret.txt", "/link.txt", "/assets/index-Bx3kQ9aZ.js%00.txt", "/assets/nothing.js", "/assets/index-Bx3kQ9aZ.js.br",
])  # fmt: skip
def test_nothing_outside_the_table_is_served(site: Stage, path: str) -> None:
    host, port = site.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as raw:  # a client would tidy the path
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        reply = b"".join(iter(lambda: raw.recv(65536), b""))
    assert reply.startswith(b"HTTP/1.1 404")
    assert b"\r\n\r\nsecret" not in reply


def test_files_are_only_read(site: Stage) -> None:
    reply = site.client().post("/map.json")
    assert (reply.status_code, error_code(reply)) == (405, "wrong_method")
    assert site.client().head("/map.json").status_code == 200
    assert error_code(site.client().get("/api/nothing")) == "not_found"


def test_without_a_build_the_page_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    with served(new_stage(tmp_path, static=tmp_path / "static")) as stage:
        reply = stage.client().get("/")
        assert error_code(reply) == "not_found"
        assert "make ui" in reply.json()["error"]["message"]
