"""The whole grid in plain Python: dicts and deques. The events lie in memory as dicts before the clock starts."""

from collections import Counter, deque
from dataclasses import dataclass, field

import pyarrow.parquet as pq

from benchmarks.peers.job import PARQUET, parser, tell
from benchmarks.peers.meter import Meter
from linewarden.features import FEATURES, SPANS, SUBJECTS

LENGTHS = [span.us for span in SPANS]


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

    def values(self, *, is_caller: bool) -> list[int]:
        """In the order of the grid."""
        attempts, answers, shorts, flashes, ends, talk_ms, near = self.sums
        row = [attempts, answers, len(self.parties), shorts, flashes, ends, talk_ms]
        return [*row, near] if is_caller else row


def grid(rows: list[dict[str, int]]) -> list[int]:
    """Column sums, for streams of whole records, all subjects told, in order of time."""
    windows: dict[tuple[str, int], list[Window]] = {}
    previous: dict[int, tuple[int, int]] = {}  # caller -> at, called of the last attempt
    known_since: dict[int, int] = {}
    sums = [0] * len(FEATURES)
    for event in rows:
        at, cli, called = event["at_us"], event["cli"], event["called"]
        last_at, last_called = previous.get(cli, (0, 0))
        is_near = last_at > at - LENGTHS[-1] and 1 <= abs(called - last_called) <= 10
        if last_at <= at - LENGTHS[-1]:
            known_since[cli] = at
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
            if subject.name == "callback":
                row += [value for window in own for value in window.values(is_caller=False)]
        own_rows = [
            value
            for subject in SUBJECTS[:-1]
            for window in windows[subject.name, event[subject.key]]
            for value in window.values(is_caller=subject.name == "caller")
        ]
        row = [*own_rows, *row, (at - known_since[cli]) // 1_000_000]
        sums = [a + b for a, b in zip(sums, row, strict=True)]
    return sums


def main() -> None:
    """Run and print."""
    asked = parser(__doc__).parse_args()
    rows = pq.read_table(asked.folder / PARQUET).to_pylist()
    with Meter() as meter:
        sums = grid(rows)
    tell(meter.figures(len(rows)), sums=dict(zip([feature.name for feature in FEATURES], sums, strict=True)))


if __name__ == "__main__":
    main()
