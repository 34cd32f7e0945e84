"""The text of a query cut into signs and words."""

import re
from dataclasses import dataclass
from enum import StrEnum

from linewarden.query.fault import Fault, QueryError

LONGEST_TEXT = 2000
_KEYWORDS = {"and": "and", "or": "or", "not": "not"}
_HEAD = re.compile(r"([A-Za-z_\u4e00-\u9fff]+)(>=|<=|[:=<>：≥≤＝])")
_OPEN, _CLOSE, _QUOTE = "(（", ")）", '"“”'
SIGNS = {"：": ":", "＝": ":", "=": ":", "≥": ">=", "≤": "<="}


class Kind(StrEnum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    NOT = "not"
    AND = "and"
    OR = "or"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Token:
    """One of them. Of a word: the name and the sign before its value, "" when it has none."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    sign: str = ""
    value: str = ""
    value_start: int = 0


def tokens(text: str) -> list[Token]:
    """All of them, in order. Raises QueryError for a text that is too long and for a quote that does not end."""
    if len(text) > LONGEST_TEXT:
        raise QueryError(
            Fault.TOO_LONG, LONGEST_TEXT, len(text), f"a query has at most {LONGEST_TEXT} characters; ask for less"
        )
    found: list[Token] = []
    place = 0
    while place < len(text):
        char = text[place]
        if char.isspace():
            place += 1
            continue
        if char in _OPEN or char in _CLOSE or char == "-":
            kind = Kind.NOT if char == "-" else Kind.OPEN if char in _OPEN else Kind.CLOSE
            found.append(Token(kind, place, place + 1))
        else:
            found.append(_word(text, place))
        place = found[-1].end
    return found


def _word(text: str, start: int) -> Token:
    head = _HEAD.match(text, start)
    value_start = head.end() if head else start
    value, end, is_quoted = _value(text, value_start)
    if head is None:
        keyword = None if is_quoted else _KEYWORDS.get(value.lower())
        return Token(Kind(keyword or "word"), start, end, value=value, value_start=start)
    sign = SIGNS.get(head[2], head[2])
    return Token(Kind.WORD, start, end, head[1].lower(), sign, value, value_start)


def _value(text: str, place: int) -> tuple[str, int, bool]:
    """The value that begins at a place, where it ends, and whether any of it was quoted. In quotes a backslash takes what follows as it is."""
    parts: list[str] = []
    opened = -1
    is_quoted = False
    while place < len(text):
        char = text[place]
        if char in _QUOTE:
            opened, is_quoted = (place if opened < 0 else -1), True
        elif opened >= 0 and char == "\\" and place + 1 < len(text):
            place += 1
            parts.append(text[place])
        elif opened < 0 and (char.isspace() or char in _OPEN or char in _CLOSE):
            break
        else:
            parts.append(char)
        place += 1
    if opened >= 0:
        raise QueryError(Fault.OPEN_QUOTE, opened, len(text), 'the quote does not end; write another " after the value')
    return "".join(parts), place, is_quoted
