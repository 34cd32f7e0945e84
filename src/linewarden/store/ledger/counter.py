"""Places in the warnings' change feed: one counter, taken first in a transaction, so that they are in the order of commits."""

from sqlalchemy import Connection, select, update

from linewarden.store.ledger.tables import COUNTERS

COUNTER = "warnings"


def lock_feed(connection: Connection) -> int:
    """The latest place. On a server the counter's row is the lock that keeps places in the order of their commits."""
    connection.execute(update(COUNTERS).where(COUNTERS.c.name == COUNTER).values(value=COUNTERS.c.value))
    return last_place(connection)


def last_place(connection: Connection) -> int:
    """The latest place that was given; 0 before any."""
    return int(connection.execute(select(COUNTERS.c.value).where(COUNTERS.c.name == COUNTER)).scalar_one())


def reach(connection: Connection, place: int) -> None:
    """Every place up to this one is given."""
    connection.execute(update(COUNTERS).where(COUNTERS.c.name == COUNTER).values(value=place))


def next_seq(connection: Connection) -> int:
    """One place more."""
    place = lock_feed(connection) + 1
    reach(connection, place)
    return place
