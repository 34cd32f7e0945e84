"""One state of all rules, with the version that every warning made by it carries."""

from dataclasses import dataclass

from linewarden.rulebook.whitelist import Entry
from linewarden.scoring.rule import Rule
from linewarden.scoring.rules import RULES, RULES_VERSION
from linewarden.warnings.rules import PERSON_RULES, PersonRules


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Both tables and the whitelist, entries by number."""

    version: str  # see `version_of`; "2026.11.3+draft.1a2b3c4d" of one that is not published
    callers: tuple[Rule, ...]
    persons: PersonRules
    whitelist: tuple[Entry, ...] = ()


SHIPPED = RuleBook(RULES_VERSION, RULES, PERSON_RULES)
"""The rules as this program came, with nothing published."""


def version_of(serial: int) -> str:
    """The version of the `serial`-th publication over this program's rules: "2026.11.3+2"; 0: those as they came, "2026.11.3"."""
    return f"{RULES_VERSION}+{serial}" if serial else RULES_VERSION
