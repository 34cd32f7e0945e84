"""Cards in a handset, and a handset in two calls at once."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from linewarden.features.beside.partners import MOST, Partners

rows = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6)), min_size=1, max_size=60)


def meet(partners: Partners, pairs: list[tuple[int, int]], day: int) -> list[int]:
    keys, others = np.array(pairs, np.int64).T
    return partners.meet(keys, others, day, np.full(keys.size, day * 86_400)).tolist()


def test_different_cards_of_a_day_are_counted_up_to_four() -> None:
    partners = Partners()
    assert meet(partners, [(1, 11), (1, 12), (1, 11), (1, 13), (2, 11), (1, 0), (0, 5)], 7) == [1, 2, 2, 3, 1, 0, 0]
    assert meet(partners, [(1, 14), (1, 15)], 7) == [4, 4]
    assert meet(partners, [(1, 15), (2, 12)], 8) == [1, 1]
    assert meet(partners, [(1, 14)], 7) == [0]  # late, of a day that is over


@given(days=st.lists(rows, min_size=1, max_size=4), cut=st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_it_counts_what_sets_count(days: list[list[tuple[int, int]]], cut: int) -> None:
    partners = Partners()
    for day, pairs in enumerate(days):
        seen: dict[int, set[int]] = {}
        expected, found = [], []
        for key, other in pairs:
            if key and other:
                seen.setdefault(key, set()).add(other)
            expected.append(min(len(seen.get(key, ())), MOST) if key and other else 0)
        for start in range(0, len(pairs), cut):
            found += meet(partners, pairs[start : start + cut], day)
        assert found == expected


def test_a_handset_is_known_from_the_day_on_which_it_was_first_seen() -> None:
    partners, nothing = Partners(), np.zeros(1, np.int64)
    known = [
        partners.meet_at(nothing + 9, nothing + 5, day, nothing + day, nothing, nothing, nothing)[2][0]
        for day in (20, 20, 23, 22)
    ]
    assert known == [1, 1, 4, 0]  # the last is late, of a day that is over


def test_a_row_of_an_older_program_is_of_a_handset_known_since_ever() -> None:
    partners, nothing = Partners(), np.zeros(1, np.int64)
    partners.rows.refill(np.array([[9, 1_700_000_000, 19_675 << 8 | 1, 3, 0, 0, 0, 0]]))
    assert partners.meet_at(nothing + 9, nothing + 5, 19_676, nothing, nothing, nothing, nothing)[2][0] == 19_677


def at(partners: Partners, imsi: int, cell: int, since_s: int, until_s: int) -> int:
    columns = (np.array([value], np.int64) for value in (9, imsi))
    place = (np.array([value], np.int64) for value in (until_s, cell, since_s, until_s))
    return int(partners.meet_at(*columns, 1, *place)[1][0])


def test_two_calls_at_once_with_two_cards_at_two_cells_cannot_be_one_handset() -> None:
    first = (11, 500, 1_000, 1_060)
    for imsi, cell, since_s, until_s, is_twice in (
        (12, 600, 1_030, 1_090, 1),
        (12, 600, 1_060, 1_090, 0),  # one after the other
        (12, 500, 1_030, 1_090, 0),  # at one cell: two cards in one box
        (11, 600, 1_030, 1_090, 0),  # one card: a handover
        (12, 0, 1_030, 1_090, 0),  # the feed tells no cell
    ):
        partners = Partners()
        assert at(partners, *first) == 0
        assert at(partners, imsi, cell, since_s, until_s) == is_twice


def test_when_it_is_full_those_silent_longest_are_forgotten() -> None:
    partners, many = Partners(most=1 << 10), 1_000
    assert meet(partners, [(key, 1) for key in range(1, many)], 1) == [1] * (many - 1)
    assert partners.rows.tally[0] <= partners.rows.tally[1] == 768


def test_a_full_table_forgets_who_was_silent_longest_counts_and_says_so() -> None:
    partners = Partners(16)  # room for 12 keys
    with capture_logs() as told:
        for key in range(1, 14):
            partners.meet(np.array([key]), np.array([1]), 7, np.array([key]))
    assert partners.rows.forgotten == 6
    assert [(line["event"], line["forgotten"], line["silent_s"]) for line in told] == [
        ("full: who was silent longest is forgotten", 6, 6)
    ]  # key 6 was heard of 6 s before key 12
    assert sorted(partners.rows.words[:, 0].tolist())[-7:] == [7, 8, 9, 10, 11, 12, 13]
