"""Making the next items while the present one is used: an iterator run by threads of its own, a bounded number of items ahead."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")
_LOOK_S = 0.1
"""How often a thread that has run far enough ahead looks whether anybody still wants its items."""


class _End:
    """What stands behind the last item: how the iterator ended."""

    def __init__(self, problem: BaseException | None) -> None:
        self.problem = problem


def ahead(items: Iterator[_Item], depth: int) -> Iterator[_Item]:
    """The same items in the same order; at most `depth` wait. What the iterator raises is raised here, after the items before it.

    Closing this generator ends the thread. With `depth` 0 there is none.
    """
    if depth == 0:
        yield from items
        return
    made: queue.Queue[_Item | _End] = queue.Queue(depth)
    is_unwanted = threading.Event()
    maker = threading.Thread(target=_make, args=(items, made, is_unwanted), name="ahead")
    maker.start()
    try:
        while not isinstance(item := made.get(), _End):
            yield item
        if item.problem is not None:
            raise item.problem
    finally:
        is_unwanted.set()
        maker.join()


def mapped_ahead(make: Callable[[_Item], _Made], items: Iterator[_Item], threads: int) -> Iterator[_Made]:
    """`make` of each item, in order, by so many threads side by side; at most `threads` results wait.

    What `items` or `make` raises is raised here, after the results before it. `make` must release the interpreter's lock in its work for
    this to be faster. With `threads` 0 there are none.
    """
    if threads == 0:
        yield from map(make, items)
        return
    waiting: deque[Future[_Made]] = deque()
    with ThreadPoolExecutor(threads, "mapped-ahead") as pool:
        try:
            yield from _results(pool, make, items, waiting, threads)
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _results(
    pool: ThreadPoolExecutor,
    make: Callable[[_Item], _Made],
    items: Iterator[_Item],
    waiting: "deque[Future[_Made]]",
    most: int,
) -> Iterator[_Made]:
    """Results as new items push them out; those that are left at the end stay in `waiting`."""
    while True:
        try:
            item = next(items)
        except StopIteration:
            return
        except BaseException:
            while waiting:
                yield waiting.popleft().result()
            raise
        waiting.append(pool.submit(make, item))
        if len(waiting) > most:
            yield waiting.popleft().result()


def _make(items: Iterator[_Item], made: "queue.Queue[_Item | _End]", is_unwanted: threading.Event) -> None:
    problem: BaseException | None = None
    try:
        for item in items:
            if not _put(made, item, is_unwanted):
                return
    except BaseException as err:  # noqa: BLE001  the edge of the thread: raised again where the items are taken
        problem = err
    _put(made, _End(problem), is_unwanted)


def _put(made: "queue.Queue[_Item | _End]", item: "_Item | _End", is_unwanted: threading.Event) -> bool:
    """False when nobody wants it any more."""
    while not is_unwanted.is_set():
        try:
            made.put(item, timeout=_LOOK_S)
        except queue.Full:
            continue
        return True
    return False
