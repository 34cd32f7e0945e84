"""Reads the challenger of a setting, aside where somebody would wait: its library takes a second to load."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from linewarden.model.challenger import ChallengerSetting
from linewarden.pipeline.shadow.judgements import Challenger
from linewarden.store.ledger.challengers import ChallengerBook

Load = Callable[[ChallengerSetting], Challenger]
"""Makes a challenger of a setting; LinewardenError when it cannot be used."""

Made = Callable[[], Challenger | None]
"""The challenger, None where the setting says that none runs; raises what the loading raised."""


class Loader:
    """One setting at a time."""

    def __init__(self, settings: ChallengerBook, load: Load) -> None:
        self._settings, self._load = settings, load
        self._reading: tuple[int, Future[Challenger | None]] | None = None

    @property
    def is_busy(self) -> bool:
        """True until what is read aside was handed over."""
        return self._reading is not None

    def make(self, serial: int) -> Challenger | None:
        """Read it here and now. Raises ModelError, StoreError when it cannot be used."""
        setting = self._settings.find(serial)
        return None if setting.version is None else self._load(setting)

    def made(self, serial: int) -> Made | None:
        """What gives the challenger of this setting once it was read; None while it is being read."""
        if self._reading is None or self._reading[0] != serial:
            aside = ThreadPoolExecutor(1, "challenger")
            self._reading = serial, aside.submit(self.make, serial)
            aside.shutdown(wait=False)
        future = self._reading[1]
        if not future.done():
            return None
        self._reading = None
        return future.result
