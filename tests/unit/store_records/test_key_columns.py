"""Looking through columns of keys tells what looking at each record tells, over many more rows than are looked at together."""

import numpy as np
import pytest

from linewarden.store.key_columns import newest_rows
from linewarden.store.kinds import KEYED_COLUMNS
from linewarden.store.query import Query
from linewarden.store.sought import sought

ROWS = 5000
RNG = np.random.default_rng(5)
KEYS = np.zeros((len(KEYED_COLUMNS), ROWS), np.int64)
KEYS[:2] = RNG.choice([0, -120, 20, 120, 1120, 8613800000120, 8613800001121], (2, ROWS))


def is_met(number: int, query: Query) -> bool:
    digits = str(number) if number > 0 else ""
    return digits.startswith(query.prefix or "") and digits.endswith(query.suffix or "") and bool(digits)


@pytest.mark.parametrize("query", [Query(prefix="12"), Query(suffix="120"), Query(suffix="8613800000120")])
@pytest.mark.parametrize(("first", "end", "most"), [(0, ROWS, ROWS), (0, ROWS, 7), (17, 4000, 3000), (5, 5, 3)])
def test_a_prefix_or_suffix_is_found_on_either_side(query: Query, first: int, end: int, most: int) -> None:
    rows = [
        row for row in range(first, end) if any(is_met(number, query) for number in KEYS[:2, row].tolist())
    ]  # fmt: skip
    wanted, out = sought(query), np.empty(most, np.int64)
    count = newest_rows(KEYS, wanted.criteria, wanted.ranges, first, end, out)
    assert out[:count].tolist() == rows[::-1][:most]


def test_a_number_with_itself_is_on_both_sides() -> None:
    wanted, out = sought(Query(number=120, counterpart=120)), np.empty(ROWS, np.int64)
    count = newest_rows(KEYS, wanted.criteria, wanted.ranges, 0, ROWS, out)
    assert out[:count].tolist() == np.flatnonzero((KEYS[0] == 120) & (KEYS[1] == 120))[::-1].tolist()
