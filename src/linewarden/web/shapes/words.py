"""What people write that goes on record."""

from typing import Annotated

from pydantic import StringConstraints

LEAST_PURPOSE, MOST_WORDS = 4, 500
"""Characters: 「案情核查」 is a purpose, "x" is none."""

_ONE_LINE = r"^[^\x00-\x1f\x7f]*$"

Purpose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=LEAST_PURPOSE, max_length=MOST_WORDS, pattern=_ONE_LINE)
]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_WORDS, pattern=_ONE_LINE)]
