"""Whoever rings people and is no gang, by what he is: truth that no feed carries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.sim.calls import Calls, Role

Ints = npt.NDArray[np.int64]

NEAR_DOMAIN: dict[str, Role] = {
    "courier": Role.COURIER, "office": Role.BUSINESS, "call_centre": Role.CALL_CENTRE, "collector": Role.COLLECTOR, "robot": Role.ROBOT,
    "dispatch": Role.DISPATCH, "overseas": Role.OVERSEAS, "masked": Role.MASKED, "adviser": Role.ADVISER, "consultant": Role.CONSULTANT,
    "messages": Role.MESSAGES,
}  # fmt: skip
"""Who looks like fraud and is not (signal S31). A number with two of these roles has the one that stands first: a bank sends messages too."""

NOBODY: Ints = np.zeros(0, np.int64)

OTHER_PEOPLE = "other_people"
OTHERS = (Role.RESIDENT, Role.OUTSIDE)
"""Whose calls are nobody's business."""


@dataclass(frozen=True, slots=True)
class Group:
    """Both columns sorted, no value twice."""

    numbers: Ints  # their own, no other group's
    called: Ints  # numbers that answered one of their calls in the span that is judged; a message is no call


Groups = Mapping[str, Group]
"""By name: those of NEAR_DOMAIN in its order, then OTHER_PEOPLE."""


def grouped(blocks: Iterable[Calls], since_us: int) -> dict[str, Group]:
    """Of a city's calls. `since_us`: who answered before does not count as called."""
    roles = {**{name: (role,) for name, role in NEAR_DOMAIN.items()}, OTHER_PEOPLE: OTHERS}
    numbers, called = defaultdict(list), defaultdict(list)
    for calls in blocks:
        for name, own in roles.items():
            is_own = np.isin(calls["role"], own)
            numbers[name].append(np.unique(calls["cli"][is_own]))
            called[name].append(np.unique(calls["called"][is_own & (calls["answer_us"] >= since_us)]))
    return without_shared({name: Group(_joined(numbers[name]), _joined(called[name])) for name in roles})


def without_shared(groups: Groups) -> dict[str, Group]:
    """Each number in the first group that has it."""
    taken, kept = NOBODY, {}
    for name, group in groups.items():
        kept[name] = Group(np.setdiff1d(group.numbers, taken, assume_unique=True), group.called)
        taken = np.union1d(taken, group.numbers)
    return kept


def near_numbers(groups: Groups) -> Ints:
    """Sorted, of all of NEAR_DOMAIN."""
    return union(groups[name] for name in NEAR_DOMAIN).numbers


def union(groups: Iterable[Group]) -> Group:
    """All of them as one."""
    groups = list(groups)
    return Group(_joined([group.numbers for group in groups]), _joined([group.called for group in groups]))


def _joined(parts: list[Ints]) -> Ints:
    return np.unique(np.concatenate([NOBODY, *parts]))
