"""Session cookies: random tokens that only the browser knows; the ledger keeps their hash."""

import hashlib
import secrets

from fastapi import Response

from linewarden.web.limits import SignInRules

COOKIE = "lw_session"


def random_token() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


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
