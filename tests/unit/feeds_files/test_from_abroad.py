"""The calling number of a call from abroad, as the route column, the trunk or the feed tells."""

from dataclasses import replace
from pathlib import Path

import pytest
from feed_files_fixtures import FEED, intakes, records, written

from linewarden.feeds.settings import FeedSettings
from linewarden.model.cdr import Route
from linewarden.model.number import NumberKind

NEW_YORK, NOBODY = 16465617343, 8616465617343
ABROAD = replace(FEED, route=Route.INTERNATIONAL)
BY_TRUNK = replace(FEED, route=Route.DOMESTIC, international_trunks=("gw-intl",))


def calling_numbers(folder: Path, feed: FeedSettings, *rows: str) -> list[int]:
    """Who called, of rows "calling number,trunk,route"."""
    text = "cli,trunk_in,route,called,setup_at,answered_at,ended_at\n" + "".join(
        f"{row},16465617343,2026-11-22T08:00:00Z,,2026-11-22T08:00:30Z\n" for row in rows
    )
    calls = records(intakes(written(folder, text), "linewarden", feed=feed))
    assert {call.called for call in calls} == {NOBODY}  # called numbers are dialled here
    return [call.cli for call in calls]


def test_the_record_s_own_word_says_that_a_number_is_foreign(tmp_path: Path) -> None:
    rows = (f"16465617343,,{route}" for route in ("international", "domestic", "unknown", ""))
    assert calling_numbers(tmp_path, FEED, *rows) == [NEW_YORK, NOBODY, NOBODY, NOBODY]


@pytest.mark.parametrize(
    ("feed", "told"),
    [(FEED, [NOBODY, NOBODY]), (BY_TRUNK, [NEW_YORK, NOBODY]), (ABROAD, [NEW_YORK, NEW_YORK])],
    ids=["nothing", "trunk", "feed"],
)
def test_so_does_its_trunk_or_its_feed(tmp_path: Path, feed: FeedSettings, told: list[int]) -> None:
    assert calling_numbers(tmp_path, feed, "16465617343,gw-intl,", "16465617343,gw-cz,") == told


def test_mainland_numbers_from_abroad_stay_what_they_are_shown_as(tmp_path: Path) -> None:
    rows = (f"{number},,international" for number in ("13861234567", "051986661234", "86110", ""))
    assert calling_numbers(tmp_path, FEED, *rows) == [8613861234567, 8651986661234, 86110, 0]


def test_the_kind_and_fault_go_with_the_number(tmp_path: Path) -> None:
    text = "cli,route,called,setup_at,answered_at,ended_at\n16465617343,international,110,2026-11-22T08:00:00Z,,2026-11-22T08:00:30Z\n"
    (call,) = records(intakes(written(tmp_path, text), "linewarden"))
    assert (call.cli, call.cli_kind, call.cli_fault, call.cli_raw) == (NEW_YORK, NumberKind.FOREIGN, 0, "16465617343")
