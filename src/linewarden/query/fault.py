"""What can be wrong with the text of a query."""

from enum import StrEnum

from linewarden.errors import LinewardenError


class Fault(StrEnum):
    """Screens translate by it."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    TOO_DEEP = "too_deep"
    TOO_WIDE = "too_wide"
    OPEN_QUOTE = "open_quote"
    OPEN_PARENTHESIS = "open_parenthesis"
    STRAY_PARENTHESIS = "stray_parenthesis"
    MISSING_TERM = "missing_term"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_WORD = "unknown_word"
    BAD_OPERATOR = "bad_operator"
    MISSING_VALUE = "missing_value"
    BAD_NUMBER = "bad_number"
    BAD_STAR = "bad_star"
    BAD_ALIAS = "bad_alias"
    BAD_DIGITS = "bad_digits"
    BAD_TEXT = "bad_text"
    BAD_IP = "bad_ip"
    BAD_WORD = "bad_word"
    BAD_SECONDS = "bad_seconds"
    BAD_TIME = "bad_time"
    BAD_LAST = "bad_last"


class QueryError(LinewardenError):
    """A text that is no query: what is wrong at the characters from `start` to `end`, and what to write. Its sentence holds no value."""

    def __init__(self, fault: Fault, start: int, end: int, message: str) -> None:
        super().__init__(f"character {start + 1}: {message}")
        self.fault = fault
        self.start = start
        self.end = end
