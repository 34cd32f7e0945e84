"""What a misuse rule is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

import orjson

from linewarden.model.audit import AuditEntry


class Counts(StrEnum):
    """What a rule counts within its window, for each actor by himself."""

    EACH = "each"  # nothing: every entry is an alarm of its own
    ENTRIES = "entries"
    SUBJECTS = "subjects"  # different ones


@dataclass(frozen=True, slots=True)
class MisuseRule:
    """One row. It fires at each entry at which the count is more than `limit`; words have {count} where it stands."""

    name: str
    on: tuple[str, ...]  # actions; none: not raised from entries, see `check`
    counts: Counts
    limit: int
    window: timedelta
    says_zh: str
    says_en: str
    source: str
    only: str = ""  # this actor alone
    but: tuple[str, ...] = ()  # these actors not
    has: tuple[str, bool] | None = None  # a value that the entry's detail must have

    def minds(self, entry: AuditEntry) -> bool:
        """True when the entry is one of those that the rule counts."""
        if entry.action not in self.on or entry.actor in self.but or (self.only and entry.actor != self.only):
            return False
        return self.has is None or orjson.loads(entry.detail).get(self.has[0]) is self.has[1]


def with_limits(rules: Sequence[MisuseRule], limits: Mapping[str, int]) -> tuple[MisuseRule, ...]:
    """The same rules with other limits, by name."""
    return tuple(replace(rule, limit=limits.get(rule.name, rule.limit)) for rule in rules)
