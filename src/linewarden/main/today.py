"""The rules in force in an installation, for commands that do not run it."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linewarden.config import Settings
from linewarden.errors import ConfigError
from linewarden.rulebook.book import SHIPPED, RuleBook
from linewarden.rulebook.steps import book_at
from linewarden.store.ledger import Ledger


@contextmanager
def open_ledger(settings: Settings) -> Iterator[Ledger]:
    """The installation's ledger, made when there is none."""
    settings.data.mkdir(parents=True, exist_ok=True)
    ledger = Ledger.open(settings.ledger, max_accounts=settings.max_accounts)
    try:
        yield ledger
    finally:
        ledger.close()


@contextmanager
def existing_ledger(settings: Settings) -> Iterator[Ledger]:
    """The same. Raises ConfigError when there is none: an empty one that was made by looking would tell lies."""
    if settings.ledger_url is None and not (settings.data / "ledger.sqlite").is_file():
        raise ConfigError(f"there is no ledger in {settings.data}; name the installation's settings with --config")
    with open_ledger(settings) as ledger:
        yield ledger


def todays_book(args: Namespace, settings: Settings) -> RuleBook:
    """The book in force where the arguments point: the settings' installation, or that in a data folder such as the --out of a replay."""
    folder: Path | None = args.folder
    if folder is not None:
        settings = settings.model_copy(update={"data": folder, "ledger_url": None})
    if settings.ledger_url is None and not (settings.data / "ledger.sqlite").is_file():
        return SHIPPED  # nothing was ever published, and looking makes no ledger
    with open_ledger(settings) as ledger:
        return book_at(ledger)
