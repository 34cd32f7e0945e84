"""Rules, their changes and the whitelist as tables for people at a terminal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import unified_diff
from typing import Any

import orjson

from linewarden.model.rule_change import Publication, RuleChange, SilencedCount
from linewarden.rulebook.book import SHIPPED, RuleBook
from linewarden.rulebook.text import as_json
from linewarden.rulebook.whitelist import Entry


def rows_text(book: RuleBook) -> str:
    """Every row of both tables with what can be changed; * marks what differs from the rules as the program came."""
    told, shipped = as_json(book), as_json(SHIPPED)
    lines = [f"rules {book.version}, digest {told['digest']}"]
    for side in ("caller", "person"):
        for name, values in told[side].items():
            mark = " " if values == shipped[side][name] else "*"
            lines.append(f"{mark} {f'{side}.{name}':<40} {_values(values)}")
    return "\n".join(lines)


def _values(values: object) -> str:
    """Of a row its fields; of the base its one number."""
    return (
        ", ".join(f"{key} {_shown(value)}" for key, value in values.items())
        if isinstance(values, dict)
        else _shown(values)
    )


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(
            f"{name} {' '.join(f'{end} {limit:g}' for end, limit in ends.items())}" for name, ends in value.items()
        )
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def changes_text(changes: Sequence[RuleChange]) -> str:
    """A line a change."""
    if not changes:
        return "no change was ever drafted"
    lines = [f"{'change':>6}  {'state':<12}{'by':<14}{'decided by':<14}{'drafted':<22}{'digest':<14}reason"]
    lines += [
        f"{change.change_id:>6}  {change.state.value:<12}{change.author:<14}{change.approver or '-':<14}{_at(change.drafted_at):<22}"
        f"{change.digest[:12]:<14}{change.reason}"
        for change in changes
    ]
    return "\n".join(lines)


def change_text(change: RuleChange, base: str, base_version: str) -> str:
    """A change for whoever decides on it: what it alters in the text of its base, what happened to it, what its back-test found."""
    lines = [
        f"change {change.change_id}, {change.state.value}, digest {change.digest}",
        f"drafted by {change.author} on {base_version} at {_at(change.drafted_at)}: {change.reason}",
    ]
    if change.decided_at is not None:
        lines.append(f"decided by {change.approver} at {_at(change.decided_at)}: {change.decision}")
    lines += [
        "",
        *unified_diff(
            base.splitlines(), change.text.splitlines(), base_version, f"change {change.change_id}", lineterm="", n=1
        ),
        "",
    ]
    if change.backtest is None or change.backtested_at is None:
        return "\n".join([*lines, "not back-tested yet"])
    found = orjson.dumps(change.backtest, option=orjson.OPT_INDENT_2).decode()
    return "\n".join([*lines, f"back-tested at {_at(change.backtested_at)}:", found])


def publications_text(publications: Sequence[Publication]) -> str:
    """A line a version; the last is in force."""
    if not publications:
        return "no version was ever published: the rules as the program came are in force"
    lines = [f"{'version':<18}{'from':<18}{'by':<22}{'published':<22}{'digest':<14}reason"]
    for done in publications:
        origin = f"change {done.change_id}" if done.change_id else f"back to {done.rolled_back_to}"
        lines.append(
            f"{done.version:<18}{origin:<18}{done.published_by:<22}{_at(done.published_at):<22}{done.digest[:12]:<14}{done.reason}"
        )
    return "\n".join(lines)


def whitelist_rows(
    entries: Sequence[Entry], counts: Mapping[str, SilencedCount], now: datetime
) -> list[dict[str, Any]]:
    """The entries, those that kept most quiet first."""
    rows = [_whitelist_row(entry, counts.get(entry.number), now) for entry in entries]
    return sorted(rows, key=lambda row: -row["silenced"])


def _whitelist_row(entry: Entry, count: SilencedCount | None, now: datetime) -> dict[str, Any]:
    return {
        "number": entry.number,
        "silenced": count.calls if count else 0,
        "last_at": _at(count.last_at) if count else None,
        "expires": entry.expires.isoformat(),
        "is_expired": entry.is_expired(now),
        "reason": entry.reason,
        "source": entry.source,
    }


def whitelist_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """A line an entry."""
    if not rows:
        return "the whitelist is empty"
    lines = [f"{'number':<18}{'silenced':>10}  {'last':<22}{'expires':<20}reason (source)"]
    for row in rows:
        over = " (over)" if row["is_expired"] else ""
        lines.append(
            f"{row['number']:<18}{row['silenced']:>10,}  {row['last_at'] or '-':<22}{row['expires'] + over:<20}{row['reason']} ({row['source']})"
        )
    return "\n".join(lines)


def _at(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
