"""The words behind a caller's score: what each rule saw, and the records that show it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.model.event import EventBlock
from linewarden.model.score import Reason, Score
from linewarden.scoring.caller import CallerScores
from linewarden.scoring.rule import Evidence, Rule
from linewarden.scoring.rules import RULES
from linewarden.scoring.walking import chance_of_walk

MOST_CITED = 20
"""Records named in one reason."""


@dataclass(frozen=True, slots=True)
class Calls:
    """A caller's calls, newest first."""

    record_ids: npt.NDArray[np.uint64]
    called: npt.NDArray[np.int64]


RecentCalls = Callable[[int, int, int], Calls]
"""(caller key, since µs, row) → that caller's calls from then on to the event of this row, newest first; at most some hundreds."""


def score_of(
    row: int, events: EventBlock, scores: CallerScores, recent: RecentCalls, rules: tuple[Rule, ...] = RULES
) -> Score:
    """The score of one event with its reasons, strongest first."""
    fired = [
        position for position in np.argsort(-scores.points[row], kind="stable") if scores.points[row, position] > 0
    ]
    reasons = tuple(_reason(rules[position], position, row, events, scores, recent) for position in fired)
    return Score(float(scores.value[row]), reasons)


def _reason(
    rule: Rule, position: int, row: int, events: EventBlock, scores: CallerScores, recent: RecentCalls
) -> Reason:
    cited, called = _evidence(rule, row, events, recent)
    value, points = float(scores.measured[row, position]), float(scores.points[row, position])
    says_zh, says_en = rule.says_zh.format(value=value), rule.says_en.format(value=value)
    chance = _chance(rule, row, scores, called)
    if chance is not None and chance < 1:  # else nothing is known of it
        says_zh = f"{says_zh}（随机出现此情形的概率 {chance:.1g}）"
        says_en = f"{says_en} (chance of it at random {chance:.1g})"
    return Reason(
        rule.signal, says_zh, says_en, value, rule.starts, points, cited[:MOST_CITED], len(cited), rule.name, rule.unit
    )


def _chance(rule: Rule, row: int, scores: CallerScores, called: npt.NDArray[np.int64]) -> float | None:
    if rule.signal == "S8":
        return chance_of_walk(called[::-1])
    return float(scores.chances[rule.name][row]) if rule.chance else None


def _evidence(
    rule: Rule, row: int, events: EventBlock, recent: RecentCalls
) -> tuple[tuple[int, ...], npt.NDArray[np.int64]]:
    if rule.evidence is Evidence.CALL:
        return (int(events.record_id[row]),), events.called[row : row + 1]
    calls = recent(int(events.cli[row]), int(events.at_us[row]) - rule.window_s * 1_000_000, row)
    return tuple(int(record) for record in calls.record_ids), calls.called
