"""People who ring others for a living, from their own mobile: near neighbours of a fraud seat, and much longer talkers than couriers."""

from dataclasses import dataclass

from linewarden.sim.calls import Role


@dataclass(frozen=True, slots=True)
class Profession:
    """One of them. How many, how often and how many strangers: `NAME_share`, `_calls`, `_stranger_ratio`; how calls go: the manner of that name."""

    name: str
    role: Role
    weekday: str  # rhythm
    weekend: str | None
    clients: int  # residents whom one knows by his work (assumption)


PROFESSIONS: tuple[Profession, ...] = (
    Profession("adviser", Role.ADVISER, "sales", "sales", 240),
    Profession("teacher", Role.BUSINESS, "evening", "office_weekend", 50),
    Profession("agent", Role.ADVISER, "sales", "sales", 120),
    Profession("field_collector", Role.COLLECTOR, "sales", "office_weekend", 90),
)
