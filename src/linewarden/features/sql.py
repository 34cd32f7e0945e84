"""The features as SQL for DuckDB, made from the same definitions: the independent check, and history over the lake.

Both queries read a table of call events with the columns of `EventBlock` and `row`, their position in the stream from 0, and give `row`
and one column for each feature, ordered by row. `any_order` takes any stream, at a cost that grows with the square of a subject's events.
`in_order` takes streams in which no event is late, with window functions.
"""

from collections.abc import Sequence

from linewarden.features.definitions import EXACT_SPANS, FEATURES, SPANS, Feature, Span, Subject
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

_SCALE = 2**33
"""Room for the row within a microsecond: an event's place is its time * _SCALE + 2 * row, so that no two are equal."""


def any_order(features: Sequence[Feature] = FEATURES, *, table: str = "events") -> str:
    """The query for any stream: every event is joined with all before it that concern the same subject."""
    parts = [_arrived(table), *_kept_of_all(features)]
    for subject, own in _by_subject(features):
        parts += [_own(subject), _joined(subject, own)]
    return _assembled(parts, features)


def in_order(features: Sequence[Feature] = FEATURES, *, table: str = "events") -> str:
    """The query for a stream of fewer than 2**31 events that never steps back in time: one window for each subject and length."""
    parts = [_arrived(table), *_kept_of_all(features)]
    for subject, own in _by_subject(features):
        parts += [_own(subject), _framed(subject, own)]
    return _assembled(parts, features)


def _by_subject(features: Sequence[Feature]) -> list[tuple[Subject, list[Feature]]]:
    subjects = dict.fromkeys(feature.subject for feature in features)
    return [(subject, [feature for feature in features if feature.subject == subject]) for subject in subjects]


def _assembled(parts: list[str], features: Sequence[Feature]) -> str:
    values = ",\n  ".join(f"coalesce({feature.name}, 0)::BIGINT AS {feature.name}" for feature in features)
    joins = "\n".join(f"LEFT JOIN {subject.name}_values USING (row)" for subject, _ in _by_subject(features))
    return f"WITH {', '.join(parts)}\nSELECT arrived.row,\n  {values}\nFROM arrived\n{joins}\nORDER BY arrived.row"


def _since(span: Span, clock: str = "clock") -> str:
    """The earliest time that the window holds."""
    if span.pane is None:
        return f"({clock} - {span.us - 1})"
    return f"({clock} // {span.pane_us} * {span.pane_us} - {span.us})"


def _arrived(table: str) -> str:
    """Events with the clock, what they are, and what callers are remembered for. `kept` are those that some window holds on arrival."""
    longest_exact = _since(EXACT_SPANS[-1])
    return f"""clocked AS (
  SELECT *, max(at_us) OVER (ORDER BY row) AS clock, at_us::HUGEINT * {_SCALE} + 2 * row AS place,
    kind IN (1, 4) AS is_attempt,
    kind = 2 OR (kind = 4 AND answered_us > 0) AS is_answer,
    kind IN (3, 4) AS is_end
  FROM {table}),
attempts AS (
  SELECT row, lag(called) OVER own AS before, lag(at_us) OVER own AS before_at
  FROM clocked WHERE is_attempt AND at_us >= {longest_exact}
  WINDOW own AS (PARTITION BY cli ORDER BY row)),
arrived AS (
  SELECT clocked.*,
    CASE WHEN before_at >= {longest_exact} AND before > 0 AND called > 0 THEN abs(called::HUGEINT - before) END AS step
  FROM clocked LEFT JOIN attempts USING (row)),
kept AS (SELECT * FROM arrived WHERE at_us >= {_since(SPANS[-1])})"""  # noqa: S608  names are those of the definitions


def _kept_of_all(features: Sequence[Feature]) -> list[str]:
    """One for each key column: the called and whoever is called back are the same people."""
    return [_kept(subject) for subject in {feature.subject.key: feature.subject for feature in features}.values()]


def _kept(subject: Subject) -> str:
    """Events of the subjects in a key column, with whether they begin a presence and whether they are first contacts."""
    before = "ORDER BY row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    return f"""
{_kind(subject)}_kept AS (
  SELECT *,
    coalesce(max(at_us) OVER (PARTITION BY {subject.key} {before}) < {_since(SPANS[-1])}, true) AS is_beginning,
    {subject.party} <> 0 AND coalesce(
      max(at_us) OVER (PARTITION BY {subject.key}, {subject.party} {before}) < {_since(SPANS[-1])}, true) AS is_first
  FROM kept WHERE {subject.key} <> 0)"""  # noqa: S608  names are those of the definitions


def _own(subject: Subject) -> str:
    return f"{subject.name}_own AS (SELECT * FROM {_kind(subject)}_kept)"  # noqa: S608  names are those of the definitions


def _kind(subject: Subject) -> str:
    return f"by_{subject.key}"


def _joined(subject: Subject, features: list[Feature]) -> str:
    columns = ",\n    ".join(f"{_joined_value(feature)} AS {feature.name}" for feature in features)
    return f"""
{subject.name}_values AS (
  SELECT asking.row,
    {columns}
  FROM (SELECT row, clock AS now, {subject.asked_by} AS subject FROM arrived) AS asking
  JOIN {subject.name}_own AS own ON {subject.key} = subject AND own.row <= asking.row
  WHERE subject <> 0
  GROUP BY asking.row, now)"""  # noqa: S608  names are those of the definitions


def _joined_value(feature: Feature) -> str:
    is_in = f"at_us >= {_since(feature.span, 'now')}"
    match feature.measure:
        case Distinct():
            party = feature.subject.party
            return f"count(DISTINCT {party}) FILTER (WHERE {is_in} AND {party} <> 0)"
        case KnownS():
            start = "arg_max(at_us, own.row) FILTER (WHERE is_beginning)"
            return f"CASE WHEN bool_or({is_in}) THEN now // 1000000 - {start} // 1000000 END"
        case GapS():
            return f"now // 1000000 - max(at_us) FILTER (WHERE {is_in} AND own.row < asking.row) // 1000000"
        case measure:
            return f"sum({_one(measure)}) FILTER (WHERE {is_in})"


def _framed(subject: Subject, features: list[Feature]) -> str:
    """Events and, where others ask about them, askers: in the same order, adding nothing, each right behind the event that asks."""
    columns = ",\n    ".join(f"{_framed_value(feature)} AS {feature.name}" for feature in features)
    spans = dict.fromkeys(feature.span for feature in features)
    frame = "PARTITION BY subject ORDER BY place RANGE BETWEEN (place - {}::HUGEINT * {}) PRECEDING AND CURRENT ROW"
    windows = ",\n    ".join(f"_{span.name} AS ({frame.format(_since(span), _SCALE)})" for span in spans)
    is_asked = subject.asked_by != subject.key
    askers = f"""
    UNION ALL BY NAME SELECT row, place + 1 AS place, clock, {subject.asked_by} AS subject, true AS is_asker FROM arrived
    WHERE {subject.asked_by} <> 0"""  # noqa: S608  names are those of the definitions
    return f"""
{subject.name}_touches AS (
    SELECT own.*, nullif({subject.party}, 0) AS party, {subject.key} AS subject, {str(not is_asked).lower()} AS is_asker
    FROM {subject.name}_own AS own{askers if is_asked else ""}),
{subject.name}_values AS (
  SELECT * FROM (SELECT row, is_asker,
    {columns}
  FROM {subject.name}_touches
  WINDOW
    {windows},
    _all AS (PARTITION BY subject ORDER BY place),
    _before AS (PARTITION BY subject ORDER BY row RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) WHERE is_asker)"""  # noqa: S608  names are those of the definitions


def _framed_value(feature: Feature) -> str:
    window, since = f"_{feature.span.name}", _since(feature.span)
    match feature.measure:
        case Distinct():
            return f"count(DISTINCT party) OVER {window}"
        case KnownS():
            start = "last_value(CASE WHEN is_beginning THEN at_us END IGNORE NULLS) OVER _all"
            return f"CASE WHEN count(at_us) OVER {window} > 0 THEN clock // 1000000 - {start} // 1000000 END"
        case GapS():
            latest = "max(at_us) OVER _before"
            return f"CASE WHEN {latest} >= {since} THEN clock // 1000000 - {latest} // 1000000 END"
        case measure:
            return f"sum({_one(measure)}) OVER {window}"


_ADDS: dict[type, str] = {
    Attempts: "is_attempt::INT",
    Answers: "is_answer::INT",
    Ends: "is_end::INT",
    TalkMs: "CASE WHEN is_end THEN (least(greatest(talk_ms, 0), {m.at_most_ms}) + {m.rounded_to_ms} // 2) // {m.rounded_to_ms} * {m.rounded_to_ms} ELSE 0 END",
    Shorts: "(is_end AND answered_us > 0 AND talk_ms <= {m.at_most_ms})::INT",
    Flashes: "(is_end AND answered_us <= 0 AND ring_ms <= {m.at_most_ms})::INT",
    NearSteps: "coalesce(step BETWEEN 1 AND {m.at_most}, false)::INT",
    Firsts: "is_first::INT",
}
"""What one event adds, over its columns; m is the measure."""


def _one(measure: Measure) -> str:
    return _ADDS[type(measure)].format(m=measure)
