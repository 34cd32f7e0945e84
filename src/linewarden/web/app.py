"""The web application: routes, edges and the live hub put together around a desk."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator

from fastapi import APIRouter, FastAPI

from linewarden.web.desk import Desk
from linewarden.web.edge.body_limit import BodyLimit
from linewarden.web.edge.frame import Frame
from linewarden.web.edge.handlers import install_handlers
from linewarden.web.edge.same_site import SameSite
from linewarden.web.live.hub import Hub
from linewarden.web.live.misuse_watch import watch_misuse
from linewarden.web.screens import (
    account_security,
    accounts,
    alarms,
    audit,
    case_files,
    cases,
    challenger,
    dissuasion,
    feeds,
    health,
    password,
    records,
    rule_steps,
    rules,
    saved_searches,
    second_factor,
    session,
    stream,
    tokens,
    warnings,
    whitelist,
)
from linewarden.web.shapes.error import ErrorReply
from linewarden.web.sign_in import new_hashing
from linewarden.web.static_files import StaticFiles

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    session.router,
    second_factor.router,
    password.router,
    tokens.router,
    accounts.router,
    account_security.router,
    warnings.router,
    dissuasion.router,
    cases.router,
    case_files.router,
    records.router,
    saved_searches.router,
    feeds.router,
    challenger.router,
    rules.router,
    rule_steps.router,
    whitelist.router,
    alarms.router,
    audit.router,
    stream.router,
)


def create_api() -> FastAPI:
    """The API alone, without a desk: enough to describe it. Interactive docs are off, they would load scripts from elsewhere."""
    app = FastAPI(title="Linewarden", version="1", docs_url=None, redoc_url=None, openapi_url=None)
    for router in ROUTERS:
        app.include_router(router, responses={"default": {"model": ErrorReply}})
    install_handlers(app)
    return app


def create_app(desk: Desk) -> FastAPI:
    """The application of one desk. `app.state.hub.close()` ends all streams before a stop."""
    app = create_api()
    app.state.desk = desk
    app.state.hub = Hub(desk)
    app.state.verifying = threading.Lock()
    app.state.hashing = new_hashing(desk)
    app.router.lifespan_context = _lifespan
    if desk.static is not None:
        app.mount("/", StaticFiles.of(desk.static))
    app.add_middleware(BodyLimit, rules=desk.request)  # innermost
    app.add_middleware(SameSite)
    app.add_middleware(Frame, is_tls=desk.is_tls)  # outermost
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    following = [asyncio.create_task(app.state.hub.run()), asyncio.create_task(watch_misuse(app.state.desk))]
    try:
        yield
    finally:
        for task in following:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
