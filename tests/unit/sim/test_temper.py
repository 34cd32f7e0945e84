"""Another city is drawn row by row: a new row leaves the others as they are."""

import numpy as np

from linewarden.sim import REAL_RATES, City, drawn, drawn_rates
from linewarden.sim.offices import TRADES


def test_what_one_fraud_is_drawn_as_does_not_hang_on_the_others() -> None:
    whole = drawn_rates(np.random.default_rng(3), REAL_RATES)
    assert drawn_rates(np.random.default_rng(3), REAL_RATES[4:6]) == whole[4:6]


def test_offices_are_drawn_too() -> None:
    trades = drawn(np.random.default_rng(3)).trades
    for trade, told in zip(trades, TRADES, strict=True):
        assert (trade.name, trade.role, trade.manner) == (told.name, told.role, told.manner)
        assert trade.calls != told.calls
        assert (trade.lines == 1) == (told.lines == 1)  # who shows one number shows one in any city
        assert (trade.clients == 0) == (told.clients == 0)


def test_a_city_has_the_offices_of_its_temper() -> None:
    temper = drawn(np.random.default_rng(3))
    offices = City(1, people=200_000, temper=temper).world.offices
    counts = np.bincount(offices.trade, minlength=len(TRADES))
    assert counts.tolist() == [max(1, round(trade.each * 2)) for trade in temper.trades]
    assert set(offices.lines[offices.trade == 4].tolist()) == {temper.trades[4].lines}
