"""The one live stream: warnings and feeds as server-sent events."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request

from linewarden.web.guard import AnyDesk, ReadyAtScreen
from linewarden.web.live.response import EventStream, open_stream
from linewarden.web.shapes.feed import FeedsEvent
from linewarden.web.shapes.serial import Serial
from linewarden.web.shapes.warning import WarningsEvent

router = APIRouter(tags=["stream"])

_DOC: dict[int | str, dict[str, Any]] = {
    200: {
        "model": WarningsEvent | FeedsEvent,
        "description": "Events `warnings` (id = last seq; at most one in 250 ms) and `feeds`; a comment each 15 s.",
    }
}
FromHeader = Annotated[Serial | None, Header(alias="Last-Event-ID")]
FromQuery = Annotated[Serial | None, Query()]


@router.get("/api/stream", operation_id="openStream", status_code=200, response_class=EventStream, responses=_DOC)
def read_stream(
    request: Request, person: ReadyAtScreen, desk: AnyDesk, last: FromHeader = None, last_event_id: FromQuery = None
) -> EventStream:
    """Changes as they are committed. With a last id it resumes there without loss; without, it begins now."""
    return open_stream(request.app.state.hub, desk, person, last if last is not None else last_event_id)
