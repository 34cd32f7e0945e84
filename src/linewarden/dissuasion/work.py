"""Where a warning stands, from what is on record about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from linewarden.dissuasion.act import UNREACHED, ActKind, Outcome, Step


class Stage(StrEnum):
    """How far it has come on its way."""

    WAITING = "waiting"  # 预警: nobody has taken it
    TAKEN = "taken"  # 签收
    CALLED = "called"  # 电话劝阻: the person was talked to
    VISITED = "visited"  # 见面劝阻
    FOLLOWED_UP = "followed_up"  # 回访
    CLOSED = "closed"  # 归档


IN_HAND = (Stage.TAKEN, Stage.CALLED, Stage.VISITED, Stage.FOLLOWED_UP)
"""Somebody is at it."""


class Situation(StrEnum):
    """What decides what comes next, and by when (`clocks`)."""

    WAITING = "waiting"
    TAKEN = "taken"
    TOLD = "told"  # by a short message
    UNREACHED = "unreached"  # dialled in vain
    UNREACHED_OFTEN = "unreached_often"  # MANY_ATTEMPTS times in vain, one after the other
    VISIT_ASKED = "visit_asked"
    DISSUADED = "dissuaded"
    DOUBTS = "doubts"
    REFUSED = "refused"
    NOT_DECEIVED = "not_deceived"
    PAID = "paid"
    SAFE = "safe"
    IN_CONTACT = "in_contact"
    NOT_CALLED_BACK = "not_called_back"  # dissuaded before, called back in vain
    CLOSED = "closed"


MANY_ATTEMPTS = 3
"""Calls in vain after which somebody should go there, as signal S36 asks; the number is an assumption."""

_SAYS = {
    Outcome.DISSUADED: Situation.DISSUADED, Outcome.DOUBTS: Situation.DOUBTS, Outcome.REFUSED: Situation.REFUSED, Outcome.NOT_DECEIVED: Situation.NOT_DECEIVED,
    Outcome.PAID: Situation.PAID, Outcome.SAFE: Situation.SAFE, Outcome.IN_CONTACT: Situation.IN_CONTACT,
}  # fmt: skip
_STAGE = {ActKind.CALL: Stage.CALLED, ActKind.VISIT: Stage.VISITED, ActKind.FOLLOW_UP: Stage.FOLLOWED_UP}
_ORDER = {stage: place for place, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Where it stands. `steps` counts all that is on record, what was struck out included."""

    stage: Stage = Stage.WAITING
    situation: Situation = Situation.WAITING
    since: datetime | None = None  # of the situation; None: since the warning was raised
    holder: str | None = None  # login; None: nobody has it
    steps: int = 0


UNTOUCHED = Work()


def standing(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Those that count: neither undone nor an undoing, in order."""
    undone = {step.act.undoes for step in steps if step.act.kind is ActKind.UNDO}
    return tuple(step for step in steps if step.nth not in undone and step.act.kind is not ActKind.UNDO)


def work_of(steps: Sequence[Step]) -> Work:
    """Where these steps, in order, have brought it."""
    work = UNTOUCHED
    attempts = 0
    for step in standing(steps):
        attempts = _attempts(attempts, step)
        work = _after(work, step, attempts)
    return replace(work, steps=len(steps))


def reached(steps: Iterable[Step]) -> bool:
    """Whether the person was talked to at all."""
    return any(step.act.outcome is not None and step.act.outcome not in UNREACHED for step in steps)


def _attempts(before: int, step: Step) -> int:
    """Contacts in vain in a row; handing over or asking a station changes nothing."""
    if step.act.outcome in UNREACHED:
        return before + 1
    return 0 if step.act.outcome is not None or step.act.kind in (ActKind.REOPEN, ActKind.REVIVE) else before


def _after(work: Work, step: Step, attempts: int) -> Work:
    kind = step.act.kind
    if kind in _STAGE:
        return _after_contact(work, step, attempts)
    if kind is ActKind.REVIVE:
        return Work(since=step.at)
    if kind is ActKind.HAND_OVER:  # the clock runs on: whoever hands over wins no time
        taken = _put(work, Stage.TAKEN, Situation.TAKEN, step) if work.stage is Stage.WAITING else work
        return replace(taken, holder=step.act.to)
    if kind is ActKind.MESSAGE and work.situation is not Situation.TAKEN:
        return work  # it accompanies what is going on
    stage, situation = _PLAIN[kind]
    moved = _put(work, stage or work.stage, situation, step)
    return replace(moved, holder=step.actor) if kind in (ActKind.TAKE, ActKind.REOPEN) else moved


_PLAIN: dict[ActKind, tuple[Stage | None, Situation]] = {
    ActKind.TAKE: (Stage.TAKEN, Situation.TAKEN),
    ActKind.REOPEN: (Stage.TAKEN, Situation.TAKEN),
    ActKind.MESSAGE: (None, Situation.TOLD),
    ActKind.ASK_VISIT: (None, Situation.VISIT_ASKED),
    ActKind.CLOSE: (Stage.CLOSED, Situation.CLOSED),
}
"""Where these bring a warning from wherever it stands; None: no further."""


def _put(work: Work, stage: Stage, situation: Situation, step: Step) -> Work:
    return replace(work, stage=stage, situation=situation, since=step.at)


def _after_contact(work: Work, step: Step, attempts: int) -> Work:
    assert step.act.outcome is not None, "a contact has an outcome (checks)"
    stage = _further(work.stage, step.act.kind, step.act.outcome)
    situation = _situation(work.situation, step.act.kind, step.act.outcome, attempts)
    if situation is work.situation is Situation.VISIT_ASKED:
        return replace(work, stage=stage)  # the station's clock runs on
    return replace(work, stage=stage, situation=situation, since=step.at)


def _further(stage: Stage, kind: ActKind, outcome: Outcome) -> Stage:
    """A call in vain brings it no further; a call after a visit does not bring it back."""
    return stage if outcome in UNREACHED else max(stage, _STAGE[kind], key=_ORDER.__getitem__)


def _situation(before: Situation, kind: ActKind, outcome: Outcome, attempts: int) -> Situation:
    if outcome not in UNREACHED:
        return _SAYS[outcome]
    if kind is ActKind.FOLLOW_UP:
        return Situation.NOT_CALLED_BACK
    if before is Situation.VISIT_ASKED and kind is ActKind.CALL:
        return before  # the station is on its way
    return Situation.UNREACHED_OFTEN if attempts >= MANY_ATTEMPTS else Situation.UNREACHED
