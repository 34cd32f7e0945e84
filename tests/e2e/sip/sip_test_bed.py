"""Real calls for tests: Debian's Kamailio between SIPp callers and SIPp phones, on loopback, mirrored as HEP to a port of ours.

    with SipTestBed(tmp_path, hep_port=server.port) as bed:
        placed = bed.place_calls([PlannedCall(cli="13861230001", called="051986661234", hold_ms=300)])
        assert len(bed.kamailio_cdrs(expected=placed.total)) == placed.total

`SipTestBed(folder, hep_port, hep_version=3)` starts Kamailio and the phones (free ports, everything under `folder`, as the current user) and
ends both by their process id. It blocks: from asyncio call it in a thread.

`place_calls(calls, rate_per_s=50, from_ip="127.0.0.1")` blocks until the last call is over and returns what was placed; a call that did not
go as planned raises. Another `from_ip` of 127.0.0.0/8 is another trunk: name it in a feed's `international_trunks` to have calls from abroad.

`kamailio_cdrs(expected)` is Kamailio's own CDR table (`acc_cdrs`: every call, duration 0 when nobody answered), `kamailio_failures(expected)`
its table of the calls that nobody answered; both wait up to ten seconds for that many rows.

`missing_programs()` names what has to be installed for all this (scripts/system-packages does it). `ordinary_calls(count)` and
`fake_police_calls(victims, …)` plan calls that look like everyday life and like a gang at work; hold times are milliseconds of real time.
"""

import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

HERE = Path(__file__).parent
_MODULES = (
    "/usr/lib/x86_64-linux-gnu/kamailio/modules",
    "/usr/lib/aarch64-linux-gnu/kamailio/modules",
    "/usr/lib/kamailio/modules",
)
_SCHEMA = Path("/usr/share/kamailio/db_sqlite")
_JULIAN_1970 = 2440587.5
"""Kamailio writes times into SQLite as Julian days: this one is 1970-01-01 00:00 UTC."""

ANSWERED = frozenset({"answered", "callee_ends"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCall:
    """One call to place. Texts must not contain a semicolon or a line end."""

    cli: str  # user part of From
    called: str  # user part of To and of the request URI
    hold_ms: int = 200  # talk time; for a cancelled call how long it rings
    outcome: str = "answered"  # or "callee_ends", "busy", "cancelled"
    asserted: str = ""  # user part of P-Asserted-Identity; "" is the same as `cli`
    display: str = ""
    user_agent: str = "test phone"


@dataclass(frozen=True, slots=True)
class Placed:
    """How many calls were placed, by what became of them."""

    answered: int
    failed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.answered + self.failed


@dataclass(frozen=True, slots=True)
class KamailioCdr:
    """A row of Kamailio's `acc_cdrs`: a call from answer to BYE. Times are seconds since 1970 UTC."""

    call_id: str
    caller: str
    called: str
    start_s: float  # whole seconds
    end_s: float
    duration_s: float  # with milliseconds; 0 when nobody answered


def missing_programs() -> list[str]:
    """What is not installed of what the test bed starts."""
    found = {
        "kamailio": shutil.which("kamailio"),
        "sipp": shutil.which("sipp"),
        "kamailio-sqlite-modules": _module_folder(),
    }
    return [name for name, place in found.items() if place is None]


class SipTestBed:
    """Kamailio and the phones; see the text above."""

    def __init__(self, folder: Path, hep_port: int, *, hep_version: int = 3) -> None:
        self._folder = folder
        self._hep_port = hep_port
        self._hep_version = hep_version
        self._processes: list[subprocess.Popen[bytes]] = []
        self.sip_port = 0
        self._batch = 0

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        uas_port, self.sip_port = free_port(), free_port()
        self._database = self._folder / "kamailio.sqlite"
        self._make_database()
        self._start("phones", ["sipp", "-sf", str(HERE / "uas.xml"), *_SIPP, "-i", "127.0.0.1", "-p", str(uas_port)])
        self._start("kamailio", self._kamailio(uas_port))
        self._wait_for_kamailio()
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            _end(process)

    def place_calls(
        self, calls: Sequence[PlannedCall], *, rate_per_s: int = 50, from_ip: str = "127.0.0.1", timeout_s: int = 120
    ) -> Placed:
        """Place the calls in order, at most `rate_per_s` a second, and wait for the end of the last."""
        self._batch += 1
        name = f"calls{self._batch}"
        rows = self._folder / f"{name}.csv"
        rows.write_text("SEQUENTIAL\n" + "".join(map(_row, calls)), encoding="utf-8")
        command = [
            "sipp",
            "-sf",
            str(HERE / "uac.xml"),
            *_SIPP,
            "-i",
            from_ip,
            "-p",
            str(free_port(from_ip)),
            "-inf",
            str(rows),
        ]
        command += ["-m", str(len(calls)), "-r", str(rate_per_s), "-l", "500", f"127.0.0.1:{self.sip_port}"]
        log = self._folder / f"{name}.log"
        with log.open("wb") as out:
            done = subprocess.run(
                command,
                check=False,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                timeout=timeout_s,
            )
        if done.returncode != 0:
            errors = "\n".join(
                path.read_text(errors="replace")[:3000] for path in self._folder.glob("uac_*_errors.log")
            )
            raise AssertionError(
                f"sipp ended with {done.returncode}: {errors or log.read_text(errors='replace')[-2000:]}"
            )
        answered = sum(call.outcome in ANSWERED for call in calls)
        return Placed(answered, len(calls) - answered)

    def kamailio_cdrs(self, expected: int = 0) -> list[KamailioCdr]:
        """All calls by Kamailio's own account, in the order in which they ended."""
        rows = self._rows(
            "select callid, caller, called, start_time, end_time, duration from acc_cdrs order by id", expected
        )
        return [KamailioCdr(*row[:3], _unix(row[3]), _unix(row[4]), float(row[5])) for row in rows]

    def kamailio_failures(self, expected: int = 0) -> list[tuple[str, int]]:
        """Call-ID and final status of the calls that nobody answered, by Kamailio's own account."""
        rows = self._rows("select callid, sip_code from missed_calls order by id", expected)
        return [(row[0], int(row[1])) for row in rows]

    def _rows(self, query: str, expected: int) -> list[tuple]:
        deadline = time.monotonic() + 10
        while True:
            with closing(sqlite3.connect(self._database, timeout=5)) as database:
                rows = database.execute(query).fetchall()
            if len(rows) >= expected or time.monotonic() > deadline:
                return rows
            time.sleep(0.1)

    def _make_database(self) -> None:
        with closing(sqlite3.connect(self._database)) as database:
            for name in ("standard", "acc"):
                database.executescript((_SCHEMA / f"{name}-create.sql").read_text())
            for column in ("callid", "caller", "called"):
                database.execute(f"alter table acc_cdrs add column {column} varchar(255) default ''")
            database.execute("pragma journal_mode=wal")

    def _kamailio(self, uas_port: int) -> list[str]:
        text = (HERE / "kamailio.cfg").read_text()
        values = {
            "LISTEN_PORT": self.sip_port,
            "UAS_PORT": uas_port,
            "HEP_PORT": self._hep_port,
            "HEP_VERSION": self._hep_version,
            "DB_PATH": self._database,
            "MODULES": _module_folder(),
        }
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        config = self._folder / "kamailio.cfg"
        config.write_text(text)
        run = self._folder / "run"
        run.mkdir(exist_ok=True)
        return [
            "kamailio",
            "-f",
            str(config),
            "-DD",
            "-E",
            "-m",
            "64",
            "-M",
            "8",
            "-Y",
            str(run),
            "-w",
            str(self._folder),
            "-P",
            str(run / "pid"),
        ]

    def _start(self, name: str, command: list[str]) -> None:
        with (self._folder / f"{name}.log").open("wb") as out:
            process = subprocess.Popen(command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        self._processes.append(process)

    def _wait_for_kamailio(self) -> None:
        """Until it answers an OPTIONS, which also shows that its workers are up."""
        ask = "OPTIONS sip:ready@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{0};branch=z9hG4bKready\r\nFrom: <sip:test@127.0.0.1>;tag=r\r\nTo: <sip:ready@127.0.0.1>\r\nCall-ID: ready\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 1\r\nContent-Length: 0\r\n\r\n"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            probe.settimeout(0.2)
            for _ in range(100):
                probe.sendto(ask.format(probe.getsockname()[1]).encode(), ("127.0.0.1", self.sip_port))
                with suppress(OSError):
                    probe.recv(2000)
                    return
                time.sleep(0.05)
        log = (self._folder / "kamailio.log").read_text(errors="replace")
        self.__exit__()
        raise AssertionError(f"kamailio does not answer: {log[-3000:]}")


_SIPP = ("-t", "u1", "-nostdin", "-trace_err", "-buff_size", "4000000", "-timeout_error")


def free_port(address: str = "127.0.0.1") -> int:
    """A UDP port of a loopback address that was free a moment ago."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def ordinary_calls(count: int) -> list[PlannedCall]:
    """Everyday calls of the city: everybody rings two or three people, most answer, nobody is in a hurry."""
    outcomes = ("answered", "answered", "callee_ends", "answered", "busy", "cancelled")
    return [
        PlannedCall(
            cli=f"1386123{index // 3:04d}",
            called=f"1395199{(index * 7) % 1000:04d}",
            hold_ms=100 + (index * 37) % 400,
            outcome=outcomes[index % len(outcomes)],
            display=f"顾客 {index}",
        )
        for index in range(count)
    ]


def fake_police_calls(
    victims: Sequence[str], *, cli: str = "0044110", calls_each: int = 3, hold_ms: int = 400, strangers: int = 0
) -> list[PlannedCall]:
    """A gang that shows `cli` (from abroad, with the tail of the police number), rings each victim again and again, and others in a burst."""
    seat = {"cli": cli, "display": "<b>市公安局</b>", "user_agent": "friendly-scanner"}
    burst = [PlannedCall(called=f"1396123{index:04d}", hold_ms=50, **seat) for index in range(strangers)]
    return burst + [
        PlannedCall(called=victim, hold_ms=hold_ms, **seat) for _ in range(calls_each) for victim in victims
    ]


def _row(call: PlannedCall) -> str:
    fields = (
        call.cli,
        call.asserted or call.cli,
        call.display,
        call.called,
        str(call.hold_ms),
        call.outcome,
        call.user_agent,
    )
    if any(";" in field or "\n" in field for field in fields):
        raise ValueError(f"semicolon or line end in {fields}: the injection file cannot carry it")
    return ";".join(fields) + ";\n"


def _module_folder() -> str | None:
    return next((folder for folder in _MODULES if (Path(folder) / "db_sqlite.so").exists()), None)


def _unix(julian_day: float) -> float:
    return (float(julian_day) - _JULIAN_1970) * 86_400


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


__all__ = [
    "KamailioCdr",
    "Placed",
    "PlannedCall",
    "SipTestBed",
    "fake_police_calls",
    "free_port",
    "missing_programs",
    "ordinary_calls",
]
