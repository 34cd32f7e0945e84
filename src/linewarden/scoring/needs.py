"""What a feed must tell so that a signal can speak: shown for each feed, because a silent signal is no proof of innocence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linewarden.errors import LinewardenError
from linewarden.model.cdr import CDR_SCHEMA
from linewarden.scoring.rule import Rule
from linewarden.scoring.rules import RULES

NEEDS: Mapping[str, tuple[str, ...]] = {
    "answer": ("answered_at",),
    "release": ("ended_at",),
    "route": ("route",),
    "source_ip": ("source_ip",),
    "stack": ("user_agent",),
    "user_agent": ("user_agent",),
    "imei": ("imei",),
    "imsi": ("imsi",),
    "cell": ("cell",),
}
"""By the name that rows use: the columns of a record that tell it. Who calls whom, and when, every feed tells."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One signal on one feed."""

    signal: str  # key of the signal catalogue
    speaking: tuple[str, ...]  # rows that can fire
    silent: tuple[str, ...]  # rows that cannot
    missing: tuple[str, ...]  # columns of a record that the silent ones lack

    @property
    def can_speak(self) -> bool:
        """True when at least one row can fire."""
        return bool(self.speaking)


def voices(columns: Iterable[str], rules: tuple[Rule, ...] = RULES) -> tuple[Voice, ...]:
    """Which signals can speak on a feed that fills these columns of `CDR_SCHEMA`, in the order of the table. Raises for a column that does not exist."""
    told = set(columns)
    unknown = told - set(CDR_SCHEMA.names)
    if unknown:
        raise LinewardenError(f"record columns {sorted(unknown)} do not exist; there are {CDR_SCHEMA.names}")
    return tuple(
        _voice(signal, [rule for rule in rules if rule.signal == signal], told)
        for signal in dict.fromkeys(rule.signal for rule in rules)
    )


def _voice(signal: str, rows: list[Rule], told: set[str]) -> Voice:
    missing = {rule.name: _missing(rule, told) for rule in rows}
    return Voice(
        signal,
        tuple(name for name, columns in missing.items() if not columns),
        tuple(name for name, columns in missing.items() if columns),
        tuple(dict.fromkeys(column for columns in missing.values() for column in columns)),
    )


def _missing(rule: Rule, told: set[str]) -> tuple[str, ...]:
    return tuple(column for need in rule.needs for column in NEEDS[need] if column not in told)
