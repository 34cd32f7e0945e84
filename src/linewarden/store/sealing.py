"""Which unsealed blocks become the next range of the lake, and their rows."""

from collections.abc import Iterator, Sequence

from linewarden.store.frames import Rows
from linewarden.store.spool import Block, Spool
from linewarden.store.tail import Tail, TailBlock


def next_range(tail: Tail, seal_rows: int, *, force: bool) -> list[TailBlock]:
    """The oldest unsealed blocks that fill a range; what there is when forced; none when there is too little."""
    weight, chosen = 0, []
    for block in tail.blocks():
        chosen.append(block)
        weight += block.weight
        if weight >= seal_rows:
            return chosen
    return chosen if force else []


def whole_blocks(chosen: Sequence[TailBlock], spool: Spool) -> Iterator[Block]:
    """The blocks with all rows: as they lie in memory, or read from the spool where messages were left there."""
    if any(block.head.sip for block in chosen):
        return spool.blocks(chosen[0].number, chosen[-1].number + 1)
    return (Block(block.number, block.head, Rows(block.cdrs, None, block.rejects)) for block in chosen)
