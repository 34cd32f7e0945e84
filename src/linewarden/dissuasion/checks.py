"""Who may put what on record now. Each refusal names the thing and what to do."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from linewarden.dissuasion.act import (
    MOST_ACTS,
    MOST_NOTE,
    OUTCOMES,
    UNREACHED,
    Act,
    ActKind,
    Disposition,
    FalseCause,
    LateCause,
    Outcome,
    Step,
)
from linewarden.dissuasion.work import MANY_ATTEMPTS, Situation, Stage, Work, reached, standing, work_of
from linewarden.errors import ActError, NotHolderError, TakenError, UnfitActError
from linewarden.model.account import WORKERS, Role

UNDO_WITHIN = timedelta(minutes=10)
"""So long one's own act can be struck out; a commander can at any time, and says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who wants to put something on record, and when."""

    login: str
    role: Role
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """What the centre has: those who may be handed something, its stations, what it may send, and whether a time limit of this warning was missed."""

    workers: Collection[str]
    stations: Collection[str]
    messages_left: int | None  # that the person may get today; None: there is no gateway
    is_late: bool


ALLOWED: Mapping[ActKind, frozenset[str]] = {
    ActKind.TAKE: frozenset(),
    ActKind.HAND_OVER: frozenset({"to"}),
    ActKind.CALL: frozenset({"outcome"}),
    ActKind.MESSAGE: frozenset({"template", "language"}),
    ActKind.ASK_VISIT: frozenset({"station"}),
    ActKind.VISIT: frozenset({"station", "outcome"}),
    ActKind.FOLLOW_UP: frozenset({"outcome"}),
    ActKind.CLOSE: frozenset({"disposition", "false_cause", "lost_at", "lost_cny", "late_cause"}),
    ActKind.REOPEN: frozenset(),
    ActKind.REVIVE: frozenset(),
    ActKind.UNDO: frozenset({"undoes"}),
}
"""What may be told of each kind, besides a note."""

_ALWAYS = frozenset({ActKind.TAKE, ActKind.CLOSE})
"""Also when nothing else can be put on record: it must come to an end, and whoever ends it must have it."""

_OPTIONAL = frozenset({"false_cause", "lost_at", "lost_cny", "late_cause"})


def check(act: Act, steps: Sequence[Step], asker: Asker, centre: Centre) -> None:
    """Nothing when it may be put on record after these steps. Raises an `ActError` otherwise."""
    if asker.role not in WORKERS:
        raise NotHolderError(f"role {asker.role} works on no warnings: a {', a '.join(sorted(WORKERS))} does")
    if len(steps) >= MOST_ACTS and act.kind not in _ALWAYS:
        raise ActError(
            f"this warning has {MOST_ACTS} acts on record, the most there can be: close it and go on in a case"
        )
    _check_form(act)
    work = work_of(steps)
    _CHECKS[act.kind](act, work, standing(steps), asker, centre)


def _check_form(act: Act) -> None:
    if len(act.note) > MOST_NOTE:
        raise UnfitActError(f"the note has {len(act.note)} characters: keep it to {MOST_NOTE}")
    allowed = ALLOWED[act.kind]
    told = {each.name for each in fields(act) if getattr(act, each.name) is not None} - {"kind", "note"}
    if foreign := sorted(told - allowed):
        raise UnfitActError(f"{act.kind} takes no {', '.join(foreign)}: leave it out")
    if lacking := sorted(allowed - told - _OPTIONAL):
        raise UnfitActError(f"{act.kind} needs {', '.join(lacking)}")
    if act.kind in OUTCOMES and act.outcome not in OUTCOMES[act.kind]:
        raise UnfitActError(f"{act.kind} cannot end with {act.outcome}: it is one of {', '.join(OUTCOMES[act.kind])}")


_Check = Callable[[Act, Work, Sequence[Step], Asker, Centre], None]


def _take(_act: Act, work: Work, _steps: Sequence[Step], asker: Asker, _centre: Centre) -> None:
    if work.holder == asker.login and work.stage is not Stage.CLOSED:
        raise TakenError("you have taken this warning already: go on with the call")
    if work.stage is not Stage.WAITING:
        raise TakenError(f"{work.holder} has this warning: ask him, or take another")


def _hand_over(act: Act, work: Work, _steps: Sequence[Step], asker: Asker, centre: Centre) -> None:
    _require_open(work)
    if asker.role is not Role.COMMANDER:  # who may give anybody's to anybody, and one that waits, too
        _require_holder(work, asker)
    if act.to == work.holder:
        raise UnfitActError(f"{act.to} has this warning already: name somebody else")
    if act.to not in centre.workers:
        raise UnfitActError(
            f"{act.to} works on no warnings: name one of {', '.join(sorted(centre.workers)) or 'nobody'}"
        )


def _contact(_act: Act, work: Work, _steps: Sequence[Step], asker: Asker, _centre: Centre) -> None:
    _require_open(work)
    _require_holder(work, asker)


def _visit(act: Act, work: Work, steps: Sequence[Step], asker: Asker, centre: Centre) -> None:
    _contact(act, work, steps, asker, centre)
    if act.station not in centre.stations:
        raise UnfitActError(f"{act.station!r} is no station of this centre: name one of {', '.join(centre.stations)}")


def _message(act: Act, work: Work, steps: Sequence[Step], asker: Asker, centre: Centre) -> None:
    _contact(act, work, steps, asker, centre)
    if centre.messages_left is None:
        raise ActError("this centre has no gateway for short messages: call instead, or have one set up")
    if centre.messages_left <= 0:
        raise ActError("this person has had as many messages in 24 hours as the settings allow: call instead")


def _follow_up(act: Act, work: Work, steps: Sequence[Step], asker: Asker, centre: Centre) -> None:
    _contact(act, work, steps, asker, centre)
    if not reached(steps):
        raise UnfitActError("nobody has talked to the person yet: call or visit first")


def _close(act: Act, work: Work, steps: Sequence[Step], asker: Asker, centre: Centre) -> None:
    _contact(act, work, steps, asker, centre)
    assert act.disposition is not None, "its form was checked"
    _NEEDS[act.disposition](steps)
    is_false, is_lost = act.disposition is Disposition.FALSE_ALARM, act.disposition is Disposition.LOST
    if is_false != (act.false_cause is not None):
        raise UnfitActError("false_cause belongs to a false alarm, and a false alarm needs one: say who it was")
    if act.false_cause is FalseCause.OTHER and not act.note.strip():
        raise UnfitActError("a false alarm by somebody else needs a note: say who it was")
    if is_lost != (act.lost_at is not None) or (act.lost_cny is not None and (not is_lost or act.lost_cny <= 0)):
        raise UnfitActError(
            "lost_at, and lost_cny above 0, belong to a loss, and a loss needs lost_at: when did the money go?"
        )
    if act.lost_at is not None and act.lost_at > asker.at:
        raise UnfitActError(f"lost_at {act.lost_at.isoformat()} lies ahead: when did the money go?")
    if centre.is_late and act.late_cause is None:
        raise UnfitActError("a time limit was missed: say why (late_cause)")
    if act.late_cause is LateCause.OTHER and not act.note.strip():
        raise UnfitActError("a time limit missed for another reason needs a note: say why")


def _reopen(act: Act, work: Work, _steps: Sequence[Step], asker: Asker, _centre: Centre) -> None:
    if work.stage is not Stage.CLOSED:
        raise ActError("this warning is not closed: go on with it")
    if asker.role is not Role.COMMANDER:
        _require_holder(work, asker)
    if not act.note.strip():
        raise UnfitActError("opening a closed warning again needs a note: say why")


def _revive(_act: Act, _work: Work, _steps: Sequence[Step], _asker: Asker, _centre: Centre) -> None:
    raise UnfitActError("only the platform revives a warning: open it again instead")


def _undo(act: Act, _work: Work, steps: Sequence[Step], asker: Asker, _centre: Centre) -> None:
    if not steps or steps[-1].nth != act.undoes:
        latest = f"the latest is act {steps[-1].nth}" if steps else "there is none"
        raise ActError(f"act {act.undoes} is not the latest that counts and cannot be struck out: {latest}")
    if steps[-1].act.kind is ActKind.MESSAGE:
        raise ActError("a message cannot be called back: call the person")
    if asker.role is Role.COMMANDER and act.note.strip():
        return
    if steps[-1].actor != asker.login:
        raise NotHolderError(
            f"{steps[-1].actor} put act {act.undoes} on record: he, or a commander with a note, can strike it out"
        )
    if asker.at - steps[-1].at > UNDO_WITHIN:
        minutes = UNDO_WITHIN // timedelta(minutes=1)
        raise ActError(f"act {act.undoes} is older than {minutes} minutes: a commander can strike it out, with a note")


_CHECKS: Mapping[ActKind, _Check] = {
    ActKind.TAKE: _take, ActKind.HAND_OVER: _hand_over, ActKind.CALL: _contact, ActKind.MESSAGE: _message, ActKind.ASK_VISIT: _visit, ActKind.VISIT: _visit,
    ActKind.FOLLOW_UP: _follow_up, ActKind.CLOSE: _close, ActKind.REOPEN: _reopen, ActKind.REVIVE: _revive, ActKind.UNDO: _undo,
}  # fmt: skip


def _require_open(work: Work) -> None:
    if work.situation is Situation.CLOSED:
        raise ActError("this warning is closed: open it again first")


def _require_holder(work: Work, asker: Asker) -> None:
    if work.holder is None:
        raise NotHolderError("nobody has taken this warning: take it first")
    if work.holder != asker.login:
        raise NotHolderError(f"{work.holder} has this warning: only he goes on with it, or hands it over")


def _needs_contact(steps: Sequence[Step]) -> None:
    if not reached(steps):
        raise UnfitActError(
            "nobody has talked to the person: a case closed as prevented needs a call or a visit that reached him"
        )


def _needs_attempts(steps: Sequence[Step]) -> None:
    if reached(steps):
        raise UnfitActError("the person was talked to: close it by what came of that")
    tried = sum(step.act.outcome in UNREACHED for step in steps)
    if tried < MANY_ATTEMPTS:
        raise UnfitActError(f"{tried} attempts to reach the person are on record: it takes {MANY_ATTEMPTS} to give up")


def _needs_refusal(steps: Sequence[Step]) -> None:
    if not any(step.act.outcome is Outcome.REFUSED for step in steps):
        raise UnfitActError("no call or visit on record was refused: put it on record first")


def _needs_message(steps: Sequence[Step]) -> None:
    if not any(step.act.kind is ActKind.MESSAGE for step in steps):
        raise UnfitActError("no message is on record: send one first")


def _needs_nothing(_steps: Sequence[Step]) -> None:
    """A false alarm may show at once, a loss may be told by others."""


_NEEDS: Mapping[Disposition, Callable[[Sequence[Step]], None]] = {
    Disposition.PREVENTED: _needs_contact,
    Disposition.LOST: _needs_nothing,
    Disposition.FALSE_ALARM: _needs_nothing,
    Disposition.NOT_REACHED: _needs_attempts,
    Disposition.REFUSED: _needs_refusal,
    Disposition.TOLD: _needs_message,
}
