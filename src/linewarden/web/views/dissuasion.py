"""Where warnings stand and what was done, for the screens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from linewarden.dissuasion.act import UNREACHED, Act, Step
from linewarden.dissuasion.clocks import Limits, due, missed
from linewarden.dissuasion.report import DeskReport, Times
from linewarden.dissuasion.script import script
from linewarden.dissuasion.texts import Language, Template, text_of
from linewarden.dissuasion.work import Work
from linewarden.model.message import Message
from linewarden.model.warning import Level, Warning
from linewarden.numbering import Home
from linewarden.web.desk import Desk
from linewarden.web.shapes.dissuasion import (
    ActBody,
    DeskReportView,
    DueView,
    LevelReportView,
    LineView,
    MessageView,
    MissedView,
    StationReportView,
    StepView,
    TextView,
    TimesView,
    WorkView,
)
from linewarden.web.views.names import Names, colleague, names_of


@dataclass(frozen=True, slots=True)
class Manner:
    """How warnings are told: from where, by whose names, under which time limits."""

    home: Home
    names: Names
    limits: Mapping[Level, Limits]


def manner_of(desk: Desk) -> Manner:
    """As it is now; accounts come and go."""
    return Manner(desk.home, names_of(desk), desk.dissuasion.limits)


def work_view(warning: Warning, work: Work, manner: Manner) -> WorkView:
    """Where it stands."""
    following = due(warning.level, warning.raised_at, work, manner.limits)
    return WorkView(
        stage=work.stage,
        situation=work.situation,
        holder=None if work.holder is None else colleague(work.holder, manner.names),
        steps=work.steps,
        due=None if following is None else DueView(kind=following.kind, since=following.since, at=following.at),
    )


def act_of(body: ActBody) -> Act:
    """As the ledger takes it."""
    return Act(**{each.name: getattr(body, each.name) for each in fields(Act)})


def step_views(steps: Sequence[Step], messages: Sequence[Message], manner: Manner) -> list[StepView]:
    """All on record, in order; struck out ones are marked."""
    sent = {message.nth: _message_view(message) for message in messages}
    undone = {step.act.undoes for step in steps}
    return [
        StepView(
            nth=step.nth, at=step.at, actor=colleague(step.actor, manner.names), kind=step.act.kind, outcome=step.act.outcome,
            template=step.act.template, language=step.act.language, message=sent.get(step.nth),
            to=None if step.act.to is None else colleague(step.act.to, manner.names), station=step.act.station, disposition=step.act.disposition,
            false_cause=step.act.false_cause, lost_at=step.act.lost_at, lost_cny=step.act.lost_cny, late_cause=step.act.late_cause,
            undoes=step.act.undoes, note=step.act.note, is_in_vain=step.act.outcome in UNREACHED, is_undone=step.nth in undone,
        )
        for step in steps
    ]  # fmt: skip


def _message_view(message: Message) -> MessageView:
    return MessageView(
        state=message.state, attempts=message.attempts, next_at=message.next_at, ended_at=message.ended_at,
        problem=message.problem, text=message.text,
    )  # fmt: skip


def text_views(warning: Warning, site: str) -> list[TextView]:
    """Short messages for this person."""
    return [
        TextView(template=template, language=language, text=text_of(template, language, warning.kind, site))
        for template in Template
        for language in Language
    ]


def script_view(warning: Warning, *, site: str, name: str) -> list[LineView]:
    """What to say, in the officer's name."""
    lines = script(warning.kind, {reason.rule for reason in warning.reasons}, is_in_contact=warning.is_in_contact)
    return [
        LineView(code=line.code, zh=line.zh.format(site=site, name=name), en=line.en.format(site=site, name=name))
        for line in lines
    ]


def missed_views(warning: Warning, steps: Sequence[Step], now: datetime, manner: Manner) -> list[MissedView]:
    """Time limits that were missed, in order."""
    found = missed(warning.level, warning.raised_at, steps, now, manner.limits)
    return [MissedView(kind=one.kind, due_at=one.due_at, done_at=one.done_at) for one in found]


def report_view(report: DeskReport, since: datetime, until: datetime, as_of: datetime) -> DeskReportView:
    """The desk's report."""
    return DeskReportView(
        since=since,
        until=until,
        as_of=as_of,
        levels=[
            LevelReportView(
                level=level, warnings=one.warnings, taken=_times(one.taken), reached=_times(one.reached), in_time=one.in_time,
                dispositions=dict(one.dispositions),
            )
            for level, one in report.levels.items()
        ],
        stations=[
            StationReportView(station=name, asked=one.asked, waiting=one.waiting, late=one.late, visited=_times(one.visited))
            for name, one in report.stations.items()
        ],
        late_causes=dict(report.late_causes),
    )  # fmt: skip


def _times(times: Times) -> TimesView:
    p50, p90, p95 = times.at_percentiles or (None, None, None)
    return TimesView(count=times.count, p50_s=p50, p90_s=p90, p95_s=p95)
