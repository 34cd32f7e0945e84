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
    """The API token that a request carries; with one the cookie never counts.

    None without, also when a proxy asks for another kind of authorization: what a browser adds by itself is no token.
    """
    scheme, _, text = headers.get("authorization", "").strip().partition(" ")
    return text.strip() if scheme.lower() == "bearer" else None


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
