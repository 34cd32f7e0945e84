"""A synthetic city with ground truth: for demonstrations, load and back-tests. Everything it makes is marked 演示 DEMO.

It shares nothing with the detector: behaviour is made from published descriptions, see docs/reference/synthetic-city.md.
"""

from linewarden.sim.city import START, City, demo_city
from linewarden.sim.frauds.rate import FraudRate
from linewarden.sim.frauds.underworld import REAL_RATES
from linewarden.sim.places import INTERNATIONAL_TRUNKS
from linewarden.sim.player import Played, Player, play
from linewarden.sim.temper import AS_TOLD, Temper, drawn, drawn_rates
from linewarden.sim.writers.files import Written, write_dataset, write_history
from linewarden.sim.writers.records import Layout

__all__ = [
    "AS_TOLD",
    "INTERNATIONAL_TRUNKS",
    "REAL_RATES",
    "START",
    "City",
    "FraudRate",
    "Layout",
    "Played",
    "Player",
    "Temper",
    "Written",
    "demo_city",
    "drawn",
    "drawn_rates",
    "play",
    "write_dataset",
    "write_history",
]
