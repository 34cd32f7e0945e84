"""Decisions on rules by the person signed in: the same steps, checks and audit as those of the command (rulebook/steps.py)."""

from fastapi import APIRouter

from linewarden.model.rule_change import Looked
from linewarden.rulebook import steps
from linewarden.web.audited import audit_read
from linewarden.web.desk import Desk
from linewarden.web.guard import AnyDesk, ChangesRules
from linewarden.web.shapes.rule_change import Approval, ChangeDetail, Rejection
from linewarden.web.shapes.rules import RollBack, VersionList
from linewarden.web.shapes.serial import Serial
from linewarden.web.shapes.whitelist import Numbers, Reveal
from linewarden.web.told import RULES, told
from linewarden.web.views.rule_changes import change_detail, numbers_of
from linewarden.web.views.rules import version_rows

router = APIRouter(prefix="/api/rules", tags=["rules"])


@router.post("/changes/{change_id}/approve", operation_id="approveRuleChange")
def approve(change_id: Serial, body: Approval, person: ChangesRules, desk: AnyDesk) -> ChangeDetail:
    """Consent to a back-tested change of somebody else. 403 `own_change`; 409 `moved_on` when it is not what the person had before him any more."""
    looked = Looked(body.digest, body.backtested_at)
    with told(RULES):
        desk.ledger.rule_changes.approve(
            change_id, approver=person.account.login, decision=body.reason, at=desk.clock(), looked=looked
        )
        return _detail(desk, change_id)


@router.post("/changes/{change_id}/reject", operation_id="rejectRuleChange")
def reject(change_id: Serial, body: Rejection, person: ChangesRules, desk: AnyDesk) -> ChangeDetail:
    """Refusal of a change of somebody else, which ends it. 403 `own_change`, 409 `moved_on`."""
    with told(RULES):
        desk.ledger.rule_changes.reject(change_id, approver=person.account.login, decision=body.reason, at=desk.clock())
        return _detail(desk, change_id)


@router.post("/changes/{change_id}/publish", operation_id="publishRuleChange")
def publish(change_id: Serial, person: ChangesRules, desk: AnyDesk) -> ChangeDetail:
    """An approved change as the rules in force; the running platform follows within seconds. 409 `moved_on` when another was published meanwhile."""
    with told(RULES):
        steps.publish(desk.ledger, change_id, actor=person.account.login, at=desk.clock())
        return _detail(desk, change_id)


@router.post("/rollback", operation_id="rollBackRules")
def roll_back(body: RollBack, person: ChangesRules, desk: AnyDesk) -> VersionList:
    """An earlier version again, as the next one. 409 `moved_on` when another is in force than the person had before him."""
    with told(RULES):
        steps.roll_back(
            desk.ledger, body.serial, actor=person.account.login, reason=body.reason, at=desk.clock(), in_force=body.in_force,
        )  # fmt: skip
    return VersionList(items=version_rows(desk.ledger.published.all(), desk.ledger.rule_changes.all()))


@router.post("/changes/{change_id}/unmask", operation_id="unmaskRuleChange")
def unmask(change_id: Serial, body: Reveal, person: ChangesRules, desk: AnyDesk) -> Numbers:
    """Full numbers of the whitelist entries that a change touches, in the order of its `entries`, for a purpose. Audited (safeguards 3)."""
    with told(RULES):
        change = desk.ledger.rule_changes.find(change_id)
        audit_read(desk, person, "rules.unmask", f"rule change {change_id}", purpose=body.purpose)
        return Numbers(numbers=numbers_of(change, desk.ledger))


def _detail(desk: Desk, change_id: int) -> ChangeDetail:
    return change_detail(desk.ledger.rule_changes.find(change_id), desk.ledger, desk.clock())
