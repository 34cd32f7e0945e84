"""Cases as lists and pages carry them. Text is masked unless a field says otherwise."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from linewarden.cases.deed import (
    ByMember,
    CaseKind,
    CloseReason,
    EntityKind,
    Line,
    Login,
    MemberRole,
    Origin,
    Pin,
    PinKind,
)
from linewarden.model.warning import Level
from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.dissuasion import Colleague, Note
from linewarden.web.shapes.words import Purpose

Seen = Annotated[int, Field(ge=0)]


class NewCase(Shape):
    """What a case begins with. `pin`: what it is opened from."""

    title: Line
    kind: CaseKind
    origin: Origin
    note: Note = ""
    pin: Pin | None = None


class CaseDeedBody(Shape):
    """What goes on record. `seen`: how many entries one had before oneself."""

    seen: Seen
    deed: ByMember


class AccessBody(Shape):
    """Who is let in, as what and until when; `role` null: he is let out."""

    seen: Seen
    login: Login
    role: MemberRole | None
    until: AwareDatetime | None = None


class GlassBody(Shape):
    """Why one must look into a case that one was not let into; the auditor hears of it."""

    purpose: Purpose


class UnmaskCase(Shape):
    """Why full numbers are needed; goes into the audit."""

    purpose: Purpose


class MemberView(Colleague):
    """Somebody who was let in."""

    role: MemberRole
    until: datetime | None
    is_past: bool


class CaseRow(Shape):
    """One row of the list. `entries`: send it back as `seen`. `access`: what one may do in it; null: know of it only."""

    number: str
    title: str
    kind: CaseKind
    origin: Origin
    is_open: bool
    close_reason: CloseReason | None
    opened_at: datetime
    opened_by: Colleague
    changed_at: datetime
    entries: int
    open_tasks: int
    open_requests: int
    members: list[MemberView]
    access: MemberView | None


class CaseList(Shape):
    """One's own first, then by latest change."""

    items: list[CaseRow]
    as_of: datetime


class EntryView(Shape):
    """One entry of the timeline. `text` says what was written; `refers` is the entry that it belongs to."""

    nth: int
    at: datetime
    actor: Colleague
    kind: str
    text: str
    who: Colleague | None
    word: str | None
    refers: int | None
    is_struck: bool


class TaskView(Shape):
    """Something to be done."""

    nth: int
    what: str
    assignee: Colleague
    due_at: datetime | None
    done_at: datetime | None
    is_late: bool


class EntityView(Shape):
    """A clue and where it comes from."""

    nth: int
    kind: EntityKind
    masked: str
    source: str
    note: str
    added_by: Colleague
    added_at: datetime


class PinView(Shape):
    """A warning or a record, and what it tells of itself while it is kept: null when it was purged. `at`: raised, or set up."""

    nth: int
    kind: PinKind
    ref: str
    note: str
    level: Level | None
    at: datetime | None
    cli_masked: str | None  # of a record
    called_masked: str | None
    talk_ms: int | None  # of a record


class FileView(Shape):
    """A file that was taken in."""

    nth: int
    name: str
    sha256: str
    bytes: int
    added_by: Colleague
    added_at: datetime


class RequestView(Shape):
    """Technical support that was asked for. `answer_s`: from asking to the first answer."""

    nth: int
    to: str
    what: str
    asked_by: Colleague
    asked_at: datetime
    wanted_by: datetime | None
    answered_at: datetime | None
    answer: str | None
    answer_s: float | None
    is_late: bool


class CaseDetail(CaseRow):
    """One case with all that is in it, struck out entries in the timeline only."""

    entities: list[EntityView]
    tasks: list[TaskView]
    pins: list[PinView]
    files: list[FileView]
    requests: list[RequestView]
    timeline: list[EntryView]


class WholeText(Shape):
    """An entry, unmasked."""

    nth: int
    text: str


class CaseUnmasked(Shape):
    """Full values and words of a case, by entry. Only for a purpose, audited."""

    items: list[WholeText]


class TouchView(Shape):
    """One line of a custody log."""

    nth: int
    at: datetime
    actor: Colleague
    touch: str


class CustodyLog(Shape):
    """Every touch of a file, in order."""

    items: list[TouchView]


class WarningCases(Shape):
    """Cases that a warning is pinned to and that one may know of."""

    items: list[CaseRow]
