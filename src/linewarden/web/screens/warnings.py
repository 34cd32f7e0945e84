"""Screen 2, live warnings: the board, the side panel, and full numbers for a purpose."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from linewarden.dissuasion.work import IN_HAND, Stage
from linewarden.model.warning import Level, State
from linewarden.store.ledger import Change
from linewarden.web.audited import audit_read
from linewarden.web.desk import Desk
from linewarden.web.guard import AnyDesk, Person, ReadsWarnings, UnmasksWarnings
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.serial import Serial
from linewarden.web.shapes.warning import RecordList, Unmask, Unmasked, WarningDetail, WarningList
from linewarden.web.views.dissuasion import manner_of
from linewarden.web.views.records import record_row
from linewarden.web.views.warnings import Done, level_counts, unmasked, warning_detail, warning_row

router = APIRouter(prefix="/api/warnings", tags=["warnings"])


class BoardQuery(Shape):
    """Which rows of the board. Levels and stages may be repeated; none means all. `mine`: those that the person has."""

    level: list[Level] = Field(default_factory=list, max_length=4)
    state: State | None = None
    stage: list[Stage] = Field(default_factory=list, max_length=6)
    mine: bool = False
    limit: int = Field(default=200, ge=1, le=500)
    before_seq: Serial | None = Field(default=None, ge=1)


@router.get("", operation_id="listWarnings")
def list_warnings(query: Annotated[BoardQuery, Query()], person: ReadsWarnings, desk: AnyDesk) -> WarningList:
    """A page of warnings, latest change first; numbers are masked."""
    ledger = desk.ledger
    last_seq = ledger.last_seq()  # before the rows: the stream from here on cannot miss a change
    found = ledger.warnings(
        levels=query.level or None, state=query.state, stages=query.stage or None,
        holder=person.account.login if query.mine else None, before_seq=query.before_seq, limit=query.limit,
    )  # fmt: skip
    manner = manner_of(desk)
    return WarningList(
        items=[warning_row(change, manner) for change in found],
        next_before_seq=found[-1].seq if len(found) == query.limit else None,
        counts=level_counts(ledger.warning_counts()),
        last_seq=last_seq,
        as_of=desk.clock(),
    )


@router.get("/{warning_id}", operation_id="readWarning")
def read_warning(warning_id: str, person: ReadsWarnings, desk: AnyDesk) -> WarningDetail:
    """One warning with its reasons; numbers are masked. Audited."""
    return detail_of(desk, person, warning_id)


def detail_of(desk: Desk, person: Person, warning_id: str) -> WarningDetail:
    """The same; audited, for every way that leads to it."""
    change = _found(desk, warning_id)
    audit_read(desk, person, "warning.read", warning_id)
    done = Done(desk.ledger.dissuasions.steps(warning_id), desk.ledger.outbox.of_warning(warning_id))
    return warning_detail(
        change, done, manner_of(desk), site=desk.dissuasion.site, officer=person.account.name, now=desk.clock()
    )


@router.post("/{warning_id}/unmask", operation_id="unmaskWarning")
def unmask_warning(warning_id: str, body: Unmask, person: UnmasksWarnings, desk: AnyDesk) -> Unmasked:
    """Full numbers of one warning, for a purpose. Audited (safeguards 3).

    403 `not_holder` for whoever does not have the warning; with `break_glass` he sees them all the same, and the auditor hears of it.
    """
    change = _found(desk, warning_id)
    has_it = change.work.holder == person.account.login and change.work.stage in IN_HAND
    if not has_it and not body.break_glass:
        raise RefusedError(
            ErrorCode.NOT_HOLDER, f"warning {warning_id} is not yours: take it first, or break the glass with a reason"
        )
    action = "warning.unmask" if has_it else "warning.break_glass"
    audit_read(desk, person, action, warning_id, purpose=body.purpose)
    return unmasked(change.warning)


@router.get("/{warning_id}/records", operation_id="listWarningRecords")
def list_warning_records(warning_id: str, person: ReadsWarnings, desk: AnyDesk) -> RecordList:
    """The call records behind the reasons, newest first; numbers are masked. Audited."""
    warning = _found(desk, warning_id).warning
    audit_read(desk, person, "warning.records", warning_id)
    ids = list(dict.fromkeys(record_id for reason in warning.reasons for record_id in reason.record_ids))
    rows = sorted(desk.records.by_ids(ids), key=lambda cdr: (cdr.setup_at, cdr.record_id), reverse=True)
    return RecordList(items=[record_row(cdr) for cdr in rows])


def _found(desk: Desk, warning_id: str) -> Change:
    found = desk.ledger.warning(warning_id)
    if found is None:
        raise RefusedError(ErrorCode.NOT_FOUND, f"there is no warning {warning_id[:64]!r}: it may have been purged")
    return found
