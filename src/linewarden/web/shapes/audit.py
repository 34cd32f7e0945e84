"""The audit as its readers see it: entries, how it stands, and alarms for misuse."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from linewarden.model.alarm import Verdict
from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.moment import Moment
from linewarden.web.shapes.serial import Serial
from linewarden.web.shapes.words import Purpose

Asked = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]*$")]


class AuditSpan(Shape):
    """Entries from `since` on and before `until`; times need a zone, and lie between 1990 and 2100."""

    since: Moment | None = None
    until: Moment | None = None


class AuditQuery(AuditSpan):
    """Which entries. `action` may end in a dot: all that begin so. `text`: part of the purpose, in either case."""

    actor: Asked | None = None
    action: Annotated[str, StringConstraints(pattern=r"^[a-z_.]{1,64}$")] | None = None
    subject: Asked | None = None
    text: Asked | None = None
    limit: int = Field(default=200, ge=1, le=500)
    before_seq: Serial | None = Field(default=None, ge=1)


class AuditRow(Shape):
    """One line of the audit; `detail` is a JSON object as text. The words are the action's; of an unknown one its name."""

    seq: int
    at: datetime
    actor: str
    action: str
    text_zh: str
    text_en: str
    subject: str
    purpose: str
    detail: str
    previous_hash: str
    entry_hash: str


class AuditList(Shape):
    """A page of the audit, newest first. While `next_before_seq` is not null there may be more, even after a page with few rows or none.

    `head_seq` is the last entry that there was.
    """

    items: list[AuditRow]
    next_before_seq: int | None
    head_seq: int


class ActorCount(Shape):
    """How many entries somebody made."""

    actor: str
    count: int


class ActionCount(Shape):
    """How often something was done."""

    action: str
    text_zh: str
    text_en: str
    count: int


class AuditFacets(Shape):
    """Who and what occurs in the latest `counted` entries of a span, the most first; `is_all`: in all of it."""

    actors: list[ActorCount]
    actions: list[ActionCount]
    counted: int
    is_all: bool


class AuditCheckView(Shape):
    """One verification of the chain up to entry `seq`. `told` are the first of its faults, in English as the command says them."""

    at: datetime
    by: str
    seq: int
    entry_hash: str
    faults: int
    told: list[str]


class AuditStanding(Shape):
    """How far the audit reaches, when it was last verified (null: never), and how many alarms nobody has judged.

    `looked_through_seq` is the last entry that the misuse rules have seen.
    """

    entries: int
    entry_hash: str
    last_check: AuditCheckView | None
    open_alarms: int
    looked_through_seq: int
    as_of: datetime


class AlarmRow(Shape):
    """One alarm. `is_own`: it is about the reader, who may not judge it. `action` shows its entries: an action, a beginning with a dot, or "".

    `seen_by`, `seen_at` and `verdict` are null until it is judged.
    """

    alarm_id: int
    rule: str
    text_zh: str
    text_en: str
    source: str
    limit: int
    window_s: int
    actor: str
    subject: str
    action: str
    count: int
    first_seq: int
    first_at: datetime
    last_seq: int
    last_at: datetime
    raised_at: datetime
    is_own: bool
    seen_by: str | None
    seen_at: datetime | None
    verdict: Verdict | None
    words: str


class AlarmList(Shape):
    """Alarms, newest first. `next_before_id` is null on the last page."""

    items: list[AlarmRow]
    next_before_id: int | None


class Judgement(Shape):
    """What the auditor found, of the alarm as he has it before him: up to `last_seq`."""

    verdict: Verdict
    words: Purpose
    last_seq: Serial
