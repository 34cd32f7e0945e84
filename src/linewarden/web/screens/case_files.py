"""Screen 9, files of a case: taken in as they stream, kept by their digest, every reading on the custody log."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from linewarden.cases.checks import WRITES
from linewarden.cases.deed import Attach, Line
from linewarden.errors import NotMemberError, UnfitDeedError
from linewarden.store.evidence import Intake
from linewarden.store.ledger.cases import Kept
from linewarden.web.desk import Desk
from linewarden.web.guard import AnyDesk, WorksCases
from linewarden.web.limits import RequestRules
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.case import CaseDetail, CustodyLog, TouchView
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.told import CASES, told
from linewarden.web.views.cases import case_detail
from linewarden.web.views.names import colleague, names_of

router = APIRouter(prefix="/api/cases/{number}/files", tags=["cases"])


@router.post("", operation_id="attachToCase")
async def attach_to_case(
    number: str, name: Annotated[Line, Query()], request: Request, person: WorksCases, desk: AnyDesk
) -> CaseDetail:
    """A file, its bytes being the whole body. Audited. 413 when it is too large, 409 `case_full` when all files together are."""
    login = person.account.login
    with told(CASES):
        await asyncio.to_thread(_require_writer, desk, number, login)
        intake = await asyncio.to_thread(desk.evidence.intake)
        try:
            await _take_in(request, intake, desk.request)
            kept = await asyncio.to_thread(_keep, desk, number, login, name, intake)
        finally:
            await asyncio.to_thread(intake.drop)
    return await asyncio.to_thread(case_detail, kept, login, desk)


@router.get("/{nth}", operation_id="readCaseFile", response_class=StreamingResponse)
def read_case_file(number: str, nth: int, person: WorksCases, desk: AnyDesk) -> StreamingResponse:
    """The file as it was taken in, to be saved and never shown by the browser. On the custody log and audited; not for viewers."""
    with told(CASES):
        attached = desk.ledger.cases.read_file(number, nth, actor=person.account.login, at=desk.clock())
        pieces = desk.evidence.read(attached.sha256)
    headers = {
        "content-disposition": f'attachment; filename="{number}-{nth}.bin"',  # of ours: a given name could be anything
        "content-length": str(attached.bytes),
        "x-content-sha256": attached.sha256,
    }
    return StreamingResponse(pieces, media_type="application/octet-stream", headers=headers)


@router.get("/{nth}/custody", operation_id="readCustody")
def read_custody(number: str, nth: int, person: WorksCases, desk: AnyDesk) -> CustodyLog:
    """Every touch of a file, in order."""
    with told(CASES):
        touches = desk.ledger.cases.custody(number, nth, actor=person.account.login, at=desk.clock())
    names = names_of(desk)
    return CustodyLog(
        items=[TouchView(nth=one.nth, at=one.at, actor=colleague(one.actor, names), touch=one.touch) for one in touches]
    )


def _require_writer(desk: Desk, number: str, login: str) -> None:
    """Before a byte is read, so that nobody fills the disk with what he may not attach."""
    now = desk.clock()
    access = desk.ledger.cases.read(number, actor=login, at=now).case.access(login, now)
    if access is None or access.role not in WRITES:
        raise NotMemberError(f"only members attach files to case {number}: ask its lead")


def _keep(desk: Desk, number: str, login: str, name: str, intake: Intake) -> Kept:
    sealed = intake.seal()
    deed = Attach(name=name, sha256=sealed.sha256, bytes=sealed.bytes)
    return desk.ledger.cases.put(number, deed, actor=login, seen=None, at=desk.clock())


async def _take_in(request: Request, intake: Intake, rules: RequestRules) -> None:
    try:
        async with asyncio.timeout(rules.file_s):
            async for chunk in request.stream():
                if intake.bytes + len(chunk) > rules.file_bytes:
                    raise RefusedError(
                        ErrorCode.TOO_LARGE, f"the file is larger than {rules.file_bytes} bytes: send a smaller one"
                    )
                await asyncio.to_thread(intake.write, chunk)
    except TimeoutError as err:
        raise RefusedError(ErrorCode.TOO_SLOW, f"the file took longer than {rules.file_s:g} s: send it again") from err
    if intake.bytes == 0:
        raise UnfitDeedError("the file is empty: choose another one")
