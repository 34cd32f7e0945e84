"""What a worker answers over its socket, seen from the other end; here it is a thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from feature_streams import T0

from linewarden.features import COLUMN, Share
from linewarden.features.shards.shared_block import SharedBlock
from linewarden.features.shards.worker import Worker, serve
from linewarden.model.event import event_block


@contextmanager
def worker(shared: SharedBlock) -> Iterator[Any]:
    """Asks and gets the answer; the thread must end when the connection does."""
    ours, theirs = Pipe()
    thread = threading.Thread(target=serve, args=(Worker(Share(0, 1), shared), theirs))
    thread.start()

    def ask(do: str, **asked: Any) -> Any:
        ours.send_bytes(orjson.dumps({"do": do, "lane": "lane", **asked}))
        return orjson.loads(ours.recv_bytes())

    ask("begin", hash_seed=1, looks_ahead=False)
    yield ask
    ours.close()
    thread.join(30)
    assert not thread.is_alive()
    theirs.close()


def test_a_worker_does_what_it_is_asked_and_ends_with_its_socket(tmp_path: Path) -> None:
    shared = SharedBlock.made()
    shared.grow(8)
    shared.put(
        event_block(at_us=[T0, T0 + 1, T0 + 2], kind=[4, 4, 4], record_id=[1, 2, 3], cli=[5, 5, 6], called=[7, 8, 9])
    )
    shared.values[:] = -7
    with worker(shared) as ask:
        assert ask("new")["pushed"] == 0
        told = ask("push", rows=3, room=8, stale=["caller", "called"], continues=False)
        assert (told["used"], told["late"], told["pushed"]) == (["called", "caller"], 0, 3)
        assert shared.values[:3, COLUMN["caller_attempts_1h"]].tolist() == [1, 2, 1]
        assert shared.values[:3, COLUMN["callback_attempts_24h"]].tolist() == [0, 0, 0]
        assert (shared.values[3:] == -7).all()  # rows of no event
        assert ask("recent", cli=5, since_us=0, limit=9, last=None)["called"] == [8, 7]
        assert ask("image") == ask("save", path=str(tmp_path / "lane.npz")) == {}
        assert ask("load", path=str(tmp_path / "lane.npz"))["pushed"] == 3
        assert ask("load", path=str(tmp_path / "none.npz"))["kind"] == "StoreError"
        assert ask("image") == ask("image") == {}  # the one before is let go of
        assert ask("save", path=str(tmp_path / "no" / "lane.npz"))["kind"] == "OSError"
    shared.close()
    assert shared.values.size == 0
    assert np.all(shared.values == 0)
