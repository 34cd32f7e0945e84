"""Sign-in, sign-out, and who is signed in."""

from fastapi import APIRouter, Request, Response, status

from linewarden.model.account import Account
from linewarden.web.desk import Desk
from linewarden.web.guard import AnyDesk, SignedIn, must_set_second_factor
from linewarden.web.permits import ROLE_CAN
from linewarden.web.sessions import COOKIE, drop_cookie, set_cookie, token_hash
from linewarden.web.shapes.session import Me, SignIn
from linewarden.web.sign_in import sign_in

router = APIRouter(prefix="/api/session", tags=["session"])


@router.post("", operation_id="signIn")
def start_session(body: SignIn, request: Request, response: Response, desk: AnyDesk) -> Me:
    """Signs a person in and sets the session cookie. 401 bad_credentials, code_needed or bad_code, 403 dormant, 423 locked_out with `retry_after_s`."""
    account, token, ended = sign_in(desk, request.app.state.hashing, body)
    if former := request.cookies.get(COOKIE):
        ended.append(token_hash(former))
        desk.ledger.sessions.end(token_hash(former), at=desk.clock(), action="session.replaced")
    for superseded in ended:
        request.app.state.hub.end_session(superseded)
    request.scope["linewarden.login"] = account.login
    set_cookie(response, token, is_tls=desk.is_tls, rules=desk.sign_in)
    return me(account, desk)


@router.get("", operation_id="readSession")
def read_session(person: SignedIn, desk: AnyDesk) -> Me:
    """Who is signed in; 401 signed_out when nobody is."""
    return me(person.account, desk)


@router.delete("", operation_id="signOut", status_code=status.HTTP_204_NO_CONTENT)
def end_session(person: SignedIn, request: Request, response: Response, desk: AnyDesk) -> None:
    """Ends the session, its stream and its cookie."""
    desk.ledger.sessions.end(person.session.token_hash, at=desk.clock(), action="sign_out")
    request.app.state.hub.end_session(person.session.token_hash)
    drop_cookie(response, is_tls=desk.is_tls)


def me(account: Account, desk: Desk) -> Me:
    """The account as its own browser sees it."""
    return Me(
        login=account.login,
        name=account.name,
        role=account.role,
        roles_can=list(ROLE_CAN[account.role]),
        is_demo=desk.is_demo,
        versions=dict(desk.versions),
        idle_s=int(desk.sign_in.idle.total_seconds()),
        server_time=desk.clock(),
        time_zone=desk.time_zone,
        must_change_password=account.must_change_password,
        must_set_second_factor=must_set_second_factor(account, desk),
    )
