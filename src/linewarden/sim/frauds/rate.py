"""How often one kind of fraud happens and how it ends."""

from dataclasses import dataclass

from linewarden.sim.calls import Role


@dataclass(frozen=True, slots=True)
class FraudRate:
    """One row of a table."""

    kind: Role
    campaigns: float  # per 100,000 residents and day
    hook_ratio: float  # of the people who answered (of one romance: 1)
    loss_ratio: float  # of the hooked
    rhythm: str  # when campaigns begin
    is_steady: bool = False  # the same number every day, spread over it; else a random number at random times
    source: str = "assumption"
