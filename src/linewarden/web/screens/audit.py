"""The audit, for auditors: read only."""

from typing import Annotated

from fastapi import APIRouter, Query

from linewarden.web.guard import AnyDesk, ReadsAudit
from linewarden.web.shapes.audit import AuditList
from linewarden.web.shapes.serial import Serial
from linewarden.web.views.audit import audit_row

router = APIRouter(prefix="/api/audit", tags=["audit"])

Limit = Annotated[int, Query(ge=1, le=500)]
BeforeSeq = Annotated[Serial | None, Query(ge=1)]


@router.get("", operation_id="listAudit")
def list_audit(_person: ReadsAudit, desk: AnyDesk, limit: Limit = 200, before_seq: BeforeSeq = None) -> AuditList:
    """A page of the audit, newest first."""
    entries = desk.ledger.audit.entries(before_seq=before_seq, limit=limit)
    return AuditList(
        items=[audit_row(entry) for entry in entries],
        next_before_seq=entries[-1].seq if len(entries) == limit and entries[-1].seq > 1 else None,
    )
