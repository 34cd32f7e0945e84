"""Who was seen and what became of him: what was known before a loss, and when the outcome was settled."""

from dataclasses import dataclass

from linewarden.history.dispositions import Disposition, Dispositions, Outcome
from linewarden.history.span import micros
from linewarden.learning.watcher import Seen
from linewarden.warnings.facts import Facts


@dataclass(frozen=True, slots=True)
class Witnessed:
    """One person. Times are µs since 1970 UTC."""

    called: int
    moments: tuple[tuple[int, Facts], ...]  # ascending; of a victim those before the loss; at least one
    lost_us: int | None = None  # of a victim; the last moment where no loss is known

    @property
    def is_victim(self) -> bool:
        """True of somebody who lost."""
        return self.lost_us is not None


def people_of(seen: Seen, truth: Dispositions, since_us: int, until_us: int) -> list[Witnessed]:
    """Everybody of whom something was known from `since_us` on, by number; the records end before `until_us`.

    Whoever the file does not name counts as no victim: police reports name every victim that is known. `unknown` is left out, and so is a
    victim who lost after the records' end, or of whom nothing was known before the loss: nothing can be learned from them.
    """
    nobody = Disposition(Outcome.NOT_VICTIM, None)
    found = (_witnessed(called, seen, truth.people.get(called, nobody), since_us, until_us) for called in sorted(seen))
    return [person for person in found if person is not None]


def _witnessed(called: int, seen: Seen, said: Disposition, since_us: int, until_us: int) -> Witnessed | None:
    lost_us = None if said.lost_at is None else micros(said.lost_at)
    if said.outcome is Outcome.UNKNOWN or (lost_us is not None and lost_us >= until_us):
        return None
    moments = tuple(
        (at_us, facts) for at_us, facts in seen[called] if at_us >= since_us and (lost_us is None or at_us < lost_us)
    )
    if not moments:
        return None
    is_victim = said.outcome is Outcome.VICTIM
    return Witnessed(called, moments, (lost_us or moments[-1][0]) if is_victim else None)
