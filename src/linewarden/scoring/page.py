"""The reference page of the calling side's rules, made from the table."""

from math import inf

from linewarden.scoring.needs import JUDGED_FROM_CALLS, NEEDS, TOLD_FROM
from linewarden.scoring.rule import Rule, When
from linewarden.scoring.rules import GUARDS, RULES, RULES_VERSION

_HEAD = """# Rules of the calling side

Version {version}, {rules} rows. Made from `scoring/rules.py`; a test keeps this page equal to it.

A row gives its points in full at *full* and none up to *starts*, in proportion between, where all its conditions hold. Points are chances of fraud that add up as
independent evidence. All rows are silent where {guards}. A row needs what its last column names, besides who calls whom and when; on a feed that does not tell it, it is silent (`scoring/needs.py`).

Values that are features are in [features.md](features.md). Ratios, shares and marks of an event are in `scoring/values.py`; values of the memories beside the engine in `features/beside/values.py`
and `features/beside/company.py`. The latter are known live and in a replay, and are silent in `backtest`.

| signal | row | says | on | starts | full | points | only where | needs |
|---|---|---|---|---|---|---|---|---|
"""


def page() -> str:
    """Markdown of the whole page."""
    guards = "; ".join(map(_condition, GUARDS))
    head = _HEAD.format(version=RULES_VERSION, rules=len(RULES), guards=guards)
    return head + "".join(map(_line, RULES)) + "\n" + _sources() + "\n" + _needs()


def _line(rule: Rule) -> str:
    only = "; ".join(map(_condition, rule.when))
    return (
        f"| {rule.signal} | {rule.name} | {rule.says_zh}<br>{rule.says_en} | `{rule.on}` | {rule.starts:g} | {rule.full:g} | {rule.points:g} "
        f"| {only} | {', '.join(rule.needs)} |\n"
    )


def _condition(condition: When) -> str:
    if condition.at_most == inf:
        return f"`{condition.on}` ≥ {condition.at_least:g}"
    if condition.at_least == -inf:
        return f"`{condition.on}` ≤ {condition.at_most:g}"
    return f"{condition.at_least:g} ≤ `{condition.on}` ≤ {condition.at_most:g}"


def _sources() -> str:
    return "## Sources\n\n" + "".join(f"- {rule.name}: {rule.source}\n" for rule in RULES)


def _needs() -> str:
    lines = "".join(f"- {name}: {', '.join(columns)}\n" for name, columns in NEEDS.items())
    shares = "".join(f"- {column}: {share * 100:g} %\n" for column, share in TOLD_FROM.items())
    return (
        "## What a feed must tell\n\nColumns of a record, by the name that rows use.\n\n" + lines + "\n"
        f"A column counts as told when at least this share of the feed's calls of the last 24 hours carries it; with fewer than {JUDGED_FROM_CALLS} calls "
        "nothing is said. The feed's card names the rows that cannot be used.\n\n" + shares + "\n"
        "A row without what it needs adds no points, and the others keep theirs: callers of such a feed can score lower than they would, and nothing is "
        "scaled up to make good for it. The exception are rows that need `answer` or `release`: where nobody tells them every call looks unanswered or "
        "short, and such rows can give points that they should not. The feed's card warns of that.\n"
    )
