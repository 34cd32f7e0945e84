"""Ordinary life: what the people of the city do with their telephones, one file a walk of life."""

from collections.abc import Callable

import numpy as np

from linewarden.sim.calls import Calls
from linewarden.sim.life import abroad, couriers, masked, offices, professions, residents
from linewarden.sim.rhythm import Slice
from linewarden.sim.world import Part, World

LIFE: tuple[tuple[Part, Callable[[World, Slice, np.random.Generator], Calls]], ...] = (
    (Part.RESIDENTS, residents.calls_of_friends),
    (Part.MESSAGES, residents.messages),
    (Part.SERVICE_CALLS, residents.service_calls),
    (Part.COURIERS, couriers.calls),
    (Part.OFFICES, offices.calls),
    (Part.ABROAD, abroad.calls),
    (Part.PROFESSIONS, professions.calls),
    (Part.MASKED, masked.calls),
)
"""What happens in every slice, each with its own stream of random numbers."""
