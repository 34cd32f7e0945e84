"""What officers did about warnings: one at a time, none unseen by the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from linewarden.dissuasion.act import Act, ActKind, Disposition, Step
from linewarden.dissuasion.checks import Asker, Centre, check
from linewarden.dissuasion.clocks import missed
from linewarden.dissuasion.practice import Practice
from linewarden.dissuasion.report import Worked
from linewarden.dissuasion.work import Stage, Work, standing
from linewarden.errors import MovedOnError, NoWarningError
from linewarden.model.warning import FraudKind, Level
from linewarden.store.ledger.counter import next_seq
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.dissuasion_steps import keep_step, steps_by_warning, steps_of
from linewarden.store.ledger.outbox import messages_left, post
from linewarden.store.ledger.tables import DISSUASION_STEPS, WARNINGS
from linewarden.store.ledger.workers import active_role, workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """How a warning ended."""

    warning_id: str
    called: int
    closed_at: datetime
    disposition: Disposition
    lost_at: datetime | None


class DissuasionBook:
    """The acts of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self, warning_id: str, act: Act, *, actor: str, seen: int, at: datetime, practice: Practice
    ) -> tuple[int, Work]:
        """(seq, where the warning stands now). `seen`: how many acts the actor had before him.

        Raises NoWarningError, MovedOnError when there are others by now, AccessError for an account that is none, and what `checks.check` raises.
        """
        with self._database.write() as connection:
            seq = next_seq(connection)  # first: whoever writes at the same time waits here
            row = connection.execute(
                select(
                    WARNINGS.c.level, WARNINGS.c.raised_at, WARNINGS.c.steps, WARNINGS.c.called, WARNINGS.c.kind
                ).where(WARNINGS.c.warning_id == warning_id)
            ).one_or_none()
            if row is None:
                raise NoWarningError(f"there is no warning {warning_id[:64]!r}: it may have been purged")
            steps = steps_of(connection, warning_id)
            centre = Centre(
                workers=workers(connection), stations=practice.stations,
                messages_left=messages_left(connection, row.called, practice.messages, at),
                is_late=bool(missed(Level(row.level), row.raised_at, steps, at, practice.limits)),
            )  # fmt: skip
            asker = Asker(login=actor, role=active_role(connection, actor), at=at)
            if row.steps != seen and act.kind is not ActKind.TAKE:  # two who take one are told so by `check`
                raise MovedOnError(_moved_on(steps, seen))
            check(act, steps, asker, centre)
            step = Step(nth=len(steps) + 1, at=at, actor=actor, act=act)
            work = keep_step(connection, warning_id, [*steps, step], seq)
            if act.kind is ActKind.MESSAGE:
                post(connection, warning_id, step, row.called, FraudKind(row.kind), practice)
            return seq, work

    def steps(self, warning_id: str) -> tuple[Step, ...]:
        """All that is on record about a warning, in order."""
        with self._database.read() as connection:
            return steps_of(connection, warning_id)

    def worked(self, since: datetime, until: datetime) -> list[Worked]:
        """Warnings raised within [since, until) with what is on record about them."""
        warnings = select(WARNINGS.c.warning_id, WARNINGS.c.level, WARNINGS.c.raised_at).where(
            WARNINGS.c.raised_at >= since, WARNINGS.c.raised_at < until
        )
        within = select(WARNINGS.c.warning_id).where(WARNINGS.c.raised_at >= since, WARNINGS.c.raised_at < until)
        with self._database.read() as connection:
            steps = dict(steps_by_warning(connection, DISSUASION_STEPS.c.warning_id.in_(within)))
            return [
                Worked(Level(row.level), row.raised_at, steps.get(row.warning_id, ()))
                for row in connection.execute(warnings)
            ]

    def closed(self) -> list[Closed]:
        """How those that are closed have ended, in order of their ids."""
        called = select(WARNINGS.c.warning_id, WARNINGS.c.called).where(WARNINGS.c.stage == Stage.CLOSED)
        within = select(WARNINGS.c.warning_id).where(WARNINGS.c.stage == Stage.CLOSED)
        with self._database.read() as connection:
            numbers = {row.warning_id: int(row.called) for row in connection.execute(called)}
            by_warning = list(steps_by_warning(connection, DISSUASION_STEPS.c.warning_id.in_(within)))
        return [_closed(warning_id, numbers[warning_id], steps) for warning_id, steps in by_warning]


def _moved_on(steps: Sequence[Step], seen: int) -> str:
    latest = steps[-1]
    return (
        f"{latest.actor} put {latest.act.kind} on record meanwhile (there are {len(steps)} acts, you had {seen} before you): "
        "look at it, then decide"
    )


def _closed(warning_id: str, called: int, steps: Sequence[Step]) -> Closed:
    closing = next(step for step in reversed(standing(steps)) if step.act.kind is ActKind.CLOSE)
    assert closing.act.disposition is not None, "its form was checked"
    return Closed(
        warning_id=warning_id, called=called, closed_at=closing.at,
        disposition=closing.act.disposition, lost_at=closing.act.lost_at,
    )  # fmt: skip
