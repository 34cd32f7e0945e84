"""The reference page of the features, made from their definitions."""

from collections.abc import Sequence

from linewarden.features.definitions import COLUMN, EXACT_SPANS, FEATURES, LONG_SPANS, SPANS, SUBJECTS
from linewarden.features.measures import CALLER_MEASURES, LONG_MEASURES, MEASURES, PRESENCE_MEASURES, Measure

_HEAD = """# Features

What the stream knows at the moment of an event, {count} whole numbers. Made from `features/definitions.py`; a test keeps this page equal to it.

A feature is named subject, measure, window: `caller_distinct_1h` is how many different numbers the caller rang, or tried to, in the last hour.
Its value counts the events of the same subject that have arrived so far, the present one included, that the window holds. The clock is
the latest time that has arrived so far. A late event still enters the windows in which it lies and leaves them when it should; one that
lies in no window any more is counted as late and changes nothing. Whoever is not told (0) has only zeros.

The windows up to an hour are exact: they hold the events whose time lies in (clock − window, clock]. The long ones are cut into panes, of
two hours for the day and of a day (08:00 to 08:00 in Beijing) for the week, and begin where a pane does. Their values lie between those of
the window and those of a window one pane longer; talk is rounded to whole seconds a call. Different counterparties are counted exactly up
to 1,536 a week, but that two may share a fingerprint (0.07 of 1,536 are expected to); beyond, the number is an estimate with a standard
error of 3.6 % for the week, and first contacts with it.

The slow reference (`features/reference.py`), the compiled engine (`features/engine.py`) and SQL for DuckDB (`features/sql.py`) give the same values,
estimates aside; property tests hold them together and the errors to their bounds.
"""


def page() -> str:
    """The page as Markdown."""
    parts = [_HEAD.format(count=len(FEATURES)), _subjects(), _spans(), _measures(), _example()]
    return "\n".join(parts)


def _subjects() -> str:
    rows = [(s.name, s.asked_by, f"events whose `{s.key}` it is", s.party, s.en, s.zh) for s in SUBJECTS]
    return "## Subjects\n\n" + _table(("subject", "value of the event's", "counts", "counterparty", "", ""), rows)


def _spans() -> str:
    rows = [(s.name, f"{s.pane.total_seconds() / 3600:.0f} h" if s.pane else "exact", s.en, s.zh) for s in SPANS]
    return "## Windows\n\n" + _table(("window", "panes", "", ""), rows)


def _measures() -> str:
    rows = [(m.name, _for_whom(m), " ".join((m.__doc__ or "").split()), _threshold(m), m.zh) for m in _all()]
    return "## Measures\n\n" + _table(("measure", "for", "what it counts", "threshold", ""), rows)


def _all() -> tuple[Measure, ...]:
    only_long = tuple(measure for measure in LONG_MEASURES if measure.name not in {known.name for known in MEASURES})
    return (*MEASURES, *CALLER_MEASURES, *only_long, *PRESENCE_MEASURES)


def _for_whom(measure: Measure) -> str:
    if measure in CALLER_MEASURES:
        return "caller, " + ", ".join(span.name for span in EXACT_SPANS)
    if measure in PRESENCE_MEASURES:
        return f"all, {SPANS[-1].name}"
    return "all" if measure in MEASURES else "all, " + ", ".join(span.name for span in LONG_SPANS)


def _threshold(measure: Measure) -> str:
    bounds = [name for name in measure.__slots__ if name.startswith("at_most")]
    return ", ".join(f"{name} = {getattr(measure, name):,}" for name in bounds)


def _example() -> str:
    feature = FEATURES[COLUMN["caller_distinct_1h"]]
    return f"## In words\n\n`{feature.name}`: {feature.why_en}.\n\n`{feature.name}`：{feature.why_zh}。\n"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
