"""Numbers of rows."""

from typing import Annotated

from pydantic import BeforeValidator, Field


def _no_claim(given: object) -> object:
    if isinstance(given, bool):  # which Python counts as 0 and 1
        raise ValueError("is no number")  # noqa: TRY004  what a validator must raise
    return given


Serial = Annotated[int, BeforeValidator(_no_claim), Field(ge=0, le=2**53 - 1)]
"""A row's number: what every reader of JSON holds exactly (RFC 8259, section 6), and every database takes."""
