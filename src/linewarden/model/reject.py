"""What could not be taken in, with the reason; kept and counted, never dropped in silence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reject:
    """One row or message that was refused."""

    row: int  # 1-based row of the file (header = 1) or running number of the message of its sender
    field: str  # canonical field name; "" when the row as a whole is unreadable
    value: str  # what stood there, at most 200 characters, control characters escaped
    reason: str  # English sentence that names the rule; screens translate by `code`
    code: str  # stable key of the reason, snake_case: "not_a_time", "truncated", "bad_hep_length"
