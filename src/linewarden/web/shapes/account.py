"""Accounts as those see and change them who look after accounts."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from linewarden.model.account import Role
from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.session import LOGIN_LENGTH, Code, Password
from linewarden.web.shapes.words import Words

NAME_LENGTH = 64

NewLogin = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, max_length=LOGIN_LENGTH, pattern=r"^[A-Za-z0-9._-]+$"),
]
"""Letters, digits, `.`, `_`, `-`; taken in lower case."""

PersonName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LENGTH, pattern=r"^[^\x00-\x1f\x7f]*$")
]


class OpenSession(Shape):
    """A signed-in browser."""

    created_at: datetime
    seen_at: datetime  # latest use, to about a minute


class AccountRow(Shape):
    """One named account. A closed one keeps its login for ever, because the audit names it."""

    login: str
    name: str
    role: Role
    is_active: bool
    created_at: datetime
    signed_in_at: datetime | None  # null: never
    sessions: list[OpenSession]  # that go on, oldest first
    tokens: int  # API tokens that are good
    has_second_factor: bool
    must_change_password: bool  # it has a start password
    locked_until: datetime | None  # null: not locked out
    is_dormant: bool
    is_last_of_kind: bool  # the last active administrator of its role, who cannot be closed


class AccountList(Shape):
    """All accounts by login, the open ones first."""

    items: list[AccountRow]
    active: int
    max_accounts: int  # of the contract
    dormant_days: int
    as_of: datetime


class NewAccount(Shape):
    """A person who is to get an account. Its role never changes: another role is another account."""

    login: NewLogin
    name: PersonName
    role: Role
    reason: Words


class AccountDeed(Shape):
    """Why it is done; goes on record."""

    reason: Words


class StartPassword(Shape):
    """Shown once, to be handed to the person, who must change it at the first sign-in."""

    login: str
    start_password: str


class PasswordChange(Shape):
    """One's own password. `code`: of the second factor that is set, unless the password must be changed anyway."""

    password: Password
    new_password: Password
    code: Code | None = None
