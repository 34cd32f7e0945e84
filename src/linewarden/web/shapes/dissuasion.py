"""What officers do about a warning, as screens send and show it."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from linewarden.dissuasion.act import MOST_NOTE, ActKind, Disposition, FalseCause, LateCause, Outcome
from linewarden.dissuasion.texts import Language, Template
from linewarden.dissuasion.work import Situation, Stage
from linewarden.model.account import Role
from linewarden.model.message import MessageState
from linewarden.model.warning import Level
from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.serial import Serial

Named = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Note = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=MOST_NOTE, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")
]
Seconds = Annotated[float, Field(ge=0)]


class Colleague(Shape):
    """Somebody by name."""

    login: str
    name: str


class DueView(Shape):
    """What is due next: since when it could be done, and by when it must be."""

    kind: ActKind
    since: datetime
    at: datetime


class WorkView(Shape):
    """Where a warning stands. `steps`: acts on record; send it back as `seen` with the next one."""

    stage: Stage
    situation: Situation
    holder: Colleague | None
    steps: int
    due: DueView | None


class ActBody(Shape):
    """What goes on record; which fields belong to which kind: docs/guide/duty-desk.md. `seen`: how many acts one had before oneself."""

    kind: ActKind
    seen: Serial
    outcome: Outcome | None = None
    template: Template | None = None
    language: Language | None = None
    to: Named | None = None
    station: Named | None = None
    disposition: Disposition | None = None
    false_cause: FalseCause | None = None
    lost_at: AwareDatetime | None = None
    lost_cny: Annotated[int, Field(ge=1, le=10**12)] | None = None
    late_cause: LateCause | None = None
    undoes: Serial | None = None
    note: Note = ""


class MessageView(Shape):
    """What became of a short message. `problem`: of the last attempt."""

    state: MessageState
    attempts: int
    next_at: datetime | None
    ended_at: datetime | None
    problem: str
    text: str


class StepView(Shape):
    """One act on record."""

    nth: int
    at: datetime
    actor: Colleague
    kind: ActKind
    outcome: Outcome | None
    template: Template | None
    language: Language | None
    message: MessageView | None
    to: Colleague | None
    station: str | None
    disposition: Disposition | None
    false_cause: FalseCause | None
    lost_at: datetime | None
    lost_cny: int | None
    late_cause: LateCause | None
    undoes: int | None
    note: str
    is_in_vain: bool  # a contact that reached nobody
    is_undone: bool


class LineView(Shape):
    """One sentence to say on the telephone."""

    code: str
    zh: str
    en: str


class TextView(Shape):
    """A short message that can be sent."""

    template: Template
    language: Language
    text: str


class MissedView(Shape):
    """A time limit that was missed; `done_at` is null while nothing has been done."""

    kind: ActKind
    due_at: datetime
    done_at: datetime | None


class Coworker(Colleague):
    """Somebody who works on warnings."""

    role: Role


class DeskView(Shape):
    """Who and what there is to work with: active colleagues by name, and the stations of the centre."""

    colleagues: list[Coworker]
    stations: list[str]
    outcomes: dict[ActKind, list[Outcome]]  # of each kind of contact, in the order in which they are asked
    undo_s: Seconds  # so long one's own act can be struck out
    sends_messages: bool


class TimesView(Shape):
    """Of so many, in seconds; null of none."""

    count: int
    p50_s: Seconds | None
    p90_s: Seconds | None
    p95_s: Seconds | None


class LevelReportView(Shape):
    """Of the warnings of one level. `in_time`: that missed no time limit so far."""

    level: Level
    warnings: int
    taken: TimesView
    reached: TimesView
    in_time: int
    dispositions: dict[Disposition, int]


class StationReportView(Shape):
    """Of one station, from asking to the visit."""

    station: str
    asked: int
    waiting: int
    late: int
    visited: TimesView


class DeskReportView(Shape):
    """Of warnings raised within [since, until), as known at `as_of`."""

    since: datetime
    until: datetime
    as_of: datetime
    levels: list[LevelReportView]
    stations: list[StationReportView]
    late_causes: dict[LateCause, int]
