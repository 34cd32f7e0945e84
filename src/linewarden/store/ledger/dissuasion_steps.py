"""Acts of officers as rows: each goes on record with its audit entry, the warning's new place and its place in the change feed."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, insert, select, update

from linewarden.dissuasion.act import Act, ActKind, Disposition, FalseCause, LateCause, Outcome, Step
from linewarden.dissuasion.texts import Language, Template
from linewarden.dissuasion.work import Work, work_of
from linewarden.store.ledger.audit import Deed, write_deed
from linewarden.store.ledger.columns import instant_of, microseconds
from linewarden.store.ledger.tables import DISSUASION_STEPS, WARNINGS

PLATFORM = "system"
"""Who acts when nobody does."""

_ENUMS: Mapping[str, Any] = {
    "outcome": Outcome,
    "disposition": Disposition,
    "false_cause": FalseCause,
    "late_cause": LateCause,
    "template": Template,
    "language": Language,
}
_TOLD = ("outcome", "to", "station", "disposition", "false_cause", "late_cause", "undoes", "template", "language")
"""What the audit tells of an act by itself; the whole of it by its digest, for a note may name numbers."""


def keep_step(connection: Connection, warning_id: str, steps: Sequence[Step], seq: int) -> Work:
    """Where the warning stands after the last of these, all that there are, which goes on record with its audit entry and its place in the feed."""
    step, work = steps[-1], work_of(steps)
    written = _written(step.act)
    values = {"warning_id": warning_id, "nth": step.nth, "at": step.at, "actor": step.actor, "kind": step.act.kind}
    connection.execute(insert(DISSUASION_STEPS), values | {"act": written})
    place = {each.name: getattr(work, each.name) for each in fields(work)}
    connection.execute(update(WARNINGS).where(WARNINGS.c.warning_id == warning_id).values(seq=seq, **place))
    digest = hashlib.sha256(orjson.dumps(written, option=orjson.OPT_SORT_KEYS)).hexdigest()
    told = {name: written[name] for name in _TOLD if name in written}
    deed = Deed(
        actor=step.actor, action=f"dissuasion.{step.act.kind}", subject=warning_id,
        detail={"nth": step.nth, "digest": digest, **told},
    )  # fmt: skip
    write_deed(connection, deed, step.at)
    return work


def steps_of(connection: Connection, warning_id: str) -> tuple[Step, ...]:
    """All of a warning, in order."""
    return next((steps for _, steps in steps_by_warning(connection, DISSUASION_STEPS.c.warning_id == warning_id)), ())


def steps_by_warning(connection: Connection, chosen: ColumnElement[bool]) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """(id, all of it in order) of the chosen rows, by id."""
    query = select(DISSUASION_STEPS).where(chosen).order_by(DISSUASION_STEPS.c.warning_id, DISSUASION_STEPS.c.nth)
    for warning_id, rows in groupby(connection.execute(query), key=lambda row: row.warning_id):
        yield (
            warning_id,
            tuple(Step(nth=row.nth, at=row.at, actor=row.actor, act=_read(row.kind, row.act)) for row in rows),
        )


def _written(act: Act) -> dict[str, Any]:
    """What belongs to its kind, as JSON holds it."""
    values = {each.name: getattr(act, each.name) for each in fields(act)}
    told = {name: value for name, value in values.items() if value not in (None, "") and name != "kind"}
    if act.lost_at is not None:
        told["lost_at"] = microseconds(act.lost_at)
    return {name: str(value) if name in _ENUMS else value for name, value in told.items()}


def _read(kind: str, written: Mapping[str, Any]) -> Act:
    values = {name: _ENUMS[name](value) if name in _ENUMS else value for name, value in written.items()}
    if "lost_at" in values:
        values["lost_at"] = instant_of(values["lost_at"])
    return Act(kind=ActKind(kind), **values)
