"""What the security administrator does with accounts of others. 403 `own_account`; 409 `moved_on` when it is closed, or there is nothing to do."""

from fastapi import APIRouter, Request

from linewarden.web.guard import AnyDesk, SecuresAccounts
from linewarden.web.password_rules import new_start_password
from linewarden.web.passwords import hash_password
from linewarden.web.screens.accounts import end_streams
from linewarden.web.shapes.account import AccountDeed, AccountList, StartPassword
from linewarden.web.told import ACCOUNTS, told
from linewarden.web.views.accounts import account_list

router = APIRouter(prefix="/api/accounts/{login}", tags=["accounts"])


@router.post("/unlock", operation_id="unlockAccount")
def unlock(login: str, body: AccountDeed, person: SecuresAccounts, desk: AnyDesk) -> AccountList:
    """Ends a lock after failed sign-ins before its time."""
    with told(ACCOUNTS):
        desk.ledger.account_security.unlock(login, at=desk.clock(), actor=person.account.login, reason=body.reason)
    return account_list(desk)


@router.post("/end-sessions", operation_id="endAccountSessions")
def end_sessions(
    login: str, body: AccountDeed, request: Request, person: SecuresAccounts, desk: AnyDesk
) -> AccountList:
    """Signs the person out everywhere, streams included."""
    with told(ACCOUNTS):
        ended = desk.ledger.account_security.end_sessions(
            login, at=desk.clock(), actor=person.account.login, reason=body.reason
        )
    end_streams(request, ended)
    return account_list(desk)


@router.post("/reset-password", operation_id="resetPassword")
def reset_password(
    login: str, body: AccountDeed, request: Request, person: SecuresAccounts, desk: AnyDesk
) -> StartPassword:
    """Another start password, shown once; a lock and all sessions end. The second factor stays."""
    start_password = new_start_password()
    with request.app.state.hashing.turns:
        password_hash = hash_password(start_password, desk.argon2)
    with told(ACCOUNTS):
        ended = desk.ledger.account_security.reset_password(
            login, password_hash, at=desk.clock(), actor=person.account.login, reason=body.reason
        )
    end_streams(request, ended)
    return StartPassword(login=login, start_password=start_password)


@router.post("/reset-second-factor", operation_id="resetSecondFactor")
def reset_second_factor(
    login: str, body: AccountDeed, request: Request, person: SecuresAccounts, desk: AnyDesk
) -> AccountList:
    """Forgets the second factor of whoever has lost it; all sessions end. The next sign-in sets up another."""
    with told(ACCOUNTS):
        ended = desk.ledger.second_factors.reset(login, at=desk.clock(), actor=person.account.login, reason=body.reason)
    end_streams(request, ended)
    return account_list(desk)


@router.post("/reopen", operation_id="reopenAccount")
def reopen(login: str, body: AccountDeed, person: SecuresAccounts, desk: AnyDesk) -> AccountList:
    """Lets an account that nobody has used for long sign in again."""
    with told(ACCOUNTS):
        desk.ledger.account_security.reopen(
            login, at=desk.clock(), dormant=desk.sign_in.dormant, actor=person.account.login, reason=body.reason
        )
    return account_list(desk)
