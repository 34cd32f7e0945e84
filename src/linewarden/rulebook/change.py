"""A change of the rules, as people write it (CHANGE.toml): rows of either table and entries of the whitelist that differ.

[caller.burst]                       # a row of the calling side
starts = 40
[caller.burst.when.short_share_1h]   # a condition of it
at_least = 0.6
[person]
base = -9.5                          # log-odds of somebody of whom no row says anything
[person.hand_over]                   # a row of the called side
steps = [[90, 3.5]]                  # from there on, log-odds in all
[person."caller.burst"]              # what a row of the calling side says of the person called
steps = [[0.2, 1.0], [0.5, 2.0]]
[whitelist."8651981234567"]          # or "86519812*": all numbers that begin so
reason = "hospital, calls patients"
source = "letter 17 of the hospital"
expires = 2027-06-30
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from linewarden.errors import ConfigError
from linewarden.model.rule_change import digest_of
from linewarden.rulebook import rows as row_values
from linewarden.rulebook.book import SHIPPED, RuleBook
from linewarden.rulebook.rows import MOST_ODDS, with_values
from linewarden.rulebook.text import text_of
from linewarden.rulebook.whitelist import LONGEST, Entry
from linewarden.scoring.rule import Rule
from linewarden.scoring.rules import RULES_VERSION
from linewarden.warnings.rules import PersonRules

LONGEST_TERM = timedelta(days=366)
"""An entry of the whitelist ends a year on at the latest: somebody has to vouch for it again."""

LEAST_PREFIX, LEAST_DIGITS = 7, 3
"""Digits of a prefix with its country code: shorter ones would let more than a million mobile numbers through. Digits of a number."""

MOST_WORDS = 500
"""Characters of a reason or source."""

BASE = "base"
"""Of the persons' table: the log-odds that all begin with."""

SECTIONS = ("base", "caller", "person", "whitelist")
_ENTRY = ("reason", "source", "expires")


def read_change(path: Path, today: RuleBook = SHIPPED, *, on: date | None = None) -> RuleBook:
    """Today's book with the changes of a file; `on`: the day when entries of the whitelist begin, None takes any day of theirs.

    Raises ConfigError naming file, row, field, value and what to do.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as err:
        raise ConfigError(f"rule changes {path} cannot be read: {err.strerror}; name another file") from err
    except UnicodeDecodeError as err:
        raise ConfigError(f"rule changes {path} are no UTF-8 text ({err}); save the file as UTF-8") from err
    return drafted(_tables(text, str(path)), str(path), today, on=on)


def drafted(told: Mapping[str, Any], name: str, today: RuleBook, *, on: date | None = None) -> RuleBook:
    """Today's book with the changes of these tables, under the version of a draft. Raises ConfigError, also when they change nothing."""
    book = _applied(told, name, today, on=on)
    if (book.callers, book.persons, book.whitelist) == (today.callers, today.persons, today.whitelist):
        raise ConfigError(f"{name} changes no rule; write for example [caller.burst] and, below it, starts = 40")
    return replace(book, version=f"{RULES_VERSION}+draft.{digest_of(text_of(book))[:8]}")


def load(text: str, version: str) -> RuleBook:
    """A published book from its canonical text, over this program's rules. Raises ConfigError when it names what this program does not have."""
    return replace(changed(text, f"published rules {version}", SHIPPED, is_published=True), version=version)


def changed(text: str, name: str, today: RuleBook, *, on: date | None = None, is_published: bool = False) -> RuleBook:
    """The book with the changes of a text, under its old version. `is_published`: rules of an earlier program may be its base."""
    return _applied(_tables(text, name), name, today, on=on, is_published=is_published)


def _tables(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        raise ConfigError(f"{name} is no valid TOML: {err}; correct that line") from err


def _applied(
    told: Mapping[str, Any], name: str, today: RuleBook, *, on: date | None = None, is_published: bool = False
) -> RuleBook:
    for section in told:
        if section not in SECTIONS:
            raise ConfigError(f"{name}: {_stray(section)}")
    if told.get("base", RULES_VERSION) != RULES_VERSION and not is_published:
        raise ConfigError(
            f"{name}: base = {told['base']!r}, but this program's rules are {RULES_VERSION!r}; look at each row again, then correct base"
        )
    callers, persons = (_table(told, section, name) for section in ("caller", "person"))
    return replace(
        today,
        callers=_callers(today.callers, callers, name),
        persons=_persons(today.persons, persons, name),
        whitelist=_whitelist(today.whitelist, _table(told, "whitelist", name), name, on),
    )


def _stray(section: str) -> str:
    for side, names in (("caller", [rule.name for rule in SHIPPED.callers]), ("person", _names(SHIPPED.persons))):
        if section in names:
            return f"[{section}] is a row of the {side}s' table; write [{side}.{section}]"
    return f"[{section}] is no part of a change; there are {', '.join(SECTIONS[1:])}"


def _table(told: Mapping[str, Any], section: str, name: str) -> dict[str, Any]:
    found = told.get(section, {})
    if not isinstance(found, dict):
        raise ConfigError(f"{name}: {section} = {found!r} is no table; write [{section}.NAME] and its values below")
    return found


def _callers(rules: tuple[Rule, ...], changes: dict[str, Any], name: str) -> tuple[Rule, ...]:
    _refuse_unknown(changes, [rule.name for rule in rules], "caller", name)
    return tuple(
        with_values(rule, changes[rule.name], f"{name}: caller.{rule.name}") if rule.name in changes else rule
        for rule in rules
    )


def _persons(rules: PersonRules, changes: dict[str, Any], name: str) -> PersonRules:
    _refuse_unknown(changes, [BASE, *_names(rules)], "person", name)
    rows = {row.name: row for row in rules.rows}
    base = changes.get(BASE, rules.base)
    return replace(
        rules.changed(
            with_values(rows[row], value, f"{name}: person.{row}") for row, value in changes.items() if row != BASE
        ),
        base=row_values.number(base, f"{name}: person.{BASE}", -MOST_ODDS, MOST_ODDS),
    )


def _names(rules: PersonRules) -> list[str]:
    return [row.name for row in rules.rows]


def _refuse_unknown(changes: dict[str, Any], names: list[str], section: str, name: str) -> None:
    for row in changes:
        if row not in names:
            raise ConfigError(f"{name}: rule {section}.{row} does not exist; there are {', '.join(names)}")


def _whitelist(entries: tuple[Entry, ...], changes: dict[str, Any], name: str, on: date | None) -> tuple[Entry, ...]:
    known = {entry.number: entry for entry in entries}
    for number, value in changes.items():
        where = f'{name}: whitelist."{number}"'
        if isinstance(value, dict) and value == {"remove": True}:
            if number not in known:
                raise ConfigError(
                    f"{where} is not on the whitelist, so it cannot be removed; `linewarden rules whitelist` has them all"
                )
            del known[number]
            continue
        entry = _entry(number, value, where)
        if on is not None and known.get(number) != entry:
            _refuse_term(entry, on, where)
        known[number] = entry
    return tuple(sorted(known.values(), key=lambda entry: entry.number))


def _entry(number: str, value: object, where: str) -> Entry:
    digits = number.removesuffix("*")
    if not digits.isascii() or not digits.isdecimal() or digits.startswith("0"):
        raise ConfigError(
            f"{where} is no number; write digits with the country code and without +, such as 8651981234567 or 86519812*"
        )
    least = LEAST_DIGITS if digits == number else LEAST_PREFIX
    if not least <= len(digits) <= LONGEST:
        raise ConfigError(f"{where} has {len(digits)} digits; give {least} to {LONGEST}")
    if not isinstance(value, dict):
        raise ConfigError(f"{where} = {value!r} is no entry; write {', '.join(_ENTRY)} below its name")
    for key in value:
        if key not in _ENTRY:
            raise ConfigError(f"{where}.{key} does not exist; an entry has {', '.join(_ENTRY)}, or remove = true alone")
    for key in _ENTRY:
        if key not in value:
            raise ConfigError(f"{where} has no {key}; each entry needs {', '.join(_ENTRY)}")
    expires = value["expires"]
    if type(expires) is not date:
        raise ConfigError(
            f"{where}.expires = {expires!r} is no day; write for example expires = 2027-06-30, without quotes"
        )
    return Entry(
        number, _words(value["reason"], f"{where}.reason"), _words(value["source"], f"{where}.source"), expires
    )


def _words(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MOST_WORDS or not value.isprintable():
        raise ConfigError(f"{where} = {value!r} is no text of one line; write 1 to {MOST_WORDS} characters")
    return value.strip()


def _refuse_term(entry: Entry, on: date, where: str) -> None:
    if entry.expires <= on:
        raise ConfigError(f"{where}.expires = {entry.expires} is over; give a later day, or leave the entry out")
    if entry.expires > on + LONGEST_TERM:
        raise ConfigError(
            f"{where}.expires = {entry.expires} is more than a year on; give {on + LONGEST_TERM} at the latest"
        )
