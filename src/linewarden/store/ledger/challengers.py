"""Which challenger runs in shadow: appended, never changed, each setting audited in the same transaction."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from linewarden.errors import ModelError, StoreError
from linewarden.model.challenger import ChallengerSetting
from linewarden.store.ledger.audit import Deed, read_head, write_deed
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.rule_changes import require_rule_maker
from linewarden.store.ledger.tables import CHALLENGER_SETTINGS


class ChallengerBook:
    """The settings of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(
        self,
        version: str,
        *,
        trees: str,
        about: str,
        source: str,
        reason: str,
        actor: str,
        at: datetime,
        is_account: bool,
    ) -> ChallengerSetting:
        """This challenger runs from now on. `is_account`: the actor is a login; `AccessError` when it may not."""
        with self._database.write() as connection:
            read_head(connection, for_update=True)
            if is_account:
                require_rule_maker(connection, actor)
            setting = ChallengerSetting(
                serial=_latest_serial(connection) + 1, version=version, trees=trees, about=about, digest=_digest(trees, about), source=source,
                reason=reason, set_by=actor, set_at=at,
            )  # fmt: skip
            _append(connection, setting, "challenger.set", f"challenger {version}")
        return setting

    def clear(self, *, reason: str, actor: str, at: datetime, is_account: bool) -> ChallengerSetting:
        """None runs from now on. `ModelError` when none does already, `AccessError` when the actor may not."""
        with self._database.write() as connection:
            read_head(connection, for_update=True)
            if is_account:
                require_rule_maker(connection, actor)
            latest = _latest_serial(connection)
            former = _setting(connection, latest).version if latest else None
            if former is None:
                raise ModelError("no challenger is set: there is nothing to clear")
            setting = ChallengerSetting(
                serial=latest + 1, version=None, trees="", about="", digest=_digest("", ""), source="", reason=reason, set_by=actor, set_at=at
            )  # fmt: skip
            _append(connection, setting, "challenger.clear", f"challenger {former}")
        return setting

    def latest_serial(self) -> int:
        """Serial of the setting that holds; 0 when none was ever made."""
        with self._database.read() as connection:
            return _latest_serial(connection)

    def find(self, serial: int) -> ChallengerSetting:
        """The setting. `ModelError` when there is none, `StoreError` when somebody altered it in the database."""
        with self._database.read() as connection:
            return _setting(connection, serial)

    def all(self) -> list[ChallengerSetting]:
        """All settings, oldest first, without the texts of what scores."""
        columns = [column for column in CHALLENGER_SETTINGS.columns if column.name not in {"trees", "about"}]
        with self._database.read() as connection:
            rows = connection.execute(select(*columns).order_by(CHALLENGER_SETTINGS.c.serial)).mappings()
            return [ChallengerSetting(**row, trees="", about="") for row in rows]


def _latest_serial(connection: Connection) -> int:
    return int(connection.execute(select(func.max(CHALLENGER_SETTINGS.c.serial))).scalar() or 0)


def _setting(connection: Connection, serial: int) -> ChallengerSetting:
    query = select(CHALLENGER_SETTINGS).where(CHALLENGER_SETTINGS.c.serial == serial)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise ModelError(f"there is no setting {serial} of the challenger: `linewarden challenger show` has them all")
    setting = ChallengerSetting(**row)
    if _digest(setting.trees, setting.about) != setting.digest:
        raise StoreError(
            f"challenger {setting.version} was altered in the ledger: set it again from its folder, and find out who did it"
        )
    return setting


def _append(connection: Connection, setting: ChallengerSetting, action: str, subject: str) -> None:
    row: dict[str, Any] = {column.name: getattr(setting, column.name) for column in CHALLENGER_SETTINGS.columns}
    connection.execute(insert(CHALLENGER_SETTINGS), row)
    detail: dict[str, str | int | bool | None] = {"setting": setting.serial, "digest": setting.digest}
    deed = Deed(actor=setting.set_by, action=action, subject=subject, purpose=setting.reason, detail=detail)
    write_deed(connection, deed, setting.set_at)


def _digest(trees: str, about: str) -> str:
    return hashlib.sha256(f"{trees}{about}".encode()).hexdigest()
