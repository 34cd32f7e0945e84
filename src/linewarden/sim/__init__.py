"""A synthetic city with ground truth: for demonstrations, load and back-tests. Everything it makes is marked 演示 DEMO.

It shares nothing with the detector: behaviour is made from published descriptions, see docs/reference/synthetic-city.md.
"""

from linewarden.sim.city import START, City, demo_city
from linewarden.sim.places import INTERNATIONAL_TRUNKS
from linewarden.sim.player import Played, Player, play
from linewarden.sim.writers.files import Written, write_dataset, write_history
from linewarden.sim.writers.records import Layout

__all__ = [
    "INTERNATIONAL_TRUNKS",
    "START",
    "City",
    "Layout",
    "Played",
    "Player",
    "Written",
    "demo_city",
    "play",
    "write_dataset",
    "write_history",
]
