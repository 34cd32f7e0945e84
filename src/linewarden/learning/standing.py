"""How a challenger in shadow stands beside the table, from what both said on the live platform."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from linewarden.history.dispositions import Disposition, Dispositions, Outcome
from linewarden.history.worth import Share
from linewarden.learning.card import TITLES
from linewarden.model.challenger import Reached, Said
from linewarden.model.standing import Outcomes, Standing
from linewarden.model.warning import Level

_DIGITS = 4


def standing(said: Iterable[Said], since: datetime, until: datetime, truth: Dispositions | None) -> Standing:
    """Of what was first said within the span. With outcomes precision and Brier score of both, over people whose outcome is named.

    Who was first warned only after the loss is left out: it says nothing of either. `unknown` is no outcome.
    """
    rows = list(said)
    pairs = Counter(one.levels for one in rows)
    if truth is None:
        return Standing(since=since, until=until, pairs=pairs)
    known = [(one, found) for one in rows if (found := _known(one, truth)) is not None]
    return Standing(
        since=since,
        until=until,
        pairs=pairs,
        people=len({one.called for one, _ in known}),
        champion=_outcomes([(one.called, one.champion, one.champion_score, found) for one, found in known]),
        challenger=_outcomes([(one.called, one.challenger, one.challenger_score, found) for one, found in known]),
    )


def _known(one: Said, truth: Dispositions) -> Disposition | None:
    found = truth.people.get(one.called)
    if (
        found is None
        or found.outcome is Outcome.UNKNOWN
        or (found.lost_at is not None and one.first_at >= found.lost_at)
    ):
        return None
    return found


def _outcomes(told: list[tuple[int, Reached, float, Disposition]]) -> Outcomes:
    warned, highest, victims = set(), dict[int, float](), set()
    for called, levels, score, found in told:
        if Level.NOTICE in levels and (found.lost_at is None or levels[Level.NOTICE] < found.lost_at):
            warned.add(called)
        highest[called] = max(score, highest.get(called, 0.0))
        if found.outcome is Outcome.VICTIM:
            victims.add(called)
    share = Share(len(warned & victims), len(warned))
    low, high = share.interval or (None, None)
    off = [(score - (called in victims)) ** 2 for called, score in highest.items()]
    return Outcomes(warned=share.of, victims=share.hits, low=low, high=high, brier=sum(off) / len(off) if off else None)


def as_json(standing: Standing) -> dict[str, Any]:
    """Counts and shares, rounded to 0.0001."""
    return {
        "from": standing.since.isoformat(),
        "to": standing.until.isoformat(),
        "days": round(standing.days, _DIGITS),
        "levels": {
            level.value: {
                "champion": ours,
                "challenger": theirs,
                "champion_a_day": _round(standing.a_day(ours)),
                "challenger_a_day": _round(standing.a_day(theirs)),
            }
            for level in Level
            for ours, theirs in [standing.count(level)]
        },
        "both": standing.both,
        "only_champion": standing.only_champion,
        "only_challenger": standing.only_challenger,
        "agreement": _round(standing.agreement),
        "outcomes": None
        if standing.champion is None or standing.challenger is None
        else {
            "people": standing.people,
            "champion": _outcomes_json(standing.champion),
            "challenger": _outcomes_json(standing.challenger),
        },
    }


def text(standing: Standing) -> str:
    """Lines for people."""
    lines = [
        f"{standing.since.isoformat(timespec='minutes')} to {standing.until.isoformat(timespec='minutes')}, {standing.days:.2f} days",
        f"{'warnings by the most pressing level':<40}{TITLES['table'][0]:>20}{'a day':>10}{TITLES['challenger'][0]:>20}{'a day':>10}",
    ]
    for level in Level:
        ours, theirs = standing.count(level)
        lines.append(
            f"{level.value:<40}{ours:>20,}{_shown(standing.a_day(ours)):>10}{theirs:>20,}{_shown(standing.a_day(theirs)):>10}"
        )
    agreement = "-" if standing.agreement is None else f"{standing.agreement:.1%}"
    lines.append(
        f"warned by both {standing.both:,}, by the table alone {standing.only_champion:,}, by the challenger alone {standing.only_challenger:,}; "
        f"agreement {agreement}"
    )
    if standing.champion is not None and standing.challenger is not None:
        lines.append(f"of {standing.people:,} people with a known outcome:")
        lines += [
            _outcome_line(TITLES["table"][0], standing.champion),
            _outcome_line("challenger", standing.challenger),
        ]
    return "\n".join(lines)


def _outcome_line(name: str, found: Outcomes) -> str:
    if found.precision is None:
        precision = "precision -"
    else:
        precision = f"precision {found.precision:.1%} ({found.low:.1%} to {found.high:.1%}), {found.victims:,} victims of {found.warned:,} warned"
    return f"  {name:<18}{precision}; Brier score {'-' if found.brier is None else f'{found.brier:.4f}'}"


def _outcomes_json(found: Outcomes) -> dict[str, Any]:
    interval = None if found.low is None or found.high is None else [_round(found.low), _round(found.high)]
    return {
        "warned": found.warned,
        "victims": found.victims,
        "precision": _round(found.precision),
        "interval_95": interval,
        "brier": _round(found.brier),
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"
