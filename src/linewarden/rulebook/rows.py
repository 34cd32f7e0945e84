"""A row of a rule table with other values: which fields can change, and what they may be. Nothing here knows a field but by its type and name."""

import math
from collections.abc import Mapping
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any, TypeVar, get_type_hints

from linewarden.errors import ConfigError
from linewarden.model.score import Unit
from linewarden.scoring.rule import When

_Row = TypeVar("_Row")

STEPS, CONDITIONS = tuple[tuple[float, float], ...], tuple[When, ...]
KINDS: tuple[Any, ...] = (float, int, STEPS, CONDITIONS)
"""Types of the fields that can be changed; words, names and what a row measures cannot."""

LIMITS: Mapping[str, tuple[float, float]] = {"points": (0.0, 1.0), "window_s": (1.0, 7 * 86_400.0)}
"""Least and most of fields by name; of others 0 and up. A chance; a window no longer than the longest of the features (s)."""

MOST_ODDS = 20.0
"""Log-odds of a step, either way: e^20 is certainty."""

MEASURED = ("starts", "full")
"""Fields that are values of what the row measures: of shares and flags at most 1."""


def changeable(row: object) -> dict[str, Any]:
    """The fields that can be changed, with their types."""
    hints = get_type_hints(type(row))
    return {field.name: hints[field.name] for field in fields(row) if hints[field.name] in KINDS}  # type: ignore[arg-type]  # a row is a dataclass


def with_values(row: _Row, change: object, where: str) -> _Row:
    """The row with the values of a table such as {"starts": 40}. `where` names it in errors: "change.toml: caller.burst". Raises ConfigError."""
    if not isinstance(change, dict):
        raise ConfigError(f"{where} = {change!r} is no row; write [{_plain(where)}] and its values below")
    kinds, values = changeable(row), {}
    for name, value in change.items():
        if name not in kinds:
            raise ConfigError(f"{where}.{name} cannot be changed; {', '.join(kinds)} can")
        values[name] = _value(getattr(row, name), kinds[name], value, f"{where}.{name}", name)
    changed: _Row = replace(row, **values)  # type: ignore[type-var]  # a row is a dataclass
    _refuse_unfit(changed, where)
    return changed


def _plain(where: str) -> str:
    """The name of the row or field alone, as it stands in the file."""
    return where.rsplit(": ", maxsplit=1)[-1]


def _value(old: Any, kind: Any, value: object, where: str, name: str) -> object:  # noqa: ANN401  whatever the row holds
    if kind == CONDITIONS:
        return _conditions(old, value, where)
    least, most = LIMITS.get(name, (0.0, math.inf))
    if kind == STEPS:
        return _steps(value, where)
    given = number(value, where, least, most)
    if kind is int and given != int(given):
        raise ConfigError(f"{where} = {value!r} is no whole number; round it")
    return int(given) if kind is int else given


def number(value: object, where: str, least: float, most: float, *, is_open: bool = False) -> float:
    """The value as a float within these ends. `is_open`: an infinite one means no limit. Raises ConfigError."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConfigError(f"{where} = {value!r} is no number; write one such as 0.5 or 40")
    try:
        given = float(value)
    except OverflowError as err:
        raise ConfigError(f"{where} is a whole number of {len(str(value))} digits; write a smaller one") from err
    if math.isnan(given) or (math.isinf(given) and not is_open):
        raise ConfigError(f"{where} = {value!r} is no number that can be compared; write one such as 0.5 or 40")
    if not least <= given <= most:
        most_told = f" to {most:g}" if math.isfinite(most) else " and more"
        raise ConfigError(f"{where} = {value!r} is out of range; give {least:g}{most_told}")
    return given


def _steps(value: object, where: str) -> tuple[tuple[float, float], ...]:
    if not isinstance(value, list) or not value or not all(isinstance(step, list) and len(step) == 2 for step in value):
        raise ConfigError(
            f"{where} = {value!r} are no steps; write for example [[300, 0.5], [600, 1.2]]: from where, log-odds"
        )
    return tuple(
        (number(start, f"{where}[{n}][0]", 0.0, math.inf), number(odds, f"{where}[{n}][1]", -MOST_ODDS, MOST_ODDS))
        for n, (start, odds) in enumerate(value)
    )


def _conditions(old: tuple[When, ...], value: object, where: str) -> tuple[When, ...]:
    """Other ends of conditions that the row has; none can be added, since the features that are kept follow from the tables."""
    names = [condition.on for condition in old]
    if not isinstance(value, dict):
        raise ConfigError(
            f"{where} = {value!r} is no table of conditions; write [{_plain(where)}.NAME] and at_least or at_most below"
        )
    for name in value:
        if name not in names:
            raise ConfigError(f"{where}.{name}: the row has no such condition; it has {', '.join(names) or 'none'}")
    return tuple(_condition(condition, value.get(condition.on, {}), f"{where}.{condition.on}") for condition in old)


def _condition(old: When, value: object, where: str) -> When:
    if not isinstance(value, dict):
        raise ConfigError(f"{where} = {value!r} is no condition; write at_least = … or at_most = … below its name")
    for name in value:
        if name not in ("at_least", "at_most"):
            raise ConfigError(f"{where}.{name} cannot be changed; at_least and at_most can")
    ends = {name: number(end, f"{where}.{name}", -math.inf, math.inf, is_open=True) for name, end in value.items()}
    changed = When(old.on, **({"at_least": old.at_least, "at_most": old.at_most} | ends))
    if changed.at_least > changed.at_most:
        raise ConfigError(
            f"{where} is from {changed.at_least:g} to {changed.at_most:g}: nothing fits; at_least must not be more"
        )
    return changed


def _refuse_unfit(row: Any, where: str) -> None:  # noqa: ANN401  a row of any table
    """Raises ConfigError when values do not fit together."""
    for (one, _), (other, _) in pairwise(getattr(row, "steps", ())):
        if (other >= one) if row.is_falling else (other <= one):
            order = "descending" if row.is_falling else "ascending"
            raise ConfigError(f"{where}.steps: step {other:g} follows {one:g}; put the steps in {order} order")
    is_share = getattr(row, "unit", None) in (Unit.SHARE, Unit.FLAG)
    for name in MEASURED:
        value = getattr(row, name, 0.0)
        if is_share and value > 1:
            raise ConfigError(f"{where}.{name} = {value:g} is no share; this row measures 0 to 1")
    if hasattr(row, "full") and not row.starts < row.full:
        raise ConfigError(f"{where} starts at {row.starts:g} and is full at {row.full:g}; starts must be less")
