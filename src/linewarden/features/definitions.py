"""The features: one definition each, from which the reference, the kernel and the SQL are made.

The value that a feature gives to an event counts the events of the same subject that have arrived so far, this one included, that its
window holds; the clock is the greatest `at` that has arrived so far. The short windows hold what lies in (clock - window, clock], exactly.
The long ones are cut into panes and hold up to a pane more (`compact.panes`). An event older than the clock is late: it still enters the
windows in which it lies and leaves them when it should; one that lies in no window any more is counted and changes nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from linewarden.features.compact.panes import GROUP_PANES, PANE_S
from linewarden.features.measures import CALLER_MEASURES, LONG_MEASURES, MEASURES, PRESENCE_MEASURES, Measure


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a feature is about. An event belongs to the subject in its column `key`; 0 (not told) belongs to nobody and yields zeros.

    `asked_by` is the column of the present event that says whose value is wanted: the same as `key`, except for call-backs.
    """

    name: str
    key: str
    party: str  # column of the counterparty that distinct counts look at
    asked_by: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Span:
    """A window with its short name. One that is cut into panes begins where a pane does: a pane earlier at most."""

    name: str
    length: timedelta
    zh: str
    en: str
    pane: timedelta | None = None

    @property
    def us(self) -> int:
        """Length in microseconds."""
        return self.length // timedelta(microseconds=1)

    @property
    def pane_us(self) -> int:
        """Width of a pane in microseconds; 1 of an exact window, whose panes are the microseconds themselves."""
        return 1 if self.pane is None else self.pane // timedelta(microseconds=1)

    @property
    def reach(self) -> timedelta:
        """How far back it looks at most: what must be replayed for right values."""
        return self.length + (self.pane or timedelta())

    def since_us(self, clock_us: int) -> int:
        """The earliest `at` that the window holds at this clock."""
        if self.pane is None:
            return clock_us - self.us + 1
        return clock_us // self.pane_us * self.pane_us - self.us


@dataclass(frozen=True, slots=True)
class Feature:
    """One number that the stream knows about a subject at every event. Values are whole numbers, at least 0."""

    name: str
    subject: Subject
    span: Span
    measure: Measure
    why_zh: str
    why_en: str

    @property
    def window(self) -> timedelta:
        """How far back it looks, but for a pane."""
        return self.span.length


SUBJECTS: tuple[Subject, ...] = (
    Subject("caller", "cli", "called", "cli", "主叫号码", "the caller"),
    Subject("called", "called", "cli", "called", "被叫号码", "the person called"),
    Subject("imei", "imei", "called", "imei", "终端", "the handset"),
    Subject("imsi", "imsi", "called", "imsi", "SIM卡", "the SIM card"),
    Subject("cell", "cell", "called", "cell", "基站小区", "the cell"),
    Subject("trunk", "trunk", "called", "trunk", "入中继", "the incoming trunk"),
    Subject("source_ip", "source_ip", "called", "source_ip", "源IP地址", "the source address"),
    Subject("stack", "stack", "called", "stack", "SIP软件", "the SIP software"),
    Subject("callback", "called", "cli", "cli", "主叫号码作为被叫时", "the caller's own number, being called"),
)

SPANS: tuple[Span, ...] = (
    Span("5m", timedelta(minutes=5), "5分钟", "5 minutes"),
    Span("1h", timedelta(hours=1), "1小时", "hour"),
    Span("24h", timedelta(hours=24), "24小时", "24 hours", pane=timedelta(seconds=PANE_S)),
    Span("7d", timedelta(days=7), "7天", "7 days", pane=timedelta(seconds=GROUP_PANES * PANE_S)),
)
"""Ascending; exact ones first. The last is the longest, beyond which nothing is remembered."""

EXACT_SPANS = tuple(span for span in SPANS if span.pane is None)
LONG_SPANS = tuple(span for span in SPANS if span.pane is not None)


def _feature(subject: Subject, span: Span, measure: Measure) -> Feature:
    return Feature(
        name=f"{subject.name}_{measure.name}_{span.name}",
        subject=subject,
        span=span,
        measure=measure,
        why_zh=f"{subject.zh}最近{span.zh}的{measure.zh}：{measure.tells_zh}",
        why_en=f"{measure.en} of {subject.en} in the last {span.en}: {measure.tells_en}",
    )


def _measures(subject: Subject, span: Span) -> tuple[Measure, ...]:
    if span.pane is not None:
        return (*LONG_MEASURES, *PRESENCE_MEASURES) if span is SPANS[-1] else LONG_MEASURES
    return (*MEASURES, *CALLER_MEASURES) if subject.name == "caller" else MEASURES


FEATURES: tuple[Feature, ...] = tuple(
    _feature(subject, span, measure) for subject in SUBJECTS for span in SPANS for measure in _measures(subject, span)
)
"""The whole grid: subject by window by measure, in the order of the columns of a `FeatureMatrix`."""

COLUMN: dict[str, int] = {feature.name: position for position, feature in enumerate(FEATURES)}
"""Position of each feature, by name."""
