"""Which published rules the live platform follows: those of its past when it goes through stored blocks again, a new version between two blocks.

The ledger keeps from which block on each version was followed, so that a restart makes the same warnings as the run before it did.
"""

import time
from collections.abc import Callable, Mapping
from types import MappingProxyType

import structlog

from linewarden.errors import ConfigError, StoreError
from linewarden.model.rule_change import InForce
from linewarden.pipeline.detector import Detector
from linewarden.rulebook.book import SHIPPED, RuleBook, version_of
from linewarden.rulebook.change import load
from linewarden.store.ledger.published import PublishedBook

LOOK_EVERY_S = 1.0
"""How often the ledger is asked for a new version."""

_log = structlog.get_logger()
Versions = tuple[tuple[str, str], ...]


class RulesInForce:
    """Used by the pipeline's thread; `versions` and `problem` may be read by any."""

    def __init__(
        self,
        published: PublishedBook,
        detector: Detector,
        versions_of: Callable[[RuleBook], Versions],
        *,
        every_s: float = LOOK_EVERY_S,
    ) -> None:
        """`versions_of`: what each warning made by a book says that it was made by."""
        self._published, self._detector, self._versions_of, self._every_s = published, detector, versions_of, every_s
        self._serial, self._past = 0, published.in_force()
        self._looked_s = float("-inf")
        self._told = dict(versions_of(SHIPPED))
        self.versions: Mapping[str, str] = MappingProxyType(self._told)
        self.problem = ""  # why a published version cannot be followed; empty when all is well

    def reach(self, offset: int) -> None:
        """Follow what was in force when this block was first gone through. Raises StoreError when it cannot be read.

        Rules of an earlier program may name what this one does not have: those of this program stand in for them.
        """
        serial = max((past.serial for past in self._past if past.offset <= offset), default=0)
        if serial == self._serial:
            return
        try:
            book = self._book(serial)
        except ConfigError as err:
            _log.warning("past rules not followed", serial=serial, problem=str(err))
            book = SHIPPED
        self._use(serial, book)

    def begin(self, offset: int) -> None:
        """Everything stored is gone through: follow the latest version from this block on. Raises ConfigError, StoreError when it cannot be read."""
        self._book(self._published.latest_serial())  # what should be in force is never stood in for
        self.reach(offset)
        self._change(offset)

    def look(self, offset: int) -> None:
        """When it is time: follow a version published meanwhile from this block on. What cannot be read is told, and the rules stay as they are."""
        if time.monotonic() < self._looked_s + self._every_s:
            return
        self._looked_s = time.monotonic()
        try:
            self._change(offset)
        except (ConfigError, StoreError) as err:
            problem = f"newly published rules cannot be followed: {err}; those before stay in force"
            if problem != self.problem:
                _log.error("rules not followed", problem=problem)
            self.problem = problem

    def _change(self, offset: int) -> None:
        latest = self._published.latest_serial()
        if latest != self._serial:
            book = self._book(latest)
            self._published.took_effect(InForce(latest, offset))  # before the first warning by it
            self._past = self._published.in_force()
            self._use(latest, book)
            _log.info("rules in force", version=book.version, from_block=offset)
        self.problem = ""

    def _use(self, serial: int, book: RuleBook) -> None:
        versions = self._versions_of(book)
        self._detector.follow(book, versions)
        self._told.update(versions)
        self._serial = serial

    def _book(self, serial: int) -> RuleBook:
        if not serial:
            return SHIPPED
        try:
            return load(self._published.find(serial).text, version_of(serial))
        except ConfigError as err:
            raise ConfigError(
                f"{err}; `linewarden rules rollback 0` goes back to the rules as the program came"
            ) from err
