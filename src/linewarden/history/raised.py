"""The warnings that a run over the past raised, as a back-test needs them."""

from dataclasses import dataclass
from datetime import datetime

from linewarden.model.warning import LEVEL_RANK, Level, Warning


@dataclass(slots=True)
class Raised:
    """One warning at its most pressing. Times are UTC."""

    warning_id: str
    called: int
    raised_at: datetime
    level: Level
    score: float  # the highest that it had
    reached: dict[Level, datetime]  # when it was this pressing, or more, for the first time

    def note(self, revision: Warning) -> None:
        """Take in a later revision."""
        for level, rank in LEVEL_RANK.items():
            if rank >= LEVEL_RANK[revision.level]:
                self.reached.setdefault(level, revision.changed_at)
        self.level = min(self.level, revision.level, key=LEVEL_RANK.__getitem__)
        self.score = max(self.score, revision.score)


class RaisedWarnings:
    """All of one run, by id in order of appearance."""

    def __init__(self) -> None:
        self._by_id: dict[str, Raised] = {}

    def note(self, revision: Warning) -> None:
        """The next revision of any warning."""
        known = self._by_id.get(revision.warning_id)
        if known is None:
            known = self._by_id[revision.warning_id] = Raised(
                revision.warning_id, int(revision.called), revision.raised_at, revision.level, revision.score, {}
            )
        known.note(revision)

    def since(self, at: datetime | None) -> list[Raised]:
        """Those raised from then on; None: all."""
        return [raised for raised in self._by_id.values() if at is None or raised.raised_at >= at]
