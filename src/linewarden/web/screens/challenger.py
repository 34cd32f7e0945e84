"""The challenger in shadow beside the table: for everybody who is signed in, since it names nobody."""

from fastapi import APIRouter

from linewarden.web.guard import AnyDesk, Ready
from linewarden.web.shapes.challenger import ChallengerView
from linewarden.web.views.challenger import challenger_view

router = APIRouter(prefix="/api/challenger", tags=["challenger"])


@router.get("", operation_id="readChallenger")
def read_challenger(_person: Ready, desk: AnyDesk) -> ChallengerView:
    """Which one runs since when and by whom, what it costs, and how both stand over the last day and week."""
    return challenger_view(desk.challenger())
