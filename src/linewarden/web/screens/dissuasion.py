"""Screen 2, the officer's side: acts on a warning, who and what there is to work with, and how fast the desk is."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from linewarden.dissuasion.act import OUTCOMES
from linewarden.dissuasion.checks import UNDO_WITHIN
from linewarden.dissuasion.report import desk_report
from linewarden.model.account import WORKERS
from linewarden.web.guard import AnyDesk, ReadsWarnings, WorksWarnings
from linewarden.web.refusal import RefusedError
from linewarden.web.screens.warnings import detail_of
from linewarden.web.shapes.dissuasion import ActBody, Coworker, DeskReportView, DeskView
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.warning import WarningDetail
from linewarden.web.told import ACTS, told
from linewarden.web.views.dissuasion import act_of, report_view

router = APIRouter(tags=["dissuasion"])

LONGEST_SPAN = timedelta(days=92)
"""That a report is made of at once: a quarter."""


@router.post("/api/warnings/{warning_id}/acts", operation_id="actOnWarning")
def act_on_warning(warning_id: str, body: ActBody, person: WorksWarnings, desk: AnyDesk) -> WarningDetail:
    """Put on record what was done. Audited.

    409 `taken` when somebody else has it, `moved_on` when others acted since the page was read, `out_of_order` when it cannot come now;
    403 `not_holder`; 422 when something is lacking. Each says what to do.
    """
    with told(ACTS):
        desk.ledger.act(
            warning_id, act_of(body), actor=person.account.login, seen=body.seen, at=desk.clock(),
            practice=desk.dissuasion,
        )  # fmt: skip
    return detail_of(desk, person, warning_id)


@router.get("/api/dissuasion/desk", operation_id="readDesk")
def read_desk(_person: WorksWarnings, desk: AnyDesk) -> DeskView:
    """Colleagues to hand over to, and stations to ask."""
    workers = [one for one in desk.ledger.accounts.all() if one.is_active and one.role in WORKERS]
    return DeskView(
        colleagues=[Coworker(login=one.login, name=one.name, role=one.role) for one in workers],
        stations=list(desk.dissuasion.stations),
        outcomes={kind: list(outcomes) for kind, outcomes in OUTCOMES.items()},
        undo_s=UNDO_WITHIN.total_seconds(),
        sends_messages=desk.dissuasion.messages is not None,
    )


@router.get("/api/dissuasion/report", operation_id="readDeskReport")
def read_desk_report(
    since: Annotated[AwareDatetime, Query()],
    until: Annotated[AwareDatetime, Query()],
    _person: ReadsWarnings,
    desk: AnyDesk,
) -> DeskReportView:
    """Times, missed limits and what became of people, over warnings raised within [since, until), a quarter at most. Counts only."""
    if not timedelta(0) < until - since <= LONGEST_SPAN:
        raise RefusedError(
            ErrorCode.UNUSABLE_REQUEST, f"since and until must be in order and at most {LONGEST_SPAN.days} days apart"
        )
    now = desk.clock()
    report = desk_report(
        desk.ledger.dissuasions.worked(since, until), now, desk.dissuasion.stations, desk.dissuasion.limits
    )
    return report_view(report, since, until, now)
