"""Warnings as rows, details and full numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linewarden.dissuasion.act import Step
from linewarden.model.message import Message
from linewarden.model.score import Reason
from linewarden.model.warning import Level, Warning
from linewarden.numbering import display
from linewarden.store.ledger import Change
from linewarden.web.shapes.warning import LevelCounts, ReasonView, TopReason, Unmasked, WarningDetail, WarningRow
from linewarden.web.views.dissuasion import Manner, missed_views, script_view, step_views, text_views, work_view
from linewarden.web.views.numbers import caller_view

CALLERS_IN_ROW = 5


@dataclass(frozen=True, slots=True)
class Done:
    """What officers did about a warning."""

    steps: Sequence[Step]
    messages: Sequence[Message]


def warning_row(change: Change, manner: Manner) -> WarningRow:
    """The board's row."""
    return WarningRow(**_row_fields(change, manner))


def warning_detail(
    change: Change, done: Done, manner: Manner, *, site: str, officer: str, now: datetime
) -> WarningDetail:
    """The side panel's content. `officer`: the name of who is to say the script."""
    warning = change.warning
    return WarningDetail(
        **_row_fields(change, manner),
        reasons=[_reason(reason) for reason in warning.reasons],
        versions=dict(warning.versions),
        callers=[caller_view(caller, manner.home) for caller in warning.callers],
        acts=step_views(done.steps, done.messages, manner),
        script=script_view(warning, site=site, name=officer),
        texts=text_views(warning, site),
        missed=missed_views(warning, done.steps, now, manner),
    )


def unmasked(warning: Warning) -> Unmasked:
    """Full numbers. Only behind an audited purpose."""
    return Unmasked(called=display(warning.called), callers=[display(caller) for caller in warning.callers])


def level_counts(counts: Mapping[Level, int]) -> LevelCounts:
    """Open warnings by level."""
    return LevelCounts(**{str(level): count for level, count in counts.items()})


def _row_fields(change: Change, manner: Manner) -> dict[str, Any]:
    warning, home = change.warning, manner.home
    called = caller_view(warning.called, home)
    shown = warning.callers[:CALLERS_IN_ROW]
    top = warning.reasons[0] if warning.reasons else None
    return {
        "warning_id": warning.warning_id,
        "seq": change.seq,
        "revision": warning.revision,
        "raised_at": warning.raised_at,
        "changed_at": warning.changed_at,
        "expires_at": warning.expires_at,
        "level": warning.level,
        "state": warning.state,
        "called_masked": called.masked,
        "called_place": called.place,
        "caller_count": len(warning.callers),
        "callers_masked": [caller_view(caller, home).masked for caller in shown],
        "kind": warning.kind,
        "score": warning.score,
        "top_reason": top and TopReason(signal=top.signal, text_zh=top.text_zh, text_en=top.text_en),
        "is_in_contact": warning.is_in_contact,
        "contact_since": warning.contact_since,
        "source": warning.source,
        "is_synthetic": warning.is_synthetic,
        "work": work_view(warning, change.work, manner),
    }


def _reason(reason: Reason) -> ReasonView:
    return ReasonView(
        signal=reason.signal,
        rule=reason.rule,
        unit=reason.unit,
        text_zh=reason.text_zh,
        text_en=reason.text_en,
        value=reason.value,
        threshold=reason.threshold,
        points=reason.points,
        record_ids=[f"{record_id:016x}" for record_id in reason.record_ids],
        record_count=reason.record_count,
    )
