"""Which Via branches began a call lately: a branch is unique across space and time (RFC 3261 section 8.1.1.7), so one that begins another call is a constant of home-made software."""

from collections import OrderedDict

MOST_KEPT = 20_000
"""Branches that are remembered, the latest."""


class Branches:
    """Branches of one feed's calls; not for two threads."""

    def __init__(self, known: list[tuple[str, str]]) -> None:
        """`known`: as `rows` told them."""
        self._call_of = OrderedDict(known)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Branch and Call-ID, in the order in which they came."""
        return list(self._call_of.items())

    def is_used_again(self, branch: str | None, call_id: str) -> bool:
        """Remembers that the branch begins this call; True when it began one of another Call-ID."""
        if branch is None:
            return False
        earlier = self._call_of.pop(branch, call_id)
        self._call_of[branch] = call_id
        if len(self._call_of) > MOST_KEPT:
            self._call_of.popitem(last=False)
        return earlier != call_id
