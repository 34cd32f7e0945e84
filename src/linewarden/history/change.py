"""A proposed change of the rule table: a TOML file with the rows that differ."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from linewarden.errors import ConfigError
from linewarden.scoring.rule import Rule
from linewarden.scoring.rules import RULES

CHANGEABLE = ("starts", "full", "points")


def changed_rules(path: Path) -> tuple[Rule, ...]:
    """The rule table with the changes of a file such as `[burst]`, `starts = 40`. Raises ConfigError naming file, rule and value."""
    try:
        changes = tomllib.loads(path.read_text("utf-8"))
    except OSError as err:
        raise ConfigError(f"rule changes {path} cannot be read: {err.strerror}; name another --rules") from err
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise ConfigError(f"rule changes {path} are no valid TOML: {err}") from err
    names = [rule.name for rule in RULES]
    for name in changes:
        if name not in names:
            raise ConfigError(f"{path}: rule {name!r} does not exist; there are {', '.join(names)}")
    if not changes:
        raise ConfigError(f"{path} changes no rule; write for example [burst] and, below it, starts = 40")
    return tuple(_changed(rule, changes.get(rule.name, {}), path) for rule in RULES)


def _changed(rule: Rule, change: Any, path: Path) -> Rule:  # noqa: ANN401  whatever the file says
    if not isinstance(change, dict):
        raise ConfigError(f"{path}: {rule.name} = {change!r} is no row; write [{rule.name}] and its values below")
    for name, value in change.items():
        if name not in CHANGEABLE:
            raise ConfigError(f"{path}: {rule.name}.{name} cannot be changed; {', '.join(CHANGEABLE)} can")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ConfigError(f"{path}: {rule.name}.{name} = {value!r} is no number")
    changed = replace(rule, **change)
    if not 0 <= changed.points <= 1:
        raise ConfigError(f"{path}: {rule.name}.points = {changed.points} is no chance; give 0 to 1")
    if not changed.starts < changed.full:
        raise ConfigError(
            f"{path}: {rule.name} starts at {changed.starts} and is full at {changed.full}; starts must be less"
        )
    return changed
