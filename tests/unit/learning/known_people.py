"""People of whom few facts are known, and what became of them: a long talk and a bank together are what deceives here."""

from collections.abc import Iterable

import numpy as np

from linewarden.learning.people import Witnessed
from linewarden.warnings.facts import Fact, Facts
from linewarden.warnings.rules import PERSON_RULES

HOUR = 3_600_000_000
SEAT = 8613900000001


def moment(talk_s: float, banks: int = 0) -> Facts:
    """A talk with a stranger, and banks called afterwards."""
    chain = (Fact(PERSON_RULES.bank, banks, (2,)),) if banks else ()
    return Facts(((SEAT, (Fact(PERSON_RULES.stranger, talk_s, (1,)),)),), chain)


def person(number: int, hour: float, facts: Facts, *, is_victim: bool = False) -> Witnessed:
    """Somebody with one moment, who lost an hour later."""
    at_us = int(hour * HOUR)
    return Witnessed(number, ((at_us, facts),), at_us + HOUR if is_victim else None)


def town(count: int = 3_000, *, seed: int = 1) -> list[Witnessed]:
    """A person an hour. Of those with a long talk and a bank nine in ten are victims, of all others one in 300."""
    random = np.random.default_rng(seed)
    talks = random.choice([60.0, 400.0, 700.0, 1500.0], count)
    banks = random.choice([0, 1], count, p=[0.8, 0.2])
    is_victim = random.random(count) < np.where((talks >= 700) & (banks > 0), 0.9, 1 / 300)
    people = zip(talks.tolist(), banks.tolist(), is_victim.tolist(), strict=True)
    return [
        person(number, number, moment(talk_s, bank), is_victim=bool(lost))
        for number, (talk_s, bank, lost) in enumerate(people, 1)
    ]


def victims(people: Iterable[Witnessed]) -> int:
    """How many of them are."""
    return sum(one.is_victim for one in people)
