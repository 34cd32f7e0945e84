"""A page of records that a query finds, within a budget of time and rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from linewarden.model.cdr import CDR_SCHEMA, cdr_batch
from linewarden.query import Node
from linewarden.search.branches import Branch, branches_of
from linewarden.search.matching import matching
from linewarden.search.position import Position
from linewarden.search.reach import MOST_AT_ONCE, Index, Reach, position_of

_GROWTH = 4
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one request may take. A stretch that is begun is read to its end."""

    seconds: float = 1.5
    rows: int = 200_000  # looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page, newest first."""

    records: pa.RecordBatch  # of CDR_SCHEMA
    next: Position | None  # where to go on; None: that was all
    is_cut: bool  # the budget was used up before the page was full
    looked: int  # rows that were looked at
    since_us: int | None  # the span was bounded by us, as the query has neither a criterion nor a beginning
    missing: tuple[str, ...]  # why the answer lacks something; empty as a rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is asked: a settled query, where it goes on, how many rows are wanted."""

    query: Node
    now_us: int
    limit: int
    after: Position | None = None


def find(index: Index, search: Search, budget: Budget, clock: Callable[[], float]) -> Found:
    """The next `limit` records. `clock` gives seconds that only go on. Raises QueryError for a query with too many ways to be true."""
    branches = branches_of(search.query)
    bounded = [_bounded(branch, search.now_us) for branch in branches]
    assumed = [new.since_us for old, new in zip(branches, bounded, strict=True) if old != new]
    reaches = [Reach(branch, search.after) for branch in bounded]
    began, looked, size = clock(), 0, search.limit + 1
    kept: list[pa.RecordBatch] = []
    while True:
        front = _front(reaches)
        page = cdr_batch([]) if front is not None and front.at is None else _page(kept, front.at if front else None)
        is_enough = len(page) > search.limit
        is_spent = looked >= budget.rows or clock() - began >= budget.seconds
        if (
            front is None or is_enough or (is_spent and front.at != search.after)
        ):  # every branch gets on in every request
            break
        size = min(size, MOST_AT_ONCE)
        stretch = front.more(index, size)
        looked += stretch.num_rows
        kept.append(stretch.filter(pa.array(matching(search.query, stretch))))
        size *= _GROWTH
    is_cut = front is not None and not is_enough
    rows = page.slice(0, search.limit)
    after = position_of(rows, rows.num_rows - 1) if is_enough else front.at if front else None
    return Found(
        records=rows, next=after, is_cut=is_cut, looked=looked, since_us=min((us for us in assumed if us is not None), default=None),
        missing=_missing(reaches),
    )  # fmt: skip


def _bounded(branch: Branch, now_us: int) -> Branch:
    """The newest day of a branch that would be looked through to its end."""
    if branch.criteria or branch.since_us is not None:
        return branch
    return replace(branch, since_us=(now_us if branch.until_us is None else branch.until_us) - DAY_US)


def _front(reaches: Sequence[Reach]) -> Reach | None:
    """The branch that is to be read next, as it has been read the least far back; None when all are done."""
    left = [reach for reach in reaches if not reach.is_done]
    fresh = [reach for reach in left if reach.at is None]
    return fresh[0] if fresh else max(left, key=lambda reach: reach.at or Position(0, 0), default=None)


def _page(kept: Sequence[pa.RecordBatch], upto: Position | None) -> pa.RecordBatch:
    """What is known to be told next: each record once, newest first, none beyond what every branch has been read to."""
    parts = [part for part in kept if part.num_rows]
    if not parts:
        return cdr_batch([])
    table = pa.Table.from_batches(parts, CDR_SCHEMA).unify_dictionaries().combine_chunks()
    at_us, ids = table.column("setup_at").cast(pa.int64()).to_numpy(), table.column("record_id").to_numpy()
    order = np.lexsort((ids, at_us))[::-1]
    at_us, ids = at_us[order], ids[order]
    is_new = np.ones(order.size, np.bool_)
    is_new[1:] = (at_us[1:] != at_us[:-1]) | (ids[1:] != ids[:-1])
    if upto is not None:
        is_new &= (at_us > upto.at_us) | ((at_us == upto.at_us) & (ids >= np.uint64(upto.record_id)))
    batches = table.take(pa.array(order[is_new])).combine_chunks().to_batches()
    return batches[0] if batches else cdr_batch([])


def _missing(reaches: Sequence[Reach]) -> tuple[str, ...]:
    told = dict.fromkeys(sentence for reach in reaches for sentence in reach.missing)
    if any(reach.is_crowded for reach in reaches):
        told["more than 10,000 records of one microsecond: not all could be read; ask for less at once"] = None
    return tuple(told)
