"""Server-sent events as bytes (WHATWG HTML, 9.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from linewarden.store.ledger import Change
from linewarden.web.desk import Desk
from linewarden.web.shapes.feed import FeedsEvent
from linewarden.web.shapes.warning import LevelCounts
from linewarden.web.views.dissuasion import Manner
from linewarden.web.views.feeds import feed_card
from linewarden.web.views.warnings import warning_row

HEARTBEAT = b": still here\n\n"


@dataclass(frozen=True, slots=True)
class Batch:
    """One `warnings` event and the seq that it reaches."""

    last_seq: int
    event: bytes
    size: int  # changes in it


def warning_json(change: Change, manner: Manner) -> bytes:
    """JSON of the row, on one line."""
    return warning_row(change, manner).model_dump_json().encode()


def feeds_json(desk: Desk) -> bytes:
    """JSON of all cards, on one line."""
    return (
        FeedsEvent(rules=desk.versions["rules"], items=[feed_card(card) for card in desk.feed_cards()])
        .model_dump_json()
        .encode()
    )


def feeds_event(feeds: bytes) -> bytes:
    """An event without id: feeds are told whole each time."""
    return b"event: feeds\ndata: " + feeds + b"\n\n"


def warnings_event(changes: Sequence[tuple[int, bytes]], counts: LevelCounts, after_seq: int) -> Batch:
    """The event of some changes in order; its id is the seq of the last one, or `after_seq` when there are none."""
    last_seq = changes[-1][0] if changes else after_seq
    rows = b",".join(row for _seq, row in changes)
    told = counts.model_dump_json().encode()
    data = b'{"items":[' + rows + b'],"counts":' + told + b',"last_seq":' + str(last_seq).encode() + b"}"
    event = b"id: " + str(last_seq).encode() + b"\nevent: warnings\ndata: " + data + b"\n\n"
    return Batch(last_seq, event, len(changes))
