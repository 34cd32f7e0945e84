"""What is found when a feed lacks something: of all victims, and of those of whom the feed still tells a call of their gang."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from linewarden.model.event import EventBlock
from scorecard.alarms import LEVELS, Alarm
from scorecard.curve import CAPACITIES, SCORES, at_volume, point, swept
from scorecard.hits import by_level, by_score
from scorecard.intervals import wilson
from scorecard.lacking import LACKS
from scorecard.live import alarms_of, records_of
from scorecard.tally import Tally, tally
from scorecard.truth import SMALL_LOSS, Truth, is_among, pairs

WHOLE = "whole"
"""The feed that lacks nothing."""

CAPACITY = "12"
"""Of CAPACITIES."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Counts of one feed, live."""

    records: int  # that it tells
    told: int  # victims of large losses of whom it tells a call of their gang, to them or from them
    levels: dict[str, Tally]  # level or above
    capacity: Tally | None  # at CAPACITY warnings a day; None: more at every score


def shortfalls(store: Path, truth: Truth, live: list[Alarm]) -> dict[str, Shortfall]:
    """By key of LACKS, WHOLE first; each is played live. `live`: what was found with the whole feed, whose records are in `store`."""
    records = records_of(store)
    found = {WHOLE: shortfall(live, truth, records)}
    for lack in LACKS:
        told = lack.of(records)
        found[lack.key] = shortfall(alarms_of(told), truth, told)
    return found


def shortfall(alarms: list[Alarm], truth: Truth, records: EventBlock) -> Shortfall:
    """Of the alarms of a platform that was told these records."""
    graded, scored = by_level(alarms), by_score(alarms)
    levels = {level: tally(graded.at(nth), truth, nth) for nth, level in enumerate(LEVELS)}
    capacity = at_volume(swept(scored.at, SCORES, truth), CAPACITIES[CAPACITY])
    return Shortfall(len(records), _told(records, truth), levels, capacity)


def shortfall_figures(found: dict[str, Shortfall]) -> dict[str, Any]:
    """By feed; shares of records are of the whole feed's."""
    return {key: _figures(one, found[WHOLE].records) for key, one in found.items()}


def _figures(one: Shortfall, whole: int) -> dict[str, Any]:
    levels = {level: _point(found, one.told) for level, found in one.levels.items()}
    return {
        "records": one.records,
        "records_share": one.records / whole,
        "levels": levels,
        "capacity": _point(one.capacity, one.told),
    }


def _point(one: Tally | None, told: int) -> dict[str, Any] | None:
    if one is None:
        return None
    return {**(point(one) or {}), "told": told, "interval_of_told": wilson(one.warned, told)}


def _told(records: EventBlock, truth: Truth) -> int:
    keys = np.concatenate([pairs(records.called, records.cli), pairs(records.cli, records.called)])
    told = {nth for key in np.unique(keys[is_among(keys, truth.lost)]).tolist() for nth in truth.of_pair[key]}
    return sum(truth.losses[nth].kind not in SMALL_LOSS for nth in told)
