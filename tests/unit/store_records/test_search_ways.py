"""However a sealed range is searched, it tells the same rows: those that looking at every record tells."""

from pathlib import Path

import numpy as np
import pytest
from store_rows import at, cdr, intake, open_store

from linewarden.model.cdr import cdr_batch
from linewarden.store.criteria import resolved
from linewarden.store.plan import SCAN, chosen
from linewarden.store.query import Query
from linewarden.store.search import follow
from linewarden.store.shelf import Shelf
from linewarden.store.sought import sought

ROWS = 3000
RNG = np.random.default_rng(3)
SIDES = RNG.choice([0, -55, 6, 66, 866, 86138, *range(8613800000000, 8613800000300)], (2, ROWS))
TRUNKS = RNG.choice([None, "T1", "T2", "T3"], (2, ROWS))
CELLS = RNG.choice([None, *(f"C{place}" for place in range(40))], ROWS)

QUERIES = (
    Query(prefix="8613800000", trunk="T1"),
    Query(prefix="86138000001", suffix="6", trunk="T2"),
    Query(suffix="66", cell="C3"),
    Query(suffix="066", trunk="T3"),
    Query(number=8613800000007, prefix="86"),
    Query(number=66, counterpart=66, suffix="6"),
    Query(trunk="T1", cell="C9"),
    Query(prefix="86138"),
    Query(trunk="T2"),
    Query(),
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The index of one sealed range, a record a second."""
    folder: Path = tmp_path_factory.mktemp("ways")
    rows = [
        cdr(n, cli=cli, called=called, trunk_in=trunk_in, trunk_out=trunk_out, cell=cell)
        for n, cli, called, trunk_in, trunk_out, cell in zip(
            range(ROWS), *SIDES.tolist(), *TRUNKS.tolist(), CELLS.tolist(), strict=True
        )
    ]
    with open_store(folder) as store:
        store.take([intake(cdr_batch(rows))])
        store.seal(force=True)
    (path,) = (folder / "records/index").iterdir()
    return Shelf.open(path)


def is_met(row: int, query: Query) -> bool:
    numbers, trunks = SIDES[:, row].tolist(), TRUNKS[:, row].tolist()
    digits = [str(number) for number in numbers if number > 0]
    return (
        (query.number is None or query.number in numbers)
        and (query.counterpart is None or numbers == [query.number, query.counterpart])
        and (query.prefix is None or any(text.startswith(query.prefix) for text in digits))
        and (query.suffix is None or any(text.endswith(query.suffix) for text in digits))
        and (query.trunk is None or query.trunk in trunks)
        and (query.cell is None or query.cell == CELLS[row])
    )


@pytest.mark.parametrize("query", QUERIES, ids=str)
@pytest.mark.parametrize(("first", "end", "most"), [(0, ROWS, ROWS), (0, ROWS, 3), (700, 2111, 100), (64, 65, 1)])
def test_every_way_leads_to_the_same_rows(shelf: Shelf, query: Query, first: int, end: int, most: int) -> None:
    matching = [row for row in range(first, end) if is_met(row, query)][::-1][:most]
    criteria = sought(query).criteria
    wanted = resolved(shelf.book, criteria, sought(query).ranges)
    places = range(len(criteria))
    ways = [(SCAN, -1), *((i, -1) for i in places), *((i, j) for i in places for j in places if i != j)]
    for leader, second in ways:
        out = np.empty(most, np.int64)
        count = follow(shelf.book, wanted, leader, second, first, end, out)
        assert out[:count].tolist() == matching, (leader, second)


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_an_answer_within_a_time_is_that_of_the_rows_in_it(shelf: Shelf, query: Query) -> None:
    since = int(at(700).timestamp() * 1_000_000)
    wanted = sought(Query(**{name: getattr(query, name) for name in query.__slots__} | {"until": at(2111)}))
    rows, ats, _ = shelf.find(wanted, since, 50)
    assert rows.tolist() == [row for row in range(700, 2111) if is_met(row, query)][::-1][:50]
    assert ats.tolist() == [since + (row - 700) * 1_000_000 for row in rows.tolist()]


def test_a_prefix_of_thousands_and_a_busy_trunk_are_crossed(shelf: Shelf) -> None:
    wanted = sought(Query(prefix="8613800000", trunk="T1"))
    found = resolved(shelf.book, wanted.criteria, wanted.ranges)
    found.found[:] = (50_000, 67_000)
    found.keys[:] = (10_000, 1)
    plain = shelf.book.plain.copy()
    plain[0] = 5_000_000
    book = shelf.book._replace(plain=plain)
    assert chosen(book, found, 5_000_000, 100) == (0, 1)
    found.found[:] = (1_500_000, 67_000)  # so many that the newest of the trunk have some
    assert chosen(book, found, 5_000_000, 100) == (1, -1)
    found.found[1] = 60  # a rare second criterion
    assert chosen(book, found, 5_000_000, 100) == (1, -1)
    assert chosen(book, found, 500, 100)[1] == -1  # a short time needs no lists of millions
