"""Messages that are to be sent: kept in the transaction of the act that sends them, until a gateway has them or they are given up."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from linewarden.dissuasion.act import Step
from linewarden.dissuasion.practice import Practice, ShortMessages
from linewarden.dissuasion.texts import text_of
from linewarden.errors import ActError, NoMessageError
from linewarden.model.message import Message, MessageState
from linewarden.model.warning import FraudKind
from linewarden.store.ledger.audit import Deed, write_deed
from linewarden.store.ledger.counter import next_seq
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.dissuasion_steps import PLATFORM
from linewarden.store.ledger.tables import MESSAGES, WARNINGS

DAY = timedelta(days=1)


class Outbox:
    """The messages of one ledger. `tell`: hears the place in the warnings' feed of each change that screens show."""

    def __init__(self, database: Database, tell: Callable[[int], None]) -> None:
        self._database, self._tell = database, tell

    def due(self, now: datetime, limit: int) -> list[Message]:
        """Those to be sent now, the longest due first."""
        query = (
            select(MESSAGES)
            .where(MESSAGES.c.state == MessageState.WAITING, MESSAGES.c.next_at <= now)
            .order_by(MESSAGES.c.next_at)
            .limit(limit)
        )
        with self._database.read() as connection:
            return [_message(row) for row in connection.execute(query).mappings()]

    def of_warning(self, warning_id: str) -> list[Message]:
        """In the order in which they were sent."""
        query = select(MESSAGES).where(MESSAGES.c.warning_id == warning_id).order_by(MESSAGES.c.nth)
        with self._database.read() as connection:
            return [_message(row) for row in connection.execute(query).mappings()]

    def latest(self, state: MessageState, limit: int) -> list[Message]:
        """In this state, newest first."""
        query = select(MESSAGES).where(MESSAGES.c.state == state).order_by(MESSAGES.c.created_at.desc()).limit(limit)
        with self._database.read() as connection:
            return [_message(row) for row in connection.execute(query).mappings()]

    def count(self, state: MessageState) -> int:
        """How many are in this state."""
        query = select(func.count()).where(MESSAGES.c.state == state)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def sent(self, message: Message, *, at: datetime) -> None:
        """The gateway has it. Audited."""
        tried = replace(message, attempts=message.attempts + 1, next_at=None, problem="")
        self._tell_of(replace(tried, state=MessageState.SENT, ended_at=at), "message.sent", PLATFORM, at)

    def failed(self, message: Message, *, problem: str, next_at: datetime | None, at: datetime) -> None:
        """It has not; `next_at` None: given up, which is audited."""
        tried = replace(message, attempts=message.attempts + 1, next_at=next_at, problem=problem)
        if next_at is None:
            self._tell_of(replace(tried, state=MessageState.DEAD, ended_at=at), "message.dead", PLATFORM, at)
            return
        with self._database.write() as connection:
            _keep(connection, tried)

    def again(self, message_id: str, *, actor: str, at: datetime) -> None:
        """Lets one that was given up wait again, from its first attempt. Audited. Raises NoMessageError, ActError for one that was not given up."""
        with self._database.read() as connection:
            row = (
                connection.execute(select(MESSAGES).where(MESSAGES.c.message_id == message_id)).mappings().one_or_none()
            )
        if row is None:
            raise NoMessageError(f"there is no message {message_id[:64]!r}: `linewarden messages list` has them")
        message = _message(row)
        if message.state is not MessageState.DEAD:
            raise ActError(f"message {message_id} is {message.state} and was not given up: leave it")
        waiting = replace(message, state=MessageState.WAITING, attempts=0, next_at=at, ended_at=None)
        self._tell_of(waiting, "message.again", actor, at)

    def _tell_of(self, message: Message, action: str, actor: str, at: datetime) -> None:
        """Keeps it, audited, and moves its warning in the feed, so that screens show it."""
        with self._database.write() as connection:
            seq = next_seq(connection)
            _keep(connection, message)
            connection.execute(update(WARNINGS).where(WARNINGS.c.warning_id == message.warning_id).values(seq=seq))
            deed = Deed(
                actor=actor, action=action, subject=message.warning_id,
                detail={"message": message.message_id, "channel": message.channel, "attempts": message.attempts},
            )  # fmt: skip
            write_deed(connection, deed, at)
        self._tell(seq)


def messages_left(connection: Connection, number: int, practice: ShortMessages | None, now: datetime) -> int | None:
    """How many a person may still get; None where there is no gateway."""
    if practice is None:
        return None
    had = select(func.count()).where(MESSAGES.c.number == number, MESSAGES.c.created_at > now - DAY)
    return practice.most_a_day - int(connection.execute(had).scalar_one())


def post(connection: Connection, warning_id: str, step: Step, number: int, kind: FraudKind, practice: Practice) -> None:
    """Puts the message of an act into the outbox, in the act's transaction."""
    assert practice.messages is not None, "it was checked"
    assert step.act.template is not None, "its form was checked"
    assert step.act.language is not None, "its form was checked"
    message = Message(
        message_id=hashlib.sha256(f"{warning_id}/{step.nth}".encode()).hexdigest()[:32], warning_id=warning_id, nth=step.nth,
        channel=practice.messages.channel, number=number,
        text=text_of(step.act.template, step.act.language, kind, practice.site), created_at=step.at,
        state=MessageState.WAITING, attempts=0, next_at=step.at, ended_at=None, problem="",
    )  # fmt: skip
    connection.execute(insert(MESSAGES), {column.name: getattr(message, column.name) for column in MESSAGES.columns})


def _keep(connection: Connection, message: Message) -> None:
    moving = ("state", "attempts", "next_at", "ended_at", "problem")
    values = {name: getattr(message, name) for name in moving}
    connection.execute(update(MESSAGES).where(MESSAGES.c.message_id == message.message_id).values(values))


def _message(row: RowMapping) -> Message:
    return Message(**dict(row) | {"state": MessageState(row["state"])})
