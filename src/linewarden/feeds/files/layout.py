"""What a carrier's record layout says: a field map, as loaded from its TOML."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What the files of a layout are."""

    TABLE = "table"  # CSV in any dialect, XLSX, XLS, ODS
    JSON = "json"  # one object a call: one file, one line or one array element each


class Header(StrEnum):
    """Whether tables name their columns in a row."""

    YES = "yes"
    NO = "no"  # `columns` names them by position
    AUTO = "auto"  # a header where a row looks like one, else `columns`


class Answered(StrEnum):
    """How the layout tells that, and when, a call was answered. Ringing is never talk, so this is never guessed."""

    TIME = "answer-time"  # by its answer time: empty or zero means never answered
    WORD = "disposition"  # by a word in `disposition`, with its answer time or end - talk
    TALK = "start-and-talk"  # only start and talk duration exist: answered at the start when talk > 0
    END_MINUS_TALK = (
        "end-minus-talk"  # start, end (or total duration) and talk duration exist: answered at end - talk when talk > 0
    )


FIELDS: dict[str, str] = {
    "call_id": "the carrier's own id of the call",
    "cli": "calling number as shown",
    "called": "called number",
    "own": "the subscriber's number, on sheets of one subscriber; needs peer and direction",
    "peer": "the other number, on sheets of one subscriber",
    "direction": "whether the subscriber called (out) or was called (in); see [words.direction]",
    "setup_at": "first seizure, as date and time",
    "setup_date": "date of setup where the time has its own column",
    "setup_time": "time of day of setup",
    "answered_at": "answer; empty or zero: never answered",
    "ended_at": "release",
    "talk": "duration from answer to release",
    "total": "duration from setup to release",
    "disposition": "word that tells whether the call was answered",
    "service": "what was carried; see [words.service]",
    "release_cause": "ITU-T Q.850 cause, or a word of [words.release_cause]",
    "route": "domestic or international; see [words.route]",
    "trunk_in": "incoming trunk",
    "trunk_out": "outgoing trunk",
    "source_ip": "IP address that the call came from",
    "user_agent": "software or device that placed the call",
    "codec": "voice codec",
    "lac": "location area; written before the cell as LAC-CI",
    "cell": "cell or base station of the subscriber",
    "imei": "device",
    "imsi": "SIM card",
    "roaming": "where the subscriber roamed",
    "attestation": "SHAKEN A, B or C",
}
"""Fields that a map may fill, with their meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where one field comes from."""

    names: tuple[str, ...] = ()  # column names or JSON paths; of those present, the first that says something counts
    unit: str = "s"  # of a duration
    empty: tuple[str, ...] = ()  # texts that say "nothing", besides the usual ones
    read: str = (
        ""  # "channel": SIP/trunk-0000001a → SIP/trunk; "signed-ip": -1407711222 → 10.20.24.172; "url": %xx undone
    )
    constant: str = ""


READS: tuple[str, ...] = ("channel", "signed-ip", "url")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMap:
    """One layout. `words` maps what the layout writes to what we write, per field; `*` stands for any other word."""

    name: str
    title: str
    sources: dict[str, Source]
    kind: Kind = Kind.TABLE
    header: Header = Header.YES
    columns: tuple[str, ...] = ()
    least_columns: int = 0  # of rows that `columns` names; 0: all
    delimiter: str = ""  # found out when empty
    encoding: str = ""  # found out when empty
    types_row: bool = False  # the row after the header holds column types
    zone: str = ""  # of times that carry none; empty: the feed's
    date_order: str = "ymd"
    answered: Answered = Answered.TIME
    answered_words: tuple[str, ...] = ()
    own_labels: tuple[str, ...] = ()  # "本机号码：138…" above the header gives the subscriber's number
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    problem: str = ""  # why the map cannot be used yet, as a proposal says it


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A raw input as it arrived, before it is parsed: what any record is traced back to."""

    name: str
    sha256: str
    size_bytes: int

    @property
    def source_id(self) -> str:
        """Key of the file in records: the first 16 hex digits of its hash."""
        return self.sha256[:16]
