"""Settings of the challenger, and people whom it alone would have warned, as tables for people at a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from linewarden.model.challenger import ChallengerRun, ChallengerSetting, Said
from linewarden.model.number import E164
from linewarden.numbering import masked


def setting_row(setting: ChallengerSetting, run: ChallengerRun | None) -> dict[str, Any]:
    """A setting and what became of it, plain."""
    return {
        "setting": setting.serial,
        "version": setting.version,
        "digest": setting.digest,
        "source": setting.source,
        "set_by": setting.set_by,
        "set_at": setting.set_at,
        "reason": setting.reason,
        "followed_at": run.followed_at if run else None,
        "judged": run.judged if run else 0,
        "mean_us": round(run.cost_us / run.judged, 1) if run and run.judged else None,
        "errors": run.errors if run else 0,
        "problem": run.problem if run else "",
    }


def settings_text(rows: Sequence[Mapping[str, Any]], zone: ZoneInfo) -> str:
    """What runs now, then a line a setting."""
    if not rows:
        return "no challenger was ever set"
    lines = [
        _now(rows[-1]),
        "",
        f"{'setting':>7}  {'challenger':<32}{'by':<20}{'set':<18}{'followed':<18}{'judged':>12}{'errors':>8}  reason",
    ]
    lines += [
        f"{row['setting']:>7}  {row['version'] or '(none)':<32}{row['set_by']:<20}{_at(row['set_at'], zone):<18}{_at(row['followed_at'], zone):<18}"
        f"{row['judged']:>12,}{row['errors']:>8}  {row['reason']}"
        for row in rows
    ]
    return "\n".join(lines)


def _now(row: Mapping[str, Any]) -> str:
    if row["version"] is None:
        return f"no challenger runs, by {row['set_by']}"
    if row["problem"]:
        return f"challenger {row['version']} is switched off: {row['problem']}"
    if row["followed_at"] is None:
        return f"challenger {row['version']} waits for the platform to run"
    cost = "" if row["mean_us"] is None else f", {row['mean_us']:,.1f} µs each"
    return f"challenger {row['version']} runs in shadow: {row['judged']:,} judgements{cost}; it changes no warning"


def people_rows(people: Iterable[Said]) -> list[dict[str, Any]]:
    """People, numbers masked, plain."""
    return [
        {
            "number": masked(E164(one.called)),
            "level": one.levels[1],
            "challenger": round(one.challenger_score, 4),
            "champion": round(one.champion_score, 4),
            "first_at": one.first_at,
        }
        for one in people
    ]


def people_text(people: Sequence[Said], zone: ZoneInfo) -> str:
    """A line a person."""
    if not people:
        return "nobody would have been warned by the challenger alone"
    lines = [f"{'number':<20}{'level':<10}{'challenger':>12}{'table':>10}  first"]
    lines += [
        f"{row['number']:<20}{row['level']:<10}{row['challenger']:>12.4f}{row['champion']:>10.4f}  {_at(row['first_at'], zone)}"
        for row in people_rows(people)
    ]
    return "\n".join(lines)


def _at(at: datetime | None, zone: ZoneInfo) -> str:
    return "-" if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
