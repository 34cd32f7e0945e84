"""The slow, obvious meaning of every feature. Everything else must give the same values."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from linewarden.features.definitions import FEATURES, SPANS, Feature
from linewarden.features.measures import (
    Answers,
    Attempts,
    Distinct,
    Ends,
    Flashes,
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
    own = [event for event in arrived if event.column[feature.subject.key] == key and _is_kept(event)]
    return _measured(feature, own, now.clock)


def _is_kept(event: Seen) -> bool:
    """False for what arrives so late that no window holds it any more: that changes nothing."""
    return event.at > event.clock - SPANS[-1].us


def _measured(feature: Feature, own: list[Seen], clock: int) -> int:
    since = clock - feature.span.us
    in_window = [event.column for event in own if event.at > since]
    match feature.measure:
        case Distinct():
            return len({column[feature.subject.party] for column in in_window} - {0})
        case NearSteps(at_most=at_most):
            return sum(event.at > since for event in _near_steps(own, at_most))
        case KnownS():
            return (clock - _presence_start(own)) // 1_000_000 if in_window else 0
        case measure:
            return sum(_one(measure, column) for column in in_window)


def _one(measure: Measure, event: dict[str, int]) -> int:
    """What one event adds."""
    kind, is_answered = event["kind"], event["answered_us"] > 0
    is_end = kind in {EventKind.RELEASE, EventKind.RECORD}
    match measure:
        case Attempts():
            return kind in {EventKind.SETUP, EventKind.RECORD}
        case Answers():
            return kind == EventKind.ANSWER or (kind == EventKind.RECORD and is_answered)
        case TalkMs(at_most_ms=at_most):
            return min(max(event["talk_ms"], 0), at_most) if is_end else 0
        case Shorts(at_most_ms=at_most):
            return is_end and is_answered and event["talk_ms"] <= at_most
        case Flashes(at_most_ms=at_most):
            return is_end and not is_answered and event["ring_ms"] <= at_most
        case Ends():
            return is_end
        case _:
            raise AssertionError(measure)


def _near_steps(own: list[Seen], at_most: int) -> list[Seen]:
    steps = []
    attempts = [event for event in own if _one(Attempts(), event.column)]
    for before, event in pairwise(attempts):
        is_fresh = before.at > event.clock - SPANS[-1].us
        numbers = before.column["called"], event.column["called"]
        if is_fresh and min(numbers) > 0 and 1 <= abs(numbers[0] - numbers[1]) <= at_most:
            steps.append(event)
    return steps


def _presence_start(own: list[Seen]) -> int:
    """`at` of the latest event that found nothing of its subject in the longest window."""
    return [
        event.at for i, event in enumerate(own) if not any(before.at > event.clock - SPANS[-1].us for before in own[:i])
    ][-1]
