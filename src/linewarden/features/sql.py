"""The features as SQL for DuckDB, made from the same definitions: the independent check, and history over the lake.

Both queries read a table of call events with the columns of `EventBlock` and `row`, their position in the stream from 0, and give `row`
and one column for each feature, ordered by row. `any_order` takes any stream, at a cost that grows with the square of a subject's events.
`in_order` takes streams in which no event is late, with window functions.
"""

from collections.abc import Sequence

from linewarden.features.definitions import FEATURES, SPANS, Feature, Subject
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

_LONGEST_US = SPANS[-1].us

_SCALE = 2**33
"""Room for the row within a microsecond: an event's place is its time * _SCALE + 2 * row, so that no two are equal."""


def any_order(features: Sequence[Feature] = FEATURES, *, table: str = "events") -> str:
    """The query for any stream: every event is joined with all before it that concern the same subject."""
    parts = [_arrived(table), *(_joined(subject, own) for subject, own in _by_subject(features))]
    return _assembled(parts, features)


def in_order(features: Sequence[Feature] = FEATURES, *, table: str = "events") -> str:
    """The query for a stream of fewer than 2**31 events that never steps back in time: one window for each subject and length."""
    parts = [_arrived(table), *(_framed(subject, own) for subject, own in _by_subject(features))]
    return _assembled(parts, features)


def _by_subject(features: Sequence[Feature]) -> list[tuple[Subject, list[Feature]]]:
    subjects = dict.fromkeys(feature.subject for feature in features)
    return [(subject, [feature for feature in features if feature.subject == subject]) for subject in subjects]


def _assembled(parts: list[str], features: Sequence[Feature]) -> str:
    values = ",\n  ".join(f"coalesce({feature.name}, 0)::BIGINT AS {feature.name}" for feature in features)
    joins = "\n".join(f"LEFT JOIN {subject.name}_values USING (row)" for subject, _ in _by_subject(features))
    return f"WITH {', '.join(parts)}\nSELECT arrived.row,\n  {values}\nFROM arrived\n{joins}\nORDER BY arrived.row"


def _arrived(table: str) -> str:
    """Events with the clock, what they are, and what callers are remembered for. `kept` are those that some window holds on arrival."""
    return f"""clocked AS (
  SELECT *, max(at_us) OVER (ORDER BY row) AS clock, at_us::HUGEINT * {_SCALE} + 2 * row AS place,
    kind IN (1, 4) AS is_attempt,
    kind = 2 OR (kind = 4 AND answered_us > 0) AS is_answer,
    kind IN (3, 4) AS is_end
  FROM {table}),
attempts AS (
  SELECT row, lag(called) OVER own AS before, lag(at_us) OVER own AS before_at
  FROM clocked WHERE is_attempt AND at_us > clock - {_LONGEST_US}
  WINDOW own AS (PARTITION BY cli ORDER BY row)),
arrived AS (
  SELECT clocked.*, at_us > clock - {_LONGEST_US} AS is_kept,
    CASE WHEN before_at > clock - {_LONGEST_US} AND before > 0 AND called > 0
      THEN abs(called::HUGEINT - before) END AS step
  FROM clocked LEFT JOIN attempts USING (row)),
presences AS (
  SELECT *, max(at_us) OVER (PARTITION BY cli ORDER BY row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS latest
  FROM arrived WHERE is_kept),
kept AS (SELECT *, coalesce(latest <= clock - {_LONGEST_US}, true) AS is_beginning FROM presences)"""  # noqa: S608  names are those of the definitions


def _joined(subject: Subject, features: list[Feature]) -> str:
    columns = ",\n    ".join(f"{_joined_value(feature)} AS {feature.name}" for feature in features)
    return f"""
{subject.name}_values AS (
  SELECT asking.row,
    {columns}
  FROM (SELECT row, clock AS now, {subject.asked_by} AS subject FROM arrived) AS asking
  JOIN kept ON {subject.key} = subject AND kept.row <= asking.row
  WHERE subject <> 0
  GROUP BY asking.row, now)"""  # noqa: S608  names are those of the definitions


def _joined_value(feature: Feature) -> str:
    is_in = f"at_us > now - {feature.span.us}"
    match feature.measure:
        case Distinct():
            party = feature.subject.party
            return f"count(DISTINCT {party}) FILTER (WHERE {is_in} AND {party} <> 0)"
        case KnownS():
            start = "arg_max(at_us, kept.row) FILTER (WHERE is_beginning)"
            return f"CASE WHEN bool_or({is_in}) THEN (now - {start}) // 1000000 END"
        case measure:
            return f"sum({_one(measure)}) FILTER (WHERE {is_in})"


def _framed(subject: Subject, features: list[Feature]) -> str:
    """Events and, where others ask about them, askers: in the same order, adding nothing, each right behind the event that asks."""
    columns = ",\n    ".join(f"{_framed_value(feature)} AS {feature.name}" for feature in features)
    spans = dict.fromkeys(feature.span for feature in features)
    frame = "PARTITION BY subject ORDER BY place RANGE BETWEEN {} PRECEDING AND CURRENT ROW"
    windows = ",\n    ".join(f"_{span.name} AS ({frame.format(span.us * _SCALE - 1)})" for span in spans)
    is_asked = subject.asked_by != subject.key
    askers = f"""
    UNION ALL BY NAME SELECT row, place + 1 AS place, {subject.asked_by} AS subject, true AS is_asker FROM arrived
    WHERE {subject.asked_by} <> 0"""  # noqa: S608  names are those of the definitions
    return f"""
{subject.name}_touches AS (
    SELECT kept.*, nullif({subject.party}, 0) AS party, {subject.key} AS subject, {str(not is_asked).lower()} AS is_asker FROM kept
    WHERE {subject.key} <> 0{askers if is_asked else ""}),
{subject.name}_values AS (
  SELECT * FROM (SELECT row, is_asker,
    {columns}
  FROM {subject.name}_touches
  WINDOW
    {windows},
    _all AS (PARTITION BY subject ORDER BY row)) WHERE is_asker)"""  # noqa: S608  names are those of the definitions


def _framed_value(feature: Feature) -> str:
    window = f"_{feature.span.name}"
    match feature.measure:
        case Distinct():
            return f"count(DISTINCT party) OVER {window}"
        case KnownS():
            return "(clock - last_value(CASE WHEN is_beginning THEN at_us END IGNORE NULLS) OVER _all) // 1000000"
        case measure:
            return f"sum({_one(measure)}) OVER {window}"


_ADDS: dict[type, str] = {
    Attempts: "is_attempt::INT",
    Answers: "is_answer::INT",
    Ends: "is_end::INT",
    TalkMs: "CASE WHEN is_end THEN least(greatest(talk_ms, 0), {m.at_most_ms}) ELSE 0 END",
    Shorts: "(is_end AND answered_us > 0 AND talk_ms <= {m.at_most_ms})::INT",
    Flashes: "(is_end AND answered_us <= 0 AND ring_ms <= {m.at_most_ms})::INT",
    NearSteps: "coalesce(step BETWEEN 1 AND {m.at_most}, false)::INT",
}
"""What one event adds, over its columns; m is the measure."""


def _one(measure: Measure) -> str:
    return _ADDS[type(measure)].format(m=measure)
