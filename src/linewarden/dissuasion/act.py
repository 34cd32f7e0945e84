"""What an officer may put on record about a warning, and what each kind of it needs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linewarden.dissuasion.texts import Language, Template


class ActKind(StrEnum):
    """What was done, in the order of the way that a warning goes."""

    TAKE = "take"  # 签收
    HAND_OVER = "hand_over"  # 转派 to a colleague
    CALL = "call"  # 电话劝阻
    MESSAGE = "message"  # 短信提醒, through the centre's gateway
    ASK_VISIT = "ask_visit"  # a police station is asked to go there
    VISIT = "visit"  # 见面劝阻
    FOLLOW_UP = "follow_up"  # 回访
    CLOSE = "close"  # 归档
    REOPEN = "reopen"
    REVIVE = "revive"  # by the platform: news of a closed one, which waits again
    UNDO = "undo"  # the latest act was a slip; it stays on record, struck out


class Outcome(StrEnum):
    """How a call, a visit or a call back went."""

    DISSUADED = "dissuaded"  # he believes it and will not pay
    DOUBTS = "doubts"  # heard it, still believes the gang
    REFUSED = "refused"  # would not talk
    NOT_DECEIVED = "not_deceived"  # nobody is cheating him
    PAID = "paid"  # the money has gone
    NO_ANSWER = "no_answer"
    BUSY = "busy"  # perhaps with the gang: dialled again after `Limits.again`
    SWITCHED_OFF = "switched_off"
    NOT_FOUND = "not_found"  # nobody at home
    SAFE = "safe"  # no contact with the gang since
    IN_CONTACT = "in_contact"  # the gang has him again


class Disposition(StrEnum):
    """What became of the person: what the file ends with, and what the detector learns from."""

    PREVENTED = "prevented"  # was being cheated, kept his money
    LOST = "lost"  # was cheated
    FALSE_ALARM = "false_alarm"  # nobody was cheating him
    NOT_REACHED = "not_reached"
    REFUSED = "refused"
    TOLD = "told"  # by a short message, which is all that a mere notice asks for


class FalseCause(StrEnum):
    """Who it was instead (signal S31)."""

    FAMILY = "family"
    COURIER = "courier"
    OFFICE = "office"  # bank, hospital, school, authority
    CALL_CENTRE = "call_centre"
    COLLECTOR = "collector"
    WORK = "work"  # colleagues, customers, trade
    OTHER = "other"  # the note says who


class LateCause(StrEnum):
    """Why a time limit was missed."""

    MANY_WARNINGS = "many_warnings"
    HANDING_OVER_SHIFTS = "shift"
    NOBODY_REACHED = "nobody_reached"
    STATION_BUSY = "station_busy"
    SYSTEM = "system"
    OTHER = "other"  # the note says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One of them, with what belongs to its kind and nothing else (`checks`). Times are UTC."""

    kind: ActKind
    outcome: Outcome | None = None  # of a call, a visit, a call back
    template: Template | None = None  # message: which text
    language: Language | None = None  # message
    to: str | None = None  # hand-over: login
    station: str | None = None  # visit: whose officer goes or went
    disposition: Disposition | None = None  # close
    false_cause: FalseCause | None = None  # close as a false alarm
    lost_at: datetime | None = None  # close as lost: when the money went
    lost_cny: int | None = None  # close as lost: how much, yuan
    late_cause: LateCause | None = None  # close after a missed time limit
    undoes: int | None = None  # undo: number of the act
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An act on record. `nth` counts from 1 within its warning, without gaps; nothing is ever taken out."""

    nth: int
    at: datetime
    actor: str  # login
    act: Act


OUTCOMES: dict[ActKind, tuple[Outcome, ...]] = {
    ActKind.CALL: (
        Outcome.DISSUADED, Outcome.DOUBTS, Outcome.BUSY, Outcome.NO_ANSWER, Outcome.SWITCHED_OFF, Outcome.REFUSED, Outcome.NOT_DECEIVED, Outcome.PAID,
    ),
    ActKind.VISIT: (
        Outcome.DISSUADED, Outcome.DOUBTS, Outcome.NOT_FOUND, Outcome.REFUSED, Outcome.NOT_DECEIVED, Outcome.PAID,
    ),
    ActKind.FOLLOW_UP: (Outcome.SAFE, Outcome.IN_CONTACT, Outcome.PAID, Outcome.BUSY, Outcome.NO_ANSWER, Outcome.SWITCHED_OFF),
}  # fmt: skip
"""How each kind of contact may go, in the order in which a desk asks."""

UNREACHED = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.SWITCHED_OFF, Outcome.NOT_FOUND})
"""Nobody was talked to."""

MOST_NOTE = 1000
"""Characters."""

MOST_ACTS = 500
"""About one warning: each reading goes through all of them."""
