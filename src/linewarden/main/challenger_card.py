"""The challenger in shadow as the screens show it, from what the ledger keeps."""

from datetime import datetime, timedelta

import orjson

from linewarden.model.challenger import ChallengerRun, ChallengerSetting
from linewarden.model.standing import ShadowCard, Standing
from linewarden.pipeline.latency import Latency
from linewarden.store.ledger import Ledger

SPANS_H = (24, 168)
"""Hours that both are compared over: a day and a week."""


def challenger_card(ledger: Ledger, pauses: Latency, now: datetime) -> ShadowCard:
    """What is set, what became of it, and how both stand now (event clock). Counts only."""
    serial = ledger.challengers.latest_serial()
    setting = ledger.challengers.find(serial) if serial else None
    if setting is None or setting.version is None:
        return ShadowCard(as_of=now)
    run = ledger.challenger_runs.find(serial)
    return ShadowCard(
        as_of=now,
        setting=setting,
        learned_until=_learned_until(setting),
        run=run,
        pause_p99_ms=pauses.quantile_ms(0.99),
        spans=tuple((hours, _standing(ledger, serial, run, now, timedelta(hours=hours))) for hours in SPANS_H),
    )


def _learned_until(setting: ChallengerSetting) -> datetime:
    """Where its people end; the text was checked when it was set."""
    return datetime.fromisoformat(orjson.loads(setting.about)["span"]["cuts"][-1])


def _standing(ledger: Ledger, serial: int, run: ChallengerRun | None, now: datetime, back: timedelta) -> Standing:
    asked, until = now - back, now + timedelta(microseconds=1)
    since = now if run is None else min(max(asked, run.followed_at), now)
    return Standing(since=since, until=now, pairs=ledger.challenger_runs.pairs(serial, asked, until))
