"""The grid in plain Python: dicts and deques. The events lie in memory as dicts before the clock starts.

All subjects in all windows, each kept exactly: counts, talk and distinct people, neighbouring numbers. Not ages, gaps and first contacts.
"""

from collections import Counter, deque
from dataclasses import dataclass, field

import pyarrow.parquet as pq

from benchmarks.peers.job import PARQUET, parser, tell
from benchmarks.peers.meter import Meter
from linewarden.features import SPANS, SUBJECTS
from linewarden.features.definitions import Span, Subject

LENGTHS = [span.us for span in SPANS]
EXACT = [span for span in SPANS if span.pane is None]
ADDED = ("attempts", "answers", "distinct", "shorts", "flashes", "ends", "talk_ms")


def has_near(subject: Subject, span: Span) -> bool:
    """Neighbouring numbers are counted for callers in the exact windows."""
    return subject.name == "caller" and span in EXACT


NAMES = [
    f"{subject.name}_{measure}_{span.name}"
    for subject in SUBJECTS
    for span in SPANS
    for measure in (*ADDED, *(("near_steps",) if has_near(subject, span) else ()))
]


@dataclass(slots=True)
class Window:
    """One subject, one window, as a Python programmer would keep it."""

    events: deque[tuple[int, tuple[int, ...], int]] = field(default_factory=deque)  # at, what it adds, counterparty
    sums: list[int] = field(default_factory=lambda: [0] * 7)
    parties: Counter[int] = field(default_factory=Counter)

    def slide(self, since: int) -> None:
        """Takes out what is not later."""
        while self.events and self.events[0][0] <= since:
            _, adds, party = self.events.popleft()
            self.sums = [a - b for a, b in zip(self.sums, adds, strict=True)]
            self.parties[party] -= 1
            if not self.parties[party]:
                del self.parties[party]

    def add(self, at: int, adds: tuple[int, ...], party: int) -> None:
        """Takes an event in."""
        self.events.append((at, adds, party))
        self.sums = [a + b for a, b in zip(self.sums, adds, strict=True)]
        self.parties[party] += 1

    def values(self, *, with_near: bool) -> list[int]:
        """In the order of the grid."""
        attempts, answers, shorts, flashes, ends, talk_ms, near = self.sums
        row = [attempts, answers, len(self.parties), shorts, flashes, ends, talk_ms]
        return [*row, near] if with_near else row


def grid(rows: list[dict[str, int]]) -> list[int]:
    """Column sums, for streams of whole records, all subjects told, in order of time."""
    windows: dict[tuple[str, int], list[Window]] = {}
    previous: dict[int, tuple[int, int]] = {}  # caller -> at, called of the last attempt
    sums = [0] * len(NAMES)
    for event in rows:
        at, cli, called = event["at_us"], event["cli"], event["called"]
        last_at, last_called = previous.get(cli, (0, 0))
        is_near = last_at > at - EXACT[-1].us and 1 <= abs(called - last_called) <= 10
        previous[cli] = at, called
        is_answered, talk_ms = event["answered_us"] > 0, event["talk_ms"]
        is_flash = not is_answered and event["ring_ms"] <= 2_000
        adds = 1, int(is_answered), int(is_answered and talk_ms <= 10_000), int(is_flash), 1, talk_ms, int(is_near)
        row: list[int] = []
        for subject in SUBJECTS:
            key = ("called" if subject.name == "callback" else subject.name, event[subject.asked_by])
            own = windows.get(key) or windows.setdefault(key, [Window() for _ in SPANS])
            for window, length in zip(own, LENGTHS, strict=True):
                window.slide(at - length)
                if subject.name != "callback":
                    window.add(at, adds, event[subject.party])
        for subject in SUBJECTS:
            key = ("called" if subject.name == "callback" else subject.name, event[subject.asked_by])
            for span, window in zip(SPANS, windows[key], strict=True):
                row += window.values(with_near=has_near(subject, span))
        sums = [a + b for a, b in zip(sums, row, strict=True)]
    return sums


def main() -> None:
    """Run and print."""
    asked = parser(__doc__).parse_args()
    rows = pq.read_table(asked.folder / PARQUET).to_pylist()
    with Meter() as meter:
        sums = grid(rows)
    tell(meter.figures(len(rows)), sums=dict(zip(NAMES, sums, strict=True)))


if __name__ == "__main__":
    main()
