"""The slow, obvious meaning of every feature. Everything else must give the same values."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from linewarden.features.definitions import EXACT_SPANS, FEATURES, SPANS, Feature, Span
from linewarden.features.measures import (
    Answers,
    Attempts,
    Distinct,
    Ends,
    Firsts,
    Flashes,
    GapS,
    KnownS,
    Measure,
    NearSteps,
    Shorts,
    TalkMs,
)
from linewarden.model.event import EVENT_COLUMNS, EventBlock, EventKind


class Seen(NamedTuple):
    """One event as the reference sees it: its columns by name, and the clock after it arrived."""

    at: int
    clock: int
    column: dict[str, int]


def reference(block: EventBlock, features: Sequence[Feature] = FEATURES) -> list[list[int]]:
    """One row of values per event, a value per feature, for a stream that begins with the block. Quadratic: for tests."""
    seen = _arrived(block)
    return [[_value(feature, seen[: i + 1]) for feature in features] for i in range(len(seen))]


def _arrived(block: EventBlock) -> list[Seen]:
    columns = {name: getattr(block, name).tolist() for name in EVENT_COLUMNS}
    rows = [{name: values[i] for name, values in columns.items()} for i in range(len(block))]
    ats = [row["at_us"] for row in rows]
    return [Seen(row["at_us"], max(ats[: i + 1]), row) for i, row in enumerate(rows)]


def _value(feature: Feature, arrived: list[Seen]) -> int:
    now = arrived[-1]
    key = now.column[feature.subject.asked_by]
    if key == 0:
        return 0
    own = [event for event in arrived if event.column[feature.subject.key] == key and _is_held(event, SPANS[-1], event)]
    return _measured(feature, own, now)


def _is_held(event: Seen, span: Span, now: Seen) -> bool:
    """True while the window holds the event. One that no window holds when it arrives changes nothing."""
    return event.at >= span.since_us(now.clock)


def _measured(feature: Feature, own: list[Seen], now: Seen) -> int:
    in_window = [event for event in own if _is_held(event, feature.span, now)]
    party = feature.subject.party
    match feature.measure:
        case Distinct():
            return len({event.column[party] for event in in_window} - {0})
        case NearSteps(at_most=at_most):
            return sum(_is_held(event, feature.span, now) for event in _near_steps(own, at_most))
        case Firsts():
            return sum(
                _is_first(own[: i + 1], party) for i, event in enumerate(own) if _is_held(event, feature.span, now)
            )
        case KnownS():
            return _seconds(now.clock) - _seconds(_presence_start(own)) if in_window else 0
        case GapS():
            before = [event.at for event in in_window if event is not now]
            return _seconds(now.clock) - _seconds(max(before)) if before else 0
        case measure:
            return sum(_one(measure, event.column) for event in in_window)


def _seconds(at_us: int) -> int:
    return at_us // 1_000_000


def _one(measure: Measure, event: dict[str, int]) -> int:
    """What one event adds."""
    kind, is_answered = event["kind"], event["answered_us"] > 0
    is_end = kind in {EventKind.RELEASE, EventKind.RECORD}
    match measure:
        case Attempts():
            return kind in {EventKind.SETUP, EventKind.RECORD}
        case Answers():
            return kind == EventKind.ANSWER or (kind == EventKind.RECORD and is_answered)
        case TalkMs(at_most_ms=at_most, rounded_to_ms=step):
            talk_ms = min(max(event["talk_ms"], 0), at_most) if is_end else 0
            return (talk_ms + step // 2) // step * step
        case Shorts(at_most_ms=at_most):
            return is_end and is_answered and event["talk_ms"] <= at_most
        case Flashes(at_most_ms=at_most):
            return is_end and not is_answered and event["ring_ms"] <= at_most
        case Ends():
            return is_end
        case _:
            raise AssertionError(measure)


def _near_steps(own: list[Seen], at_most: int) -> list[Seen]:
    steps, longest = [], EXACT_SPANS[-1]
    attempts = [event for event in own if _one(Attempts(), event.column) and _is_held(event, longest, event)]
    for before, event in pairwise(attempts):
        numbers = before.column["called"], event.column["called"]
        if _is_held(before, longest, event) and min(numbers) > 0 and 1 <= abs(numbers[0] - numbers[1]) <= at_most:
            steps.append(event)
    return steps


def _is_first(own: list[Seen], party: str) -> bool:
    """True when no event before the last one, in its longest window, was with the same counterparty."""
    *before, event = own
    other = event.column[party]
    known = {earlier.column[party] for earlier in before if _is_held(earlier, SPANS[-1], event)}
    return other != 0 and other not in known


def _presence_start(own: list[Seen]) -> int:
    """`at` of the latest event that found nothing of its subject in the longest window."""
    return [
        event.at for i, event in enumerate(own) if not any(_is_held(before, SPANS[-1], event) for before in own[:i])
    ][-1]
