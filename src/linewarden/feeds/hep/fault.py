"""What is wrong with a packet or message, before it is known which row of which sender it is."""

from typing import NamedTuple

from linewarden.model.reject import Reject

_SHOWN_CHARS = 200


class Fault(NamedTuple):
    """A reason for refusal; `rejected` makes it a `Reject` once the row is known."""

    code: str
    field: str
    value: str  # at most 200 characters, control characters escaped
    reason: str


def shown(value: bytes | str) -> str:
    """The beginning of a value as safe text: printable ASCII kept, the rest escaped, at most 200 characters."""
    text = value[:_SHOWN_CHARS].decode("latin-1") if isinstance(value, bytes) else value[:_SHOWN_CHARS]
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)[
        :_SHOWN_CHARS
    ]


def rejected(fault: Fault, row: int) -> Reject:
    """The fault as the refusal of a row."""
    return Reject(row=row, field=fault.field, value=fault.value, reason=fault.reason, code=fault.code)
