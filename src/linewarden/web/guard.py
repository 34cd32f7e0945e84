"""Who is asking: the session behind the cookie, and what its role may do. Routes declare what they need."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from linewarden.model.account import Account, Session
from linewarden.web.desk import Desk
from linewarden.web.permits import ROLE_CAN
from linewarden.web.refusal import RefusedError
from linewarden.web.sessions import COOKIE, token_hash
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.session import Can


@dataclass(frozen=True, slots=True)
class Person:
    """The signed-in account and its session."""

    account: Account
    session: Session


def desk_of(request: Request) -> Desk:
    """The desk that the app was made with."""
    return cast("Desk", request.app.state.desk)


AnyDesk = Annotated[Desk, Depends(desk_of)]


def signed_in(request: Request, desk: AnyDesk) -> Person:
    """The person behind the cookie; refuses with `signed_out` when there is none or the session has ended."""
    found = _person(request, desk)
    if found is None:
        raise RefusedError(ErrorCode.SIGNED_OUT, "nobody is signed in, or the session has ended: sign in again")
    request.scope["linewarden.login"] = found.account.login
    return found


def _person(request: Request, desk: Desk) -> Person | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    rules = desk.sign_in
    session = desk.ledger.sessions.use(token_hash(token), at=desk.clock(), idle=rules.idle, absolute=rules.absolute)
    account = desk.ledger.account(session.login) if session else None
    return Person(account, session) if session and account and account.is_active else None


SignedIn = Annotated[Person, Depends(signed_in)]


def must_set_second_factor(account: Account, desk: Desk) -> bool:
    """True while one is required and the account has none."""
    if not desk.sign_in.is_second_factor_required:
        return False
    found = desk.ledger.second_factors.find(account.login)
    return found is None or not found.is_set


def with_own_password(person: SignedIn) -> Person:
    """The same; refuses with `password_must_change` whoever has yet to change a start password."""
    if person.account.must_change_password:
        raise RefusedError(ErrorCode.PASSWORD_MUST_CHANGE, "this account has a start password: change it, then go on")
    return person


OwnPassword = Annotated[Person, Depends(with_own_password)]


def ready(person: OwnPassword, desk: AnyDesk) -> Person:
    """The same; refuses with `second_factor_missing` whoever has yet to set one up."""
    if must_set_second_factor(person.account, desk):
        raise RefusedError(
            ErrorCode.SECOND_FACTOR_MISSING, "this account has no second factor yet: set one up, then go on"
        )
    return person


Ready = Annotated[Person, Depends(ready)]


def may(need: Can) -> Callable[[Person], Person]:
    """A dependency that refuses with `forbidden` whoever may not do this."""

    def check(person: Ready) -> Person:
        if need not in ROLE_CAN[person.account.role]:
            role = person.account.role
            raise RefusedError(ErrorCode.FORBIDDEN, f"role {role} has no right {need}: ask a person whose role has it")
        return person

    return check


ReadsWarnings = Annotated[Person, Depends(may(Can.READ_WARNINGS))]
UnmasksWarnings = Annotated[Person, Depends(may(Can.UNMASK_WARNINGS))]
WorksWarnings = Annotated[Person, Depends(may(Can.WORK_WARNINGS))]
WorksCases = Annotated[Person, Depends(may(Can.WORK_CASES))]
SearchesRecords = Annotated[Person, Depends(may(Can.SEARCH_RECORDS))]
ReadsFeeds = Annotated[Person, Depends(may(Can.READ_FEEDS))]
ReadsRules = Annotated[Person, Depends(may(Can.READ_RULES))]
ChangesRules = Annotated[Person, Depends(may(Can.CHANGE_RULES))]
ReadsAccounts = Annotated[Person, Depends(may(Can.READ_ACCOUNTS))]
ManagesAccounts = Annotated[Person, Depends(may(Can.MANAGE_ACCOUNTS))]
SecuresAccounts = Annotated[Person, Depends(may(Can.SECURE_ACCOUNTS))]
ReadsAudit = Annotated[Person, Depends(may(Can.READ_AUDIT))]
