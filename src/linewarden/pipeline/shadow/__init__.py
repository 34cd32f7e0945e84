"""A challenger that judges the same persons as the table on the live platform, changes nothing, and can break nothing (decision 0020)."""

from linewarden.pipeline.shadow.in_shadow import ChallengerInShadow
from linewarden.pipeline.shadow.judgements import Challenger
from linewarden.pipeline.shadow.looks_on import LooksOn, Nobody
from linewarden.pipeline.shadow.watch import Watch

__all__ = ["Challenger", "ChallengerInShadow", "LooksOn", "Nobody", "Watch"]
