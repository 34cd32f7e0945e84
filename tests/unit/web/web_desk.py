"""A desk to test against: a real ledger and a real server on loopback; the clock and the feeds are ours to set."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from linewarden.dissuasion.practice import Practice, ShortMessages
from linewarden.model.account import Role
from linewarden.model.cdr import Cdr, Route, cdr_batch
from linewarden.model.feed_card import FeedCard, FeedKind
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.model.number import E164
from linewarden.model.reject import Reject
from linewarden.model.score import Reason
from linewarden.model.standing import ShadowCard
from linewarden.model.voice import FeedVoices, SilentRow
from linewarden.model.warning import FraudKind, Level, State, Warning
from linewarden.numbering import Home
from linewarden.store.answer import Answer
from linewarden.store.evidence import EvidenceFolder
from linewarden.store.kept import KeptReject
from linewarden.store.ledger import Ledger
from linewarden.store.query import Query
from linewarden.web.app import create_app
from linewarden.web.desk import Desk
from linewarden.web.limits import SignInRules, StreamRules
from linewarden.web.passwords import Argon2, hash_password
from linewarden.web.sealing import Sealer
from linewarden.web.server import new_server
from linewarden.web.sessions import random_token

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
CHEAP = Argon2(time_cost=1, memory_kib=64, lanes=1)
PASSWORD = "correct horse battery"
PASSWORD_HASH = hash_password(PASSWORD, CHEAP)
OURS = {"X-Requested-With": "linewarden", "Sec-Fetch-Site": "same-origin"}

A_WARNING = Warning(
    warning_id="w1",
    revision=1,
    raised_at=NOON,
    changed_at=NOON,
    expires_at=NOON + timedelta(days=1),
    level=Level.HIGH,
    state=State.OPEN,
    called=E164(8613861234567),
    callers=(E164(8651986661234), E164(14155550123)),
    kind=FraudKind.FAKE_POLICE,
    score=0.75,
    reasons=(Reason("S1", "一小时内呼叫 80 人", "rang 80 people in an hour", 80.0, 20.0, 0.6, (255, 7), 80),),
    is_in_contact=True,
    contact_since=NOON - timedelta(minutes=5),
    source="carrier-a",
    is_synthetic=True,
    versions=(("rules", "2026.11.1"),),
)
A_CDR = Cdr(
    record_id=255,
    feed="carrier-a",
    basis_id="CZ-1",
    source_id="00ff",
    source_row=2,
    setup_at=NOON - timedelta(minutes=9),
    answered_at=None,
    ended_at=NOON,
    talk_ms=0,
    cli=E164(8651986661234),
    called=E164(8613861234567),
    route=Route.INTERNATIONAL,
    trunk_in="T1",
    source_ip="192.0.2.7",
)
A_BASIS = LegalBasis("CZ-1", BasisKind.TRAINING, "演示 1", "常州市公安局", NOON, NOON + timedelta(days=365))
A_CARD = FeedCard(
    name="carrier-a",
    kind=FeedKind.HEP,
    basis=A_BASIS,
    received=10,
    stored=7,
    rejected=2,
    duplicates=1,
    told_calls=7,
    coverage={"cell": 0.5},
    voices=FeedVoices(38, (SilentRow("bad_imei", "S17", "串号伪造", "Made up", ("imei",)),)),
)
A_REJECT = KeptReject(
    offset=0,
    feed="carrier-a",
    source_id="00ff",
    reject=Reject(3, "cli", "x13861234567", "is no number", "not_a_number"),
)


class Clock:
    """Tells the time that a test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


class Records:
    """One record and one reject."""

    def by_ids(self, ids: Sequence[int]) -> list[Cdr]:
        return [A_CDR] if A_CDR.record_id in ids else []

    def lookup(self, query: Query) -> Answer:
        return Answer(cdr_batch([A_CDR][: query.limit]))

    def rejects(self, feed: str | None, limit: int) -> list[KeptReject]:
        return [A_REJECT][:limit] if feed == "carrier-a" else []


@dataclass
class Stage:
    """A running service with handles on what is behind it."""

    desk: Desk
    clock: Clock
    cards: list[FeedCard]
    url: str = ""
    app: Any = None
    clients: list[httpx.Client] = field(default_factory=list)

    def client(self) -> httpx.Client:
        """A browser that is not signed in."""
        self.clients.append(httpx.Client(base_url=self.url, headers=OURS, timeout=20))
        return self.clients[-1]

    def signed_in(self, role: Role = Role.DUTY_OFFICER) -> httpx.Client:
        """A browser with a session of an account of this role."""
        if self.desk.ledger.account(role) is None:
            self.desk.ledger.add_account(role, "王警官", role, PASSWORD_HASH, at=self.clock(), actor="system")
        browser = self.client()
        assert sign_in(browser, role).status_code == 200
        return browser

    def actions(self) -> list[str]:
        """What the audit tells, oldest first."""
        return [entry.action for entry in reversed(self.desk.ledger.audit.entries())]


def sign_in(browser: httpx.Client, login: str, password: str = PASSWORD) -> httpx.Response:
    return browser.post("/api/session", json={"login": login, "password": password})


def error_code(reply: httpx.Response) -> str:
    """The code of an error, after a look at its shape."""
    error = reply.json()["error"]
    assert error["request_id"] == reply.headers["x-request-id"]
    assert error["message"]
    return str(error["code"])


def new_stage(folder: Path, *, stream: StreamRules | None = None, **changes: Any) -> Stage:
    """A desk that is not served yet."""
    clock, cards = Clock(), [A_CARD]
    desk = Desk(
        ledger=Ledger.open(f"sqlite:///{folder}/ledger.db"),
        records=Records(),
        evidence=EvidenceFolder(folder / "evidence"),
        feed_cards=lambda: tuple(cards),
        challenger=lambda: ShadowCard(as_of=clock()),
        home=Home("CN", "519", "常州"),
        clock=clock,
        sealer=Sealer(bytes(32)),
        new_token=random_token,
        versions={"linewarden": "0.1.0", "rules": "2026.11.1"},
        is_demo=True,
        is_tls=False,
        argon2=CHEAP,
        stream=stream or StreamRules(),
        sign_in=SignInRules(is_second_factor_required=False),
        dissuasion=Practice("常州市反诈中心", ("兰陵派出所", "青龙派出所"), messages=ShortMessages("sms", 2)),
    )
    return Stage(replace(desk, **changes), clock, cards)


@contextmanager
def served(stage: Stage) -> Iterator[Stage]:
    """The stage behind real sockets."""
    stage.app = create_app(stage.desk)
    server = new_server(stage.app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    stage.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield stage
    finally:
        for client in stage.clients:
            client.close()
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()
        stage.desk.ledger.close()


def some_warning(key: str, revision: int = 1, **changes: Any) -> Warning:
    """The sample warning under another id."""
    return replace(A_WARNING, warning_id=key, revision=revision, **changes)


def headers_without_site(**more: str) -> Mapping[str, str]:
    """Headers of a request that says nothing of its origin."""
    return {"X-Requested-With": "linewarden", **more}
