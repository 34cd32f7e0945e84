"""What differs between two books, as a second person reads it."""

from dataclasses import replace
from datetime import date

from linewarden.rulebook.book import SHIPPED, RuleBook
from linewarden.rulebook.change import changed
from linewarden.rulebook.difference import FieldChange, RowChange, Side, difference, entries_changed
from linewarden.rulebook.whitelist import Entry

CLINIC = Entry("8651981234567", "clinic", "letter 1", date(2027, 6, 30))


def book_of(text: str, today: RuleBook = SHIPPED) -> RuleBook:
    return changed(text, "change.toml", today)


def test_rows_of_both_tables_are_told_field_by_field_with_what_was_before() -> None:
    book = book_of(
        "[person]\nbase = -9\n[caller.burst]\nstarts = 40\n[caller.burst.when.short_share_1h]\nat_least = 0.6\n[person.hand_over]\nsteps = [[90, 3.5]]"
    )
    assert difference(SHIPPED, book) == (
        RowChange(
            Side.CALLER,
            "burst",
            (FieldChange("starts", 50.0, 40.0), FieldChange("when.short_share_1h.at_least", 0.5, 0.6)),
        ),
        RowChange(Side.PERSON, "base", (FieldChange("base", SHIPPED.persons.base, -9.0),)),
        RowChange(Side.PERSON, "hand_over", (FieldChange("steps", SHIPPED.persons.hand_over.steps, ((90.0, 3.5),)),)),
    )


def test_an_end_that_limits_nothing_has_no_value() -> None:
    book = book_of("[caller.burst.when.call_back_share_24h]\nat_least = 0.1\nat_most = inf")
    (row,) = difference(SHIPPED, book)
    assert row.fields == (
        FieldChange("when.call_back_share_24h.at_most", 0.2, None),
        FieldChange("when.call_back_share_24h.at_least", None, 0.1),
    )


def test_the_same_book_differs_in_nothing() -> None:
    assert difference(SHIPPED, SHIPPED) == ()
    assert entries_changed(SHIPPED, SHIPPED) == ()


def test_entries_that_are_new_gone_or_prolonged_are_told() -> None:
    before = replace(SHIPPED, whitelist=(CLINIC, replace(CLINIC, number="8651981234568")))
    after = replace(
        SHIPPED, whitelist=(replace(CLINIC, expires=date(2027, 7, 30)), replace(CLINIC, number="8651981234569"))
    )
    assert entries_changed(before, after) == ("8651981234567", "8651981234568", "8651981234569")
    assert entries_changed(before, before) == ()
