"""Countries that a caller rings for the first time."""

import numpy as np

from linewarden.features.beside.firsts import MOST_COUNTRIES, Firsts

UK, GERMANY, JAPAN, USA, NIGERIA = 44, 49, 81, 1, 234


def meet(firsts: Firsts, *countries: int, caller: int = 7) -> tuple[list[int], list[int]]:
    count = len(countries)
    found = firsts.meet(np.full(count, caller), np.array(countries), np.arange(count))
    return found[0].tolist(), found[1].tolist()


def test_a_country_is_a_first_once_and_its_zone_too() -> None:
    # 44 and 49 lie in zone 4, 81 in zone 8, 1 in zone 1, 234 in zone 2
    found = meet(Firsts(), UK, UK, GERMANY, JAPAN, USA, NIGERIA, GERMANY)
    assert found == ([1, 0, 1, 1, 1, 1, 0], [1, 0, 0, 1, 1, 1, 0])


def test_each_caller_has_its_own() -> None:
    firsts = Firsts()
    meet(firsts, UK)
    assert meet(firsts, UK, caller=8) == ([1], [1])
    assert meet(firsts, UK, caller=0) == meet(firsts, 0) == ([0], [0])


def test_of_who_rings_the_world_nothing_is_new() -> None:
    codes = (44, 49, 33, 34, 39, 41, 43, 45, 46, 47, 48, 31)
    assert len(codes) == MOST_COUNTRIES
    firsts = Firsts()
    assert meet(firsts, *codes)[0] == [1] * MOST_COUNTRIES
    assert meet(firsts, *codes, JAPAN) == ([0] * 13, [0] * 13)


def test_who_was_silent_longest_is_forgotten_when_it_is_full() -> None:
    firsts = Firsts(most=4)  # three of four rows are used
    for caller in (1, 2, 3, 4):
        firsts.meet(np.array([caller]), np.array([UK]), np.array([caller]))
    assert firsts.rows.forgotten == 2
    assert [meet(firsts, UK, caller=caller)[0] for caller in (4, 3, 1)] == [[0], [0], [1]]
