"""CHANGE.toml: what can be changed, what is refused and in which words, and that a book survives being written down."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linewarden.errors import ConfigError
from linewarden.model.rule_change import digest_of
from linewarden.model.score import Unit
from linewarden.rulebook.book import SHIPPED, RuleBook, version_of
from linewarden.rulebook.change import changed, load, read_change
from linewarden.rulebook.rows import changeable, with_values
from linewarden.rulebook.text import as_json, text_of
from linewarden.rulebook.whitelist import Entry
from linewarden.scoring.rules import RULES, RULES_VERSION, Rule

TODAY = date(2026, 11, 29)


def book_of(text: str, today: RuleBook = SHIPPED) -> RuleBook:
    return changed(text, "change.toml", today, on=TODAY)


def row(book: RuleBook, name: str) -> Rule:
    return next(rule for rule in book.callers if rule.name == name)


def test_a_row_of_either_table_and_a_condition_change_and_the_rest_stays() -> None:
    book = book_of(
        "[caller.burst]\nstarts = 40\n[caller.burst.when.short_share_1h]\nat_least = 0.6\n[person.hand_over]\nsteps = [[90, 3.5]]"
    )
    burst = row(book, "burst")
    assert (burst.starts, burst.full, burst.when[0].at_least, burst.when[1]) == (
        40.0, 100, 0.6, row(SHIPPED, "burst").when[1],
    )  # fmt: skip
    assert book.persons.hand_over.steps == ((90.0, 3.5),)
    assert [rule for rule in book.callers if rule.name != "burst"] == [rule for rule in RULES if rule.name != "burst"]
    assert replace(book.persons, hand_over=SHIPPED.persons.hand_over) == SHIPPED.persons


def test_the_canonical_text_holds_what_differs_and_nothing_else() -> None:
    book = book_of(
        '[whitelist."86519812*"]\nexpires = 2027-06-30\nreason = "医院"\nsource = "letter \\"17\\""\n[caller.burst]\nfull = 90\nstarts = 50'
    )
    assert text_of(book) == (
        f'base = "{RULES_VERSION}"\n\n[caller.burst]\nfull = 90.0\n\n'
        '[whitelist."86519812*"]\nreason = "医院"\nsource = "letter \\"17\\""\nexpires = 2027-06-30\n'
    )
    assert text_of(SHIPPED) == f'base = "{RULES_VERSION}"\n'
    assert digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4


def test_an_entry_is_added_changed_and_removed() -> None:
    one = book_of('[whitelist."8651981234567"]\nreason = "clinic"\nsource = "letter"\nexpires = 2027-01-01')
    assert one.whitelist == (Entry("8651981234567", "clinic", "letter", date(2027, 1, 1)),)
    two = book_of('[whitelist."8651981234567"]\nreason = "clinic"\nsource = "call"\nexpires = 2027-01-01', one)
    assert [entry.source for entry in two.whitelist] == ["call"]
    assert book_of('[whitelist."8651981234567"]\nremove = true', two) == SHIPPED
    with pytest.raises(ConfigError, match="is not on the whitelist"):
        book_of('[whitelist."8651981234567"]\nremove = true')


def test_an_old_entry_is_not_asked_about_again_when_something_else_changes() -> None:
    old = replace(SHIPPED, whitelist=(Entry("8651981234567", "clinic", "letter", date(2026, 1, 1)),))
    assert book_of("[caller.burst]\nstarts = 40", old).whitelist == old.whitelist


numbers = st.from_regex(r"[1-9][0-9]{6,14}\*?", fullmatch=True)
words = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=30)
entries = st.builds(Entry, numbers, words, words, st.dates(date(2026, 1, 1), date(2030, 1, 1)))
COUNTED = [rule.name for rule in RULES if rule.unit is Unit.COUNT]


@st.composite
def books(draw: st.DrawFn) -> RuleBook:
    """Books with any rows of the calling side, starts of the called side and entries."""
    names = draw(st.lists(st.sampled_from(COUNTED), unique=True))
    callers = []
    for rule in RULES:
        starts = draw(st.floats(0, 1e9)) if rule.name in names else rule.starts
        full = starts + draw(st.floats(1, 1e9)) if rule.name in names else rule.full
        at_least = draw(st.floats(-1e9, 0)) if rule.name in names else None
        when = tuple(replace(c, at_least=at_least) if at_least is not None and c.at_most >= 0 else c for c in rule.when)
        callers.append(replace(rule, starts=starts, full=full, when=when))
    dwell = replace(SHIPPED.persons.dwell, steps=((draw(st.floats(0, 1e6)), draw(st.floats(-20, 20))),))
    whitelist = {entry.number: entry for entry in draw(st.lists(entries, max_size=4))}
    listed = tuple(whitelist[number] for number in sorted(whitelist))
    persons = replace(SHIPPED.persons.changed([dwell]), base=draw(st.floats(-20, 20)))
    return RuleBook("x", tuple(callers), persons, listed)


@given(books())
def test_a_book_written_down_reads_back_the_same_with_the_same_digest(book: RuleBook) -> None:
    again = load(text_of(book), "x")
    assert again == book
    assert digest_of(text_of(again)) == digest_of(text_of(book))
    assert as_json(again) == as_json(book)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[caller.bursts]\nstarts = 1", "change.toml: rule caller.bursts does not exist; there are burst, wangiri"),
        ("[person.dwel]\nsteps = [[1, 1]]", "change.toml: rule person.dwel does not exist; there are base, dwell, held, repeated"),
        ("[burst]\nstarts = 1", "[burst] is a row of the callers' table; write [caller.burst]"),
        ("[hand_over]\nstarts = 1", "[hand_over] is a row of the persons' table; write [person.hand_over]"),
        ("[nonsense]\nx = 1", "[nonsense] is no part of a change; there are caller, person, whitelist"),
        ("caller = 3", "caller = 3 is no table"),
        ("[caller]\nburst = 3", "change.toml: caller.burst = 3 is no row; write [caller.burst]"),
        ("[caller.burst]\nsays_zh = 'x'", "caller.burst.says_zh cannot be changed; starts, full, points, when, window_s can"),
        ("[caller.burst]\nstarts = 'x'", "caller.burst.starts = 'x' is no number"),
        ("[caller.burst]\nstarts = true", "caller.burst.starts = True is no number"),
        (f"[caller.burst]\nstarts = 1{'0' * 400}", "caller.burst.starts is a whole number of 401 digits"),
        ("[caller.burst]\nstarts = nan", "caller.burst.starts = nan is no number that can be compared"),
        ("[caller.burst]\nfull = inf", "caller.burst.full = inf is no number that can be compared"),
        ("[caller.burst]\nstarts = -1", "caller.burst.starts = -1 is out of range; give 0 and more"),
        ("[caller.burst]\npoints = 1.5", "caller.burst.points = 1.5 is out of range; give 0 to 1"),
        ("[caller.burst]\nwindow_s = 60.5", "caller.burst.window_s = 60.5 is no whole number"),
        ("[caller.burst]\nwindow_s = 700000", "caller.burst.window_s = 700000 is out of range; give 1 to 604800"),
        ("[caller.burst]\nstarts = 100", "caller.burst starts at 100 and is full at 100; starts must be less"),
        ("[caller.number_walking]\nfull = 2", "caller.number_walking.full = 2 is no share"),
        ("[caller.burst]\nwhen = 1", "caller.burst.when = 1 is no table of conditions"),
        ("[caller.burst.when.fan_out]\nat_least = 1", "caller.burst.when.fan_out: the row has no such condition; it has short_share_1h, call"),
        ("[caller.burst.when.short_share_1h]\nleast = 1", "short_share_1h.least cannot be changed; at_least and at_most can"),
        ("[caller.burst.when.short_share_1h]\nat_most = 0.1", "short_share_1h is from 0.5 to 0.1: nothing fits"),
        ("[caller.burst.when]\nshort_share_1h = 3", "short_share_1h = 3 is no condition"),
        ("base = '2020.1.1'", "base = '2020.1.1', but this program's rules are"),
        ("[caller.burst", "change.toml is no valid TOML"),
        ('[whitelist."0519"]\nreason = "x"', 'whitelist."0519" is no number; write digits with the country code'),
        ('[whitelist."+8613800000001"]\nreason = "x"', "is no number"),
        ('[whitelist."8613*"]\nreason = "x"', 'whitelist."8613*" has 4 digits; give 7 to 15'),
        ('[whitelist."8651981234567"]\nreason = "x"', "has no source; each entry needs reason, source, expires"),
        ('[whitelist]\n8651981234567 = 3', "= 3 is no entry"),
        ('[whitelist.8651981234567]\nreason = "x"\nsource = "y"\nexpires = "2027-01-01"', "expires = '2027-01-01' is no day"),
        ('[whitelist.8651981234567]\nreason = "x"\nsource = "y"\nexpires = 2026-11-29', "expires = 2026-11-29 is over"),
        ('[whitelist.8651981234567]\nreason = "x"\nsource = "y"\nexpires = 2027-12-01', "more than a year on; give 2027-11-30 at the latest"),
        ('[whitelist.8651981234567]\nreason = " "\nsource = "y"\nexpires = 2027-01-01', "reason = ' ' is no text"),
        ('[whitelist.8651981234567]\nreason = "x"\nsorce = "y"\nexpires = 2027-01-01', "sorce does not exist"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_used_is_named(text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as told:
        book_of(text)
    assert expected in str(told.value)


def test_a_file_that_changes_nothing_or_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "change.toml"
    with pytest.raises(ConfigError, match="cannot be read"):
        read_change(path)
    for text, expected in (
        (b"", "changes no rule"),
        (b"[caller.burst]\nstarts = 50\n", "changes no rule"),
        (b"\xff", "no UTF-8 text"),
    ):
        path.write_bytes(text)
        with pytest.raises(ConfigError, match=expected):
            read_change(path)
    path.write_text("[caller.burst]\nstarts = 40\n")
    assert read_change(path).version.startswith(f"{RULES_VERSION}+draft.")
    assert (version_of(0), version_of(3)) == (RULES_VERSION, f"{RULES_VERSION}+3")


def test_published_rules_of_an_earlier_program_are_taken_over() -> None:
    assert row(load('base = "2020.1.1"\n[caller.burst]\nstarts = 40\n', "v"), "burst").starts == 40
    with pytest.raises(ConfigError, match=r"published rules v: rule caller\.gone does not exist"):
        load('base = "2020.1.1"\n[caller.gone]\nstarts = 40\n', "v")


@dataclass(frozen=True, slots=True)
class Stepped:
    """A row that adds log-odds from some values on."""

    name: str
    starts: float
    steps: tuple[tuple[float, float], ...]
    is_falling: bool = False


STEPPED = Stepped("talk", 60.0, ((60.0, 0.5),))


def test_a_row_of_steps_takes_any_ascending_ones() -> None:
    assert set(changeable(STEPPED)) == {"starts", "steps"}
    assert with_values(STEPPED, {"steps": [[300, -0.5], [600, 1]]}, "c: person.talk").steps == (
        (300.0, -0.5),
        (600.0, 1.0),
    )


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([[600, 1.0], [300, 2.0]], "person.talk.steps: step 300 follows 600; put the steps in ascending order"),
        ([[300, 1.0], [300, 2.0]], "step 300 follows 300"),
        ([[300, float("nan")]], "steps[0][1] = nan is no number that can be compared"),
        ([[-1, 1.0]], "steps[0][0] = -1 is out of range; give 0 and more"),
        ([[300, 99.0]], "steps[0][1] = 99.0 is out of range; give -20 to 20"),
        ([300, 1.0], "are no steps; write for example"),
        ([], "are no steps"),
        (3, "= 3 are no steps"),
    ],
)
def test_steps_that_cannot_be_used_are_named(steps: object, expected: str) -> None:
    with pytest.raises(ConfigError) as told:
        with_values(STEPPED, {"steps": steps}, "change.toml: person.talk")
    assert expected in str(told.value)


def test_steps_of_a_row_that_gets_worse_as_it_falls_are_in_descending_order() -> None:
    falling = replace(STEPPED, is_falling=True)
    assert with_values(falling, {"steps": [[600, 1], [300, 2]]}, "c: person.talk").steps == ((600, 1), (300, 2))
    with pytest.raises(ConfigError, match="step 600 follows 300; put the steps in descending order"):
        with_values(falling, {"steps": [[300, 1], [600, 2]]}, "c: person.talk")


def test_every_row_of_both_tables_says_what_can_be_changed() -> None:
    rows = [*SHIPPED.callers, *SHIPPED.persons.rows]
    for known in rows:
        assert changeable(known), known.name
        assert not {"name", "signal", "source", "says_zh", "unit"} & set(changeable(known))


def test_an_entry_ends_with_the_day_before_in_the_city() -> None:
    entry = Entry("8651981234567", "x", "y", date(1970, 1, 2))
    assert entry.expires_us == timedelta(hours=16) // timedelta(microseconds=1)  # midnight at UTC+8
