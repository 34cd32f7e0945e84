"""Mobile numbers that call from abroad soon after they called from within."""

import numpy as np

from linewarden.features.beside.homes import Homes
from linewarden.model.cdr import Route
from linewarden.model.event import event_block
from linewarden.model.number import NumberKind

HOME, ABROAD, UNTOLD = Route.DOMESTIC, Route.INTERNATIONAL, Route.UNKNOWN


def meet(homes: Homes, *calls: tuple[int, Route, int], kind: NumberKind = NumberKind.MOBILE) -> list[int]:
    """Of calls of one number given by second, route and cell."""
    at_s, routes, cells = (list(column) for column in zip(*calls, strict=True))
    count = len(calls)
    events = event_block(at_us=at_s, cli=[7] * count, cli_kind=[kind] * count, route=routes, cell=cells)
    return homes.meet(events, np.array(at_s)).tolist()


def test_a_call_from_abroad_tells_when_the_number_was_seen_within() -> None:
    calls = [(100, ABROAD, 0), (200, HOME, 0), (500, ABROAD, 0), (500, ABROAD, 0), (600, UNTOLD, 5), (600, ABROAD, 0)]
    assert meet(Homes(), *calls) == [0, 0, 300, 300, 0, 1]


def test_a_call_that_tells_neither_route_nor_cell_is_from_nowhere() -> None:
    assert meet(Homes(), (200, UNTOLD, 0), (300, ABROAD, 0)) == [0, 0]


def test_a_roamer_who_calls_through_a_cell_abroad_is_not_home() -> None:
    assert meet(Homes(), (200, ABROAD, 5), (300, ABROAD, 5)) == [0, 0]


def test_fixed_numbers_do_not_travel() -> None:
    assert meet(Homes(), (200, HOME, 0), (300, ABROAD, 0), kind=NumberKind.LANDLINE) == [0, 0]
