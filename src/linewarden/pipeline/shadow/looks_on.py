"""Who looks on while the pipeline works: the challenger, or nobody."""

from typing import Protocol


class LooksOn(Protocol):
    """What the pipeline tells of its steps. Nothing here may hold it up or raise what is not the ledger's or a shard's."""

    def begin(self) -> None:
        """Blocks are gone through again from the newest snapshot on."""
        ...

    def reach(self, offset: int) -> None:
        """This block is gone through again next."""
        ...

    def note(self, offset: int) -> None:
        """This block was gone through."""
        ...

    def note_tick(self) -> None:
        """Time has passed."""
        ...

    def live(self, offset: int, now_us: int) -> None:
        """Everything stored is gone through; this block comes next."""
        ...

    def look(self, offset: int, now_us: int) -> None:
        """Between two blocks; this one comes next."""
        ...

    def keep_up(self) -> None:
        """Feeds are answered: there is time for work that nobody waits for."""
        ...

    def write(self) -> bool:
        """Everything that was noted must be durable. False when it cannot be now."""
        ...


class Nobody:
    """Looks at nothing."""

    def begin(self) -> None:
        """Nothing."""

    def reach(self, offset: int) -> None:
        """Nothing."""

    def note(self, offset: int) -> None:
        """Nothing."""

    def note_tick(self) -> None:
        """Nothing."""

    def live(self, offset: int, now_us: int) -> None:
        """Nothing."""

    def look(self, offset: int, now_us: int) -> None:
        """Nothing."""

    def keep_up(self) -> None:
        """Nothing."""

    def write(self) -> bool:
        """True."""
        return True
