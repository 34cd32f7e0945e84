"""Warnings because of people who are no gang, by what they are (signal S31): how many, and to how many of those whom they rang.

A target such as "at most 1 % of warnings to those whom the near domain rings" can be meant of the warnings or of the people, so both are told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, Self

import numpy as np

from linewarden.history.span import micros
from scorecard.groups import NEAR_DOMAIN, OTHER_PEOPLE, union
from scorecard.hits import Claims, Hits, Ints, any_of, begun_since
from scorecard.intervals import wilson
from scorecard.tally import Tally
from scorecard.truth import Truth, is_among

NEAR_LEVELS = ("notice", "normal")
"""Levels, each with all above, of which it is told."""

ALL_NEAR = "near_domain"
"""All of NEAR_DOMAIN as one."""


@dataclass(frozen=True, slots=True)
class Needless:
    """Counts of one group, of warnings that no gang is the reason of."""

    warnings: int  # that name one of the group
    warned: int  # of `called`, by such a warning
    called: int  # people who answered one of the group

    def __add__(self, more: Self) -> "Needless":
        """Of both."""
        return Needless(self.warnings + more.warnings, self.warned + more.warned, self.called + more.called)


def needless(hits: Hits, truth: Truth) -> dict[str, Needless]:
    """By group of NEAR_DOMAIN, ALL_NEAR, and of warnings that name none of these OTHER_PEOPLE.

    A warning that names two groups of NEAR_DOMAIN is in both. Those of ALL_NEAR, OTHER_PEOPLE and those that a gang is the reason of are all
    warnings, each once.
    """
    judged, groups = begun_since(hits, micros(truth.judged.since)), truth.judged.groups
    near = {name: groups[name] for name in NEAR_DOMAIN}
    near[ALL_NEAR] = union(near.values())
    is_needless = ~any_of(judged, truth.is_gang(judged.called, judged.caller))[judged.warning]
    is_near = any_of(judged, is_among(judged.caller, near[ALL_NEAR].numbers))[judged.warning]
    found = {
        name: _counted(judged, is_needless & is_among(judged.caller, group.numbers), group.called)
        for name, group in near.items()
    }
    return found | {OTHER_PEOPLE: _counted(judged, is_needless & ~is_near, groups[OTHER_PEOPLE].called)}


def added(towns: Sequence[dict[str, Needless]]) -> dict[str, Needless]:
    """Of all towns."""
    return {name: reduce(add, [town[name] for town in towns]) for name in towns[0]}


def near_figures(found: Mapping[str, Needless], level: Tally) -> dict[str, Any]:
    """By group; `level`: all warnings that these are counted among."""
    return {name: _figures(one, level) for name, one in found.items()}


def _counted(judged: Hits, rows: Claims, called: Ints) -> Needless:
    people = np.unique(judged.called[rows])
    return Needless(np.unique(judged.warning[rows]).size, int(is_among(people, called).sum()), called.size)


def _figures(one: Needless, level: Tally) -> dict[str, Any]:
    return {
        "warnings": one.warnings,
        "a_day_per_10000": 1e4 * one.warnings / level.person_days,
        "share": one.warnings / level.at_true_rates if level.warnings else None,
        "warned": one.warned,
        "called": one.called,
        "warned_share": one.warned / one.called if one.called else None,
        "warned_interval": wilson(one.warned, one.called),
    }
