"""Settings: one frozen model read from a TOML file; the only reader of environment and configuration files."""

import os
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from linewarden.dissuasion.clocks import LIMITS, Limits
from linewarden.dissuasion.practice import Practice, ShortMessages
from linewarden.errors import ConfigError
from linewarden.features.cluster import Address
from linewarden.feeds.settings import FeedSettings
from linewarden.misuse.firings import MOST_COUNTED
from linewarden.misuse.rule import MisuseRule, with_limits
from linewarden.misuse.rules import LIMITED, MISUSE_RULES
from linewarden.model.cdr import Route
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.model.warning import Level
from linewarden.numbering import Home

CONFIG_VARIABLE = "LINEWARDEN_CONFIG"

MOST_PROCESSES = 64
"""Shards on one machine."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no IANA time zone; write for example Asia/Shanghai")
    return name


def _with_zone(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("needs a time zone, for example 2026-01-01T00:00:00+08:00")
    return at.astimezone(UTC)


Zone = Annotated[str, AfterValidator(_zone)]
Instant = Annotated[datetime, AfterValidator(_with_zone)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class HomeSection(_Section):
    """Where bare local numbers belong."""

    country: str = "CN"
    area: str = "519"
    city: str = "常州"

    def home(self) -> Home:
        """As the numbering package takes it."""
        return Home(country=self.country, area=self.area, city=self.city)


class BasisSection(_Section):
    """A document that permits an intake."""

    id: Name
    kind: BasisKind
    document: str = Field(min_length=1)
    issuer: str = Field(min_length=1)
    valid_from: Instant
    valid_until: Instant
    keep_days: int | None = Field(default=None, ge=1)  # what is older is purged; default: kept while the basis holds

    def basis(self) -> LegalBasis:
        """As the model has it."""
        return LegalBasis(self.id, self.kind, self.document, self.issuer, self.valid_from, self.valid_until)


class FeedSection(_Section):
    """One feed: a drop folder of record files, or a HEP port."""

    name: Name
    kind: Literal["files", "hep"]
    basis: str  # id of a [[basis]]
    carrier: str = ""
    time_zone: Zone = "Asia/Shanghai"
    route: Literal["unknown", "domestic", "international"] = "unknown"
    international_trunks: tuple[str, ...] = ()
    lane: str | None = None  # feeds of one lane share a clock; default: signalling together, each file feed its own
    folder: Path | None = None  # files: the drop folder
    map: str | None = None  # files: name of a shipped map or path of one
    host: str = "127.0.0.1"  # hep
    port: int = Field(default=9060, ge=0, le=65535)
    auth_key: str | None = None  # hep: what senders must present

    @model_validator(mode="after")
    def _complete(self) -> "FeedSection":
        if self.kind == "files" and (self.folder is None or self.map is None):
            raise ValueError(f"feed {self.name!r} of kind files needs `folder` and `map`")
        ip_address(self.host)
        return self

    def settings(self, basis: LegalBasis, home: Home) -> FeedSettings:
        """As the feeds take it."""
        return FeedSettings(
            name=self.name, basis=basis, home=home, time_zone=self.time_zone, carrier=self.carrier,
            route=Route[self.route.upper()], international_trunks=self.international_trunks,
        )  # fmt: skip

    @property
    def lane_name(self) -> str:
        """The lane that the feed's events run in."""
        return self.lane or ("signalling" if self.kind == "hep" else self.name)


class WebSection(_Section):
    """Where people reach it."""

    host: str = "127.0.0.1"
    port: int = Field(default=8443, ge=0, le=65535)
    is_tls: bool = False  # True behind a TLS proxy: cookies get Secure
    second_factor: Literal["required", "offered"] = "required"  # without one a person may do nothing but set it up
    dormant_days: int = Field(
        default=90, ge=1
    )  # without a sign-in; then the security administrator must reopen the account

    @model_validator(mode="after")
    def _loopback_or_tls(self) -> "WebSection":
        if not self.is_tls and not ip_address(self.host).is_loopback:
            raise ValueError(
                f"web.host {self.host} is reachable from outside; put a TLS proxy before it and set web.is_tls = true"
            )
        return self


def _minutes(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        raise ValueError("must be longer than nothing")
    return value


Minutes = Annotated[
    timedelta,
    BeforeValidator(lambda given: timedelta(minutes=given) if isinstance(given, (int, float)) else given),
    AfterValidator(_minutes),
]


class LimitsSection(_Section):
    """Time limits of one level in minutes; what is not given stays as shipped (`dissuasion/clocks.py`)."""

    take: Minutes | None = None
    call: Minutes | None = None
    again: Minutes | None = None
    visit: Minutes | None = None
    follow_up: Minutes | None = None
    close: Minutes | None = None


class DissuasionSection(_Section):
    """How the centre works on warnings."""

    stations: tuple[
        Annotated[str, Field(min_length=1, max_length=64)], ...
    ] = ()  # police stations that can be asked to go to somebody
    limits: dict[Level, LimitsSection] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _once(self) -> "DissuasionSection":
        if len(set(self.stations)) < len(self.stations):
            raise ValueError(f"stations names one twice: {', '.join(self.stations)}")
        return self

    @property
    def limits_by_level(self) -> dict[Level, Limits]:
        """All of them."""
        own = {level: section.model_dump(exclude_none=True) for level, section in self.limits.items()}
        return {level: replace(shipped, **own.get(level, {})) for level, shipped in LIMITS.items()}


class ChannelSection(_Section):
    """A gateway that messages to people go through: see docs/guide/duty-desk.md."""

    name: Name
    kind: Literal["sms_http"]
    url: str
    key: Path | None = None  # file whose content signs each message (HMAC-SHA256)
    timeout_s: float = Field(default=10.0, gt=0, le=60)
    most_a_day: int = Field(default=3, ge=1)  # to one person in 24 hours

    @model_validator(mode="after")
    def _encrypted(self) -> "ChannelSection":
        asked = urlsplit(self.url)
        if asked.scheme not in ("http", "https") or not asked.hostname:
            raise ValueError(f"{self.url!r} is no address of a gateway; write for example https://sms.example.cn/send")
        if asked.scheme == "http" and not _is_loopback(asked.hostname):
            raise ValueError(f"{self.url} would carry numbers in clear; use https, or a gateway on this machine")
        return self

    def signing_key(self) -> bytes:
        """The key; empty when there is none. Raises ConfigError when its file cannot be read or is empty."""
        if self.key is None:
            return b""
        try:
            key = self.key.read_bytes().strip()
        except OSError as err:
            raise ConfigError(f"channel {self.name}: key {self.key} cannot be read: {err.strerror}") from err
        if not key:
            raise ConfigError(f"channel {self.name}: key {self.key} is empty: write the secret shared with the gateway")
        return key


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(text: str) -> Address:
    try:
        return Address.parse(text)
    except ConfigError as err:
        raise ValueError(str(err)) from err


class ClusterSection(_Section):
    """Hosts that carry the features' shards: each runs `linewarden shard run`."""

    hosts: tuple[Annotated[Address, BeforeValidator(_address)], ...] = Field(min_length=1)
    key: Path  # made by `linewarden shard key`, the same on all hosts

    @model_validator(mode="after")
    def _once(self) -> "ClusterSection":
        if len(set(self.hosts)) < len(self.hosts):
            raise ValueError(
                f"hosts names one twice: {', '.join(map(str, self.hosts))}; a host carries any number of shards"
            )
        return self


class Settings(_Section):
    """Everything that an installation is told. Unknown keys are errors."""

    data: Path = Path("var")  # records, ledger, sealed input
    site: str = "常州市反诈中心"
    time_zone: Zone = "Asia/Shanghai"
    home: HomeSection = HomeSection()
    web: WebSection = WebSection()
    dissuasion: DissuasionSection = DissuasionSection()
    ledger_url: str | None = None  # SQLAlchemy URL; default: SQLite in `data`
    basis: tuple[BasisSection, ...] = ()
    feed: tuple[FeedSection, ...] = ()
    channel: tuple[ChannelSection, ...] = Field(default=(), max_length=1)  # of short messages
    max_accounts: int = Field(default=10, ge=1)
    shards: int | None = Field(
        default=None, ge=1, le=256
    )  # that the features are spread over; default: 1, in a cluster one a host
    cluster: ClusterSection | None = None  # hosts that carry the shards; default: processes of this machine
    misuse: dict[str, Annotated[int, Field(ge=0, lt=MOST_COUNTED)]] = {}  # other limits of misuse rules, by name
    snapshot_every_s: float = Field(default=300.0, gt=0)  # of the state; a restart goes through what came since

    @model_validator(mode="after")
    def _consistent(self) -> "Settings":
        for what, names in (("basis", [b.id for b in self.basis]), ("feed", [f.name for f in self.feed])):
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                raise ValueError(f"{what} {sorted(twice)} is defined twice")
        if self.cluster is None and self.shard_count > MOST_PROCESSES:
            raise ValueError(
                f"{self.shards} shards are too many for one machine; at most {MOST_PROCESSES}, or name the hosts of a [cluster]"
            )
        if self.cluster is not None and self.shard_count < len(self.cluster.hosts):
            raise ValueError(
                f"shards = {self.shards} leaves hosts of the cluster idle: there are {len(self.cluster.hosts)}; give at least one each"
            )
        unknown = {f.basis for f in self.feed} - {b.id for b in self.basis}
        if unknown:
            raise ValueError(
                f"feeds name the legal bases {sorted(unknown)}, which no [[basis]] defines; every intake needs one"
            )
        return self

    @field_validator("misuse")
    @classmethod
    def _known(cls, limits: dict[str, int]) -> dict[str, int]:
        unknown = set(limits) - LIMITED
        if unknown:
            raise ValueError(f"no misuse rule with a limit is called {sorted(unknown)}; there are {sorted(LIMITED)}")
        return limits

    @property
    def misuse_rules(self) -> tuple[MisuseRule, ...]:
        """The misuse rules with the limits of this installation."""
        return with_limits(MISUSE_RULES, self.misuse)

    @property
    def shard_count(self) -> int:
        """Shards that the features are spread over; 1: this process has them all."""
        return self.shards or (len(self.cluster.hosts) if self.cluster is not None else 1)

    def basis_of(self, feed: FeedSection) -> LegalBasis:
        """The document that a feed is taken in under."""
        return next(b for b in self.basis if b.id == feed.basis).basis()

    @property
    def practice(self) -> Practice:
        """How the centre works on warnings."""
        messages = [ShortMessages(channel.name, channel.most_a_day) for channel in self.channel]
        return Practice(
            site=self.site, stations=self.dissuasion.stations, limits=self.dissuasion.limits_by_level,
            messages=messages[0] if messages else None,
        )  # fmt: skip

    @property
    def zone(self) -> ZoneInfo:
        """Local time of the site."""
        return ZoneInfo(self.time_zone)

    @property
    def sealing_key(self) -> Path:
        """File with the key that second factors are sealed with."""
        return self.data / "second-factor.key"

    @property
    def ledger(self) -> str:
        """URL of the ledger."""
        return self.ledger_url or f"sqlite:///{(self.data / 'ledger.sqlite').resolve()}"


def load_settings(path: Path | None) -> Settings:
    """Settings from a TOML file, from the file that LINEWARDEN_CONFIG names, or the defaults. Raises ConfigError naming key and value."""
    named = path or (Path(os.environ[CONFIG_VARIABLE]) if os.environ.get(CONFIG_VARIABLE) else None)
    if named is None:
        return Settings()
    try:
        raw = tomllib.loads(named.read_text("utf-8"))
        return Settings.model_validate(raw)
    except OSError as err:
        raise ConfigError(f"settings file {named} cannot be read: {err.strerror}; name another with --config") from err
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise ConfigError(f"settings file {named} is no valid TOML: {err}") from err
    except ValidationError as err:
        raise ConfigError(f"settings file {named}: {_problems(err)}") from err


def with_cluster(settings: Settings, hosts: str, key: Path | None) -> Settings:
    """The same with these hosts, IP:PORT separated by commas, in the place of those of its [cluster]. Raises ConfigError."""
    key = key or (settings.cluster.key if settings.cluster is not None else None)
    if key is None:
        raise ConfigError(
            "--cluster needs the cluster's key: give --cluster-key FILE, or `key` in the [cluster] of the settings"
        )
    try:
        section = ClusterSection.model_validate({"hosts": hosts.split(","), "key": key})
        return Settings.model_validate(dict(settings) | {"cluster": section})
    except ValidationError as err:
        raise ConfigError(f"--cluster {hosts}: {_problems(err)}") from err


def _problems(err: ValidationError) -> str:
    """All problems in one line each: key, what is wrong, the value."""
    lines = [
        f"{'.'.join(map(str, e['loc'])) or 'the file'}: {e['msg'].removeprefix('Value error, ')} (got {e['input']!r:.80})"
        for e in err.errors()
    ]
    return "; ".join(lines)
