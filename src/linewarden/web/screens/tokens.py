"""One's own API tokens: made with password and code, shown once, ended at any time (decision 0027)."""

import secrets
from datetime import timedelta

from fastapi import APIRouter, Request

from linewarden.model.account import Account
from linewarden.model.api_token import ApiToken
from linewarden.web.guard import AnyDesk, ReadyAtScreen
from linewarden.web.permits import ROLE_CAN, TOKEN_CAN
from linewarden.web.refusal import RefusedError
from linewarden.web.sessions import api_token, token_hash
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.session import Can
from linewarden.web.shapes.token import MakeToken, NewToken, TokenList, TokenView
from linewarden.web.sign_in import proved
from linewarden.web.told import TOKENS, told

router = APIRouter(prefix="/api/tokens", tags=["tokens"])


@router.get("", operation_id="listTokens")
def list_tokens(person: ReadyAtScreen, desk: AnyDesk) -> TokenList:
    """Those of the person who is signed in."""
    now = desk.clock()
    return TokenList(
        items=[_view(token) for token in desk.ledger.api_tokens.of(person.account.login, at=now)],
        may_carry=_may_carry(person.account),
        at_most=desk.sign_in.tokens_per_account,
        most_days=desk.sign_in.token_days,
        as_of=now,
    )


@router.post("", operation_id="makeToken")
def make_token(body: MakeToken, request: Request, person: ReadyAtScreen, desk: AnyDesk) -> NewToken:
    """Another token. 401 and 423 as `signIn`; 403 for a scope that it may not carry; 409 `tokens_full`; 422 for too many days."""
    _refuse_scopes(body.scopes, person.account)
    if body.days > desk.sign_in.token_days:
        raise RefusedError(
            ErrorCode.UNUSABLE_REQUEST, f"days: a token is good for {desk.sign_in.token_days} days at most"
        )
    login = person.account.login
    proved(desk, request.app.state.hashing, login, body.password.get_secret_value(), body.code)
    now, token_id = desk.clock(), secrets.token_hex(6)
    text = api_token(token_id)
    token = ApiToken(
        token_id=token_id,
        token_hash=token_hash(text),
        login=login,
        name=body.name,
        scopes=tuple(sorted(set(body.scopes))),
        created_at=now,
        expires_at=now + timedelta(days=body.days),
    )
    with told(TOKENS):
        desk.ledger.api_tokens.add(token, at_most=desk.sign_in.tokens_per_account)
    return NewToken(token=text, told=_view(token))


@router.post("/{token_id}/end", operation_id="endToken")
def end_token(token_id: str, person: ReadyAtScreen, desk: AnyDesk) -> TokenList:
    """Ends one of one's own, at once. 404 when there is no such token, or it is good no more."""
    with told(TOKENS):
        desk.ledger.api_tokens.end(person.account.login, token_id, at=desk.clock())
    return list_tokens(person, desk)


def _may_carry(account: Account) -> list[Can]:
    return [can for can in TOKEN_CAN if can in ROLE_CAN[account.role]]


def _refuse_scopes(scopes: list[Can], account: Account) -> None:
    beyond = [scope for scope in scopes if scope not in _may_carry(account)]
    if beyond:
        raise RefusedError(
            ErrorCode.FORBIDDEN,
            f"a token of yours may not carry {beyond[0]}: it reads, and for {account.role} no more than its screens",
        )


def _view(token: ApiToken) -> TokenView:
    return TokenView(
        token_id=token.token_id,
        name=token.name,
        scopes=[Can(scope) for scope in token.scopes],
        created_at=token.created_at,
        expires_at=token.expires_at,
        used_at=token.used_at,
    )
