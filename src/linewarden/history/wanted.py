"""Which features are asked for, and what of the records they need: nothing else is read, computed or sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from linewarden.columns import ODDITY_COLUMNS
from linewarden.errors import ConfigError
from linewarden.features import COLUMN, FEATURES, SUBJECTS
from linewarden.features.records import TIME_COLUMNS, TOLD_BY
from linewarden.scoring.rules import GUARDS, RULES
from linewarden.scoring.values import ALONGSIDE, MARKS, PORTIONS, RATIOS, TAILS

MARK_COLUMNS: tuple[str, ...] = ("cli_kind", "cli_fault", "route", "oddity", "imsi", "source_ip")
"""Columns of an event that only scoring looks at."""

_ALWAYS = ("cli", "called")
"""Keys that the kernel is always told: distinct counts and steps look at the counterparty."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Features by name, in the order of the columns that come out."""

    names: tuple[str, ...]
    is_scored: bool = False  # events carry what scoring looks at besides

    @property
    def columns(self) -> list[int]:
        """Their positions in a `FeatureMatrix`."""
        return [COLUMN[name] for name in self.names]

    @property
    def asking(self) -> tuple[str, ...]:
        """Key columns of an event whose subjects' values are wanted."""
        return tuple(dict.fromkeys(FEATURES[column].subject.asked_by for column in self.columns))

    @property
    def keys(self) -> tuple[str, ...]:
        """Key columns by which an event matters: to whom it happens, and to whom it asks about."""
        owners = [FEATURES[column].subject for column in self.columns]
        return tuple(dict.fromkeys(key for subject in owners for key in (subject.asked_by, subject.key)))

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of subject that the kernel keeps."""
        asked = dict.fromkeys(FEATURES[column].subject.name for column in self.columns)
        keepers = {subject.key: subject.name for subject in SUBJECTS if subject.key == subject.asked_by}
        return tuple(
            dict.fromkeys((*asked, *(keepers[key] for key in (FEATURES[c].subject.key for c in self.columns))))
        )

    @property
    def told(self) -> tuple[str, ...]:
        """Columns of an event that the kernel and scoring look at, besides its time and talk."""
        marks = MARK_COLUMNS if self.is_scored else ()
        return tuple(dict.fromkeys((*_ALWAYS, *self.keys, *marks)))

    @property
    def record_columns(self) -> tuple[str, ...]:
        """Columns of a record that are read."""
        told = [column for name in self.told for column in (ODDITY_COLUMNS if name == "oddity" else (TOLD_BY[name],))]
        return tuple(dict.fromkeys((*TIME_COLUMNS, *told)))


def all_features() -> Wanted:
    """Every feature there is."""
    return Wanted(tuple(COLUMN))


def of_rules(*, is_scored: bool = False) -> Wanted:
    """The features that the rules of the calling side read, in the order of the grid."""
    parts = {ratio.name: (ratio.over, ratio.under) for ratio in RATIOS} | {p.name: (p.of,) for p in PORTIONS}
    parts |= {tail.name: (tail.hits, tail.trials) for tail in TAILS}  # the share comes from beside the engine
    chances = [rule.chance for rule in RULES if rule.chance]
    conditions = [condition.on for rule in RULES for condition in rule.when] + [guard.on for guard in GUARDS]
    values = [*(rule.on for rule in RULES), *conditions, *chances]
    read = {
        name for value in values if value not in MARKS and value not in ALONGSIDE for name in parts.get(value, (value,))
    }
    return Wanted(tuple(name for name in COLUMN if name in read), is_scored)


def named(names: Iterable[str]) -> Wanted:
    """These features, in the order given. Raises ConfigError for a name that does not exist or comes twice, or when there is none."""
    listed = tuple(name.strip() for name in names if name.strip())
    if not listed:
        raise ConfigError("--features names no feature; give some, separated by commas (docs/reference/features.md)")
    for name in listed:
        if name not in COLUMN:
            like = get_close_matches(name, COLUMN, n=1)
            hint = f"did you mean {like[0]}?" if like else "docs/reference/features.md has them all"
            raise ConfigError(f"feature {name!r} does not exist; {hint}")
        if listed.count(name) > 1:
            raise ConfigError(f"feature {name!r} is named twice; name it once")
    return Wanted(listed)
