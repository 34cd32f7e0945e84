"""Session cookies and API tokens: random, known to the browser or the program alone; the ledger keeps their hash."""

import hashlib
import secrets

from fastapi import Response
from starlette.datastructures import Headers

from linewarden.web.limits import SignInRules

COOKIE = "lw_session"


def random_token() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def api_token(token_id: str) -> str:
    """A new API token. What it begins with lets people and scanners of code see what it is."""
    return f"lw_{token_id}_{random_token()}"


def bearer(headers: Headers) -> str | None:
    """The API token that a request carries; None without the header, in which case the cookie counts. With it the cookie never does."""
    told = headers.get("authorization")
    if told is None:
        return None
    scheme, _, text = told.strip().partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""


def token_hash(token: str) -> str:
    """Hex SHA-256: enough for a token of full entropy, which no dictionary holds."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def set_cookie(response: Response, token: str, *, is_tls: bool, rules: SignInRules) -> None:
    """Hands the token to the browser for at most the absolute term of a session."""
    seconds = int(rules.absolute.total_seconds())
    response.set_cookie(COOKIE, token, max_age=seconds, path="/", secure=is_tls, httponly=True, samesite="strict")


def drop_cookie(response: Response, *, is_tls: bool) -> None:
    """Makes the browser forget the token."""
    response.delete_cookie(COOKIE, path="/", secure=is_tls, httponly=True, samesite="strict")
