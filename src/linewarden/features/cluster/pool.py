"""The shares of a platform on the hosts of its cluster: who carries which, started, asked, started anew on those that are left."""

import os
import secrets
import select
import ssl
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy.typing as npt
import structlog

from linewarden.errors import LinewardenError, ShardError
from linewarden.features.cluster.address import Address
from linewarden.features.cluster.asked import Asked
from linewarden.features.cluster.connection import Answer, RemoteShare, connected
from linewarden.features.cluster.key import asking
from linewarden.features.cluster.wire import Message
from linewarden.features.snapshot import layout_version

PATIENCE_S = 30.0
"""How long `start` waits for the first host to answer when none does."""

PROBE_S = 5.0
"""How often a host that was absent is looked for."""

BACK_AFTER = 3
"""Answers in a row after which a host that was absent is trusted with its shares again."""

_RETRY_S = 1.0
_log = structlog.get_logger()


def troubles(hosts: Sequence[Address], context: ssl.SSLContext) -> dict[Address, str]:
    """The hosts that cannot be used now, and why. All are asked at once."""

    def trouble(host: Address) -> str:
        try:
            connected(host, context, {"do": "ping", "layout": layout_version()}).close()
        except LinewardenError as err:
            return str(err)
        return ""

    with ThreadPoolExecutor(len(hosts)) as threads:
        return {host: why for host, why in zip(hosts, threads.map(trouble, hosts), strict=True) if why}


class Pool:
    """Shares from `start` to `close`. Used by one thread, `save` by another. Once a share is lost all calls raise ShardError until `start`."""

    def __init__(
        self, hosts: tuple[Address, ...], key: Path, *, shares: int, asked: Asked, hash_seed: int, looks_ahead: bool
    ) -> None:
        self.count = shares
        self._hosts, self._context = hosts, asking(key)
        self._greeting: Message = {
            "layout": layout_version(), "of": shares, "features": asked.names, "hash_seed": hash_seed, "looks_ahead": looks_ahead,
        }  # fmt: skip
        self._shares: list[RemoteShare] = []
        self._absent: dict[Address, str] = {}  # host: why
        self._problem: ShardError | None = None
        self._probe: threading.Thread | None = None
        self._probed_s = 0.0
        self._answers: dict[Address, int] = {}  # of hosts that are absent: in a row
        self.start()

    @property
    def carriers(self) -> list[Address]:
        """The host of each share."""
        return [share.address for share in self._shares]

    @property
    def problem(self) -> str:
        """Which hosts are absent and why; empty when all carry their shares."""
        if not self._absent:
            return ""
        told = "; ".join(self._absent.values())
        return f"{len(self._absent)} of {len(self._hosts)} hosts carry no share, the others do their work: {told}; start `linewarden shard run` there"

    def start(self) -> None:
        """All shares anew, without state, on the hosts that answer; each on its own one when that does. Raises ShardError when none does."""
        self.close()
        until = time.monotonic() + PATIENCE_S
        while True:
            self._absent = troubles(self._hosts, self._context)
            present = [host for host in self._hosts if host not in self._absent]
            try:
                if present:
                    self._begin(present)
                    return
                problem = ShardError(f"no host of the cluster answers: {'; '.join(self._absent.values())}")
            except ShardError as err:  # it answered, and then no more
                self.close()
                problem = err
            if time.monotonic() > until:
                raise problem
            time.sleep(_RETRY_S)

    def _begin(self, present: list[Address]) -> None:
        greeting = self._greeting | {"session": secrets.token_hex(16)}
        for number in range(self.count):
            own = self._hosts[number % len(self._hosts)]
            host = own if own in present else present[number % len(present)]
            self._shares.append(RemoteShare(host, self._context, greeting | {"number": number}))
        self._problem, self._answers = None, {}
        _log.info(
            "shares carried", hosts=[str(share.address) for share in self._shares], absent=list(map(str, self._absent))
        )

    def close(self) -> None:
        """End all shares."""
        for share in self._shares:
            share.close()
        self._shares = []

    def check(self) -> None:
        """Raises ShardError when a connection has ended, or when a host that was absent is back. Looks at sockets only: call it often."""
        self._raise()
        if self._shares and self._problem is None:
            ended, _, _ = select.select(self._shares, [], [], 0)
            if ended:
                self._fail(ShardError(f"{ended[0].name}: the other end has closed the connection"))
        if self._absent:
            self._look_for_absent()
        self._raise()

    def _look_for_absent(self) -> None:
        answers = self._answers  # the other thread puts another one in its place
        back = [host for host in self._absent if answers.get(host, 0) >= BACK_AFTER]
        if back:
            self._fail(ShardError(f"host {back[0]} answers again and gets its shares back"))
        is_busy = self._probe is not None and self._probe.is_alive()
        if not is_busy and time.monotonic() > self._probed_s + PROBE_S:
            self._probed_s = time.monotonic()
            self._probe = threading.Thread(target=self._count_answers, name="cluster-probe", daemon=True)
            self._probe.start()

    def _count_answers(self) -> None:
        absent = list(self._absent)
        still = troubles(absent, self._context)
        before = self._answers
        self._answers = {host: 0 if host in still else before.get(host, 0) + 1 for host in absent}

    def ask(self, number: int, asked: Message, *bodies: npt.NDArray[Any]) -> "Future[Answer]":
        """A question to one share; `answers` waits for it."""
        self._raise()
        return self._shares[number].ask(asked, *bodies)

    def load(self, number: int, asked: Message, path: Path) -> "Future[Answer]":
        """See `RemoteShare.load`."""
        self._raise()
        return self._shares[number].load(asked, path)

    def all(self, asked: Message) -> list[Message]:
        """The answers of all shares."""
        return [message for message, _ in self.answers([self.ask(number, asked) for number in range(self.count)])]

    def answers(self, asked: "list[Future[Answer]]") -> list[Answer]:
        """What was asked for, in order; waits for all even if one fails, so that none is taken for the answer to a later question."""
        found: list[Answer] = []
        failed: BaseException | None = None
        for future in asked:
            try:
                found.append(future.result())
            except ShardError as err:
                self._fail(err)
                raise
            except (LinewardenError, OSError) as err:
                failed = failed or err
        if failed is not None:
            raise failed
        return found

    def save(self, number: int, asked: Message, path: Path) -> None:
        """The image of one share into a file, durable when it returns. Raises OSError when it cannot be written."""
        self._raise()
        with path.open("wb") as file:
            self._shares[number].save(asked, file)
            file.flush()
            os.fsync(file.fileno())

    def _fail(self, problem: ShardError) -> None:
        self._problem = self._problem or problem

    def _raise(self) -> None:
        if self._problem is not None:
            raise ShardError(str(self._problem))
