"""Deeds of cases as rows: each goes on record with its audit entry, and with what lists need to know of the case."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from typing import Annotated, Any

import orjson
from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, select, update

from linewarden.cases.deed import AnyDeed, BreakGlass, Done, Grant, Pin, PinKind, Revoke
from linewarden.cases.state import Case, case_of
from linewarden.store.ledger.audit import Deed, write_deed
from linewarden.store.ledger.tables import CASE_DEEDS, CASE_MEMBERS, CASE_PINS, CASES

_FORM: TypeAdapter[AnyDeed] = TypeAdapter(Annotated[AnyDeed, Field(discriminator="kind")])


def keep_deed(connection: Connection, number: str, done: Sequence[Done]) -> Case:
    """The case after the last of these, all that there are, which goes on record with its audit entry."""
    last, case = done[-1], case_of(done)
    written = _FORM.dump_python(last.deed, mode="json")
    values = {"number": number, "nth": last.nth, "at": last.at, "actor": last.actor, "kind": last.deed.kind}
    place = {"is_open": case.is_open, "changed_at": last.at, "deeds": last.nth}
    if last.nth == 1:
        connection.execute(insert(CASES), {"number": number, "opened_at": last.at, **place})
    else:
        connection.execute(update(CASES).where(CASES.c.number == number).values(**place))
    connection.execute(insert(CASE_DEEDS), values | {"deed": written})
    _keep_members(connection, number, case)
    _keep_pins(connection, number, case)
    write_deed(connection, _told(number, last, written), last.at)
    return case


def cases_by_number(connection: Connection, numbers: Collection[str]) -> dict[str, Case]:
    """Those of these that there are."""
    query = select(CASE_DEEDS).where(CASE_DEEDS.c.number.in_(numbers)).order_by(CASE_DEEDS.c.number, CASE_DEEDS.c.nth)
    rows = groupby(connection.execute(query).mappings(), key=lambda row: str(row["number"]))
    return {number: case_of([_done(row) for row in of_case]) for number, of_case in rows}


def _done(row: RowMapping) -> Done:
    return Done(nth=row["nth"], at=row["at"], actor=row["actor"], deed=_FORM.validate_python(row["deed"]))


def _told(number: str, last: Done, written: dict[str, Any]) -> Deed:
    """For the audit: whom access was given or taken; all else by its digest, for it may name numbers."""
    digest = hashlib.sha256(orjson.dumps(written, option=orjson.OPT_SORT_KEYS)).hexdigest()
    detail: dict[str, str | int | bool | None] = {"nth": last.nth, "digest": digest}
    match last.deed:
        case Grant(login=login, role=role, until=until):
            detail |= {"login": login, "role": str(role), "until": None if until is None else until.isoformat()}
        case Revoke(login=login):
            detail |= {"login": login}
        case BreakGlass(until=until):
            detail |= {"until": until.isoformat()}
        case _:
            pass
    purpose = last.deed.reason if isinstance(last.deed, BreakGlass) else ""
    return Deed(actor=last.actor, action=f"case.{last.deed.kind}", subject=number, purpose=purpose, detail=detail)


def _keep_members(connection: Connection, number: str, case: Case) -> None:
    connection.execute(delete(CASE_MEMBERS).where(CASE_MEMBERS.c.number == number))
    rows = [{"number": number, "login": one.login, "until": one.until} for one in case.members.values()]
    connection.execute(insert(CASE_MEMBERS), rows)


def _keep_pins(connection: Connection, number: str, case: Case) -> None:
    connection.execute(delete(CASE_PINS).where(CASE_PINS.c.number == number))
    pins = [one.deed for one in case.counting if isinstance(one.deed, Pin)]
    rows = [{"number": number, "warning_id": pin.ref} for pin in pins if pin.what is PinKind.WARNING]
    if rows:
        connection.execute(insert(CASE_PINS), rows)


def knowing(login: str, at: datetime) -> ColumnElement[bool]:
    """A condition: this account has been let into the case and its time has not passed."""
    c = CASE_MEMBERS.c
    return CASES.c.number.in_(select(c.number).where(c.login == login, c.until.is_(None) | (c.until > at)))
