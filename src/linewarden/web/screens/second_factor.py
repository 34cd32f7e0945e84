"""One's own second factor: how it stands, a new one, new recovery codes."""

import segno
from fastapi import APIRouter, Request

from linewarden.web.desk import Desk
from linewarden.web.guard import AnyDesk, OwnPassword, Person
from linewarden.web.one_time import address_of, new_recovery_codes, new_secret, recovery_hash, step_of
from linewarden.web.refusal import RefusedError
from linewarden.web.screens.accounts import end_streams
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.second_factor import (
    BeginSecondFactor,
    NewSecondFactor,
    OneTimeCode,
    Picture,
    RecoveryCodes,
    SecondFactorState,
)
from linewarden.web.sign_in import proved, refuse_locked

ISSUER = "守线 Linewarden"
QUIET = 4

router = APIRouter(prefix="/api/session/second-factor", tags=["session"])


@router.get("", operation_id="readSecondFactor")
def read_second_factor(person: OwnPassword, desk: AnyDesk) -> SecondFactorState:
    """How one's own second factor stands."""
    found = desk.ledger.second_factors.find(person.account.login)
    return SecondFactorState(
        is_set=found is not None and found.is_set,
        is_required=desk.sign_in.is_second_factor_required,
        set_at=found.set_at if found else None,
        recovery_codes_left=len(found.recovery) if found else 0,
    )


@router.post("", operation_id="beginSecondFactor")
def begin_second_factor(
    body: BeginSecondFactor, request: Request, person: OwnPassword, desk: AnyDesk
) -> NewSecondFactor:
    """A new secret for an authenticator; in force once `confirmSecondFactor` has got a code of it. 401 and 423 as `signIn`."""
    login = person.account.login
    proved(desk, request.app.state.hashing, login, body.password.get_secret_value(), body.code)
    secret, now = new_secret(), desk.clock()
    desk.ledger.second_factors.begin(login, desk.sealer.sealed(secret, login), at=now)
    address = address_of(secret, login, ISSUER)
    return NewSecondFactor(secret=secret, address=address, qr=_picture(address), expires_at=now + desk.sign_in.pending)


@router.post("/confirmation", operation_id="confirmSecondFactor")
def confirm_second_factor(body: OneTimeCode, request: Request, person: OwnPassword, desk: AnyDesk) -> RecoveryCodes:
    """Puts the new one in force; all other sessions of the account end. 401 and 423 as `signIn`; 409 moved_on when none waits any more."""
    login, now = person.account.login, desk.clock()
    found = desk.ledger.second_factors.find(login)
    if found is None or found.pending is None or found.pending_at is None:
        raise _nothing_waits()
    if now - found.pending_at > desk.sign_in.pending:
        raise _nothing_waits()
    refuse_locked(desk, login, person.account, now)  # else who has taken over a session could try all codes
    step = step_of(desk.sealer.opened(found.pending, login), body.code.get_secret_value(), now)
    if step is None:
        desk.ledger.attempts.failed(login, at=now, reason="bad_code")
        raise RefusedError(
            ErrorCode.BAD_CODE, "the code does not belong to the new second factor: check the telephone's clock"
        )
    desk.ledger.attempts.clear(login)
    codes = new_recovery_codes()
    ended = desk.ledger.second_factors.confirm(
        login,
        found.pending,
        step,
        [recovery_hash(code) for code in codes],
        at=now,
        keep_session=person.session.token_hash,
    )
    if ended is None:
        raise _nothing_waits()
    end_streams(request, ended)
    return RecoveryCodes(codes=codes)


@router.post("/recovery-codes", operation_id="renewRecoveryCodes")
def renew_recovery_codes(
    body: BeginSecondFactor, request: Request, person: OwnPassword, desk: AnyDesk
) -> RecoveryCodes:
    """New recovery codes in place of all former ones. 401 and 423 as `signIn`; 409 moved_on without a second factor."""
    login = _with_factor(desk, person)
    proved(desk, request.app.state.hashing, login, body.password.get_secret_value(), body.code)
    codes = new_recovery_codes()
    desk.ledger.second_factors.renew_recovery(login, [recovery_hash(code) for code in codes], at=desk.clock())
    return RecoveryCodes(codes=codes)


def _with_factor(desk: Desk, person: Person) -> str:
    found = desk.ledger.second_factors.find(person.account.login)
    if found is None or not found.is_set:
        raise RefusedError(ErrorCode.MOVED_ON, "this account has no second factor: set one up first")
    return person.account.login


def _nothing_waits() -> RefusedError:
    return RefusedError(
        ErrorCode.MOVED_ON, "no new second factor waits for a code, or it has waited too long: begin again"
    )


def _picture(address: str) -> Picture:
    """Rows of dark modules as one path; a scanner wants four modules of light around it."""
    code = segno.make(address, error="m", micro=False)
    rows = list(code.matrix_iter(border=QUIET))
    squares = [
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(rows)
        for column, is_dark in enumerate(modules)
        if is_dark
    ]
    return Picture(size=len(rows), path="".join(squares))
