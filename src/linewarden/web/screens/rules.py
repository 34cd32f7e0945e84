"""Screen 11, rules: what is in force, versions, changes on their way. Reading only; see `rule_steps` for what is done with them."""

from fastapi import APIRouter, Response

from linewarden.model.rule_change import digest_of
from linewarden.rulebook.backtest_picture import picture
from linewarden.rulebook.book import SHIPPED, version_of
from linewarden.rulebook.steps import book_at
from linewarden.rulebook.text import text_of
from linewarden.scoring.rules import RULES_VERSION
from linewarden.web.guard import AnyDesk, ReadsRules
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.rule_change import ChangeDetail, ChangeList
from linewarden.web.shapes.rules import RuleList, VersionList
from linewarden.web.shapes.serial import Serial
from linewarden.web.told import RULES, told
from linewarden.web.views.rule_changes import by_change, change_detail, change_row
from linewarden.web.views.rules import rule_rows, version_rows

router = APIRouter(prefix="/api/rules", tags=["rules"])


@router.get("", operation_id="listRules")
def list_rules(_person: ReadsRules, desk: AnyDesk) -> RuleList:
    """The rules in force of both sides, and which feeds let them speak."""
    serial = desk.ledger.published.latest_serial()
    with told(RULES):
        book = book_at(desk.ledger, serial)
    return RuleList(
        version=version_of(serial),
        serial=serial,
        digest=digest_of(text_of(book)),
        program=RULES_VERSION,
        followed=desk.versions["rules"],
        base=book.persons.base,
        is_base_changed=book.persons.base != SHIPPED.persons.base,
        rows=rule_rows(book, desk.feed_cards()),
        as_of=desk.clock(),
    )


@router.get("/versions", operation_id="listRuleVersions")
def list_versions(_person: ReadsRules, desk: AnyDesk) -> VersionList:
    """Every version that was published, newest first, and the rules as the program came."""
    return VersionList(items=version_rows(desk.ledger.published.all(), desk.ledger.rule_changes.all()))


@router.get("/changes", operation_id="listRuleChanges")
def list_changes(_person: ReadsRules, desk: AnyDesk) -> ChangeList:
    """Every change that was drafted, newest first."""
    published = desk.ledger.published.all()
    latest = published[-1].serial if published else 0
    rows = [change_row(change, by_change(published), latest) for change in desk.ledger.rule_changes.all()]
    return ChangeList(items=rows[::-1])


@router.get("/changes/{change_id}", operation_id="readRuleChange")
def read_change(change_id: Serial, _person: ReadsRules, desk: AnyDesk) -> ChangeDetail:
    """A change: what it alters, who did what with it, what its back-test found."""
    with told(RULES):
        return change_detail(desk.ledger.rule_changes.find(change_id), desk.ledger, desk.clock())


@router.get(
    "/changes/{change_id}/picture",
    operation_id="drawBacktest",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}},
)
def draw_backtest(change_id: Serial, _person: ReadsRules, desk: AnyDesk) -> Response:
    """The picture of a change's back-test, as `rules backtest --picture` draws it, for a report."""
    with told(RULES):
        change = desk.ledger.rule_changes.find(change_id)
    if change.backtest is None:
        raise RefusedError(ErrorCode.NOT_FOUND, f"change {change_id} is not back-tested yet: do that first")
    return Response(picture(change.backtest), media_type="image/svg+xml")
