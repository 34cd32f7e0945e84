"""Setting up a second factor."""

from datetime import datetime

from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.session import Code, Password


class SecondFactorState(Shape):
    """How the account stands."""

    is_set: bool
    is_required: bool
    set_at: datetime | None
    recovery_codes_left: int


class BeginSecondFactor(Shape):
    """Proof that the person at the screen is the account's: its password, and a code of the factor that is set, if one is."""

    password: Password
    code: Code | None = None


class Picture(Shape):
    """A QR code: `path` (SVG) of its dark squares in a box of `size` by `size`, the quiet zone included."""

    size: int
    path: str


class NewSecondFactor(Shape):
    """What an authenticator needs. Shown once, good until `expires_at`; in force with the first code that it makes."""

    secret: str  # base32, to be typed
    address: str  # otpauth://
    qr: Picture  # the same, to be scanned
    expires_at: datetime


class OneTimeCode(Shape):
    """A code of the authenticator."""

    code: Code


class RecoveryCodes(Shape):
    """Shown once, to be kept on paper; each is good once."""

    codes: list[str]
