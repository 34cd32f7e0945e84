"""Codes of a second factor: six digits by the clock (RFC 6238, SHA-1, 30 s), and recovery codes on paper."""

import hashlib
import hmac
import unicodedata
from datetime import datetime

import pyotp

from linewarden.model.second_factor import SecondFactor
from linewarden.store.ledger import Ledger
from linewarden.web.readable import readable
from linewarden.web.sealing import Sealer

STEP_S = 30
SKEW_STEPS = 1
"""A telephone's clock may be off by so many steps either way (RFC 6238, section 5.2)."""

RECOVERY_CODES, _GROUPS, _GROUP = 10, 4, 4


def new_secret() -> str:
    """160 random bits in base32, as authenticators take them."""
    return pyotp.random_base32()


def address_of(secret: str, login: str, issuer: str) -> str:
    """What the QR code says (otpauth://)."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The time step whose code this is, of those near `at`; None when it is of none."""
    codes, now, typed = pyotp.TOTP(secret, interval=STEP_S), int(at.timestamp()) // STEP_S, _plain(code).encode()
    fitting = [
        step
        for step in range(now - SKEW_STEPS, now + SKEW_STEPS + 1)
        if hmac.compare_digest(codes.generate_otp(step).encode(), typed)
    ]
    return max(fitting, default=None)


def refused(ledger: Ledger, sealer: Sealer, factor: SecondFactor, typed: str, at: datetime) -> str:
    """Takes a code, or a recovery code, of a factor that is set: good no more then. Empty when it was good, else why it was not, for the audit."""
    assert factor.sealed is not None
    step = step_of(sealer.opened(factor.sealed, factor.login), typed, at)
    if step is not None:
        return "" if ledger.second_factors.use_step(factor.login, step) else "code_used_before"
    return "" if ledger.second_factors.use_recovery(factor.login, recovery_hash(typed), at=at) else "bad_code"


def new_recovery_codes() -> list[str]:
    """Ten of 80 random bits each, in groups that can be read aloud."""
    return [readable(_GROUPS, _GROUP) for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str) -> str:
    """Hex SHA-256 of a recovery code, however it was typed: enough for 80 random bits."""
    return hashlib.sha256(_plain(code).encode()).hexdigest()


def _plain(typed: str) -> str:
    """Letters and digits alone, as a Latin keyboard has them: a Chinese one may be set to wide digits, and people type blanks and dashes."""
    wide = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in wide if letter.isascii() and letter.isalnum())
