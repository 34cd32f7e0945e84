"""Looking numbers up in the whitelist."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from linewarden.rulebook.whitelist import Entry, Whitelist

FAR, SOON = date(2099, 1, 1), date(2026, 12, 1)
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def entry(number: str, expires: date = FAR) -> Entry:
    return Entry(number, "reason", "source", expires)


def owners(entries: list[Entry], numbers: list[int], at: datetime = NOW) -> list[int]:
    at_us = int(at.timestamp() * 1e6)
    found: list[int] = Whitelist(entries).owners(np.array(numbers), np.full(len(numbers), at_us)).tolist()
    return found


def test_a_number_covers_itself_and_a_prefix_all_that_begin_so() -> None:
    listed = [entry("8651981234567"), entry("86519812*")]
    numbers = [8651981234567, 8651981234568, 86519812, 865198129, 86519813, 8651981, 865198120000000, -5, 0]
    assert owners(listed[:1], numbers) == [0, -1, -1, -1, -1, -1, -1, -1, -1]
    assert owners(listed[1:], numbers) == [0, 0, 0, 0, -1, -1, 0, -1, -1]
    assert owners([], numbers) == [-1] * 9


def test_an_entry_that_has_ended_covers_nothing_and_hides_none_that_has_not() -> None:
    listed = [entry("8651981234567", SOON), entry("86519812*")]
    later = NOW + timedelta(days=9)
    assert owners(listed[:1], [8651981234567]) == [0]
    assert owners(listed[:1], [8651981234567], later) == [-1]
    assert owners(listed, [8651981234567], later) == [1]
    assert (listed[0].is_expired(NOW), listed[0].is_expired(later)) == (False, True)


prefixes = st.from_regex(r"[1-9][0-9]{0,5}\*?", fullmatch=True)


@given(st.lists(prefixes, unique=True, max_size=6), st.lists(st.integers(-9, 10**7), max_size=20))
def test_what_is_covered_is_what_the_digits_say(names: list[str], numbers: list[int]) -> None:
    def covers(name: str, number: int) -> bool:
        return str(number).startswith(name[:-1]) if name.endswith("*") else str(number) == name

    found = owners([entry(name) for name in names], numbers)
    assert [owner >= 0 for owner in found] == [any(covers(name, number) for name in names) for number in numbers]
