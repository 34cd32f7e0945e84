"""Who is asking: the session behind the cookie or the API token, and what its role may do. Routes declare what they need."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from linewarden.model.account import Account, Session
from linewarden.model.api_token import ApiToken
from linewarden.web.desk import Desk
from linewarden.web.permits import ROLE_CAN
from linewarden.web.refusal import RefusedError
from linewarden.web.sessions import COOKIE, bearer, token_hash
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.session import Can


@dataclass(frozen=True, slots=True)
class Person:
    """The account that asks; with the token when a program asks in its name."""

    account: Account
    token: ApiToken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtScreen(Person):
    """Somebody who is signed in."""

    session: Session


def desk_of(request: Request) -> Desk:
    """The desk that the app was made with."""
    return cast("Desk", request.app.state.desk)


AnyDesk = Annotated[Desk, Depends(desk_of)]


def signed_in(request: Request, desk: AnyDesk) -> AtScreen:
    """The person behind the cookie; refuses with `signed_out` when there is none or the session has ended."""
    found = _by_cookie(request, desk)
    if found is None:
        raise RefusedError(ErrorCode.SIGNED_OUT, "nobody is signed in, or the session has ended: sign in again")
    request.scope["linewarden.login"] = found.account.login
    return found


def _by_cookie(request: Request, desk: Desk) -> AtScreen | None:
    token = request.cookies.get(COOKIE)
    if not token or bearer(request.headers) is not None:
        return None
    rules = desk.sign_in
    session = desk.ledger.sessions.use(token_hash(token), at=desk.clock(), idle=rules.idle, absolute=rules.absolute)
    account = desk.ledger.account(session.login) if session else None
    return AtScreen(account=account, session=session) if session and account and account.is_active else None


SignedIn = Annotated[AtScreen, Depends(signed_in)]


def must_set_second_factor(account: Account, desk: Desk) -> bool:
    """True while one is required and the account has none."""
    if not desk.sign_in.is_second_factor_required:
        return False
    found = desk.ledger.second_factors.find(account.login)
    return found is None or not found.is_set


def with_own_password(person: SignedIn) -> AtScreen:
    """The same; refuses with `password_must_change` whoever has yet to change a start password."""
    if person.account.must_change_password:
        raise RefusedError(ErrorCode.PASSWORD_MUST_CHANGE, "this account has a start password: change it, then go on")
    return person


OwnPassword = Annotated[AtScreen, Depends(with_own_password)]


def at_screen(person: OwnPassword, desk: AnyDesk) -> AtScreen:
    """The same; refuses with `second_factor_missing` whoever has yet to set one up."""
    if must_set_second_factor(person.account, desk):
        raise RefusedError(
            ErrorCode.SECOND_FACTOR_MISSING, "this account has no second factor yet: set one up, then go on"
        )
    return person


ReadyAtScreen = Annotated[AtScreen, Depends(at_screen)]


def ready(request: Request, desk: AnyDesk) -> Person:
    """Whoever is signed in and has done all of that, or the person of the API token; `bad_token` when it is none, or good no more."""
    text = bearer(request.headers)
    if text is None:
        return at_screen(with_own_password(signed_in(request, desk)), desk)
    token = desk.ledger.api_tokens.use(token_hash(text), at=desk.clock())
    account = desk.ledger.account(token.login) if token else None
    if token is None or account is None or not _is_in_order(account, desk):
        raise RefusedError(
            ErrorCode.BAD_TOKEN,
            "this API token is unknown, ended or expired, or its account is not in order: make another",
        )
    request.scope["linewarden.login"] = account.login
    return Person(account, token)


def _is_in_order(account: Account, desk: Desk) -> bool:
    """An account that could sign in and work now."""
    is_asleep = account.is_dormant(desk.clock(), desk.sign_in.dormant)
    is_unfinished = account.must_change_password or must_set_second_factor(account, desk)
    return account.is_active and not is_asleep and not is_unfinished


Ready = Annotated[Person, Depends(ready)]


def may(need: Can) -> Callable[[Person], Person]:
    """A dependency that refuses with `forbidden` whoever may not do this."""

    def check(person: Ready) -> Person:
        if need not in ROLE_CAN[person.account.role]:
            role = person.account.role
            raise RefusedError(ErrorCode.FORBIDDEN, f"role {role} has no right {need}: ask a person whose role has it")
        if person.token and need not in person.token.scopes:
            raise RefusedError(
                ErrorCode.FORBIDDEN,
                f"token {person.token.token_id} has no scope {need}: sign in, or make one that has it",
            )
        return person

    return check


def searching_at_screen(person: ReadyAtScreen) -> AtScreen:
    """Somebody who may look call records up, and is no program."""
    may(Can.SEARCH_RECORDS)(person)
    return person


SearchesAtScreen = Annotated[AtScreen, Depends(searching_at_screen)]
ReadsWarnings = Annotated[Person, Depends(may(Can.READ_WARNINGS))]
UnmasksWarnings = Annotated[Person, Depends(may(Can.UNMASK_WARNINGS))]
WorksWarnings = Annotated[Person, Depends(may(Can.WORK_WARNINGS))]
WorksCases = Annotated[Person, Depends(may(Can.WORK_CASES))]
UnmasksRecords = UnmasksWarnings  # one right to full numbers, wherever they stand
SearchesRecords = Annotated[Person, Depends(may(Can.SEARCH_RECORDS))]
ReadsFeeds = Annotated[Person, Depends(may(Can.READ_FEEDS))]
ReadsRules = Annotated[Person, Depends(may(Can.READ_RULES))]
ChangesRules = Annotated[Person, Depends(may(Can.CHANGE_RULES))]
ReadsAccounts = Annotated[Person, Depends(may(Can.READ_ACCOUNTS))]
ManagesAccounts = Annotated[Person, Depends(may(Can.MANAGE_ACCOUNTS))]
SecuresAccounts = Annotated[Person, Depends(may(Can.SECURE_ACCOUNTS))]
ReadsAudit = Annotated[Person, Depends(may(Can.READ_AUDIT))]
