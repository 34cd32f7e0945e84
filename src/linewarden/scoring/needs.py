"""What a feed must tell so that a signal can speak: shown for each feed, because a silent signal is no proof of innocence."""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from linewarden.errors import LinewardenError
from linewarden.model.cdr import CDR_SCHEMA
from linewarden.model.voice import FeedVoices, SilentRow, Telling
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
    "attestation": ("attestation",),
    "signalling": ("sip_oddity",),
}
"""By the name that rows use: the columns of a record that tell it. Who calls whom, and when, every feed tells."""

TOLD_FROM: Mapping[str, float] = {
    "answered_at": 0.01,
    "ended_at": 0.01,
    "route": 0.0001,
    "source_ip": 0.01,
    "user_agent": 0.01,
    "imei": 0.01,
    "imsi": 0.01,
    "cell": 0.01,
    "attestation": 0.01,
    "sip_oddity": 0.01,
}
"""By column: the share of a feed's calls that must carry it before it counts as told (practice). Few are enough: a call by VoIP never carries
an IMEI and one by a circuit no address, and a feed may bring both. Of routes a feed may tell only those from abroad, which are rarer still."""

JUDGED_FROM_CALLS = 30
"""A feed with fewer calls in the window is not judged (practice): the first of them may all be unanswered."""

_PLACE = re.compile(r"\{value(?::[^}]*?(%?))?\}")


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


def feed_voices(telling: Telling, rules: tuple[Rule, ...] = RULES) -> FeedVoices | None:
    """Which rows are silent on a feed whose calls carry this; None while there are too few calls to say."""
    if telling.calls < JUDGED_FROM_CALLS:
        return None
    return voices_of({column for column, least in TOLD_FROM.items() if telling.shares.get(column, 0.0) >= least}, rules)


def voices_of(told: AbstractSet[str], rules: tuple[Rule, ...] = RULES) -> FeedVoices:
    """Which rows are silent where these record columns are told."""
    silent = [(rule, missing) for rule in rules if (missing := _missing(rule, told))]
    return FeedVoices(
        len(rules),
        tuple(
            SilentRow(rule.name, rule.signal, plain(rule.says_zh), plain(rule.says_en), missing)
            for rule, missing in silent
        ),
    )


def plain(says: str) -> str:
    """What a row says, with N where it says a number."""
    return _PLACE.sub(r"N\1", says)


def _voice(signal: str, rows: list[Rule], told: set[str]) -> Voice:
    missing = {rule.name: _missing(rule, told) for rule in rows}
    return Voice(
        signal,
        tuple(name for name, columns in missing.items() if not columns),
        tuple(name for name, columns in missing.items() if columns),
        tuple(dict.fromkeys(column for columns in missing.values() for column in columns)),
    )


def _missing(rule: Rule, told: AbstractSet[str]) -> tuple[str, ...]:
    """In the order of `TOLD_FROM`, so that rows that lack the same lack it in the same words."""
    needed = {column for need in rule.needs for column in NEEDS[need]}
    return tuple(column for column in TOLD_FROM if column in needed - told)
