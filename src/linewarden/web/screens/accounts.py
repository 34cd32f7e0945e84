"""Screen 12, accounts: the list, and what the system administrator does: opening and closing. See `account_security` for the rest."""

from fastapi import APIRouter, Request, status

from linewarden.web.guard import AnyDesk, ManagesAccounts, ReadsAccounts
from linewarden.web.live.hub import Hub
from linewarden.web.password_rules import new_start_password
from linewarden.web.passwords import hash_password
from linewarden.web.shapes.account import AccountDeed, AccountList, NewAccount, StartPassword
from linewarden.web.told import ACCOUNTS, told
from linewarden.web.views.accounts import account_list

router = APIRouter(prefix="/api/accounts", tags=["accounts"])


@router.get("", operation_id="listAccounts")
def list_accounts(_person: ReadsAccounts, desk: AnyDesk) -> AccountList:
    """All named accounts, closed ones too, and how many of the contract's are in use."""
    return account_list(desk)


@router.post("", operation_id="openAccount", status_code=status.HTTP_201_CREATED)
def open_account(body: NewAccount, request: Request, person: ManagesAccounts, desk: AnyDesk) -> StartPassword:
    """A new account and its start password, shown once. 409 `login_taken`, `accounts_full`."""
    start_password = new_start_password()
    with request.app.state.hashing.turns:
        password_hash = hash_password(start_password, desk.argon2)
    with told(ACCOUNTS):
        desk.ledger.add_account(
            body.login, body.name, body.role, password_hash, at=desk.clock(), actor=person.account.login, reason=body.reason,
            must_change_password=True,
        )  # fmt: skip
    return StartPassword(login=body.login, start_password=start_password)


@router.post("/{login}/close", operation_id="closeAccount")
def close_account(
    login: str, body: AccountDeed, request: Request, person: ManagesAccounts, desk: AnyDesk
) -> AccountList:
    """Closes an account for good; its sessions and streams end. 403 `own_account`; 409 `last_administrator`, `moved_on` when it is closed."""
    with told(ACCOUNTS):
        ended = desk.ledger.accounts.deactivate(login, at=desk.clock(), actor=person.account.login, reason=body.reason)
    end_streams(request, ended)
    return account_list(desk)


def end_streams(request: Request, ended: list[str]) -> None:
    """Closes the streams of sessions that ended."""
    hub: Hub = request.app.state.hub
    for token_hash in ended:
        hub.end_session(token_hash)
