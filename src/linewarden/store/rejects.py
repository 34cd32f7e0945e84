"""The newest refused rows, out of the tail and the lake."""

from linewarden.model.reject import Reject
from linewarden.store.arrow import REJECT_SCHEMA, reject_rows
from linewarden.store.kept import KeptReject
from linewarden.store.lake import Lake
from linewarden.store.seals import Seal
from linewarden.store.tail import TailBlock
from linewarden.store.view import View


def newest_rejects(view: View, lake: Lake, feed: str | None, limit: int) -> list[KeptReject]:
    """At most `limit` rejects of a feed, or of all, newest first."""
    found: list[KeptReject] = []
    for block in reversed(view.tail.blocks()):
        if len(found) >= limit:
            break
        found += _of_block(block, feed)
    for volume in reversed(view.volumes):
        if len(found) >= limit:
            break
        found += _of_seal(volume.seal, lake, feed)
    return found[:limit]


def _of_block(block: TailBlock, feed: str | None) -> list[KeptReject]:
    head = block.head
    if feed not in {None, head.feed}:
        return []
    return [
        KeptReject(offset=block.number, feed=head.feed, source_id=head.source_id, reject=reject)
        for reject in reversed(reject_rows(block.rejects))
    ]


def _of_seal(seal: Seal, lake: Lake, feed: str | None) -> list[KeptReject]:
    if seal.rejects is None:
        return []
    return [
        KeptReject(
            offset=row["block"],
            feed=row["feed"],
            source_id=row["source_id"],
            reject=Reject(**{name: row[name] for name in REJECT_SCHEMA.names}),
        )
        for row in reversed(lake.read("rejects", seal).to_pylist())
        if feed in {None, row["feed"]}
    ]
