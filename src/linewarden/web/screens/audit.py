"""The audit, for auditors: what was done, whether the chain is whole, and a copy that can be checked anywhere. They change nothing of it."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import StreamingResponse

from linewarden.misuse.check import check
from linewarden.store.ledger import Deed
from linewarden.store.ledger.audit_file import audit_lines
from linewarden.store.ledger.audit_search import Wanted
from linewarden.web.guard import AnyDesk, ReadsAudit
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.audit import (
    AuditCheckView,
    AuditFacets,
    AuditList,
    AuditQuery,
    AuditRow,
    AuditSpan,
    AuditStanding,
)
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.serial import Serial
from linewarden.web.views.audit import audit_facets, audit_row, check_view

router = APIRouter(prefix="/api/audit", tags=["audit"])

AGAIN_S = 10
_CHUNK_BYTES = 256 * 1024


@router.get("", operation_id="listAudit")
def list_audit(query: Annotated[AuditQuery, Query()], _person: ReadsAudit, desk: AnyDesk) -> AuditList:
    """A page of the entries that fit, newest first. One answer looks at 50,000 entries at most; `next_before_seq` goes on from there."""
    wanted = Wanted(**query.model_dump(exclude={"limit", "before_seq"}))
    found = desk.ledger.audit_search.find(wanted, before_seq=query.before_seq, limit=query.limit)
    rows = [audit_row(entry) for entry in found.entries]
    return AuditList(items=rows, next_before_seq=found.next_before_seq, head_seq=found.head_seq)


@router.get("/facets", operation_id="countAudit")
def count_audit(span: Annotated[AuditSpan, Query()], _person: ReadsAudit, desk: AnyDesk) -> AuditFacets:
    """Actors and actions that occur within a span, with counts: of its latest 50,000 entries."""
    return audit_facets(desk.ledger.audit_search.facets(Wanted(since=span.since, until=span.until)))


@router.get("/entries/{seq}", operation_id="readAuditEntry")
def read_entry(seq: Serial, _person: ReadsAudit, desk: AnyDesk) -> AuditRow:
    """One entry."""
    entry = desk.ledger.audit_search.one(seq)
    if entry is None:
        raise RefusedError(ErrorCode.NOT_FOUND, f"the audit has no entry {seq}: it counts from 1 to its head")
    return audit_row(entry)


@router.get("/standing", operation_id="readAuditStanding")
def read_standing(_person: ReadsAudit, desk: AnyDesk) -> AuditStanding:
    """How far the audit reaches, when it was last verified and by whom, and how many alarms are open."""
    ledger = desk.ledger
    head, last = ledger.audit.head(), ledger.alarms.last_check()
    return AuditStanding(
        entries=head.seq,
        entry_hash=head.entry_hash,
        last_check=check_view(last) if last else None,
        open_alarms=ledger.alarms.open_count(),
        looked_through_seq=ledger.alarms.through_seq(),
        as_of=desk.clock(),
    )


@router.post("/verify", operation_id="verifyAudit")
def verify_audit(request: Request, person: ReadsAudit, desk: AnyDesk) -> AuditCheckView:
    """Reads the whole chain and says what is wrong with it; audited, and an alarm when anything is. 429 while another verification runs."""
    turn = request.app.state.verifying
    if not turn.acquire(blocking=False):
        raise RefusedError(
            ErrorCode.TOO_MANY, "the audit is being verified already: wait for what it finds", retry_after_s=AGAIN_S
        )
    try:
        return check_view(check(desk.ledger, by=person.account.login, now=desk.clock))
    finally:
        turn.release()


@router.get(
    "/export",
    operation_id="exportAudit",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/jsonl": {}}}},
)
def export_audit(person: ReadsAudit, desk: AnyDesk) -> StreamingResponse:
    """The whole audit as `linewarden audit export` writes it, for `linewarden audit verify --file`. Audited; the copy holds that entry, too."""
    now = desk.clock()
    desk.ledger.audit.append(Deed(actor=person.account.login, action="audit.export", subject="audit"), at=now)
    head = desk.ledger.audit.head()
    name = f"linewarden-audit-{now:%Y%m%dT%H%M%SZ}-{head.seq}.jsonl"
    lines = audit_lines(desk.ledger.audit.through(head), head, at=now)
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(_chunks(lines), headers=headers, media_type="application/jsonl")


def _chunks(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Lines put together: each piece costs a turn of the event loop."""
    kept = bytearray()
    for line in lines:
        kept += line
        if len(kept) >= _CHUNK_BYTES:
            yield bytes(kept)
            kept.clear()
    yield bytes(kept)
