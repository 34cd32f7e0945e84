"""Rule changes from draft to decision. Four eyes are kept here: whoever drafted a change can neither approve nor reject it.

Every step is audited in the same transaction and names the digest of the text that it is about. It holds the audit's head from its
beginning, so that steps of several processes follow each other.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from linewarden.errors import AccessError, AlteredError, NoRuleChangeError, OwnChangeError, RuleChangeError
from linewarden.model.rule_change import MAY_CHANGE_RULES, OPEN, ChangeState, Looked, RuleChange, digest_of
from linewarden.store.ledger.audit import Deed, read_head, write_deed
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import RULE_CHANGES
from linewarden.store.ledger.workers import active_role

_CAN_BE_BACKTESTED = (ChangeState.DRAFTED, ChangeState.BACKTESTED)


class ChangeBook:
    """The rule changes of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def draft(self, text: str, *, base_serial: int, author: str, reason: str, at: datetime) -> RuleChange:
        """A new change with this canonical text. `AccessError` when the author may not."""
        with self._database.write() as connection:
            read_head(connection, for_update=True)
            require_rule_maker(connection, author)
            change_id = 1 + (connection.execute(select(func.max(RULE_CHANGES.c.change_id))).scalar() or 0)
            change = RuleChange(
                change_id=change_id, state=ChangeState.DRAFTED, text=text, digest=digest_of(text), base_serial=base_serial, author=author, reason=reason,
                drafted_at=at, backtest=None, backtest_digest=None, backtested_at=None, approver=None, approved_digest=None, decision=None, decided_at=None,
            )  # fmt: skip
            connection.execute(insert(RULE_CHANGES), _row(change))
            put_on_record(connection, "rules.draft", change, author, at, reason)
        return change

    def backtested(self, change_id: int, *, digest: str, summary: Mapping[str, Any], actor: str, at: datetime) -> None:
        """Keeps what the back-test of this text found; a later one takes its place, up to the approval."""
        with self._database.write() as connection:
            read_head(connection, for_update=True)
            change = found(connection, change_id)
            _require(change, _CAN_BE_BACKTESTED, "be back-tested")
            if digest != change.digest:
                raise RuleChangeError(
                    f"change {change_id} has digest {change.digest[:12]}, the back-test was of {digest[:12]}: back-test this change"
                )
            values = {
                "state": ChangeState.BACKTESTED,
                "backtest": dict(summary),
                "backtest_digest": digest,
                "backtested_at": at,
            }
            move(connection, change_id, values)
            put_on_record(connection, "rules.backtest", change, actor, at)

    def approve(
        self, change_id: int, *, approver: str, decision: str, at: datetime, looked: Looked | None = None
    ) -> None:
        """Consent of a second person to this text. `OwnChangeError` when it is the author, `AccessError` when he may not.

        `looked`: what he had before him; `RuleChangeError` when it is not that any more. None: what is there now.
        """
        with self._database.write() as connection:
            change = self._to_decide(connection, change_id, approver)
            _require(change, (ChangeState.BACKTESTED,), "be approved")
            _refuse_unseen(change, looked)
            values = {"state": ChangeState.APPROVED, "approved_digest": change.digest, "approver": approver}
            move(connection, change_id, values | {"decision": decision, "decided_at": at})
            put_on_record(connection, "rules.approve", change, approver, at, decision)

    def reject(self, change_id: int, *, approver: str, decision: str, at: datetime) -> None:
        """Refusal by a second person, which ends the change; an approval that is not yet published is taken back by it."""
        with self._database.write() as connection:
            change = self._to_decide(connection, change_id, approver)
            _require(change, OPEN, "be rejected")
            values = {"state": ChangeState.REJECTED, "approved_digest": None, "approver": approver}
            move(connection, change_id, values | {"decision": decision, "decided_at": at})
            put_on_record(connection, "rules.reject", change, approver, at, decision)

    def find(self, change_id: int) -> RuleChange:
        """The change; `RuleChangeError` when there is none with this id."""
        with self._database.read() as connection:
            return found(connection, change_id)

    def all(self) -> list[RuleChange]:
        """All changes, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(RULE_CHANGES).order_by(RULE_CHANGES.c.change_id)).mappings()
            return [_change(row) for row in rows]

    @staticmethod
    def _to_decide(connection: Connection, change_id: int, approver: str) -> RuleChange:
        read_head(connection, for_update=True)
        change = found(connection, change_id)
        require_rule_maker(connection, approver)
        if approver == change.author:
            raise OwnChangeError(f"{approver} drafted change {change_id} and cannot decide on it: a second person must")
        return change


def found(connection: Connection, change_id: int) -> RuleChange:
    """The change, its text as it was drafted. `AlteredError` when somebody has changed it in the database."""
    row = connection.execute(select(RULE_CHANGES).where(RULE_CHANGES.c.change_id == change_id)).mappings().one_or_none()
    if row is None:
        raise NoRuleChangeError(f"there is no rule change {change_id}: `linewarden rules list` has them all")
    change = _change(row)
    if digest_of(change.text) != change.digest:
        raise AlteredError(
            f"the text of rule change {change_id} was altered in the ledger: draft it again, and find out who did it"
        )
    return change


def move(connection: Connection, change_id: int, values: Mapping[str, Any]) -> None:
    """Give the change these values."""
    connection.execute(update(RULE_CHANGES).where(RULE_CHANGES.c.change_id == change_id).values(**values))


def put_on_record(
    connection: Connection, action: str, change: RuleChange, actor: str, at: datetime, purpose: str = ""
) -> None:
    """Into the audit: which text, by its digest; never the text itself, which may name numbers."""
    detail: dict[str, str | int | bool | None] = {"digest": change.digest, "base": change.base_serial}
    deed = Deed(actor=actor, action=action, subject=f"rule change {change.change_id}", purpose=purpose, detail=detail)
    write_deed(connection, deed, at)


def require_rule_maker(connection: Connection, login: str) -> None:
    """`AccessError` unless this is an active account of a role that may change rules."""
    role = active_role(connection, login)
    if role not in MAY_CHANGE_RULES:
        roles = ", ".join(sorted(MAY_CHANGE_RULES))
        raise AccessError(f"{login} is {role} and may not change rules: those with role {roles} may")


def _require(change: RuleChange, states: tuple[ChangeState, ...], step: str) -> None:
    if change.state not in states:
        raise RuleChangeError(
            f"change {change.change_id} is {change.state.value} and cannot {step}: it must be {' or '.join(states)} first"
        )


def _refuse_unseen(change: RuleChange, looked: Looked | None) -> None:
    if looked is not None and (change.digest, change.backtested_at) != (looked.digest, looked.backtested_at):
        raise RuleChangeError(
            f"change {change.change_id} was back-tested again, or its text is another, since you read it: read it again, then decide"
        )


def _row(change: RuleChange) -> dict[str, Any]:
    return {column.name: getattr(change, column.name) for column in RULE_CHANGES.columns}


def _change(row: RowMapping) -> RuleChange:
    return RuleChange(**dict(row) | {"state": ChangeState(row["state"])})
