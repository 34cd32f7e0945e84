"""What a run did, as `_about.json` and the last line on the terminal tell it."""

from dataclasses import dataclass, field
from typing import Any

from linewarden.history.parts import Content
from linewarden.history.span import Span
from linewarden.history.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Machine:
    """What it took. 0 where the engine cannot tell."""

    cores: int = 0  # that it could use
    processor_s: float = 0.0  # of all threads, since the first record was read
    peak_rss_mb: int = 0
    held_subjects: int = 0  # most numbers, handsets, cells … that the windows held at once
    lake_bytes: int = 0  # of the files that were read
    tasks_lost: int = 0  # tasks of a cluster that failed and were done again


@dataclass(frozen=True, slots=True)
class Run:
    """One backfill."""

    engine: str
    shares: int
    span: Span
    wanted: Wanted
    read: int  # records read, those of the warm-up included
    content: Content  # what was written
    seconds: float
    machine: Machine = field(default_factory=Machine)

    @property
    def warm_up(self) -> int:
        """Records that were read only for the windows of the first ones wanted."""
        return self.read - self.content.rows

    def to_json(self) -> dict[str, Any]:
        """As in _about.json; times in UTC."""
        span, machine = self.span, self.machine
        return {
            "engine": self.engine,
            "shares": self.shares,
            "from": span.since and span.since.isoformat(),
            "until": span.until and span.until.isoformat(),
            "warm_up_from": span.read_since and span.read_since.isoformat(),
            "features": list(self.wanted.names),
            "keys": list(self.wanted.keys),
            "records_read": self.read,
            "records_warm_up": self.warm_up,
            "rows": self.content.rows,
            "files": self.content.files,
            "bytes": self.content.bytes,
            "checksum": f"{self.content.checksum:016x}",
            "seconds": round(self.seconds, 2),
            "records_per_s": round(self.read / max(self.seconds, 1e-9)),
            "processor_s": round(machine.processor_s, 2),
            "cores": machine.cores,
            "peak_rss_mb": machine.peak_rss_mb,
            "held_subjects": machine.held_subjects,
            "lake_bytes": machine.lake_bytes,
            "tasks_lost": machine.tasks_lost,
        }
