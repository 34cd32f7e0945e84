"""The whitelist: what each entry keeps quiet, and drafts that add or end one. Like every change they are back-tested, approved and published."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, status

from linewarden.errors import RuleChangeError
from linewarden.rulebook import steps
from linewarden.rulebook.book import version_of
from linewarden.rulebook.change import LONGEST_TERM, drafted
from linewarden.rulebook.steps import book_at
from linewarden.web.audited import audit_read
from linewarden.web.desk import Desk
from linewarden.web.guard import AnyDesk, ChangesRules, Person, ReadsRules
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.rule_change import ChangeDetail
from linewarden.web.shapes.whitelist import NewEntry, Numbers, NumbersAsked, Removal, Whitelist
from linewarden.web.told import RULES, told
from linewarden.web.views.rule_changes import change_detail
from linewarden.web.views.whitelist import entry_row

router = APIRouter(prefix="/api/rules/whitelist", tags=["rules"])

NAME = "whitelist entry"
"""What errors call the change that a screen makes; one from a file has the file's name."""


@router.get("", operation_id="readWhitelist")
def read_whitelist(_person: ReadsRules, desk: AnyDesk) -> Whitelist:
    """The entries in force and what each has kept quiet. Numbers are masked."""
    serial, counts, now = desk.ledger.published.latest_serial(), desk.ledger.silenced.all(), desk.clock()
    with told(RULES):
        entries = book_at(desk.ledger, serial).whitelist
    rows = [entry_row(place, entry, counts, now) for place, entry in enumerate(entries)]
    today = now.astimezone(ZoneInfo(desk.time_zone)).date()
    return Whitelist(
        serial=serial,
        version=version_of(serial),
        items=sorted(rows, key=lambda row: -row.silenced),
        earliest_end=today + timedelta(days=1),
        latest_end=today + LONGEST_TERM,
    )


@router.post("/unmask", operation_id="unmaskWhitelist")
def unmask(body: NumbersAsked, person: ChangesRules, desk: AnyDesk) -> Numbers:
    """Full numbers of a version's entries by place, for a purpose. Audited (safeguards 3)."""
    with told(RULES):
        entries = book_at(desk.ledger, body.serial).whitelist
    audit_read(desk, person, "rules.unmask", f"rules {version_of(body.serial)}", purpose=body.purpose)
    return Numbers(numbers=[entry.number for entry in entries])


@router.post("", operation_id="draftEntry", status_code=status.HTTP_201_CREATED)
def draft_entry(body: NewEntry, person: ChangesRules, desk: AnyDesk) -> ChangeDetail:
    """A draft that adds an entry, or prolongs one. 409 `moved_on` when `serial` is not in force any more."""
    entry = {"reason": body.reason, "source": body.source, "expires": body.expires}
    return _draft(desk, person, body.serial, {body.number: entry}, body.why)


@router.post("/remove", operation_id="draftRemoval", status_code=status.HTTP_201_CREATED)
def draft_removal(body: Removal, person: ChangesRules, desk: AnyDesk) -> ChangeDetail:
    """A draft that takes an entry off."""
    with told(RULES):
        entries = book_at(desk.ledger, body.serial).whitelist
    if body.place >= len(entries):
        raise RefusedError(
            ErrorCode.NOT_FOUND,
            f"rules {version_of(body.serial)} have {len(entries)} whitelist entries, none at {body.place}",
        )
    return _draft(desk, person, body.serial, {entries[body.place].number: {"remove": True}}, body.why)


def _draft(desk: Desk, person: Person, serial: int, entries: dict[str, dict[str, Any]], why: str) -> ChangeDetail:
    now = desk.clock()
    with told(RULES):
        if serial != desk.ledger.published.latest_serial():
            raise RuleChangeError(f"rules {version_of(serial)} are not in force any more: look at the whitelist again")
        today = now.astimezone(ZoneInfo(desk.time_zone)).date()
        book = drafted({"whitelist": entries}, NAME, book_at(desk.ledger, serial), on=today)
        change = steps.draft(desk.ledger, book, base_serial=serial, author=person.account.login, reason=why, at=now)
        return change_detail(change, desk.ledger, now)
