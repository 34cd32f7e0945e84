"""What the web part needs, given from outside by whoever builds it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from linewarden.dissuasion.practice import AS_SHIPPED, Practice
from linewarden.model.cdr import Cdr
from linewarden.model.feed_card import FeedCard
from linewarden.model.standing import ShadowCard
from linewarden.numbering import Home
from linewarden.store.answer import Answer
from linewarden.store.evidence import EvidenceFolder
from linewarden.store.kept import KeptReject
from linewarden.store.ledger import Ledger
from linewarden.store.query import Query
from linewarden.web.limits import MisuseWatch, RequestRules, SearchRules, SignInRules, StreamRules
from linewarden.web.passwords import Argon2
from linewarden.web.sealing import Sealer


class Records(Protocol):
    """The part of the record store that screens read."""

    def by_ids(self, ids: Sequence[int]) -> Sequence[Cdr]:
        """The records with these ids that are still kept, any order."""
        ...

    def lookup(self, query: Query) -> Answer:
        """The newest records that match."""
        ...

    def rejects(self, feed: str | None, limit: int) -> Sequence[KeptReject]:
        """Refused rows of a feed, newest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything behind the screens. `clock` gives aware UTC; `feed_cards` is asked at most once a second and must not block."""

    ledger: Ledger
    records: Records
    evidence: EvidenceFolder  # files of cases
    feed_cards: Callable[[], Sequence[FeedCard]]
    challenger: Callable[[], ShadowCard]
    home: Home
    clock: Callable[[], datetime]
    sealer: Sealer
    new_token: Callable[[], str]  # 256 random bits, URL-safe; see `sessions.random_token`
    versions: Mapping[str, str]
    is_demo: bool
    is_tls: bool  # cookies get `Secure`
    time_zone: str = "Asia/Shanghai"
    static: Path | None = None  # folder of the built UI; None: none is served
    sign_in: SignInRules = field(default_factory=SignInRules)
    stream: StreamRules = field(default_factory=StreamRules)
    dissuasion: Practice = AS_SHIPPED
    misuse: MisuseWatch = field(default_factory=MisuseWatch)
    search: SearchRules = field(default_factory=SearchRules)
    request: RequestRules = field(default_factory=RequestRules)
    argon2: Argon2 = field(default_factory=Argon2)

    @property
    def zone(self) -> ZoneInfo:
        """Of the clocks on the wall."""
        return ZoneInfo(self.time_zone)
