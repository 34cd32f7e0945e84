"""Background sealing that fails says so, and is tried again."""

import threading

from linewarden.errors import StoreError
from linewarden.store.sealer import Sealer


def test_a_failure_is_kept_until_sealing_works_again() -> None:
    attempts: list[str] = []
    is_tried = threading.Event()

    def seal() -> int:
        attempts.append("")
        is_tried.set()
        if len(attempts) == 1:
            raise StoreError("no space")
        return 0

    sealer = Sealer(seal, retry_s=0.01)
    sealer.wake()
    assert is_tried.wait(10)
    while not sealer.problem:
        pass
    assert sealer.problem == "no space"
    is_tried.clear()
    sealer.wake()
    assert is_tried.wait(10)
    sealer.close()
    assert (sealer.problem, len(attempts)) == ("", 2)
