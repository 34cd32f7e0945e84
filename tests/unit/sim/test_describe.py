"""The documentation shows the numbers that the city is made with."""

from pathlib import Path

from linewarden.sim.describe import tables
from linewarden.sim.manners import MANNERS
from linewarden.sim.offices import TRADES
from linewarden.sim.parameters import PARAMETERS
from linewarden.sim.rhythm import HOURS

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "synthetic-city.md"


def test_the_page_holds_the_tables_as_they_are() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(tables() + "\n")


def test_every_number_names_its_source() -> None:
    assert all(row.source for row in (*PARAMETERS, *MANNERS, *TRADES))


def test_every_office_has_a_manner_and_a_rhythm() -> None:
    manners = {manner.name for manner in MANNERS}
    for trade in TRADES:
        assert trade.manner in manners
        assert {trade.weekday, trade.weekend or trade.weekday} <= set(HOURS)


def test_the_simulator_knows_nothing_of_the_detector() -> None:
    for path in (Path(__file__).parents[3] / "src" / "linewarden" / "sim").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for stage in ("feeds", "scoring", "warnings", "features"):
            assert f"linewarden.{stage}" not in text
