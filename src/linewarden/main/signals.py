"""Being told to end."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable

CHECK_S = 0.25


async def until_told(serve: Callable[[asyncio.Event], Awaitable[None]], is_over: Callable[[], bool]) -> None:
    """Run `serve` until SIGTERM, SIGINT or until `is_over` says so."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    serving = asyncio.ensure_future(serve(stop))
    while not serving.done():
        if is_over():
            stop.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(serving), CHECK_S)
    await serving
