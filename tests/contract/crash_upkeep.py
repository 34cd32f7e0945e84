"""A process that is killed just before its n-th change of a file's name."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from crash_load import message, record

from linewarden.model.cdr import cdr_batch
from linewarden.model.intake import Intake
from linewarden.model.reject import Reject
from linewarden.model.sip import sip_batch
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings

BY_HAND = StoreSettings(is_sealing_itself=False, segment_bytes=1)
NUMBERS = range(12)
RANGES = 3


def fill(folder: Path) -> None:
    """Three sealed ranges, each with records, messages and rejects, every second block under basis T-2; a block behind them."""
    with RecordStore.open(folder, settings=BY_HAND) as store:
        for place, number in enumerate(NUMBERS):
            store.take([block(number)])
            if place % (len(NUMBERS) // RANGES) == 2:
                store.seal(force=True)


def block(number: int) -> Intake:
    """One record, one message, one reject."""
    return Intake(
        feed="files", basis_id=basis_of(number), source_id="s", next_row=number + 1, is_last=False,
        cdrs=cdr_batch([changed(record(number), number)]), sip=sip_batch([changed(message(number), number)]),
        rejects=(Reject(row=number, field="", value="", reason="r", code="c"),), arrived_ns=0,
    )  # fmt: skip


def changed(row: Any, number: int) -> Any:
    """The row of the one feed under the number's basis."""
    return replace(row, feed="files", basis_id=basis_of(number))


def basis_of(number: int) -> str:
    """Odd numbers are T-2."""
    return f"T-{1 + number % 2}"


def compact(store: RecordStore) -> None:
    """Make one range of all."""
    store.compact(force=True)


def purge(store: RecordStore) -> None:
    """Remove all of T-2."""
    store.purge("T-2")


def run(folder: Path, act: Callable[[RecordStore], object], most: int) -> None:
    """Do it with a store; be killed before the change of a name after so many."""
    with RecordStore.open(folder, settings=BY_HAND) as store:
        count = 0

        def audit(event: str, _: tuple[object, ...]) -> None:
            nonlocal count
            if event in {"os.rename", "os.remove"}:
                count += 1
                if count > most:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(audit)
        act(store)
        os._exit(0)  # the store closes nothing: the hook stays until the process ends
