"""One's own API tokens."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.session import Can, Code, Password

TokenName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")
]


class TokenView(Shape):
    """A token that is good. `used_at` is exact to a minute; null: never used."""

    token_id: str
    name: str
    scopes: list[Can]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


class TokenList(Shape):
    """One's own, oldest first, and what a new one may be."""

    items: list[TokenView]
    may_carry: list[Can]
    at_most: int
    most_days: int
    as_of: datetime


class MakeToken(Shape):
    """What it is for, what it may do, for how long, and that it is really oneself who asks."""

    name: TokenName
    scopes: Annotated[list[Can], Field(min_length=1, max_length=len(Can))]
    days: Annotated[int, Field(ge=1, le=366)]
    password: Password
    code: Code | None = None


class NewToken(Shape):
    """The token itself, shown this once and kept nowhere."""

    token: str
    told: TokenView
