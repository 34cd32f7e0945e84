"""The page and the picture tell what was counted, and a small town shows nothing that is not there."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

from scorecard.baselines import BASELINES, Found
from scorecard.card import counts
from scorecard.cost import DEEDS
from scorecard.curve import swept
from scorecard.hits import by_score
from scorecard.page import page
from scorecard.panels.axes import Box, Scale
from scorecard.picture import picture
from scorecard.report import Played, as_json, figures
from scorecard.shortfall import WHOLE, Shortfall, shortfall
from scorecard.tally import tally
from town import ALARMS, COURIER, GANG, VICTIMS, alarm, truth, victim

from linewarden.model.event import event_block

TOWN = truth(*VICTIMS)


def report(*towns: Played) -> dict[str, Any]:
    deeds = {level: [deed.minutes, deed.what] for level, deed in DEEDS.items()}
    made = {"people": 10_000, "days": 4, "warm_days": 2, "factor": 4.0, "deeds": deeds, **figures([*towns])}
    found: dict[str, Any] = json.loads(as_json(made))  # as it is kept
    return found


def lacking() -> dict[str, Shortfall]:
    """A whole feed, and one that tells of no victim and warns nobody."""
    told = event_block(at_us=[0, 0, 0, 0], cli=[GANG, GANG, GANG, COURIER], called=[1, 2, 3, 7])
    return {WHOLE: shortfall(ALARMS, TOWN, told), "carrier": shortfall([], TOWN, told.take(slice(3, 4)))}


def played(seed: int) -> Played:
    """The platform warns the first victim in time, the baselines the second one and at a lower strength nobody else."""
    theirs = by_score([alarm(2, GANG, (25, "high", 1.0))])
    found = Found(swept(theirs.at, (0.5, 1.0), TOWN), tally(theirs.at(1.0), TOWN, 1.0))
    ways = {way: counts(ALARMS, TOWN) for way in ("live", "records")}
    return Played(seed, 1234, 5.0, ways, {b.key: found for b in BASELINES})


def test_a_page_of_two_towns() -> None:
    text = page(report(played(7), played(8)))
    assert "| 7 | live | notice | 1 of 3 | 6% to 79% | 120 min | 1.38 |" in text
    assert "| all | live | notice | 2 of 6 | 10% to 70% | 120 min | 1.38 |" in text
    assert "| all | live | 12 | 0 | 1.38 | 18.18% |" in text  # precision@k: (2 / 4) / (2 + 3 / 4)
    assert "| all | records only | 1e-3 | 0 | 1.00e-04 | 2 of 6 |" in text
    assert (
        "| all | courier | 1.00 | 72.7% | 4 of 8 | 50.00% | 21.52% to 78.48% | 0.50 | 66.7% | 2 of 8 | 25.00% | 7.15% to 59.07% |"
        in text
    )
    assert "| 7 | messages | 0.00 | 0.0% | – | – | – | 0.00 | 0.0% | – | – | – |" in text
    assert "| 0.9 to 1 | 2 | 0.5 | 0.9000 | 1.0000 |" in text
    assert "| all | LightGBM on callers | 2 of 6 | 10% to 70% | 1.0 | 0.2 to 5.0 |" in text
    assert "- all: refund 2 of 6, wangiri 0 of 2" in text
    assert "None" not in text


def test_a_feed_that_lacks_something() -> None:
    text = page(report(replace(played(7), shortfalls=lacking()), played(8)))
    assert (
        "| 7 | nothing | 100.0% | notice | 1 of 3 | 6% to 79% | 1 of 3 | 6% to 79% | 120 min | 1.38 | 72.7% |" in text
    )
    assert (
        "| 7 | China Mobile, the largest carrier | 25.0% | k = 12 | 0 of 3 | 0% to 56% | 0 of 0 | 0% to 100% | – | 0.00 | – |"
        in text
    )
    assert "Not played this time." not in text
    assert "None" not in text


def test_poorer_feeds_that_were_not_played() -> None:
    assert "## When a feed lacks something\n\nNot played this time.\n" in page(report(played(7)))


def test_the_rows_of_a_table_have_as_many_cells_as_its_head() -> None:
    for part in page(report(replace(played(7), shortfalls=lacking()))).split("\n\n"):
        assert len({line.count("|") for line in part.splitlines() if line.startswith("|")}) <= 1


def test_a_page_of_a_town_without_warnings_or_victims() -> None:
    empty = truth()
    ways = {way: counts([], empty) for way in ("live", "records")}
    nothing = Found(swept(by_score([]).at, (1.0,), empty), None)
    made = report(Played(1, 0, 0.0, ways, {b.key: nothing for b in BASELINES}))
    assert "| all | live | urgent | 0 of 0 | 0% to 100% | – | 0.00 | – | 0.00% to 100.00% | – | – |" in page(made)
    ET.fromstring(picture(made))


def test_the_picture_is_an_svg_with_a_line_for_everybody() -> None:
    drawn = picture(report(played(7)))
    ET.fromstring(drawn)
    assert all(b.name in drawn for b in BASELINES)
    assert "模拟城市 1 座合计" in drawn
    assert ">1 / 3<" in drawn


def test_places_on_a_scale() -> None:
    box = Box(100, 50, 200, 80, Scale(0.01, 100.0, (), is_log=True), Scale(0.0, 1.0, ()))
    assert (box.x(1.0), box.x(0.0), box.x(1000.0)) == (200.0, 100.0, 300.0)
    assert (box.y(0.25), box.y(1.0)) == (110.0, 50.0)


def test_a_victim_warned_by_nobody_leaves_no_ratio() -> None:
    town = truth(victim(1, 24, 27))
    nobody = Found(swept(by_score([]).at, (1.0,), town), None)
    ways = {way: counts([alarm(1, GANG, (25, "high", 0.9))], town) for way in ("live", "records")}
    made = report(Played(1, 9, 0.0, ways, {b.key: nobody for b in BASELINES}))
    assert made["all"]["baselines"]["simbox"]["capacities"]["12"]["times"] is None
    assert "| all | VoltDB SIM-box rules | 0 of 1 | 0% to 79% | – |  |" in page(made)


def test_figures_are_kept_a_line_each() -> None:
    assert as_json({"interval": [0.1, 0.2], "of": 3}) == '{\n "interval": [ 0.1, 0.2 ],\n "of": 3\n}\n'
