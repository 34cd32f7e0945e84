"""What can be put on record in a case: one small record a kind, told apart by `kind`. Nothing of it is ever changed or removed."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, Field, StringConstraints

MOST_LINE, MOST_TEXT = 200, 4000
"""Characters."""

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_LINE, pattern=r"^[^\x00-\x1f\x7f]*$"),
]
Text = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=MOST_TEXT, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
    ),
]
Login = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=64)]
Nth = Annotated[int, Field(ge=1)]


class CaseKind(StrEnum):
    """What is being looked into."""

    TELECOM_FRAUD = "telecom_fraud"  # by telephone
    NETWORK_FRAUD = "network_fraud"  # by sites, apps, accounts
    GANG_DEN = "gang_den"  # 窝点: where it is done from
    SUPPORT = "support"  # 技术支持 of a case that others lead


class Origin(StrEnum):
    """What it was opened from."""

    WARNING = "warning"
    SEARCH = "search"
    REPORT = "report"  # a citizen's


class CloseReason(StrEnum):
    """Why it was closed."""

    SOLVED = "solved"
    HANDED_OVER = "handed_over"  # to another office
    NO_OFFENCE = "no_offence"
    NO_TRACE = "no_trace"
    OTHER = "other"  # the note says why


class MemberRole(StrEnum):
    """What somebody may do in a case."""

    LEAD = "lead"  # everything, and lets others in
    MEMBER = "member"  # puts on record, sees full numbers for a purpose
    VIEWER = "viewer"  # reads, masked
    GLASS = "glass"  # broke the glass: reads and unmasks for an hour


class EntityKind(StrEnum):
    """What a clue is."""

    NUMBER = "number"
    IMEI = "imei"
    IMSI = "imsi"
    IP = "ip"
    DOMAIN = "domain"
    APP = "app"
    ACCOUNT = "account"  # of a bank or a payment service
    PERSON = "person"
    DEVICE = "device"


class PinKind(StrEnum):
    """What a pin points at."""

    WARNING = "warning"
    RECORD = "record"


RECORD_REF = re.compile(r"[0-9a-f]{16}")
"""How a call record is named."""


class _Strict:
    """Unknown keys are errors where a deed comes in as JSON."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(_Strict):
    """The first of every case."""

    kind: Literal["open"] = "open"
    title: Line
    case_kind: CaseKind
    origin: Origin
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retitle(_Strict):
    """Another title."""

    kind: Literal["retitle"] = "retitle"
    title: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(_Strict):
    """Ends it; the note is needed for another reason."""

    kind: Literal["close"] = "close"
    reason: CloseReason
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(_Strict):
    """Goes on with a closed one."""

    kind: Literal["reopen"] = "reopen"
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(_Strict):
    """Somebody may know of it, until then. A lead has no end."""

    kind: Literal["grant"] = "grant"
    login: Login
    role: MemberRole
    until: AwareDatetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke(_Strict):
    """Somebody may not any more."""

    kind: Literal["revoke"] = "revoke"
    login: Login


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlass(_Strict):
    """Somebody who was not let in looked all the same."""

    kind: Literal["break_glass"] = "break_glass"
    reason: Line
    until: AwareDatetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(_Strict):
    """Words."""

    kind: Literal["note"] = "note"
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(_Strict):
    """Something to be done by a member."""

    kind: Literal["task"] = "task"
    what: Line
    assignee: Login
    due_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(_Strict):
    """That task was done."""

    kind: Literal["task_done"] = "task_done"
    task: Nth
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity(_Strict):
    """A clue, in the canonical form of its kind (`entity.canonical`), and where it comes from."""

    kind: Literal["entity"] = "entity"
    what: EntityKind
    value: Line
    source: Line
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_LINE)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin(_Strict):
    """A warning by its id, or a call record by its 16 hex digits."""

    kind: Literal["pin"] = "pin"
    what: PinKind
    ref: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_LINE)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach(_Strict):
    """A file that was taken in. `name` is what the sender called it, and is never a path."""

    kind: Literal["attach"] = "attach"
    name: Line
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(_Strict):
    """Technical support is asked for."""

    kind: Literal["ask"] = "ask"
    to: Line
    what: Text
    wanted_by: AwareDatetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(_Strict):
    """What came back to that request."""

    kind: Literal["answer"] = "answer"
    request: Nth
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike(_Strict):
    """That deed was a slip; it stays on record, struck out."""

    kind: Literal["strike"] = "strike"
    nth: Nth
    why: Line


AnyDeed = (
    Open | Retitle | Close | Reopen | Grant | Revoke | BreakGlass | Note | Task | TaskDone | Entity | Pin | Attach | Ask | Answer | Strike
)  # fmt: skip

ByMember = Annotated[
    Retitle | Close | Reopen | Note | Task | TaskDone | Entity | Pin | Ask | Answer | Strike,
    Field(discriminator="kind"),
]
"""What somebody puts on record from the case's page. Opening, access, the glass and files have ways of their own."""

STRUCK_OUT = (Note, Task, Entity, Pin, Ask)
"""What can be struck out. A file is evidence: it stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A deed on record. `nth` counts from 1 within its case, without gaps."""

    nth: int
    at: datetime
    actor: str  # login
    deed: AnyDeed
