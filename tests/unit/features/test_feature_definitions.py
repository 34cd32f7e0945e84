"""The grid is whole, its names are regular, and the page about it is up to date."""

from pathlib import Path

import pytest

from linewarden.errors import LinewardenError
from linewarden.features import COLUMN, FEATURES, SPANS, Engine
from linewarden.features.compact.layout import VALUES as LONG_VALUES
from linewarden.features.compact.panes import DAY_PANES, WEEK_GROUPS
from linewarden.features.definitions import EXACT_SPANS, LONG_SPANS
from linewarden.features.measures import CALLER_MEASURES, LONG_MEASURES, MEASURES, PRESENCE_MEASURES, NearSteps
from linewarden.features.page import page
from linewarden.features.short.layout import COUNTS, FIVE_US, HOUR_US, NEAR_AT_MOST, WINDOWS
from linewarden.model.event import event_block

PAGE = Path(__file__).parents[3] / "docs/reference/features.md"


def test_there_is_one_feature_for_each_subject_window_and_measure() -> None:
    assert len(FEATURES) == 9 * (2 * 7 + 2 * 8 + 2) + 2  # + the caller's near steps in the exact windows
    assert len(COLUMN) == len(FEATURES)


@pytest.mark.parametrize(
    "name", ["caller_attempts_5m", "called_distinct_1h", "callback_attempts_24h", "imei_talk_ms_7d"]
)
def test_names_are_subject_measure_window(name: str) -> None:
    assert name in COLUMN


def test_the_kernel_is_laid_out_for_these_windows_and_measures() -> None:
    assert len(EXACT_SPANS) == WINDOWS
    assert [span.us for span in EXACT_SPANS] == [FIVE_US, HOUR_US]
    assert len(MEASURES) == COUNTS
    assert (NearSteps(at_most=NEAR_AT_MOST),) == CALLER_MEASURES
    assert len(LONG_SPANS) * len(LONG_MEASURES) + len(PRESENCE_MEASURES) == LONG_VALUES
    day, week = LONG_SPANS
    assert (day.us // day.pane_us, week.us // week.pane_us) == (DAY_PANES, WEEK_GROUPS)
    assert [span.us for span in SPANS] == sorted(span.us for span in SPANS)


def test_every_feature_says_why_in_both_languages() -> None:
    assert all(feature.why_zh and feature.why_en for feature in FEATURES)


def test_a_column_is_a_view_and_an_unknown_one_is_refused() -> None:
    matrix = Engine().push(event_block(at_us=[0, 1], kind=[1, 1], cli=[5, 5]))
    assert matrix.column("caller_attempts_1h").tolist() == [1, 2]
    assert matrix.column("caller_attempts_1h").base is not None
    with pytest.raises(LinewardenError, match="'caller_atempts_1h' does not exist"):
        matrix.column("caller_atempts_1h")


def test_the_reference_page_is_that_of_the_definitions() -> None:
    """To write it anew: python -c "from linewarden.features.page import page; print(page(), end='')" > docs/reference/features.md."""
    assert PAGE.read_text(encoding="utf-8") == page()
