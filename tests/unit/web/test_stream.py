"""The live stream over real sockets: at once, in order, once, from where it broke off, and bounded."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from web_desk import A_CARD, Stage, error_code, new_stage, served, some_warning

from linewarden.errors import StoreError
from linewarden.model.account import Role
from linewarden.web.limits import StreamRules

Event = tuple[str, dict[str, Any], int | None]


def events(reply: httpx.Response) -> Iterator[Event]:
    """(name, data, id) of each event; heartbeats are ("beat", {}, None)."""
    fields: dict[str, str] = {}
    for line in reply.iter_lines():
        if line.startswith(":"):
            yield "beat", {}, None
        elif line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "event" in fields:
            yield fields["event"], json.loads(fields["data"]), int(fields["id"]) if "id" in fields else None
            fields = {}


def follow(browser: httpx.Client, until: Callable[[Event], bool], last: int | None = None) -> list[Event]:
    """Events from the start of a stream to the first one that `until` accepts."""
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    seen: list[Event] = []
    with browser.stream("GET", "/api/stream", headers=headers) as reply:
        for event in events(reply):
            seen.append(event)
            if until(event):
                return seen
    return seen


def rows(seen: list[Event]) -> list[tuple[int, str, int]]:
    return [
        (row["seq"], row["warning_id"], row["revision"])
        for name, data, _ in seen
        if name == "warnings"
        for row in data["items"]
    ]


def reaches(seq: int) -> Callable[[Event], bool]:
    return lambda event: event[0] == "warnings" and event[1]["last_seq"] >= seq


def test_a_new_stream_tells_where_it_stands(stage: Stage) -> None:
    stage.desk.ledger.save_warnings([some_warning("a"), some_warning("b")])
    [first] = follow(stage.signed_in(), reaches(0))
    assert first == (
        "warnings",
        {"items": [], "counts": {"urgent": 0, "high": 2, "normal": 0, "notice": 0}, "last_seq": 2},
        2,
    )


def test_a_resumed_stream_gets_what_it_missed_in_order_and_once(stage: Stage) -> None:
    stage.desk.ledger.save_warnings([some_warning(f"w{n}") for n in range(5)])
    stage.desk.ledger.save_warnings([some_warning("w0", 2)])
    browser = stage.signed_in()
    seen = follow(browser, reaches(6), last=3)
    assert rows(seen) == [(4, "w3", 1), (5, "w4", 1), (6, "w0", 2)]
    assert seen[-1][2] == 6
    with browser.stream("GET", "/api/stream?last_event_id=5") as reply:
        assert rows([next(events(reply))]) == [(6, "w0", 2)]


def test_the_rows_are_those_of_the_board(stage: Stage) -> None:
    stage.desk.ledger.save_warnings([some_warning("a")])
    browser = stage.signed_in()
    seen = follow(browser, reaches(1), last=0)
    assert seen[0][1]["items"] == browser.get("/api/warnings").json()["items"]


def test_an_id_of_another_ledger_begins_now(stage: Stage) -> None:
    stage.desk.ledger.save_warnings([some_warning("a")])
    assert follow(stage.signed_in(), reaches(0), last=99)[0][1]["last_seq"] == 1


def test_a_commit_wakes_the_stream_itself(tmp_path: Path) -> None:
    an_hour = StreamRules(poll_s=3600.0)  # that looking by itself would take
    with served(new_stage(tmp_path, stream=an_hour)) as stage, stage.signed_in().stream("GET", "/api/stream") as reply:
        incoming = events(reply)
        next(incoming)
        for number in range(1, 6):
            stage.desk.ledger.save_warnings([some_warning(f"w{number}")])
            _, data, _ = next(event for event in incoming if event[0] == "warnings")
            assert [row["warning_id"] for row in data["items"]] == [f"w{number}"]


def test_changes_come_in_batches_a_quarter_of_a_second_apart(stage: Stage) -> None:
    def commit() -> None:
        for number in range(30):
            stage.desk.ledger.save_warnings([some_warning(f"w{number}")])
            time.sleep(0.02)

    writer = threading.Thread(target=commit)
    browser = stage.signed_in()
    arrivals: list[float] = []
    with browser.stream("GET", "/api/stream") as reply:
        incoming = events(reply)
        next(incoming)
        writer.start()
        for name, data, _ in incoming:
            if name == "warnings":
                arrivals.append(time.monotonic())
                if data["last_seq"] == 30:
                    break
    writer.join()
    assert len(arrivals) <= 6
    assert all(later - earlier > 0.2 for earlier, later in pairwise(arrivals))


def test_breaking_off_again_and_again_loses_and_doubles_nothing(stage: Stage) -> None:
    def commit() -> None:
        for revision in range(1, 41):
            stage.desk.ledger.save_warnings([some_warning(f"w{revision % 7}", revision), some_warning(f"v{revision}")])
            time.sleep(0.02)

    writer = threading.Thread(target=commit)
    browser = stage.signed_in()
    writer.start()
    last, got = 0, []
    while last < 80:
        seen = follow(browser, lambda event: event[0] == "warnings" and bool(event[1]["items"]), last=last)
        got += rows(seen)
        last = seen[-1][2] or last
    writer.join()
    assert [seq for seq, _, _ in got] == sorted({seq for seq, _, _ in got})
    assert len({(key, revision) for _, key, revision in got}) == len(got)
    latest = {key: revision for _, key, revision in got}
    assert latest == {w.warning_id: w.revision for _, w, _ in stage.desk.ledger.changes_since(0)}


def test_changes_of_another_process_arrive_too(stage: Stage, tmp_path: Path) -> None:
    from linewarden.store.ledger import Ledger

    browser = stage.signed_in()
    with browser.stream("GET", "/api/stream") as reply:
        incoming = events(reply)
        next(incoming)
        other = Ledger.open(f"sqlite:///{tmp_path}/ledger.db")
        other.save_warnings([some_warning("a")])
        other.close()
        assert next(data["last_seq"] for name, data, _ in incoming if name == "warnings") == 1


def test_feeds_are_told_when_they_change(stage: Stage) -> None:
    browser = stage.signed_in(Role.SYSTEM_ADMIN)
    with browser.stream("GET", "/api/stream") as reply:
        incoming = (event for event in events(reply) if event[0] != "beat")
        name, data, event_id = next(incoming)
        assert (name, data["items"][0]["received"], event_id) == ("feeds", 10, None)
        stage.cards[0] = replace(A_CARD, received=11, stored=8)
        assert next(incoming)[1]["items"][0]["received"] == 11


def test_an_administrator_hears_nothing_of_warnings(stage: Stage) -> None:
    stage.desk.ledger.save_warnings([some_warning("a")])
    seen = follow(stage.signed_in(Role.SECURITY_ADMIN), lambda event: event[0] == "beat", last=0)
    assert {name for name, _, _ in seen} == {"feeds", "beat"}


def test_the_auditor_has_no_stream(stage: Stage) -> None:
    reply = stage.signed_in(Role.AUDITOR).get("/api/stream")
    assert (reply.status_code, error_code(reply)) == (403, "forbidden")


def test_a_silent_stream_beats(stage: Stage) -> None:
    seen = follow(stage.signed_in(), lambda event: event[0] == "beat")
    assert seen[-1][0] == "beat"


def test_signing_out_closes_the_stream(stage: Stage) -> None:
    browser = stage.signed_in()
    with browser.stream("GET", "/api/stream") as reply:
        incoming = events(reply)
        next(incoming)
        start = time.monotonic()
        assert browser.delete("/api/session").status_code == 204
        for _ in incoming:
            pass
    assert time.monotonic() - start < 2


def test_a_session_that_runs_out_closes_its_stream(stage: Stage) -> None:
    with stage.signed_in().stream("GET", "/api/stream") as reply:
        incoming = events(reply)
        next(incoming)
        stage.clock.forward(minutes=31)
        for _ in incoming:
            pass


def test_too_many_streams_are_refused(tmp_path: Path) -> None:
    with served(new_stage(tmp_path, stream=StreamRules(streams=1))) as stage:
        browser = stage.signed_in()
        with browser.stream("GET", "/api/stream") as reply:
            incoming = events(reply)
            next(incoming)
            refused = browser.get("/api/stream")
            assert (refused.status_code, error_code(refused)) == (429, "too_many")
            incoming.close()


def test_a_consumer_that_takes_nothing_is_cut_off_and_counted(tmp_path: Path) -> None:
    with served(new_stage(tmp_path, stream=StreamRules(send_s=0.5, batch_s=0.05))) as stage:
        token = stage.signed_in().cookies["lw_session"]
        host, port = stage.url.removeprefix("http://").split(":")
        with socket.socket() as raw:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            raw.connect((host, int(port)))
            raw.sendall(
                f"GET /api/stream HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: lw_session={token}\r\n\r\n".encode()
            )
            deadline, revision = time.monotonic() + 30, 0
            while stage.app.state.hub.cut_off == 0 and time.monotonic() < deadline:
                revision += 1
                stage.desk.ledger.save_warnings([some_warning(f"w{n}", revision) for n in range(300)])
                time.sleep(0.05)
        assert stage.app.state.hub.cut_off == 1
        deadline = time.monotonic() + 5
        while stage.app.state.hub.streams and time.monotonic() < deadline:
            time.sleep(0.02)
        assert stage.app.state.hub.streams == 0


def test_many_streams_share_one_reader(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    real = stage.desk.ledger.changes_since
    monkeypatch.setattr(stage.desk.ledger, "changes_since", lambda seq, limit: calls.append(seq) or real(seq, limit))
    browsers = [stage.signed_in() for _ in range(3)]
    seen: list[list[tuple[int, str, int]]] = []
    threads = [threading.Thread(target=lambda b=b: seen.append(rows(follow(b, reaches(1))))) for b in browsers]
    for thread in threads:
        thread.start()
    while stage.app.state.hub.streams < 3:
        time.sleep(0.01)
    time.sleep(0.6)
    del calls[:]
    stage.desk.ledger.save_warnings([some_warning("a")])
    for thread in threads:
        thread.join()
    assert seen == [[(1, "a", 1)]] * 3
    assert calls.count(0) <= 3  # the hub's own polls; no stream read for itself


def test_a_stream_that_cannot_read_ends_and_can_be_resumed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_any: object) -> None:
        raise StoreError("disk gone")

    stage.desk.ledger.save_warnings([some_warning("a")])
    browser = stage.signed_in()
    monkeypatch.setattr(stage.desk.ledger, "changes_since", fail)
    assert rows(follow(browser, lambda event: event[0] == "beat", last=0)) == []
    monkeypatch.undo()
    assert rows(follow(browser, reaches(1), last=0)) == [(1, "a", 1)]


def test_a_ledger_that_fails_for_a_while_costs_no_change(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = stage.signed_in()
    with browser.stream("GET", "/api/stream") as reply:
        incoming = events(reply)
        next(incoming)
        monkeypatch.setattr(stage.desk.ledger, "warning_counts", lambda: 1 / 0)
        stage.desk.ledger.save_warnings([some_warning("a")])
        while stage.app.state.hub.failures == 0:
            time.sleep(0.02)
        monkeypatch.undo()
        assert next(data["items"][0]["warning_id"] for name, data, _ in incoming if name == "warnings") == "a"
