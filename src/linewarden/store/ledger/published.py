"""Published versions of the rules: appended, never changed. Only what a second person approved, after a back-test of the very same text, gets here."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from linewarden.errors import AlteredError, NoRuleChangeError, RuleChangeError
from linewarden.model.rule_change import ChangeState, InForce, Publication, digest_of
from linewarden.store.ledger.audit import Deed, read_head, write_deed
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.rule_changes import found, move, require_rule_maker
from linewarden.store.ledger.tables import RULE_CHANGES, RULE_PUBLICATIONS, RULES_IN_FORCE


class PublishedBook:
    """The publications of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def publish(self, change_id: int, *, rules: str, actor: str, at: datetime) -> Publication:
        """The change's text as the next version over the program's `rules`, such as "2026.11.3". `RuleChangeError` when a step is missing."""
        with self._database.write() as connection:
            read_head(connection, for_update=True)
            change, latest = found(connection, change_id), _latest_serial(connection)
            if change.state is not ChangeState.APPROVED:
                raise RuleChangeError(
                    f"change {change_id} is {change.state.value} and cannot be published: it must be approved first"
                )
            if not change.digest == change.backtest_digest == change.approved_digest:
                raise RuleChangeError(
                    f"change {change_id}: back-test and approval are not of this text; draft it again"
                )
            if change.base_serial != latest:
                raise RuleChangeError(
                    f"change {change_id} was drafted on publication {change.base_serial}, now {latest} is in force: draft it again on that"
                )
            publication = Publication(
                serial=latest + 1, version=f"{rules}+{latest + 1}", text=change.text, digest=change.digest, change_id=change_id, rolled_back_to=None,
                reason=change.reason, published_by=actor, published_at=at,
            )  # fmt: skip
            _append(connection, publication, "rules.publish")
            move(connection, change_id, {"state": ChangeState.PUBLISHED})
        return publication

    def roll_back(
        self, serial: int, *, text: str, rules: str, actor: str, reason: str, at: datetime, in_force: int | None = None
    ) -> Publication:
        """An earlier version again, as the next one; 0: the rules as the program came, whose text is `text`.

        `in_force`: the serial that the actor knows to be in force; None: whichever is. `AccessError` when the actor may not;
        `RuleChangeError` when there is no such version, it is in force, or another is in force than the actor knows.
        """
        with self._database.write() as connection:
            read_head(connection, for_update=True)
            require_rule_maker(connection, actor)
            latest = _latest_serial(connection)
            if not 0 <= serial < latest:
                raise RuleChangeError(
                    f"publication {serial} is not an earlier one: give 0 (the rules as the program came) to {latest - 1}, none when nothing is published"
                )
            if in_force is not None and in_force != latest:
                raise RuleChangeError(
                    f"publication {latest} is in force now, not {in_force}: look at it, then decide whether it has to go"
                )
            again = text if serial == 0 else _publication(connection, serial).text
            publication = Publication(
                serial=latest + 1, version=f"{rules}+{latest + 1}", text=again, digest=digest_of(again), change_id=None, rolled_back_to=serial,
                reason=reason, published_by=actor, published_at=at,
            )  # fmt: skip
            _append(connection, publication, "rules.roll_back")
            since = select(RULE_PUBLICATIONS.c.change_id).where(RULE_PUBLICATIONS.c.serial > serial)
            where = (RULE_CHANGES.c.state == ChangeState.PUBLISHED) & RULE_CHANGES.c.change_id.in_(since)
            connection.execute(update(RULE_CHANGES).where(where).values(state=ChangeState.ROLLED_BACK))
        return publication

    def latest_serial(self) -> int:
        """Serial of the publication in force; 0 when nothing was published."""
        with self._database.read() as connection:
            return _latest_serial(connection)

    def find(self, serial: int) -> Publication:
        """The publication. `RuleChangeError` when there is none, `AlteredError` when somebody changed its text in the database."""
        with self._database.read() as connection:
            return _publication(connection, serial)

    def all(self) -> list[Publication]:
        """All publications, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(RULE_PUBLICATIONS).order_by(RULE_PUBLICATIONS.c.serial)).mappings()
            return [Publication(**row) for row in rows]

    def took_effect(self, in_force: InForce) -> None:
        """The live platform follows a publication from this block on; the first time counts."""
        with self._database.write() as connection:
            if (
                connection.execute(
                    select(RULES_IN_FORCE).where(RULES_IN_FORCE.c.serial == in_force.serial)
                ).one_or_none()
                is None
            ):
                connection.execute(insert(RULES_IN_FORCE), {"serial": in_force.serial, "offset": in_force.offset})

    def in_force(self) -> list[InForce]:
        """What the live platform followed from which block on, in order."""
        with self._database.read() as connection:
            rows = connection.execute(select(RULES_IN_FORCE).order_by(RULES_IN_FORCE.c.serial))
            return [InForce(row.serial, row.offset) for row in rows]


def _latest_serial(connection: Connection) -> int:
    return int(connection.execute(select(func.max(RULE_PUBLICATIONS.c.serial))).scalar() or 0)


def _publication(connection: Connection, serial: int) -> Publication:
    query = select(RULE_PUBLICATIONS).where(RULE_PUBLICATIONS.c.serial == serial)
    row: RowMapping | None = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NoRuleChangeError(f"there is no publication {serial} of the rules: `linewarden rules list` has them all")
    publication = Publication(**row)
    if digest_of(publication.text) != publication.digest:
        raise AlteredError(
            f"published rules {publication.version} were altered in the ledger: restore it from a backup, and find out who did it"
        )
    return publication


def _append(connection: Connection, publication: Publication, action: str) -> None:
    row: dict[str, Any] = {column.name: getattr(publication, column.name) for column in RULE_PUBLICATIONS.columns}
    connection.execute(insert(RULE_PUBLICATIONS), row)
    detail: dict[str, str | int | bool | None] = {
        "digest": publication.digest,
        "change": publication.change_id,
        "back_to": publication.rolled_back_to,
    }
    deed = Deed(
        actor=publication.published_by,
        action=action,
        subject=f"rules {publication.version}",
        purpose=publication.reason,
        detail=detail,
    )
    write_deed(connection, deed, publication.published_at)
