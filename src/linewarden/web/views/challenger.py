"""The challenger's card as a shape."""

from linewarden.model.standing import Outcomes, ShadowCard, Standing
from linewarden.model.warning import LEVEL_RANK, Level
from linewarden.web.shapes.challenger import (
    ChallengerView,
    LevelPair,
    OutcomesPair,
    OutcomesView,
    PairCount,
    RunningView,
    StandingView,
)


def challenger_view(card: ShadowCard) -> ChallengerView:
    """What runs and how it stands."""
    return ChallengerView(
        as_of=card.as_of, challenger=_running(card), spans=[_standing(hours, found) for hours, found in card.spans]
    )


def _running(card: ShadowCard) -> RunningView | None:
    setting, run = card.setting, card.run
    if setting is None or setting.version is None:
        return None
    return RunningView(
        serial=setting.serial,
        version=setting.version,
        set_by=setting.set_by,
        set_at=setting.set_at,
        reason=setting.reason,
        learned_until=card.learned_until,
        state=card.state,
        followed_at=run.followed_at if run else None,
        problem=run.problem or None if run else None,
        judged=run.judged if run else 0,
        errors=run.errors if run else 0,
        mean_us=round(run.cost_us / run.judged, 1) if run and run.judged else None,
        pause_p99_ms=card.pause_p99_ms,
    )


def _standing(hours: int, found: Standing) -> StandingView:
    return StandingView(
        hours=hours,
        since=found.since,
        until=found.until,
        days=found.days,
        levels=[_level(level, found) for level in Level],
        both=found.both,
        only_champion=found.only_champion,
        only_challenger=found.only_challenger,
        agreement=found.agreement,
        pairs=[
            PairCount(champion=one, challenger=other, warnings=count)
            for (one, other), count in sorted(
                found.pairs.items(), key=lambda item: (_rank(item[0][0]), _rank(item[0][1]))
            )
        ],
        outcomes=_outcomes(found),
    )


def _level(level: Level, found: Standing) -> LevelPair:
    ours, theirs = found.count(level)
    return LevelPair(
        level=level,
        champion=ours,
        challenger=theirs,
        champion_a_day=found.a_day(ours),
        challenger_a_day=found.a_day(theirs),
    )


def _outcomes(found: Standing) -> OutcomesPair | None:
    if found.people is None or found.champion is None or found.challenger is None:
        return None
    return OutcomesPair(people=found.people, champion=_right(found.champion), challenger=_right(found.challenger))


def _right(found: Outcomes) -> OutcomesView:
    return OutcomesView(
        warned=found.warned,
        victims=found.victims,
        precision=found.precision,
        precision_low=found.low,
        precision_high=found.high,
        brier=found.brier,
    )


def _rank(level: Level | None) -> int:
    return len(LEVEL_RANK) if level is None else LEVEL_RANK[level]
