"""Raises alarms for misuse while the service runs: looks at what the audit has got, whoever wrote it, every few seconds."""

import asyncio

import structlog

from linewarden.errors import StoreError
from linewarden.misuse.look import look
from linewarden.web.desk import Desk

_LOG = structlog.get_logger("linewarden.web.live")


async def watch_misuse(desk: Desk) -> None:
    """Until cancelled. What cannot be read now is logged and looked at again: the place reached is in the ledger."""
    while True:
        try:
            has_more = await asyncio.to_thread(_look, desk)
        except StoreError as err:
            _LOG.error("misuse.look_failed", problem=str(err))
            has_more = False
        await asyncio.sleep(desk.misuse.pause_s if has_more else desk.misuse.every_s)


def _look(desk: Desk) -> bool:
    return look(desk.ledger, desk.misuse.rules, desk.clock(), page=desk.misuse.page)
