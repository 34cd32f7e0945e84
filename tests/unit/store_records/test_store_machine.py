"""Whatever is done to a store in whatever order, it holds what a plain dictionary would."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from store_rows import at, cdr, intake, open_store, rejects

from linewarden.model.cdr import Cdr, cdr_batch, cdr_rows
from linewarden.store.kept import FeedCounts
from linewarden.store.purging import Purged
from linewarden.store.query import Query
from linewarden.store.settings import StoreSettings

SMALL = StoreSettings(
    is_sealing_itself=False, seal_rows=60, segment_bytes=20_000, sort_rows=20, merge_ranges=2, merged_rows=120
)
NUMBERS = st.lists(st.integers(0, 30), max_size=8)


BASES = {"a": "CZ-1", "b": "CZ-2"}


def row_of(number: int, feed: str) -> Cdr:
    """The call as the feed delivers it."""
    return cdr(number, feed=feed, basis_id=BASES[feed])


class Store(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store = open_store(self.folder, settings=SMALL)
        self.rows: dict[int, Cdr] = {}
        self.feeds: dict[str, FeedCounts] = {}
        self.resume: dict[str, int] = {}
        self.blocks = 0
        self.refused: list[tuple[str, int]] = []

    def teardown(self) -> None:
        assert self.store.verify() == []
        self.store.close()
        shutil.rmtree(self.folder)

    @rule(blocks=st.lists(st.tuples(st.sampled_from("ab"), NUMBERS, st.integers(0, 2)), min_size=1, max_size=3))
    def take(self, blocks: list[tuple[str, list[int], int]]) -> None:
        intakes = []
        for feed, numbers, refused in blocks:
            delivered = {cdr(number).record_id: row_of(number, feed) for number in numbers}
            new = {id_: row for id_, row in delivered.items() if id_ not in self.rows}
            counts = FeedCounts(len(new), refused, len(numbers) - len(new))
            self.feeds[feed] = self.feeds.get(feed, FeedCounts()) + counts
            self.rows |= new
            self.refused += [(feed, row) for row in range(refused)]
            self.resume[feed] = self.resume.get(feed, 0) + len(numbers) + refused
            batch = cdr_batch(row_of(number, feed) for number in numbers)
            intakes.append(
                intake(
                    batch,
                    feed=feed,
                    basis_id=BASES[feed],
                    source_id=feed,
                    next_row=self.resume[feed],
                    rejects=rejects(range(refused)),
                )
            )
        kept = self.store.take(intakes)
        assert [block.offset for block in kept] == list(range(self.blocks, self.blocks + len(blocks)))
        self.blocks += len(blocks)

    @rule(force=st.booleans())
    def seal(self, force: bool) -> None:
        self.store.seal(force=force)

    @rule(force=st.booleans())
    def compact(self, force: bool) -> None:
        self.store.compact(force=force)

    @rule(feed=st.sampled_from("ab"), before=st.none() | st.integers(0, 31))
    def purge(self, feed: str, before: int | None) -> None:
        going = [
            row
            for row in self.rows.values()
            if row.basis_id == BASES[feed] and (before is None or row.setup_at < at(before))
        ]
        told = [(kept.feed, kept.reject.row) for kept in self.store.rejects(limit=1000)][::-1]
        purged = self.store.purge(BASES[feed], None if before is None else at(before))
        left = [(kept.feed, kept.reject.row) for kept in self.store.rejects(limit=1000)][::-1]
        assert purged == Purged(records=len(going), rejects=len(told) - len(left))
        assert [kept for kept in left if kept[0] != feed] == [kept for kept in told if kept[0] != feed]
        if before is None:
            assert feed not in {kept[0] for kept in left}
        self.refused = left
        self.rows = {id_: row for id_, row in self.rows.items() if row not in going}
        for row in going:
            self.feeds[row.feed] += FeedCounts(purged=1)
        if purged.rejects:
            self.feeds[feed] += FeedCounts(purged=purged.rejects)

    @rule(is_without_index=st.booleans())
    def reopen(self, is_without_index: bool) -> None:
        self.store.close()
        if is_without_index:
            shutil.rmtree(self.folder / "records/index")
        self.store = open_store(self.folder, settings=SMALL)

    @rule()
    def reindex(self) -> None:
        self.store.reindex()

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), limit=st.integers(1, 5))
    def lookup(self, data: st.DataObject, limit: int) -> None:
        suffix = str(data.draw(st.integers(0, 35)))
        matching = [row for row in self.rows.values() if {str(row.cli)[-2:], str(row.cli)[-1:]} & {suffix}]
        newest = sorted(matching, key=lambda row: row.setup_at, reverse=True)[:limit]
        assert self.store.lookup(Query(suffix=suffix, limit=limit)).rows() == newest

    @invariant()
    def counts_and_resume_points_are_right(self) -> None:
        assert self.store.counts() == self.feeds
        assert {feed: self.store.resume_row(feed) for feed in self.resume} == self.resume

    @invariant()
    def every_row_is_there_once_and_in_order(self) -> None:
        rows = [row for batch in self.store.in_time_order() for row in cdr_rows(batch)]
        assert rows == sorted(self.rows.values(), key=lambda row: (row.ended_at, row.record_id))

    @invariant()
    def rejects_are_there_newest_first(self) -> None:
        found = [(kept.feed, kept.reject.row) for kept in self.store.rejects(limit=1000)]
        assert found == self.refused[::-1]

    @invariant()
    def the_replay_is_complete(self) -> None:
        kept = list(self.store.replay())
        assert [block.offset for block in kept] == list(range(self.blocks))
        assert sum(block.cdrs.num_rows for block in kept if block.cdrs is not None) == len(self.rows)


Store.TestCase.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
TestStore = Store.TestCase
