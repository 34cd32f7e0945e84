"""Text to a query.

either = both { OR both } ;  both = one { [AND] one } ;  one = (- | NOT) one | "(" either ")" | term
"""

import re
from collections.abc import Callable

from linewarden.numbering import Home
from linewarden.query.expression import And, Field, Node, Not, Or, Term
from linewarden.query.fault import Fault, QueryError
from linewarden.query.fields import FIELD_NAMES
from linewarden.query.tokens import Kind, Token, tokens
from linewarden.query.values import read_term

MOST_TERMS = 64
DEEPEST = 32
_LIKE_A_NUMBER = re.compile(r"[+~0-9*＊０-９].*", re.DOTALL)


def parse(text: str, home: Home) -> Node:
    """The query that a text means; numbers are read as seen from `home`. Raises QueryError, with the place, and nothing else."""
    reading = _Reading(tokens(text), len(text), home)
    if not reading.left:
        raise QueryError(
            Fault.EMPTY, 0, len(text), "the query is empty; write what to look for, such as cli:13861234567"
        )
    found = reading.either(0)
    if reading.left:
        stray = reading.left[0]
        raise QueryError(Fault.STRAY_PARENTHESIS, stray.start, stray.end, "this ) closes nothing; take it out")
    return found


class _Reading:
    """What is left of the tokens."""

    def __init__(self, found: list[Token], end: int, home: Home) -> None:
        self.left = found
        self._end = end
        self._home = home
        self._terms = 0

    def either(self, depth: int) -> Node:
        parts = [self._both(depth)]
        while self._is_next(Kind.OR):
            self.left.pop(0)
            parts.append(self._both(depth))
        return _joined(parts, Or, lambda node: node.parts if isinstance(node, Or) else (node,))

    def _both(self, depth: int) -> Node:
        parts = [self._one(depth)]
        while self.left and not self._is_next(Kind.OR) and not self._is_next(Kind.CLOSE):
            if self._is_next(Kind.AND):
                self.left.pop(0)
            parts.append(self._one(depth))
        return _joined(parts, And, lambda node: node.parts if isinstance(node, And) else (node,))

    def _one(self, depth: int) -> Node:
        if not self.left:
            raise QueryError(
                Fault.MISSING_TERM, max(0, self._end - 1), self._end, "something is missing at the end; write a term"
            )
        token = self.left.pop(0)
        if depth > DEEPEST:
            raise QueryError(
                Fault.TOO_DEEP, token.start, token.end, f"more than {DEEPEST} levels; use fewer parentheses"
            )
        if token.kind is Kind.NOT:
            return Not(self._one(depth + 1))
        if token.kind is Kind.OPEN:
            return self._bracketed(token, depth + 1)
        if token.kind is not Kind.WORD:
            raise QueryError(Fault.MISSING_TERM, token.start, token.end, "a term is missing before this; write one")
        return self._term(token)

    def _bracketed(self, opened: Token, depth: int) -> Node:
        if not self.left:
            raise QueryError(
                Fault.OPEN_PARENTHESIS, opened.start, opened.end, "this ( is not closed; write ) after its terms"
            )
        found = self.either(depth)
        if not self.left:
            raise QueryError(
                Fault.OPEN_PARENTHESIS, opened.start, opened.end, "this ( is not closed; write ) after its terms"
            )
        self.left.pop(0)
        return found

    def _term(self, token: Token) -> Term:
        self._terms += 1
        if self._terms > MOST_TERMS:
            raise QueryError(
                Fault.TOO_MANY, token.start, token.end, f"more than {MOST_TERMS} terms; ask for less at once"
            )
        if token.name:
            field = FIELD_NAMES.get(token.name)
            if field is None:
                known = ", ".join(one.value for one in Field)
                end = token.start + len(token.name)
                raise QueryError(Fault.UNKNOWN_FIELD, token.start, end, f"there is no such field; write one of {known}")
            return read_term(token, field, self._home)
        if not _LIKE_A_NUMBER.fullmatch(token.value):
            raise QueryError(
                Fault.UNKNOWN_WORD,
                token.start,
                token.end,
                "this is neither a number nor a term; write field:value, such as cell:460-00-1",
            )
        return read_term(token, Field.NUMBER, self._home)

    def _is_next(self, kind: Kind) -> bool:
        return bool(self.left) and self.left[0].kind is kind


def _joined(parts: list[Node], kind: type[And] | type[Or], inner: Callable[[Node], tuple[Node, ...]]) -> Node:
    """One of the kind without any of the same kind in it."""
    flat = tuple(each for part in parts for each in inner(part))
    return flat[0] if len(flat) == 1 else kind(flat)
