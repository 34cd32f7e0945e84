"""Whether the service answers."""

from typing import Literal

from linewarden.web.shapes.base import Shape


class Health(Shape):
    """Liveness, without sign-in."""

    status: Literal["ok"]
    versions: dict[str, str]
