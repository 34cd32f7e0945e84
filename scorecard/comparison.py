"""The platform beside each baseline at the same number of warnings a day, on the same records."""

from functools import reduce
from operator import add
from typing import Any

from scorecard.baselines import BASELINES, Found
from scorecard.curve import CAPACITIES, Curve, added, at_volume, point
from scorecard.intervals import ratio
from scorecard.tally import Tally


def together(towns: list[dict[str, Found]]) -> dict[str, Found]:
    """All towns as one, at the same thresholds."""
    return {b.key: _added([town[b.key] for town in towns]) for b in BASELINES}


def compared(ours: Curve, baselines: dict[str, Found]) -> dict[str, Any]:
    """Each baseline's points at each capacity, how many times as many victims we warn in time, and as documented."""
    return {key: _against(ours, found) for key, found in baselines.items()}


def _added(towns: list[Found]) -> Found:
    documented = [town.documented for town in towns if town.documented]
    return Found(added([town.curve for town in towns]), reduce(add, documented) if documented else None)


def _against(ours: Curve, found: Found) -> dict[str, Any]:
    capacities = {
        name: {**(point(theirs) or {}), "times": _times(at_volume(ours, most), theirs)}
        for name, most in CAPACITIES.items()
        for theirs in [at_volume(found.curve, most)]
    }
    return {"capacities": capacities, "documented": point(found.documented)}


def _times(ours: Tally | None, theirs: Tally | None) -> dict[str, Any] | None:
    """Our share of victims warned in time as a multiple of theirs; None when either warned none."""
    if ours is None or theirs is None or not ours.warned or not theirs.warned:
        return None
    interval = ratio(ours.warned, len(ours.large), theirs.warned, len(theirs.large))
    return {"value": ours.share / theirs.share, "interval": interval}
