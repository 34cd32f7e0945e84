"""Searches of call records that somebody keeps for himself. Kept is what to look for, never why: each search asks for its purpose anew."""

from fastapi import APIRouter

from linewarden.model.saved_search import SavedSearch
from linewarden.query import QueryError, parse
from linewarden.store.ledger.saved_searches import AT_MOST
from linewarden.web.aliases import aliases_of
from linewarden.web.desk import Desk
from linewarden.web.guard import AnyDesk, SearchesAtScreen
from linewarden.web.query_refusals import told_query_refusals
from linewarden.web.shapes.saved_search import RemoveSearch, SavedSearches, SavedSearchView, SaveSearch
from linewarden.web.told import SEARCHES, told
from linewarden.web.views.numbers import masked_digits
from linewarden.web.views.record_search import masked_query, query_text

router = APIRouter(prefix="/api/searches", tags=["records"])


@router.get("", operation_id="listSearches")
def list_searches(person: SearchesAtScreen, desk: AnyDesk) -> SavedSearches:
    """Those of the person who is signed in; numbers are masked."""
    kept = desk.ledger.saved_searches.of(person.account.login)
    return SavedSearches(items=[_view(search, desk) for search in kept], at_most=AT_MOST)


@router.post("", operation_id="saveSearch")
def save_search(body: SaveSearch, person: SearchesAtScreen, desk: AnyDesk) -> SavedSearches:
    """Keeps one, in place of another of this name. 422 `bad_query`; 409 `searches_full`."""
    aliases = aliases_of(desk)
    with told_query_refusals():
        query = parse(body.query, desk.home)
    kept = SavedSearch(
        login=person.account.login, name=body.name, query=query_text(query, aliases), saved_at=desk.clock()
    )
    with told(SEARCHES):
        desk.ledger.saved_searches.keep(kept, masked_query(query, aliases))
    return list_searches(person, desk)


@router.post("/remove", operation_id="removeSearch")
def remove_search(body: RemoveSearch, person: SearchesAtScreen, desk: AnyDesk) -> SavedSearches:
    """Removes one of one's own; 404 when there is none of this name."""
    with told(SEARCHES):
        desk.ledger.saved_searches.remove(person.account.login, body.name, at=desk.clock())
    return list_searches(person, desk)


def _view(search: SavedSearch, desk: Desk) -> SavedSearchView:
    try:
        shown = masked_query(parse(search.query, desk.home), aliases_of(desk))
    except QueryError:  # of a language that has changed since: the person mends it
        shown = masked_digits(search.query)
    return SavedSearchView(name=search.name, query=search.query, shown=shown, saved_at=search.saved_at)
