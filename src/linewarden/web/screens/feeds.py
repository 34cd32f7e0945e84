"""The feeds page: the counters of each feed and what it refused."""

from typing import Annotated

from fastapi import APIRouter, Query

from linewarden.web.guard import AnyDesk, ReadsFeeds
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.feed import FeedList, RejectList
from linewarden.web.views.feeds import feed_card, reject_row

router = APIRouter(prefix="/api/feeds", tags=["feeds"])

Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("", operation_id="listFeeds")
def list_feeds(_person: ReadsFeeds, desk: AnyDesk) -> FeedList:
    """All feeds with their counters, and the version of the rules that they are weighed by."""
    return FeedList(rules=desk.versions["rules"], items=[feed_card(card) for card in desk.feed_cards()])


@router.get("/{name}/rejects", operation_id="listRejects")
def list_rejects(name: str, _person: ReadsFeeds, desk: AnyDesk, limit: Limit = 100) -> RejectList:
    """What a feed refused, newest first. Digits of people's numbers are masked."""
    if name not in {card.name for card in desk.feed_cards()}:
        raise RefusedError(ErrorCode.NOT_FOUND, f"there is no feed {name[:64]!r}: see the list of feeds")
    return RejectList(items=[reject_row(reject) for reject in desk.records.rejects(name, limit)])
