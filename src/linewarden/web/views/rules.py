"""Rows of both rule tables, and the versions that were published."""

from collections.abc import Iterable, Iterator, Sequence

from linewarden.model.feed_card import FeedCard
from linewarden.model.rule_change import Publication, RuleChange, digest_of
from linewarden.rulebook.book import SHIPPED, RuleBook, version_of
from linewarden.rulebook.difference import Side
from linewarden.rulebook.text import text_of
from linewarden.scoring.needs import NEEDS, plain
from linewarden.scoring.rule import Rule
from linewarden.warnings.row import PersonRule
from linewarden.warnings.rules import CALLERS_MARK
from linewarden.web.shapes.rules import Condition, FeedOfRule, RuleRow, Speaks, Step, VersionRow

RULES_BY_NAME = {rule.name: rule for rule in SHIPPED.callers}
"""Words, signals and needs of the calling side's rows, which no change touches."""


def rule_rows(book: RuleBook, cards: Sequence[FeedCard]) -> list[RuleRow]:
    """All rows in the tables' order: the calling side's, then the called side's."""
    return [
        *(
            _caller_row(rule, cards, is_changed=rule != old)
            for rule, old in zip(book.callers, SHIPPED.callers, strict=True)
        ),
        *(
            _person_row(row, cards, is_changed=row != old)
            for row, old in zip(book.persons.rows, SHIPPED.persons.rows, strict=True)
        ),
    ]


def words_of(row: Rule | PersonRule) -> tuple[str, str, str]:
    """Signal and words in Chinese and English, with N for numbers. A row on a rule of the calling side has that rule's."""
    told = RULES_BY_NAME.get(row.name.removeprefix(CALLERS_MARK), row)
    return told.signal, plain(told.says_zh), plain(told.says_en)


def steps_of(pairs: Iterable[tuple[float, float]]) -> list[Step]:
    """Steps as they are shown."""
    return [Step(start=start, odds=odds) for start, odds in pairs]


def version_rows(publications: Sequence[Publication], changes: Sequence[RuleChange]) -> list[VersionRow]:
    """Newest first, at the end the rules as the program came."""
    by_id = {change.change_id: change for change in changes}
    latest = publications[-1].serial if publications else 0
    rows = [
        _version_row(done, by_id.get(done.change_id or 0), is_in_force=done.serial == latest)
        for done in reversed(publications)
    ]
    return [*rows, _shipped_row(is_in_force=latest == 0)]


def _caller_row(rule: Rule, cards: Sequence[FeedCard], *, is_changed: bool) -> RuleRow:
    signal, text_zh, text_en = words_of(rule)
    when = [Condition(on=each.on, at_least=_end(each.at_least), at_most=_end(each.at_most)) for each in rule.when]
    return RuleRow(
        side=Side.CALLER,
        name=rule.name,
        signal=signal,
        text_zh=text_zh,
        text_en=text_en,
        unit=rule.unit,
        source=rule.source,
        of_caller=None,
        starts=rule.starts,
        full=rule.full,
        points=rule.points,
        when=when,
        steps=[],
        is_falling=False,
        is_changed=is_changed,
        needs=_columns(rule),
        feeds=list(_feeds(rule, cards)),
    )


def _person_row(row: PersonRule, cards: Sequence[FeedCard], *, is_changed: bool) -> RuleRow:
    rule = RULES_BY_NAME.get(row.name.removeprefix(CALLERS_MARK)) if row.name.startswith(CALLERS_MARK) else None
    signal, text_zh, text_en = words_of(row)
    return RuleRow(
        side=Side.PERSON,
        name=row.name,
        signal=signal,
        text_zh=text_zh,
        text_en=text_en,
        unit=row.unit,
        source=row.source,
        of_caller=rule.name if rule else None,
        starts=None,
        full=None,
        points=None,
        when=[],
        steps=steps_of(row.steps),
        is_falling=row.is_falling,
        is_changed=is_changed,
        needs=_columns(rule) if rule else [],
        feeds=list(_feeds(rule, cards)) if rule else None,
    )


def _columns(rule: Rule) -> list[str]:
    """Record columns that a feed must tell."""
    return list(dict.fromkeys(column for need in rule.needs for column in NEEDS[need]))


def _feeds(rule: Rule, cards: Sequence[FeedCard]) -> Iterator[FeedOfRule]:
    for card in cards:
        if card.voices is None:
            yield FeedOfRule(name=card.name, speaks=Speaks.UNKNOWN if rule.needs else Speaks.YES, missing=[])
            continue
        missing = next((list(silent.missing) for silent in card.voices.silent if silent.name == rule.name), [])
        yield FeedOfRule(name=card.name, speaks=Speaks.NO if missing else Speaks.YES, missing=missing)


def _end(limit: float) -> float | None:
    return None if abs(limit) == float("inf") else limit


def _version_row(done: Publication, change: RuleChange | None, *, is_in_force: bool) -> VersionRow:
    return VersionRow(
        serial=done.serial,
        version=done.version,
        digest=done.digest,
        change_id=done.change_id,
        rolled_back_to=done.rolled_back_to,
        reason=done.reason,
        author=change.author if change else None,
        drafted_at=change.drafted_at if change else None,
        approver=change.approver if change else None,
        approved_at=change.decided_at if change else None,
        published_by=done.published_by,
        published_at=done.published_at,
        is_in_force=is_in_force,
    )


def _shipped_row(*, is_in_force: bool) -> VersionRow:
    return VersionRow(
        serial=0,
        version=version_of(0),
        digest=digest_of(text_of(SHIPPED)),
        change_id=None,
        rolled_back_to=None,
        reason="",
        author=None,
        drafted_at=None,
        approver=None,
        approved_at=None,
        published_by=None,
        published_at=None,
        is_in_force=is_in_force,
    )
