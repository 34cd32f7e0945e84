"""A back-test's report, from the JSON that is kept with the change."""

from collections.abc import Mapping
from typing import Any

from linewarden.web.shapes.rule_change import BacktestView, CaughtView, RunView, ShareView, TruthView
from linewarden.web.shapes.warning import LevelCounts


def backtest_view(found: Mapping[str, Any]) -> BacktestView:
    """The figures of `history.worths`; silenced calls in all, since their entries are numbers."""
    difference, truth = found["difference"], found.get("truth")
    return BacktestView(
        since=found["from"],
        until=found["until"],
        days=found["days"],
        capacity=found["capacity"],
        minutes=found["minutes"],
        today=_run(found["today"]),
        changed=_run(found["changed"]),
        persons_only_today=difference["persons_only_today"],
        persons_only_changed=difference["persons_only_changed"],
        victims_only_today=difference.get("victims_only_today"),
        victims_only_changed=difference.get("victims_only_changed"),
        truth=TruthView(people=truth["people"], bad_rows=truth["bad_rows"]) if truth else None,
    )


def _run(run: Mapping[str, Any]) -> RunView:
    victims = run.get("victims")
    return RunView(
        version=run["version"],
        warnings=LevelCounts(**run["warnings"]),
        warnings_a_day=run["warnings_a_day"],
        persons=run["persons_in_all"],
        officer_hours=run["officer_hours"],
        worked_on=run["worked_on"],
        silenced=sum(run["silenced"].values()),
        precision=_share(run["precision"]),
        precision_worked_on=_share(run["precision_worked_on"]),
        victims={level: _caught(caught) for level, caught in victims.items()} if victims else None,
    )


def _share(share: Mapping[str, Any]) -> ShareView:
    low, high = share["interval_95"] or (None, None)
    return ShareView(hits=share["hits"], of=share["of"], share=share["share"], low=low, high=high)


def _caught(caught: Mapping[str, Any]) -> CaughtView:
    return CaughtView(in_time=caught["in_time"], missed=caught["missed"], median_lead_s=caught["median_lead_s"])
