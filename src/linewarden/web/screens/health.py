"""Liveness."""

from fastapi import APIRouter

from linewarden.web.guard import AnyDesk
from linewarden.web.shapes.health import Health

router = APIRouter(tags=["health"])


@router.get("/api/health", operation_id="readHealth")
def read_health(desk: AnyDesk) -> Health:
    """Says that the service answers. No sign-in."""
    return Health(status="ok", versions=dict(desk.versions))
