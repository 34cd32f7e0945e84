"""Ground truth: what each fraud did to each person."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import orjson

from linewarden.sim.calls import Calls, Stage, utc
from linewarden.sim.frauds.campaign import Campaign, Den

LABEL = "演示 DEMO"


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
    ordered = calls[np.argsort(calls["victim"], kind="stable")]
    starts = np.flatnonzero(np.diff(ordered["victim"])) + 1
    people = [
        _exposure(campaign, rows)
        for rows in np.split(ordered, starts)
        if rows.size and since_us <= rows["setup_us"][0] < until_us
    ]
    return sorted(people, key=lambda person: (person.first_exposure_at, person.called))


def _exposure(campaign: Campaign, calls: Calls) -> Exposure:
    victim = int(calls["victim"][0])
    answered = calls[calls["answer_us"] > 0]
    shown = np.where(calls["cli"] == victim, calls["called"], calls["cli"]).tolist()
    loss_us, engaged_us = campaign.losses.get(victim), campaign.engaged.get(victim)
    return Exposure(
        case=campaign.case,
        kind=campaign.kind.name.lower(),
        called=victim,
        outcome="lost" if loss_us else "engaged" if engaged_us else "answered" if answered.size else "rang",
        first_exposure_at=utc(calls["setup_us"][0]),
        answered_at=utc(answered["answer_us"][0]) if answered.size else None,
        engaged_at=utc(engaged_us) if engaged_us else None,
        loss_at=utc(loss_us) if loss_us else None,
        last_contact_at=utc(calls["end_us"].max()),
        talk_s=float((answered["end_us"] - answered["answer_us"]).sum()) / 1e6,
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
