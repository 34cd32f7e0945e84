"""Screen 9, cases: the list, one case, what is put on record in it, who may know of it, full numbers for a purpose."""

from dataclasses import replace
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import Field

from linewarden.cases.deed import RECORD_REF, AnyDeed, Entity, Grant, Open, Pin, PinKind, Revoke
from linewarden.cases.entity import canonical
from linewarden.errors import UnfitDeedError
from linewarden.store.ledger.cases import Kept
from linewarden.web.desk import Desk
from linewarden.web.guard import AnyDesk, Person, WorksCases
from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.case import (
    AccessBody,
    CaseDeedBody,
    CaseDetail,
    CaseList,
    CaseRow,
    CaseUnmasked,
    GlassBody,
    NewCase,
    UnmaskCase,
    WarningCases,
)
from linewarden.web.told import CASES, told
from linewarden.web.views.cases import case_detail, case_row, case_unmasked
from linewarden.web.views.names import names_of

router = APIRouter(tags=["cases"])


class CasesQuery(Shape):
    """Which rows of the list."""

    is_open: bool | None = None
    mine: bool = False
    limit: int = Field(default=200, ge=1, le=500)


@router.get("/api/cases", operation_id="listCases")
def list_cases(query: Annotated[CasesQuery, Query()], person: WorksCases, desk: AnyDesk) -> CaseList:
    """Cases that one may know of, one's own first; a commander knows of all. Titles are masked."""
    now, names, login = desk.clock(), names_of(desk), person.account.login
    found = desk.ledger.cases.all(actor=login, at=now, is_open=query.is_open, mine=query.mine, limit=query.limit)
    return CaseList(items=[case_row(kept, login, now, names) for kept in found], as_of=now)


@router.post("/api/cases", operation_id="openCase")
def open_case(body: NewCase, person: WorksCases, desk: AnyDesk) -> CaseDetail:
    """A new case, led by whoever opens it. Audited."""
    now = desk.clock()
    deed = Open(title=body.title, case_kind=body.kind, origin=body.origin, note=body.note)
    year = now.astimezone(ZoneInfo(desk.time_zone)).year
    with told(CASES):
        _require_record(desk, body.pin)
        kept = desk.ledger.cases.open(
            deed, site=desk.home.area, year=year, actor=person.account.login, at=now, pin=body.pin
        )
    return case_detail(kept, person.account.login, desk)


@router.get("/api/cases/{number}", operation_id="readCase")
def read_case(number: str, person: WorksCases, desk: AnyDesk) -> CaseDetail:
    """One case, masked. Audited. 404 for whoever may not know of it; 403 `not_member` for a commander who was not let in."""
    with told(CASES):
        kept = desk.ledger.cases.read(number, actor=person.account.login, at=desk.clock())
    return case_detail(kept, person.account.login, desk)


@router.post("/api/cases/{number}/deeds", operation_id="putOnCase")
def put_on_case(number: str, body: CaseDeedBody, person: WorksCases, desk: AnyDesk) -> CaseDetail:
    """Put something on record. Audited. 409 `moved_on` when there are entries that one has not seen; 403 `not_member`; 422 says what is lacking."""
    with told(CASES):
        kept = _put(desk, person, number, body.deed, body.seen)
    return case_detail(kept, person.account.login, desk)


@router.post("/api/cases/{number}/access", operation_id="setCaseAccess")
def set_case_access(number: str, body: AccessBody, person: WorksCases, desk: AnyDesk) -> CaseRow:
    """Let somebody in or out: by the lead, or a commander, who lets in others, never himself. Audited."""
    deed: AnyDeed = Revoke(login=body.login)
    if body.role is not None:
        deed = Grant(login=body.login, role=body.role, until=body.until)
    with told(CASES):
        kept = _put(desk, person, number, deed, body.seen)
    return case_row(kept, person.account.login, desk.clock(), names_of(desk))


@router.post("/api/cases/{number}/break-glass", operation_id="breakCaseGlass")
def break_case_glass(number: str, body: GlassBody, person: WorksCases, desk: AnyDesk) -> CaseDetail:
    """Look into a case that one was not let into, for an hour. Audited as `case.break_glass`; the lead sees it in the timeline."""
    with told(CASES):
        kept = desk.ledger.cases.break_glass(number, body.purpose, actor=person.account.login, at=desk.clock())
    return case_detail(kept, person.account.login, desk)


@router.post("/api/cases/{number}/unmask", operation_id="unmaskCase")
def unmask_case(number: str, body: UnmaskCase, person: WorksCases, desk: AnyDesk) -> CaseUnmasked:
    """Full values and words of a case, for a purpose. Audited (safeguards 3); not for viewers."""
    with told(CASES):
        kept = desk.ledger.cases.unmask(number, body.purpose, actor=person.account.login, at=desk.clock())
    return case_unmasked(kept.case)


@router.get("/api/warnings/{warning_id}/cases", operation_id="listWarningCases")
def list_warning_cases(warning_id: str, person: WorksCases, desk: AnyDesk) -> WarningCases:
    """Cases that this warning is pinned to and that one may know of."""
    now, names, login = desk.clock(), names_of(desk), person.account.login
    found = desk.ledger.cases.of_warning(warning_id, actor=login, at=now)
    return WarningCases(items=[case_row(kept, login, now, names) for kept in found])


def _put(desk: Desk, person: Person, number: str, deed: AnyDeed, seen: int) -> Kept:
    if isinstance(deed, Entity):
        deed = replace(deed, value=canonical(deed.what, deed.value, desk.home))
    _require_record(desk, deed)
    return desk.ledger.cases.put(number, deed, actor=person.account.login, seen=seen, at=desk.clock())


def _require_record(desk: Desk, deed: AnyDeed | None) -> None:
    """Nothing when it pins no call record, or one that there is; the ledger knows warnings alone."""
    if not isinstance(deed, Pin) or deed.what is not PinKind.RECORD:
        return
    if not RECORD_REF.fullmatch(deed.ref) or not desk.records.by_ids([int(deed.ref, 16)]):
        raise UnfitDeedError(
            "there is no such call record: it may have been purged, or is not named by 16 digits of 0-9 and a-f"
        )
