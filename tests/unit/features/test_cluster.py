"""Shares on hosts give what one engine gives, for the features that are asked for; a host that goes, comes back or is no host is told."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import psutil
import pytest
from feature_streams import anywhere, crowd, streams
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.errors import ConfigError, LinewardenError, ShardError, StoreError
from linewarden.features import COLUMN, Engine
from linewarden.features.cluster import Address, Cluster, Host, made_key, missing
from linewarden.features.cluster import pool as cluster_pool
from linewarden.features.cluster.connection import connected
from linewarden.features.cluster.engine import LARGEST
from linewarden.features.cluster.key import asking
from linewarden.features.cluster.wire import MOST_BODY, Link
from linewarden.model.event import EventBlock, event_block

WANTED = (
    "caller_distinct_1h",
    "caller_near_steps_5m",
    "caller_talk_ms_7d",
    "callback_attempts_24h",
    "imei_distinct_24h",
    "cell_ends_5m",
)
ANY = Address("127.0.0.1", 0)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "cluster.pem"
    made_key(path)
    return path


@pytest.fixture(scope="module")
def cluster(key: Path) -> Iterator[Cluster]:
    """Three shares on two hosts."""
    with Host(ANY, key) as one, Host(ANY, key) as two:
        made = Cluster([one.address, two.address], key, shares=3, features=WANTED)
        yield made
        made.close()


def assert_same(found: object, whole: np.ndarray) -> None:
    for name in WANTED:
        np.testing.assert_array_equal(found.column(name), whole[:, COLUMN[name]], name)  # type: ignore[attr-defined]


@given(block=streams(anywhere, max_size=60), cuts=st.lists(st.integers(0, 60), max_size=4))
@settings(max_examples=60, deadline=None)
def test_hosts_give_the_values_of_one_engine(cluster: Cluster, block: EventBlock, cuts: list[int]) -> None:
    whole, spread = Engine(rows=1), cluster.new("lane")
    for a, b in pairwise([0, *sorted(cuts), len(block)]):
        piece = block.take(slice(a, b))
        assert_same(spread.push(piece), whole.push(piece).values)
        assert (spread.late, spread.pushed) == (whole.late, whole.pushed)


def test_blocks_beyond_the_largest_go_in_pieces_and_the_calls_behind_a_reason_are_found_in_them(
    cluster: Cluster,
) -> None:
    events = crowd(LARGEST * 2 + 5_000)
    whole, spread = Engine(), cluster.new("lane")
    for a, b in pairwise([0, 3_000, len(events)]):
        assert_same(spread.push(events.take(slice(a, b))), whole.push(events.take(slice(a, b))).values)
    for cli, last in product((5, 17, 400, 999, 12_345), (None, 2_999, 3_000, LARGEST + 3_001, len(events) - 1)):
        one = whole.recent(cli, since_us=0, limit=40, last=last)
        other = spread.recent(cli, since_us=0, limit=40, last=last)
        for name in one.__slots__:
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)


def test_a_feature_that_was_not_asked_for_is_not_there(cluster: Cluster, key: Path) -> None:
    values = cluster.new("lane").push(crowd(10))
    with pytest.raises(LinewardenError, match="'caller_attempts_5m' was not asked for"):
        values.column("caller_attempts_5m")
    with pytest.raises(LinewardenError, match=r"features \['caller_luck'\] do not exist"):
        Cluster([ANY], key, shares=1, features=["caller_luck"])


def test_two_lanes_do_not_see_each_other(cluster: Cluster) -> None:
    events, bare = crowd(3_000), crowd(3_000)
    bare = event_block(at_us=bare.at_us, kind=bare.kind, cli=bare.cli, called=bare.called)
    told, untold, whole_told, whole_untold = cluster.new("told"), cluster.new("untold"), Engine(), Engine()
    for a, b in pairwise(range(0, 3_001, 500)):
        assert_same(told.push(events.take(slice(a, b))), whole_told.push(events.take(slice(a, b))).values)
        assert_same(untold.push(bare.take(slice(a, b))), whole_untold.push(bare.take(slice(a, b))).values)


def test_a_lane_goes_on_from_its_image(cluster: Cluster, tmp_path: Path) -> None:
    events = crowd(4_000)
    spread, whole = cluster.new("lane"), Engine()
    spread.push(events.take(slice(0, 2_000)))
    whole.push(events.take(slice(0, 2_000)))
    image = spread.image()
    spread.push(events.take(slice(2_000, 3_000)))
    image.save(tmp_path / "lane-0.npz")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"lane-0.share-{number}-of-3.npz" for number in range(3)
    ]
    again = cluster.load("another", tmp_path / "lane-0.npz")
    assert again.late == whole.late > 0
    assert again.nbytes > 0
    assert_same(again.push(events.take(slice(2_000, None))), whole.push(events.take(slice(2_000, None))).values)
    one, other = whole.recent(5, since_us=0, limit=40), again.recent(5, since_us=0, limit=40)
    assert one.record_id.tolist() == other.record_id.tolist()


def test_an_image_that_is_damaged_gone_or_of_another_share_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    spread = cluster.new("lane")
    spread.push(crowd(100))
    spread.image().save(tmp_path / "lane.npz")
    parts = sorted(tmp_path.iterdir())
    saved = parts[1].read_bytes()
    parts[1].write_bytes(parts[0].read_bytes())
    with pytest.raises(StoreError, match=r"share 2 of 3 on 127.0.0.1:\d+: .* holds Share\(number=0, of=3\)"):
        cluster.load("lane", tmp_path / "lane.npz")
    parts[1].write_bytes(saved[:500])
    with pytest.raises(StoreError, match=r"share 2 of 3 on .* cannot be read as a snapshot"):
        cluster.load("lane", tmp_path / "lane.npz")
    parts[1].unlink()
    with pytest.raises(StoreError, match=r"lane.share-1-of-3.npz cannot be read: No such file"):
        cluster.load("lane", tmp_path / "lane.npz")
    with pytest.raises(OSError, match="No such file"):
        spread.image().save(tmp_path / "nowhere" / "lane.npz")
    spread.push(crowd(100))  # the cluster is as well as before


def test_an_image_that_cannot_be_written_is_an_error_of_the_disk_and_no_share_is_lost(cluster: Cluster) -> None:
    spread = cluster.new("lane")
    spread.push(crowd(5_000))
    spread.image()
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="No space left"):
        cluster._pool._shares[0].save({"do": "save", "lane": "lane"}, full)
    spread.push(crowd(100))
    cluster.check()


def test_an_image_whose_copy_was_killed_on_its_host_is_an_error_and_no_share_is_lost(
    cluster: Cluster, tmp_path: Path
) -> None:
    spread = cluster.new("lane")
    spread.push(crowd(50_000))  # more than a pipe holds
    before = set(psutil.Process().children())  # of other tests
    image = spread.image()
    copies = set(psutil.Process().children()) - before  # the hosts are threads of this process
    assert copies
    for copy in copies:
        copy.kill()
    with pytest.raises(OSError, match="ended early"):
        image.save(tmp_path / "lane.npz")
    spread.push(crowd(100))
    cluster.check()


def until(holds: object, seconds: float = 30.0) -> None:
    assert callable(holds)
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def raises(cluster: Cluster) -> str:
    """What `check` says; empty when all is well."""
    try:
        cluster.check()
    except ShardError as err:
        return str(err)
    return ""


def test_the_others_do_the_work_of_a_host_that_goes_until_it_is_back(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_pool, "PROBE_S", 0.05)
    events, expected = crowd(2_000), Engine()
    whole = expected.push(events).values
    with contextlib.ExitStack() as stack:
        one = stack.enter_context(Host(ANY, key))
        two = Host(ANY, key)
        cluster = Cluster([one.address, two.address], key, shares=2, features=WANTED)
        stack.callback(cluster.close)
        assert cluster.carriers == [one.address, two.address]
        spread = cluster.new("lane")
        assert_same(spread.push(events), whole)
        assert (cluster.problem, raises(cluster)) == ("", "")
        two.close()
        until(lambda: raises(cluster))
        for _ in range(2):  # told again and again until mended
            with pytest.raises(ShardError, match=rf"share 2 of 2 on {two.address}"):
                spread.push(events)
        cluster.mend()
        assert cluster.carriers == [one.address, one.address]
        assert (
            f"1 of 2 hosts carry no share, the others do their work: {two.address}: Connection refused"
            in cluster.problem
        )
        assert_same(cluster.new("lane").push(events), whole)
        stack.enter_context(Host(two.address, key))
        until(lambda: raises(cluster))
        with pytest.raises(ShardError, match=f"host {two.address} answers again and gets its shares back"):
            cluster.check()
        cluster.mend()
        assert cluster.carriers == [one.address, two.address]
        assert cluster.problem == ""
        assert_same(cluster.new("lane").push(events), whole)
        assert one.shares == 1


def test_a_host_lets_go_of_the_shares_of_a_platform_that_has_gone(key: Path) -> None:
    with Host(ANY, key) as host:
        cluster = Cluster([host.address], key, shares=4, features=WANTED)
        cluster.new("lane").push(crowd(100))
        assert host.shares == 4
        cluster.close()
        until(lambda: host.shares == 0)


def test_a_cluster_without_any_host_is_refused_with_the_reason(key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_pool, "PATIENCE_S", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = Address("127.0.0.1", other.getsockname()[1])
    with pytest.raises(ShardError, match=f"no host of the cluster answers: {address}: Connection refused"):
        Cluster([address], key, shares=1, features=WANTED)
    assert list(missing([address], key)) == [address]


def test_who_does_not_hold_the_key_is_neither_answered_nor_believed(key: Path, tmp_path: Path) -> None:
    made_key(tmp_path / "other.pem")
    with Host(ANY, key) as host:
        assert missing([host.address], key) == {}
        (why,) = missing([host.address], tmp_path / "other.pem").values()
        assert "certificate" in why.lower()
        bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        bare.check_hostname, bare.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection((host.address.ip, host.address.port)) as plain,
            bare.wrap_socket(plain) as stranger,
            pytest.raises(ssl.SSLError, match="certificate required"),
        ):
            stranger.recv(1)
        with socket.create_connection((host.address.ip, host.address.port)) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
            with contextlib.suppress(ConnectionResetError):
                while plain.recv(100):
                    pass
        assert missing([host.address], key) == {}


def test_another_version_is_told(key: Path) -> None:
    with (
        Host(ANY, key) as host,
        pytest.raises(ConfigError, match=r"runs features .*, the platform 3:old; install the same version"),
    ):
        connected(host.address, asking(key), {"do": "ping", "layout": "3:old"})


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00[]",
        b"\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00{x",
        b"\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00{}",
        b"\xff" * 12,
        b"\x00\x00\x00\x02\x00\x00",
    ],
    ids=["no message", "no JSON", "nothing asked", "too large", "torn"],
)
def test_a_host_ends_a_connection_that_speaks_something_else_and_goes_on(key: Path, sent: bytes) -> None:
    with Host(ANY, key) as host:
        with (
            socket.create_connection((host.address.ip, host.address.port)) as plain,
            asking(key).wrap_socket(plain) as peer,
        ):
            peer.sendall(sent)
            if len(sent) > 6:  # else it waits for the rest, until we go
                with contextlib.suppress(OSError):
                    assert peer.recv(1) == b""
        assert missing([host.address], key) == {}


def test_a_platform_does_not_believe_a_host_that_speaks_something_else(key: Path) -> None:
    from linewarden.features.cluster.key import serving

    def answer(door: socket.socket) -> None:
        sock, _ = door.accept()
        with serving(key).wrap_socket(sock, server_side=True) as peer:
            peer.recv(1000)
            peer.sendall(b"\x00\x00\x00\x02" + (MOST_BODY + 1).to_bytes(8) + b"{}")

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=answer, args=(door,))
        thread.start()
        with pytest.raises(ShardError, match="the other end speaks something else"):
            connected(Address("127.0.0.1", door.getsockname()[1]), asking(key), {"do": "ping"})
        thread.join()


def test_a_link_that_is_closed_under_whoever_waits_says_so(key: Path) -> None:
    with Host(ANY, key) as host:
        link: Link = connected(host.address, asking(key), {"do": "ping", "layout": _layout()})
        with pytest.raises(ShardError, match="closed"):
            link.receive()
        link.close()
        with pytest.raises(ShardError):
            link.send({})


class SlowToWake:
    """A socket whose reader needs a moment to wake when it is shut down."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.waits, self.is_shut = threading.Event(), threading.Event()

    def recv_into(self, _: memoryview) -> int:
        self.waits.set()
        assert self.is_shut.wait(10)
        time.sleep(0.05)
        self.told.append("woken")
        return 0

    def shutdown(self, _: int) -> None:
        self.is_shut.set()

    def close(self) -> None:
        self.told.append("closed")


def test_a_link_keeps_its_number_until_whoever_waits_has_woken() -> None:
    """Or he might go on to read what another connection, which has the number next, is told."""
    sock = SlowToWake()
    link = Link(sock)  # type: ignore[arg-type]
    lost: list[ShardError] = []

    def wait() -> None:
        try:
            link.receive()
        except ShardError as err:
            lost.append(err)

    waiter = threading.Thread(target=wait)
    waiter.start()
    assert sock.waits.wait(10)
    link.close()
    assert sock.told == ["woken", "closed"]
    waiter.join()
    assert len(lost) == 1


def _layout() -> str:
    from linewarden.features import layout_version

    return layout_version()


def test_keys_are_made_once_read_by_their_owner_alone_and_refused_otherwise(key: Path, tmp_path: Path) -> None:
    assert key.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ConfigError, match="exists; hosts that use it would be locked out"):
        made_key(key)
    with pytest.raises(ConfigError, match="cannot be written: No such file"):
        made_key(tmp_path / "nowhere" / "key")
    with pytest.raises(ConfigError, match="cannot be used: No such file"):
        asking(tmp_path / "none.pem")
    (tmp_path / "open.pem").write_bytes(key.read_bytes())
    (tmp_path / "open.pem").chmod(0o644)
    with pytest.raises(ConfigError, match="can be read by others; chmod 600"):
        Host(ANY, tmp_path / "open.pem")
    (tmp_path / "empty.pem").touch(0o600)
    with pytest.raises(ConfigError, match="make one with `linewarden shard key FILE`"):
        asking(tmp_path / "empty.pem")


def test_an_address_in_use_is_told(key: Path) -> None:
    with (
        Host(ANY, key) as host,
        pytest.raises(ConfigError, match=f"{host.address} cannot be listened on: Address already in use"),
    ):
        Host(host.address, key)


@pytest.mark.parametrize(
    ("text", "written"),
    [("10.0.0.2:9070", "10.0.0.2:9070"), (" [FD00::2]:1 ", "[fd00::2]:1"), ("fd00::2:1", "[fd00::2]:1")],
)
def test_addresses_are_read_as_they_are_written(text: str, written: str) -> None:
    assert str(Address.parse(text)) == written
    assert Address.parse(written) == Address.parse(text)


@pytest.mark.parametrize("text", ["", "10.0.0.2", "host.example:9070", "10.0.0.2:x", "10.0.0.2:70000", ":9070"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"is no address|must lie within"):
        Address.parse(text)
