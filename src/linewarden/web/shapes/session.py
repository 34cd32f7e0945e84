"""Sign-in and who is signed in."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints

from linewarden.model.account import Role
from linewarden.web.shapes.base import Shape

LOGIN_LENGTH = 64
PASSWORD_LENGTH = 256  # bounds the work of hashing

Password = Annotated[SecretStr, Field(min_length=1, max_length=PASSWORD_LENGTH)]
Code = Annotated[SecretStr, Field(min_length=1, max_length=32)]
"""Six digits of the authenticator, or a recovery code with or without dashes."""


class Can(StrEnum):
    """What a role may do."""

    READ_WARNINGS = "warnings.read"
    UNMASK_WARNINGS = "warnings.unmask"
    WORK_WARNINGS = "warnings.work"
    WORK_CASES = "cases.work"
    READ_FEEDS = "feeds.read"
    READ_ACCOUNTS = "accounts.read"
    MANAGE_ACCOUNTS = "accounts.manage"  # open and close
    SECURE_ACCOUNTS = "accounts.secure"  # unlock, reset, end sessions, reopen
    READ_AUDIT = "audit.read"
    READ_RULES = "rules.read"
    CHANGE_RULES = "rules.change"
    SEARCH_RECORDS = "records.search"


class SignIn(Shape):
    """Credentials. The login is matched in lower case without surrounding blanks; `code` is asked for when the account has a second factor."""

    login: Annotated[
        str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=LOGIN_LENGTH)
    ]
    password: Password
    code: Code | None = None


class Me(Shape):
    """The signed-in person and what the screens need at start."""

    login: str
    name: str
    role: Role
    roles_can: list[Can]
    is_demo: bool
    versions: dict[str, str]
    idle_s: int
    server_time: datetime
    time_zone: str
    must_change_password: bool
    """Until then every other request is refused with `password_must_change`; comes before the second factor."""
    must_set_second_factor: bool
    """Until then every other request is refused with `second_factor_missing`."""
