"""A closed warning that grows: whoever was let off the hook, or was thought to be safe, is called again, so somebody must look again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from linewarden.dissuasion.act import Act, ActKind, Disposition, Step
from linewarden.dissuasion.work import Stage, standing
from linewarden.model.warning import LEVEL_RANK, Level, Warning
from linewarden.store.ledger.dissuasion_steps import PLATFORM, keep_step, steps_of
from linewarden.store.ledger.tables import WARNINGS


def closed_among(connection: Connection, warnings: Sequence[Warning]) -> set[str]:
    """Ids of those whose kept row is closed and to which they bring news. To be asked before the rows are written."""
    ids = {warning.warning_id: warning for warning in warnings}
    c = WARNINGS.c
    rows = connection.execute(
        select(c.warning_id, c.level, c.callers, c.is_in_contact).where(c.stage == Stage.CLOSED, c.warning_id.in_(ids))
    ).mappings()
    return {row["warning_id"] for row in rows.all() if _is_news(connection, row, ids[row["warning_id"]])}


def revive(connection: Connection, warning: Warning, seq: int) -> None:
    """It waits again, on record. After its row was written, at the same place in the feed."""
    steps = steps_of(connection, warning.warning_id)
    at: datetime = max(warning.changed_at, steps[-1].at)
    keep_step(
        connection,
        warning.warning_id,
        [*steps, Step(nth=len(steps) + 1, at=at, actor=PLATFORM, act=Act(kind=ActKind.REVIVE))],
        seq,
    )


def _ended(connection: Connection, warning_id: str) -> Disposition | None:
    closings = [one for one in standing(steps_of(connection, warning_id)) if one.act.kind is ActKind.CLOSE]
    return closings[-1].act.disposition


def _is_news(connection: Connection, kept: RowMapping, warning: Warning) -> bool:
    """More pressing, or by a number that was not known. The same number again is news only where it was no false alarm."""
    if LEVEL_RANK[warning.level] < LEVEL_RANK[Level(kept["level"])] or not set(warning.callers) <= set(kept["callers"]):
        return True
    is_back = warning.is_in_contact and not kept["is_in_contact"]
    return is_back and _ended(connection, kept["warning_id"]) is not Disposition.FALSE_ALARM
