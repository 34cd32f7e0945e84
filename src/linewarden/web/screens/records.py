"""Screen 5, call records: looking them up, what they have in common, where one came from, full numbers for a purpose."""

import time
from typing import Annotated

from fastapi import APIRouter, Path

from linewarden.model.cdr import Cdr
from linewarden.query import Node, parse
from linewarden.search.finding import Found, Search, find
from linewarden.search.position import Cursor, cursor_text, read_cursor
from linewarden.search.settled import Place, micros, moment, settled
from linewarden.search.summary import summary_of
from linewarden.store.answer import objects
from linewarden.web.aliases import Aliases, aliases_of
from linewarden.web.audited import audit_read
from linewarden.web.desk import Desk
from linewarden.web.guard import AnyDesk, Person, SearchesRecords, UnmasksRecords
from linewarden.web.query_refusals import told_query_refusals
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.record_search import (
    Ask,
    PurposeOnly,
    RecordSource,
    SearchAsk,
    SearchPage,
    SearchSummary,
    UnmaskedRecord,
    UnmaskRecord,
)
from linewarden.web.told import CASES, told
from linewarden.web.views.record_search import (
    found_record,
    masked_query,
    number_keys,
    query_view,
    record_source,
    search_summary,
    unmasked_record,
)

router = APIRouter(prefix="/api/records", tags=["records"])

Id = Annotated[str, Path(max_length=64)]


@router.post("/search", operation_id="searchRecords")
def search_records(body: SearchAsk, person: SearchesRecords, desk: AnyDesk) -> SearchPage:
    """A page of the records that a query finds, newest first; numbers are masked. Audited with the purpose.

    422 `bad_query`: `at` tells which characters are wrong, and how.
    """
    aliases = aliases_of(desk)
    with told_query_refusals():
        query = parse(body.query, desk.home)
        cursor = read_cursor(body.cursor, query) if body.cursor else Cursor(micros(desk.clock()), None)
        search = _search(desk, query, cursor, body.limit, aliases)
        _put_on_record(desk, person, "records.search", body, query, is_next_page=cursor.position is not None)
        found = find(desk.records, search, desk.search.page, time.monotonic)
    return SearchPage(
        items=[found_record(cdr, aliases) for cdr in objects(found.records)],
        next_cursor=cursor_text(cursor.now_us, found.next, query) if found.next else None,
        is_cut=found.is_cut,
        reached_at=moment(found.next.at_us) if found.next else None,
        looked=found.looked,
        assumed_since=None if found.since_us is None else moment(found.since_us),
        missing=list(found.missing),
        query=query_view(query, aliases),
        as_of=moment(cursor.now_us),
    )


@router.post("/summary", operation_id="summariseRecords")
def summarise_records(body: Ask, person: SearchesRecords, desk: AnyDesk) -> SearchSummary:
    """What the newest records of the answer have in common; numbers are masked. Audited with the purpose."""
    aliases = aliases_of(desk)
    with told_query_refusals():
        query = parse(body.query, desk.home)
        search = _search(desk, query, Cursor(micros(desk.clock()), None), desk.search.counted, aliases)
        _put_on_record(desk, person, "records.summary", body, query, is_next_page=False)
        found: Found = find(desk.records, search, desk.search.summary, time.monotonic)
    return search_summary(found, summary_of(found.records, desk.zone), aliases)


@router.post("/{record_id}/source", operation_id="readRecordSource")
def read_record_source(record_id: Id, body: PurposeOnly, person: SearchesRecords, desk: AnyDesk) -> RecordSource:
    """Where a record came from, and its SHA-256; numbers are masked. Audited."""
    found = _record(desk, record_id)
    audit_read(desk, person, "records.source", record_id, purpose=body.purpose)
    return record_source(found)


@router.post("/{record_id}/unmask", operation_id="unmaskRecord")
def unmask_record(record_id: Id, body: UnmaskRecord, person: UnmasksRecords, desk: AnyDesk) -> UnmaskedRecord:
    """Full numbers of one record, within a case that the person works on, for a purpose. Audited (safeguards 3).

    403 `not_member` without such a case; with `break_glass` he sees them all the same, and the auditor hears of it.
    """
    found = _record(desk, record_id)
    if body.break_glass:
        audit_read(desk, person, "records.break_glass", record_id, purpose=body.purpose)
        return unmasked_record(found)
    if body.case_number is None:
        raise RefusedError(
            ErrorCode.NOT_MEMBER, "full numbers are shown within a case: name one of yours, or break the glass"
        )
    with told(CASES):
        desk.ledger.cases.require_whole(body.case_number, actor=person.account.login, at=desk.clock())
    of_case = {"case": body.case_number}
    audit_read(desk, person, "records.unmask", record_id, purpose=body.purpose, detail=of_case)
    return unmasked_record(found)


def _search(desk: Desk, query: Node, cursor: Cursor, limit: int, aliases: Aliases) -> Search:
    plain = settled(query, Place(desk.zone, cursor.now_us, aliases.number_of))
    return Search(query=plain, now_us=cursor.now_us, limit=limit, after=cursor.position)


def _put_on_record(desk: Desk, person: Person, action: str, body: Ask, query: Node, *, is_next_page: bool) -> None:
    """Before anything is looked up. The audit holds no numbers: masked ones for people, pseudonyms to tell who asked for the same."""
    aliases = aliases_of(desk)
    detail: dict[str, str | int | bool | None] = {
        "query": masked_query(query, aliases),
        "numbers": number_keys(query, aliases),
        "is_next_page": is_next_page,
    }
    audit_read(desk, person, action, "records", purpose=body.purpose, detail=detail)


def _record(desk: Desk, record_id: str) -> Cdr:
    is_id = len(record_id) == 16 and all(char in "0123456789abcdef" for char in record_id)
    found = desk.records.by_ids([int(record_id, 16)]) if is_id else []
    if not found:
        raise RefusedError(ErrorCode.NOT_FOUND, f"there is no record {record_id[:64]!r}: it may have been purged")
    return found[0]
