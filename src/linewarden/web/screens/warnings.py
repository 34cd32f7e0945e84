"""Screen 2, live warnings: the board, the side panel, and full numbers for a purpose."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from linewarden.model.warning import Level, State, Warning
from linewarden.web.audited import audit_read
from linewarden.web.desk import Desk
from linewarden.web.guard import AnyDesk, ReadsWarnings, UnmasksWarnings
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.warning import RecordList, Unmask, Unmasked, WarningDetail, WarningList
from linewarden.web.views.records import record_row
from linewarden.web.views.warnings import level_counts, unmasked, warning_detail, warning_row

router = APIRouter(prefix="/api/warnings", tags=["warnings"])


class BoardQuery(Shape):
    """Which rows of the board. Levels may be repeated; none means all."""

    level: list[Level] = Field(default_factory=list, max_length=4)
    state: State | None = None
    limit: int = Field(default=200, ge=1, le=500)
    before_seq: int | None = Field(default=None, ge=1)


@router.get("", operation_id="listWarnings")
def list_warnings(query: Annotated[BoardQuery, Query()], _person: ReadsWarnings, desk: AnyDesk) -> WarningList:
    """A page of warnings, latest change first; numbers are masked."""
    ledger = desk.ledger
    last_seq = ledger.last_seq()  # before the rows: the stream from here on cannot miss a change
    found = ledger.warnings(
        levels=query.level or None, state=query.state, before_seq=query.before_seq, limit=query.limit
    )
    return WarningList(
        items=[warning_row(seq, warning, desk.home) for seq, warning in found],
        next_before_seq=found[-1][0] if len(found) == query.limit else None,
        counts=level_counts(ledger.warning_counts()),
        last_seq=last_seq,
        as_of=desk.clock(),
    )


@router.get("/{warning_id}", operation_id="readWarning")
def read_warning(warning_id: str, person: ReadsWarnings, desk: AnyDesk) -> WarningDetail:
    """One warning with its reasons; numbers are masked. Audited."""
    seq, warning = _found(desk, warning_id)
    audit_read(desk, person, "warning.read", warning_id)
    return warning_detail(seq, warning, desk.home)


@router.post("/{warning_id}/unmask", operation_id="unmaskWarning")
def unmask_warning(warning_id: str, body: Unmask, person: UnmasksWarnings, desk: AnyDesk) -> Unmasked:
    """Full numbers of one warning, for a purpose. Audited (safeguards 3)."""
    _seq, warning = _found(desk, warning_id)
    audit_read(desk, person, "warning.unmask", warning_id, purpose=body.purpose)
    return unmasked(warning)


@router.get("/{warning_id}/records", operation_id="listWarningRecords")
def list_warning_records(warning_id: str, person: ReadsWarnings, desk: AnyDesk) -> RecordList:
    """The call records behind the reasons, newest first; numbers are masked. Audited."""
    _seq, warning = _found(desk, warning_id)
    audit_read(desk, person, "warning.records", warning_id)
    ids = list(dict.fromkeys(record_id for reason in warning.reasons for record_id in reason.record_ids))
    rows = sorted(desk.records.by_ids(ids), key=lambda cdr: (cdr.setup_at, cdr.record_id), reverse=True)
    return RecordList(items=[record_row(cdr) for cdr in rows])


def _found(desk: Desk, warning_id: str) -> tuple[int, Warning]:
    found = desk.ledger.warning(warning_id)
    if found is None:
        raise RefusedError(ErrorCode.NOT_FOUND, f"there is no warning {warning_id[:64]!r}: it may have been purged")
    return found
