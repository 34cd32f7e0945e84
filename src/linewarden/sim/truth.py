"""Ground truth: what each fraud did to each person."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import orjson

from linewarden.sim.calls import Calls, Ints, Stage, utc
from linewarden.sim.frauds.campaign import Campaign, Den

LABEL = "演示 DEMO"
_NEVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Exposure:
    """One person whom one campaign rang. Times are UTC."""

    case: int  # campaign
    kind: str  # name of the Role, small letters
    called: int  # canonical digits
    outcome: str  # rang: never spoke; answered; engaged: believed it; lost: paid
    first_exposure_at: datetime  # setup of the first call
    answered_at: datetime | None
    engaged_at: datetime | None
    loss_at: datetime | None
    last_contact_at: datetime  # end of the last call with the gang
    talk_s: float  # with the gang, in all
    callers: tuple[int, ...]  # numbers shown, in order of appearance


def exposures(campaign: Campaign, since_us: int, until_us: int) -> list[Exposure]:
    """The people whom a campaign first rang in the span, by time."""
    calls = campaign.calls[np.isin(campaign.calls["stage"], (Stage.PITCH, Stage.HOLD, Stage.CALL_BACK))]
    if not calls.size:
        return []
    by_person = calls[np.argsort(calls["victim"], kind="stable")]
    starts = np.flatnonzero(np.diff(by_person["victim"], prepend=-1))
    people = _exposures(campaign, by_person, starts, since_us, until_us)
    return sorted(people, key=lambda person: (person.first_exposure_at, person.called))


def _exposures(campaign: Campaign, calls: Calls, starts: Ints, since_us: int, until_us: int) -> list[Exposure]:
    """One row a person whose first call lies in the span; `calls` by person, then time, those of each from one of `starts` on."""
    is_answered = calls["answer_us"] > 0
    answer_us = np.minimum.reduceat(np.where(is_answered, calls["answer_us"], _NEVER), starts)
    talk_us = np.add.reduceat(np.where(is_answered, calls["end_us"] - calls["answer_us"], 0), starts)
    last_us = np.maximum.reduceat(calls["end_us"], starts)
    shown = np.where(calls["cli"] == calls["victim"], calls["called"], calls["cli"]).tolist()
    bounds = [*starts.tolist(), calls.size]
    columns = (calls["victim"][starts], calls["setup_us"][starts], answer_us, last_us, talk_us)
    people = zip(*(column.tolist() for column in columns), bounds[:-1], bounds[1:], strict=True)
    return [
        _exposure(campaign, victim, first_us, answered_us, end_us, spoken_us, shown[start:stop])
        for victim, first_us, answered_us, end_us, spoken_us, start, stop in people
        if since_us <= first_us < until_us
    ]


def _exposure(
    campaign: Campaign, victim: int, first_us: int, answer_us: int, last_us: int, talk_us: int, shown: list[int]
) -> Exposure:
    """A person's row; `answer_us` is _NEVER of somebody who never spoke."""
    loss_us, engaged_us, has_spoken = campaign.losses.get(victim), campaign.engaged.get(victim), answer_us < _NEVER
    return Exposure(
        case=campaign.case,
        kind=campaign.kind.name.lower(),
        called=victim,
        outcome="lost" if loss_us else "engaged" if engaged_us else "answered" if has_spoken else "rang",
        first_exposure_at=utc(first_us),
        answered_at=utc(answer_us) if has_spoken else None,
        engaged_at=utc(engaged_us) if engaged_us else None,
        loss_at=utc(loss_us) if loss_us else None,
        last_contact_at=utc(last_us),
        talk_s=talk_us / 1e6,
        callers=tuple(dict.fromkeys(shown)),
    )


def as_line(row: Exposure | Den) -> bytes:
    """One JSON object with a line end, marked as synthetic; times are ISO 8601 UTC."""
    return _line(type(row).__name__.lower(), {name: getattr(row, name) for name in row.__slots__})


def head_line(about: dict[str, object]) -> bytes:
    """The first line of such a file: what it is about."""
    return _line("city", about)


def _line(row: str, fields: dict[str, object]) -> bytes:
    return orjson.dumps({"label": LABEL, "row": row, **fields}, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)
