"""When each call was set up, answered and released, by what its layout tells. Ringing is never talk."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from linewarden.feeds.files import durations, faults, times
from linewarden.feeds.files.durations import duration_column
from linewarden.feeds.files.faults import Fault, Verdicts
from linewarden.feeds.files.layout import Answered, FieldMap
from linewarden.feeds.files.texts import Field, column_field, text_column
from linewarden.feeds.files.times import time_column
from linewarden.feeds.files.wording import encoded, mapped
from linewarden.model.event import Ints

Flags = npt.NDArray[np.bool_]

_EARLIEST_US, _LATEST_US = 631_152_000_000_000, 4_102_444_800_000_000  # 1990-01-01, 2100-01-01
_LONGEST_MS = 7 * 86_400_000
_ROUNDING_US = 1_000_000  # end - talk may miss the setup by the second that they are rounded to


@dataclass(frozen=True, slots=True)
class Calls:
    """Times of n calls, microseconds since 1970 UTC; `answered_us` counts only where answered."""

    setup_us: Ints
    answered_us: Ints
    is_answered: Flags
    ended_us: Ints
    talk_ms: Ints


def timed_calls(
    fields: dict[str, Field],
    layout: FieldMap,
    units: dict[str, str],
    zone: ZoneInfo,
    latest_us: int,
    is_sms: Flags,
    verdicts: Verdicts,
) -> Calls:
    """The times of the rows; what cannot be goes to the verdicts. An SMS is over when it is sent."""
    size = is_sms.size
    setup = time_column(_setup_field(fields), zone, layout.date_order)
    answer, end = (_times(fields, name, zone, layout, size) for name in ("answered_at", "ended_at"))
    talk, total = (_durations(fields, name, layout, units, size) for name in ("talk", "total"))
    _check_read(verdicts, setup, answer, end, talk, total)
    answer[is_sms] = times.NOTHING
    talk[is_sms] = durations.NOTHING
    answered = _answers(fields, layout, setup, answer, end, talk, total)
    answered[is_sms] = times.NOTHING
    is_answered = answered != times.NOTHING
    ended, is_open = _ends(setup, answered, is_answered, end, talk, total)
    ended[is_sms] = setup[is_sms]
    if layout.answered is Answered.END_MINUS_TALK:
        is_open |= (talk > 0) & (end == times.NOTHING) & (total < 0)
    verdicts.rule(is_open, Fault("missing", "ended_at", faults.NO_END))
    _check_order(verdicts, setup, answered, is_answered, ended, latest_us)
    talk_ms = np.where(talk >= 0, talk, (ended - answered) // 1000)
    talk_ms[~is_answered] = 0
    return Calls(setup, answered, is_answered, ended, talk_ms)


def _setup_field(fields: dict[str, Field]) -> Field:
    if "setup_at" in fields:
        return fields["setup_at"]
    day, clock = (text_column(fields[name], has_escapes=False) for name in ("setup_date", "setup_time"))
    day = pc.replace_substring_regex(day, pattern=r"[ T]0{1,2}:00(:00)?$", replacement="")
    return column_field(pc.binary_join_element_wise(day, clock, " "))


def _times(fields: dict[str, Field], name: str, zone: ZoneInfo, layout: FieldMap, size: int) -> Ints:
    return (
        time_column(fields[name], zone, layout.date_order) if name in fields else np.full(size, times.NOTHING, np.int64)
    )


def _durations(fields: dict[str, Field], name: str, layout: FieldMap, units: dict[str, str], size: int) -> Ints:
    if name not in fields:
        return np.full(size, durations.NOTHING, np.int64)
    return duration_column(fields[name], units.get(name, layout.sources[name].unit))


def _check_read(verdicts: Verdicts, setup: Ints, answer: Ints, end: Ints, talk: Ints, total: Ints) -> None:
    verdicts.rule(setup == times.NOTHING, Fault("missing", "setup_at", faults.MISSING))
    for name, column in (("setup_at", setup), ("answered_at", answer), ("ended_at", end)):
        verdicts.rule(column == times.NOT_ONE, Fault("not_a_time", name, faults.NOT_A_TIME))
    for name, column in (("talk", talk), ("total", total)):
        verdicts.rule(column == durations.NOT_ONE, Fault("not_a_duration", name, faults.NOT_A_DURATION))
        verdicts.rule(column > _LONGEST_MS, Fault("duration_too_long", name, faults.TOO_LONG))
    for column in (setup, answer, end):  # rows that are out count on as harmless
        column[column == times.NOT_ONE] = times.NOTHING
    setup[setup == times.NOTHING] = 0
    for column in (talk, total):
        column[(column < 0) | (column > _LONGEST_MS)] = durations.NOTHING


def _answers(
    fields: dict[str, Field], layout: FieldMap, setup: Ints, answer: Ints, end: Ints, talk: Ints, total: Ints
) -> Ints:
    """When each call was answered; NOTHING when it never was."""
    nothing = np.full(setup.size, times.NOTHING, np.int64)
    if layout.answered is Answered.TIME:
        return answer.copy()
    if layout.answered is Answered.TALK:
        return np.where(talk > 0, setup, nothing)
    by_end = np.where((end == times.NOTHING) & (total >= 0), setup + total * 1000, end) - talk * 1000
    by_end = np.where((by_end < setup) & (by_end >= setup - _ROUNDING_US), setup, by_end)
    by_end = np.where((talk > 0) & ((end != times.NOTHING) | (total >= 0)), by_end, nothing)
    if layout.answered is Answered.END_MINUS_TALK:
        return by_end
    return np.where(_is_said(fields["disposition"], layout), np.where(answer != times.NOTHING, answer, by_end), nothing)


def _is_said(field: Field, layout: FieldMap) -> Flags:
    said = {word.casefold() for word in layout.answered_words}
    words = mapped(encoded(text_column(field, has_escapes=False)), lambda text: str(text.casefold() in said), "string")
    flags: Flags = pc.fill_null(pc.equal(words, "True"), False).to_numpy(zero_copy_only=False)  # noqa: FBT003  Arrow's own signature
    return flags


def _ends(setup: Ints, answered: Ints, is_answered: Flags, end: Ints, talk: Ints, total: Ints) -> tuple[Ints, Flags]:
    """Release of each call, and where an answered call tells neither end nor duration."""
    is_told = end != times.NOTHING
    by_total = np.where(total >= 0, setup + total * 1000, setup)
    by_talk = np.where(is_answered & (talk >= 0), answered + talk * 1000, by_total)
    is_open = ~is_told & is_answered & (talk < 0) & (total < 0)
    return np.where(is_told, end, by_talk), is_open


def _check_order(
    verdicts: Verdicts, setup: Ints, answered: Ints, is_answered: Flags, ended: Ints, latest_us: int
) -> None:
    for name, column, counts in (
        ("setup_at", setup, True),
        ("answered_at", answered, is_answered),
        ("ended_at", ended, True),
    ):
        is_no_time = ((column < _EARLIEST_US) | (column > _LATEST_US)) & counts
        verdicts.rule(is_no_time, Fault("time_out_of_range", name, faults.OUT_OF_RANGE))
        verdicts.rule((column > latest_us) & counts, Fault("time_ahead", name, faults.AHEAD))
    verdicts.rule(
        is_answered & (answered < setup), Fault("answered_before_setup", "answered_at", faults.ANSWERED_EARLY)
    )
    is_early = (ended < setup) | (is_answered & (ended < answered))
    verdicts.rule(is_early, Fault("ended_before_answer", "ended_at", faults.ENDED_EARLY))
