"""The player: what it says it sent is what arrives, in time, once."""

import socket
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from linewarden.errors import FeedError
from linewarden.sim import City, Layout, Played, Player, demo_city


class FastClock:
    """Wall time that jumps instead of passing."""

    def __init__(self, stop_at_s: float | None = None) -> None:
        self.at_s = 100.0
        self._stop_at_s = stop_at_s

    def now_s(self) -> float:
        return self.at_s

    def wait(self, stop: threading.Event, seconds: float) -> None:
        self.at_s += seconds
        if self._stop_at_s is not None and self.at_s >= self._stop_at_s:
            stop.set()


class Listener:
    """A TCP port that keeps what it gets."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = self._server.getsockname()[:2]
        self._data = bytearray()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        connection, _ = self._server.accept()
        with connection:
            while piece := connection.recv(1 << 16):
                self._data += piece

    def packets(self) -> list[bytes]:
        self._thread.join()
        self._server.close()
        found, offset = [], 0
        while offset < len(self._data):
            length = int.from_bytes(self._data[offset + 4 : offset + 6], "big")
            found.append(bytes(self._data[offset : offset + length]))
            offset += length
        return found


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture(scope="module")
def city() -> City:
    return demo_city(5, people=2000)


def rows(folder: Path) -> list[str]:
    return [line for path in sorted(folder.glob("*.csv")) for line in path.read_text().splitlines()[1:]]


def test_counts_are_what_arrived(city: City, tmp_path: Path, listener: Listener) -> None:
    player = Player(
        city,
        drop_folder=tmp_path,
        hep_address=listener.address,
        speed=60,
        history=timedelta(minutes=40),
        clock=FastClock(),
        wait_for_reader_s=0,
    )
    played = player.run(threading.Event(), seconds=20)
    packets = listener.packets()
    assert played.sip_messages == len(packets)
    assert played.retransmissions == len(packets) - len({p[p.rindex(b"\0\0\0\x0f") :] for p in packets})
    assert played.voip_calls == len(
        {p[p.index(b"Call-ID: ") :].split(b"\r\n")[0] for p in packets if b"\r\n\r\nv=0" in p and b"INVITE sip:" in p}
    )
    assert played.records == len(rows(tmp_path))
    assert played.files == len(list(tmp_path.iterdir()))
    assert played.simulated_until == city.start + timedelta(minutes=20)
    assert player.played == played


def test_every_call_is_told_once(city: City, tmp_path: Path, listener: Listener) -> None:
    Player(
        city,
        drop_folder=tmp_path,
        hep_address=listener.address,
        history=timedelta(minutes=30),
        clock=FastClock(),
        wait_for_reader_s=0,
    ).run(threading.Event(), seconds=10)
    told = [line.split(",")[0] for line in rows(tmp_path)]
    signalled = {p[p.index(b"Call-ID: DEMO-") + 9 :].split(b"@")[0].decode() for p in listener.packets()}
    assert len(told) == len(set(told))
    assert not signalled & set(told)
    since, until = city.start - timedelta(minutes=30), city.start + timedelta(minutes=10)
    ended = {
        f"DEMO-{row['number']}"
        for block in city.blocks(since, until)
        for row in block
        if row["end_us"] < until.timestamp() * 1e6
    }
    assert ended <= signalled | set(told)


def test_calls_are_signalled_when_they_happen(city: City, listener: Listener) -> None:
    clock = FastClock()
    Player(city, drop_folder=None, hep_address=listener.address, speed=60, clock=clock).run(
        threading.Event(), seconds=5
    )
    at_s = [int.from_bytes(p[p.index(b"\x00\x00\x00\x09\x00\x0a") + 6 :][:4], "big") for p in listener.packets()]
    assert at_s == sorted(at_s)
    assert city.start.timestamp() - 7200 < at_s[0]
    assert at_s[-1] <= city.start.timestamp() + 300


def test_without_a_listener_voip_calls_are_told_in_files(city: City, tmp_path: Path) -> None:
    played = Player(city, drop_folder=tmp_path, hep_address=None, speed=60, clock=FastClock()).run(
        threading.Event(), seconds=30
    )
    assert played.sip_messages == 0
    assert any(",203.0.113." in line for line in rows(tmp_path))


def test_files_are_closed_when_they_are_seen(city: City, tmp_path: Path) -> None:
    Player(city, drop_folder=tmp_path, hep_address=None, layout=Layout.HUADAN, clock=FastClock()).run(
        threading.Event(), seconds=10
    )
    files = list(tmp_path.iterdir())
    assert files
    assert all(path.name.startswith("DEMO_cn-huadan_") and path.suffix == ".csv" for path in files)
    assert all(path.read_text("gb18030").startswith("话单编号,主叫号码,") for path in files)


def test_it_stops_when_told(city: City, tmp_path: Path) -> None:
    clock = FastClock(stop_at_s=103.0)
    played = Player(city, drop_folder=tmp_path, hep_address=None, speed=60, clock=clock).run(threading.Event())
    assert played.simulated_until is not None
    assert timedelta(minutes=3) <= played.simulated_until - city.start < timedelta(minutes=4)
    assert played.records == len(rows(tmp_path))


def test_it_stops_at_once_in_real_time(city: City, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    played = Player(city, drop_folder=tmp_path, hep_address=None, history=timedelta(hours=5)).run(stop)
    assert played == Played()
    assert not list(tmp_path.iterdir())


def test_a_listener_that_is_not_there_is_an_error_that_says_so(city: City) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()[:2]
    player = Player(city, drop_folder=None, hep_address=address, clock=FastClock())
    with pytest.raises(FeedError, match=f"127.0.0.1:{address[1]}"):
        player.run(threading.Event(), seconds=30)


def test_live_play_waits_until_the_history_was_taken(city: City, tmp_path: Path, listener: Listener) -> None:
    class Reader(FastClock):
        def wait(self, stop: threading.Event, seconds: float) -> None:
            super().wait(stop, seconds)
            if self.at_s > 103.0:
                for path in tmp_path.glob("*.csv"):
                    path.unlink()

    clock = Reader()
    Player(city, drop_folder=tmp_path, hep_address=listener.address, history=timedelta(minutes=30), clock=clock).run(
        threading.Event(), seconds=5
    )
    assert listener.packets()
    assert 105.0 <= clock.at_s < 106.0
