"""How a centre works on warnings: its settings, as everything that needs them takes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from linewarden.dissuasion.clocks import LIMITS, Limits
from linewarden.model.warning import Level


@dataclass(frozen=True, slots=True)
class ShortMessages:
    """Through which channel, and how many a person may get in 24 hours: a warning must not become a nuisance."""

    channel: str
    most_a_day: int = 3


@dataclass(frozen=True, slots=True)
class Practice:
    """Of one centre."""

    site: str = "反诈中心"
    stations: tuple[str, ...] = ()  # that can be asked to go to somebody
    limits: Mapping[Level, Limits] = field(default_factory=lambda: dict(LIMITS))
    messages: ShortMessages | None = None  # None: there is no gateway


AS_SHIPPED = Practice()
