"""Why a row is refused: the rules, in the order in which they are tried."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from linewarden.feeds.files.header import ascii_safe
from linewarden.feeds.files.rows import Rows
from linewarden.feeds.files.split import Mark
from linewarden.model.reject import Reject


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule that a row broke."""

    code: str
    field: str  # canonical name; "" for the row as a whole
    reason: str


MARKED: tuple[tuple[Mark, Fault], ...] = (
    (Mark.OVERSIZED, Fault("oversized", "", "the row or one of its fields is longer than any call record")),
    (Mark.NUL, Fault("nul_byte", "", "the row holds NUL bytes")),
    (Mark.UNCLOSED, Fault("unclosed_quote", "", "a quoted field is never closed, or the row is no record at all")),
    (Mark.OPEN_END | Mark.TOO_FEW, Fault("truncated", "", "the file breaks off within this row")),
    (Mark.TOO_FEW, Fault("too_few_fields", "", "the row has fewer fields than the layout")),
    (Mark.TOO_MANY, Fault("too_many_fields", "", "the row has more fields than the layout")),
)
"""What the splitter marks; all bits of a mark must be set."""

MISSING = "a call record needs it, and nothing stands there"
NO_NUMBER = "neither a calling nor a called number stands there"
NOT_A_TIME = "this is not a time in a form that the map can read"
NOT_A_DURATION = "this is not a duration"
OUT_OF_RANGE = "the time lies before 1990 or after 2100"
AHEAD = "the time lies more than an hour after the file arrived: check the feed's time zone and the sender's clock"
TOO_LONG = "no call lasts longer than seven days"
UNKNOWN_DIRECTION = "the map's words do not say whether this means calling or called"
NUMBER_EATEN = "a spreadsheet has rounded this number; export the column as text"
ANSWERED_EARLY = "the answer lies before the setup"
ENDED_EARLY = "the end lies before the setup or the answer"
NO_END = "the call was answered, but neither an end nor a duration stands there"


@dataclass(slots=True)
class Verdicts:
    """The first fault of each of n rows; the rules are tried in order, and a row is out at its first."""

    size: int
    faults: list[Fault] = field(default_factory=list)
    first: npt.NDArray[np.int16] = field(init=False)  # index into faults; -1: none

    def __post_init__(self) -> None:
        self.first = np.full(self.size, -1, np.int16)

    def rule(self, is_broken: npt.NDArray[np.bool_], fault: Fault) -> None:
        """Marks the rows that break this rule and none before it."""
        broken = is_broken & (self.first < 0)
        if broken.any():
            self.first[broken] = len(self.faults)
            self.faults.append(fault)

    @property
    def is_good(self) -> npt.NDArray[np.bool_]:
        """True for the rows that broke no rule."""
        good: npt.NDArray[np.bool_] = self.first < 0
        return good

    def rejects(self, rows: Rows) -> list[Reject]:
        """The refused rows in order."""
        return [self._reject(rows, int(row)) for row in np.flatnonzero(self.first >= 0)]

    def _reject(self, rows: Rows, row: int) -> Reject:
        fault = self.faults[self.first[row]]
        place = next((name for name in _written_as(fault.field) if name in rows.fields), "")
        value = rows.fields[place].text(row) if place else rows.text(row) if not fault.field else ""
        return Reject(int(rows.numbers[row]), fault.field, ascii_safe(value)[:200], fault.reason, fault.code)


def _written_as(name: str) -> tuple[str, ...]:
    """Fields of the file that a canonical field may have been made from."""
    return {
        "": (),
        "setup_at": ("setup_at", "setup_time", "setup_date"),
        "cli": ("cli", "peer", "own"),
        "called": ("called", "peer", "own"),
    }.get(name, (name,))


def mark_faults(verdicts: Verdicts, rows: Rows) -> None:
    """Applies what the splitter saw."""
    if not rows.marks.any():
        return
    for mark, fault in MARKED:
        verdicts.rule((rows.marks & mark) == int(mark), fault)
