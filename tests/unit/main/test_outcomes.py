"""What became of people, from how their warnings were closed."""

from datetime import UTC, datetime, timedelta

from linewarden.dissuasion.act import Disposition
from linewarden.history.dispositions import Outcome
from linewarden.main.dissuasion import SAYS, outcomes_of
from linewarden.store.ledger.dissuasions import Closed

NOON = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)


def closed(called: int, disposition: Disposition, lost_at: datetime | None = None) -> Closed:
    return Closed(warning_id="w", called=called, closed_at=NOON, disposition=disposition, lost_at=lost_at)


def test_every_end_says_something() -> None:
    assert set(SAYS) == set(Disposition)


def test_whoever_was_a_victim_once_is_one_and_lost_at_the_earliest() -> None:
    told = outcomes_of([
        closed(2, Disposition.FALSE_ALARM),
        closed(2, Disposition.LOST, NOON + timedelta(days=1)),
        closed(2, Disposition.LOST, NOON),
        closed(1, Disposition.NOT_REACHED),
        closed(1, Disposition.FALSE_ALARM),
        closed(3, Disposition.REFUSED),
        closed(4, Disposition.PREVENTED),
    ])  # fmt: skip
    assert told == {
        1: (Outcome.NOT_VICTIM, None),
        2: (Outcome.VICTIM, NOON),
        3: (Outcome.UNKNOWN, None),
        4: (Outcome.VICTIM, None),
    }
