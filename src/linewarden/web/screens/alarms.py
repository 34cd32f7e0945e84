"""Alarms for misuse, for auditors: what they should look at, and what they found. Nobody judges himself (safeguards 5, 10)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from linewarden.web.guard import AnyDesk, ReadsAudit
from linewarden.web.shapes.audit import AlarmList, AlarmRow, Judgement
from linewarden.web.shapes.serial import Serial
from linewarden.web.told import ALARMS, told
from linewarden.web.views.audit import alarm_row

router = APIRouter(prefix="/api/audit/alarms", tags=["audit"])

Limit = Annotated[int, Query(ge=1, le=500)]
BeforeId = Annotated[Serial | None, Query(ge=1)]


@router.get("", operation_id="listAlarms")
def list_alarms(
    person: ReadsAudit,
    desk: AnyDesk,
    state: Literal["open", "judged"] = "open",
    limit: Limit = 200,
    before_id: BeforeId = None,
) -> AlarmList:
    """Alarms, newest first: those that nobody has judged, or those that somebody has."""
    found = desk.ledger.alarms.newest(is_open=state == "open", before_id=before_id, limit=limit)
    rules = {rule.name: rule for rule in desk.misuse.rules}
    return AlarmList(
        items=[alarm_row(alarm, rules, person.account.login) for alarm in found],
        next_before_id=found[-1].alarm_id if len(found) == limit else None,
    )


@router.post("/{alarm_id}/judge", operation_id="judgeAlarm")
def judge_alarm(alarm_id: Serial, body: Judgement, person: ReadsAudit, desk: AnyDesk) -> AlarmRow:
    """Ends an alarm with a verdict; audited. 403 `own_alarm` of oneself, 409 `moved_on` when it has grown or is judged."""
    login = person.account.login
    with told(ALARMS):
        judged = desk.ledger.alarms.judge(
            alarm_id, by=login, verdict=body.verdict, words=body.words, last_seq=body.last_seq, at=desk.clock()
        )
    return alarm_row(judged, {rule.name: rule for rule in desk.misuse.rules}, login)
