"""Changes as rows, and one with all that a decision needs."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from linewarden.errors import ConfigError
from linewarden.model.rule_change import Publication, RuleChange, digest_of
from linewarden.model.score import Unit
from linewarden.rulebook.book import SHIPPED, RuleBook, version_of
from linewarden.rulebook.change import BASE
from linewarden.rulebook.difference import RowChange, Side, Value, difference, entries_changed
from linewarden.rulebook.steps import book_at, book_of
from linewarden.rulebook.whitelist import Entry
from linewarden.scoring.rule import Rule
from linewarden.store.ledger import Ledger
from linewarden.warnings.row import PersonRule
from linewarden.web.shapes.rule_change import ChangeDetail, ChangeRow, EntryDifference, FieldDifference, RowDifference
from linewarden.web.shapes.rules import Step
from linewarden.web.shapes.whitelist import EntryRow
from linewarden.web.views.backtest import backtest_view
from linewarden.web.views.numbers import masked_digits
from linewarden.web.views.rules import steps_of, words_of
from linewarden.web.views.whitelist import entry_row

ROWS: dict[tuple[Side, str], Rule | PersonRule] = {
    **{(Side.CALLER, rule.name): rule for rule in SHIPPED.callers},
    **{(Side.PERSON, row.name): row for row in SHIPPED.persons.rows},
}


def change_row(change: RuleChange, publications: Mapping[int, Publication], latest: int) -> ChangeRow:
    """The change in a list. `publications` by change, `latest`: the serial in force."""
    return ChangeRow(**_plain(change, publications, latest))


def change_detail(change: RuleChange, ledger: Ledger, now: datetime) -> ChangeDetail:
    """The change with its difference to the rules that it was drafted on, and its report."""
    published = ledger.published.all()
    try:
        before, after, problem = book_at(ledger, change.base_serial), book_of(change), None
    except ConfigError as err:
        before, after, problem = SHIPPED, SHIPPED, masked_digits(str(err))
    return ChangeDetail(
        **_plain(change, by_change(published), published[-1].serial if published else 0),
        rows=[_row(row) for row in difference(before, after)],
        entries=list(_entries(before, after, ledger, now)),
        backtest=backtest_view(change.backtest) if change.backtest is not None else None,
        problem=problem,
    )


def by_change(publications: list[Publication]) -> dict[int, Publication]:
    """Publications of changes, those of rollbacks left out."""
    return {done.change_id: done for done in publications if done.change_id is not None}


def numbers_of(change: RuleChange, ledger: Ledger) -> list[str]:
    """Full numbers of the entries, in the order of the detail."""
    return list(entries_changed(book_at(ledger, change.base_serial), book_of(change)))


def _plain(change: RuleChange, publications: Mapping[int, Publication], latest: int) -> dict[str, Any]:
    done = publications.get(change.change_id)
    return {
        "change_id": change.change_id,
        "state": change.state,
        "author": change.author,
        "reason": change.reason,
        "drafted_at": change.drafted_at,
        "digest": change.digest,
        "base_version": version_of(change.base_serial),
        "is_base_in_force": change.base_serial == latest,
        "backtested_at": change.backtested_at,
        "approver": change.approver,
        "decision": change.decision,
        "decided_at": change.decided_at,
        "version": done.version if done else None,
        "is_altered": digest_of(change.text) != change.digest,
    }


def _row(row: RowChange) -> RowDifference:
    rule = ROWS.get((row.side, row.name))
    signal, text_zh, text_en = words_of(rule) if rule else ("", "", "")
    assert rule is not None or row.name == BASE
    return RowDifference(
        side=row.side,
        name=row.name,
        signal=signal,
        text_zh=text_zh,
        text_en=text_en,
        unit=rule.unit if rule else Unit.COUNT,
        is_falling=getattr(rule, "is_falling", False),
        fields=[
            FieldDifference(field=each.field, before=_value(each.before), after=_value(each.after))
            for each in row.fields
        ],
    )


def _value(value: Value | None) -> float | list[Step] | None:
    return steps_of(value) if isinstance(value, tuple) else value


def _entries(before: RuleBook, after: RuleBook, ledger: Ledger, now: datetime) -> Iterator[EntryDifference]:
    counts = ledger.silenced.all()

    def row(book: RuleBook, number: str) -> EntryRow | None:
        found: Iterator[tuple[int, Entry]] = (
            (n, entry) for n, entry in enumerate(book.whitelist) if entry.number == number
        )
        return next((entry_row(place, entry, counts, now) for place, entry in found), None)

    for number in entries_changed(before, after):
        yield EntryDifference(before=row(before, number), after=row(after, number))
