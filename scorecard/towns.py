"""Cities that the detector has never seen: every rate, share and length drawn at random around the published ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from linewarden.sim import REAL_RATES, START, City, FraudRate, Temper, drawn, drawn_rates, write_dataset
from linewarden.sim.calls import micros
from linewarden.sim.frauds.underworld import denser
from scorecard.groups import Group, grouped


@dataclass(frozen=True, slots=True)
class Town:
    """One city. `factor`: its frauds are so many times as frequent as true ones, so that there are enough victims to count."""

    seed: int
    people: int
    days: int
    factor: float

    @property
    def until(self) -> datetime:
        """Where its data end."""
        return START + timedelta(days=self.days)

    @property
    def rates(self) -> tuple[FraudRate, ...]:
        """Of its frauds, true ones."""
        return drawn_rates(self._draw(1), REAL_RATES)

    @property
    def temper(self) -> Temper:
        """What it is like."""
        return drawn(self._draw(2))

    def write(self, folder: Path) -> int:
        """Its records and the truth, as `write_dataset` does; how many records."""
        return write_dataset(
            folder, self.seed, self.people, 24 * self.days, fraud_factor=self.factor, rates=self.rates, temper=self.temper
        ).records  # fmt: skip

    def groups(self, since: datetime) -> dict[str, Group]:
        """Who rang people and is no gang, and whom from then on."""
        rates = denser(self.rates, self.factor)  # a gang keeps its victim from other calls
        city = City(self.seed, people=self.people, rates=rates, temper=self.temper)
        return grouped(city.blocks(START, self.until), micros(since))

    def _draw(self, part: int) -> np.random.Generator:
        return np.random.default_rng((self.seed, part))
