"""From entries of the audit, in order, to firings of the rules. Pure: however the entries are cut into runs, the same firings come out."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from linewarden.misuse.rule import Counts, MisuseRule
from linewarden.model.alarm import Firing
from linewarden.model.audit import AuditEntry

MOST_COUNTED = 1000
"""A window holds so many of an actor's latest entries: who reads without end is told to have read so much, at the cost of so much."""

Judged = Mapping[tuple[str, str], int]
"""(rule, actor) → seq up to which an auditor has judged: what he has seen does not count again."""


def counted_actions(rules: Sequence[MisuseRule]) -> frozenset[str]:
    """Actions that any rule counts over time."""
    return frozenset(action for rule in rules if rule.counts is not Counts.EACH for action in rule.on)


def firings(
    page: Sequence[AuditEntry],
    before: Iterable[AuditEntry],
    rules: Sequence[MisuseRule],
    judged: Judged,
    most: int = MOST_COUNTED,
) -> Iterator[Firing]:
    """Of the entries of `page`, in their order.

    `before` are the entries before it that windows may reach back to: of each actor on the page the last `most` of the counted actions, oldest first.
    """
    counted = counted_actions(rules)
    recent: defaultdict[str, deque[AuditEntry]] = defaultdict(lambda: deque(maxlen=most))
    for entry in before:
        recent[entry.actor].append(entry)
    for entry in page:
        if entry.action in counted:
            recent[entry.actor].append(entry)
        for rule in rules:
            if rule.minds(entry) and entry.seq > (judged_seq := judged.get((rule.name, entry.actor), 0)):
                fired = _fired(rule, entry, recent[entry.actor], judged_seq)
                if fired is not None:
                    yield fired


def _fired(rule: MisuseRule, entry: AuditEntry, recent: Iterable[AuditEntry], judged_seq: int) -> Firing | None:
    since = entry.at - rule.window
    is_each = rule.counts is Counts.EACH
    within = [entry] if is_each else [e for e in recent if e.at > since and e.seq > judged_seq and rule.minds(e)]
    count = len({e.subject for e in within}) if rule.counts is Counts.SUBJECTS else len(within)
    if count <= rule.limit:
        return None
    first = within[0]
    return Firing(
        rule=rule.name, actor=entry.actor, subject=entry.subject, first_seq=first.seq, first_at=first.at, last_seq=entry.seq,
        last_at=entry.at, count=count, calm=None if is_each else rule.window,
    )  # fmt: skip
