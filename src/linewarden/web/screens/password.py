"""One's own password."""

from fastapi import APIRouter, Request, status

from linewarden.web.guard import AnyDesk, SignedIn
from linewarden.web.password_rules import WeakPasswordError, refuse_weak
from linewarden.web.passwords import hash_password
from linewarden.web.screens.accounts import end_streams
from linewarden.web.shapes.account import PasswordChange
from linewarden.web.sign_in import knows_password, proved
from linewarden.web.told import ACCOUNTS, told

router = APIRouter(prefix="/api/session/password", tags=["session"])


@router.post("", operation_id="changePassword", status_code=status.HTTP_204_NO_CONTENT)
def change_password(body: PasswordChange, request: Request, person: SignedIn, desk: AnyDesk) -> None:
    """Changes it; all other sessions of the account end. 401 and 423 as `signIn`; 409 `moved_on` when it was reset meanwhile; 422 `weak_password`."""
    login, hashing = person.account.login, request.app.state.hashing
    old, new = body.password.get_secret_value(), body.new_password.get_secret_value()
    if (
        person.account.must_change_password
    ):  # the sign-in has just taken a code; who knows a start password may do nothing else
        account = knows_password(desk, hashing, login, old)
    else:
        account = proved(desk, hashing, login, old, body.code)
    with told(ACCOUNTS):
        if new == old:
            raise WeakPasswordError("the password is the old one: take another")
        refuse_weak(new, login)
        with hashing.turns:
            password_hash = hash_password(new, desk.argon2)
        ended = desk.ledger.account_security.change_password(
            login, password_hash, former=account.password_hash, at=desk.clock(), keep_session=person.session.token_hash
        )
    end_streams(request, ended)
