"""People divided by time into those who train, those who calibrate and those who validate: never shuffled, so that nothing is learned from what came later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from linewarden.errors import ConfigError
from linewarden.learning.people import Witnessed

PARTS: tuple[tuple[str, float], ...] = (("train", 0.6), ("calibrate", 0.2), ("validate", 0.2))
"""Each part's share of the victims, in order of time."""

LEAST_VICTIMS = 30
"""Victims without whom nothing is learned: with fewer, six or less would have to judge."""

LEAST_IN_PART = 5
"""Victims in each part, and others: with fewer, two numbers cannot be calibrated (ten events a parameter are usual; Peduzzi 1996 warns below five)."""


@dataclass(frozen=True, slots=True)
class Split:
    """The same people in three stretches of time."""

    cuts: tuple[int, int]  # µs since 1970 UTC where the second and the third begin
    parts: tuple[tuple[Witnessed, ...], ...]


def split(people: Sequence[Witnessed]) -> Split:
    """The parts, cut at the losses of victims. Raises ConfigError when there are too few victims.

    A victim is in the part of his loss alone. Everybody else is in each part in which something was known of him, with the moments of that part
    only: as in the running platform, people who were seen before are seen again.
    """
    losses = sorted(person.lost_us for person in people if person.lost_us is not None)
    if len(losses) < LEAST_VICTIMS:
        raise ConfigError(
            f"{len(losses)} victims among {len(people):,} persons of whom something was known before the loss; "
            f"{LEAST_VICTIMS} are needed: take a longer span (--from, --to), or name more victims in --truth"
        )
    places = (PARTS[0][1], PARTS[0][1] + PARTS[1][1])
    early, late = (losses[round(share * len(losses))] for share in places)
    ends = (-(2**62), early, late, 2**62)
    parts = tuple(_within(people, since, until) for since, until in pairwise(ends))
    for (name, _), part in zip(PARTS, parts, strict=True):
        victims = sum(person.is_victim for person in part)
        if victims < LEAST_IN_PART:
            raise ConfigError(
                f"only {victims} victims to {name} with, {LEAST_IN_PART} are needed: too many lost at the same time; take a longer span"
            )
        if len(part) - victims < LEAST_IN_PART:
            raise ConfigError(
                f"only {len(part) - victims} persons who are no victims to {name} with, {LEAST_IN_PART} are needed; take a longer span"
            )
    return Split((early, late), parts)


def _within(people: Sequence[Witnessed], since_us: int, until_us: int) -> tuple[Witnessed, ...]:
    found = []
    for person in people:
        if person.lost_us is not None:
            if since_us <= person.lost_us < until_us:
                found.append(person)
            continue
        moments = tuple(moment for moment in person.moments if since_us <= moment[0] < until_us)
        if moments:
            found.append(replace(person, moments=moments))
    return tuple(found)
