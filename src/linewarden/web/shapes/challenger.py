"""The challenger in shadow, and how it stands beside the table. Counts and shares; nobody's number."""

from datetime import datetime

from linewarden.model.standing import ShadowState
from linewarden.model.warning import Level
from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.feed import Share


class LevelPair(Shape):
    """Warnings that reached this level and none more pressing; `challenger`: that it would have raised."""

    level: Level
    champion: int
    challenger: int
    champion_a_day: float | None
    challenger_a_day: float | None


class PairCount(Shape):
    """Warnings at these levels of both; null: not warned."""

    champion: Level | None
    challenger: Level | None
    warnings: int


class OutcomesView(Shape):
    """Of those with a known outcome: how many of the warned are victims (95 % interval), and the mean squared error of the highest chances."""

    warned: int
    victims: int
    precision: Share | None
    precision_low: Share | None
    precision_high: Share | None
    brier: Share | None


class OutcomesPair(Shape):
    """People whose outcome is known, and how right both were about them."""

    people: int
    champion: OutcomesView
    challenger: OutcomesView


class StandingView(Shape):
    """Both over the last hours, by when a warning was first raised, or would have been; `days` is the denominator of a day's.

    All four levels, most pressing first; `agreement` is both / (both + only_champion + only_challenger); `outcomes` is null while none are known.
    """

    hours: int
    since: datetime
    until: datetime
    days: float
    levels: list[LevelPair]
    both: int
    only_champion: int
    only_challenger: int
    agreement: Share | None
    pairs: list[PairCount]
    outcomes: OutcomesPair | None


class RunningView(Shape):
    """The challenger that is set. `followed_at` (event clock) is null while it waits; `problem` says why it was switched off."""

    serial: int
    version: str
    set_by: str
    set_at: datetime
    reason: str
    learned_until: datetime | None
    state: ShadowState
    followed_at: datetime | None
    problem: str | None
    judged: int
    errors: int
    mean_us: float | None
    pause_p99_ms: float | None


class ChallengerView(Shape):
    """What runs in shadow, and how it stands; null and no spans where none is set. `as_of` is the event clock."""

    as_of: datetime
    challenger: RunningView | None
    spans: list[StandingView]
