"""The features: one definition each, from which the reference, the kernel and the SQL are made.

The value that a feature gives to an event counts the events of the same subject that have arrived so far, this one included, whose `at`
lies in (clock - window, clock]; the clock is the greatest `at` that has arrived so far. An event older than the clock is late: it still
enters the windows in which it lies and leaves them when it should; one that lies in no window any more is counted and changes nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from linewarden.features.measures import CALLER_MEASURES, MEASURES, KnownS, Measure


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
    """A window with its short name."""

    name: str
    length: timedelta
    zh: str
    en: str

    @property
    def us(self) -> int:
        """Length in microseconds."""
        return self.length // timedelta(microseconds=1)


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
        """How far back it looks."""
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
    Span("24h", timedelta(hours=24), "24小时", "24 hours"),
    Span("7d", timedelta(days=7), "7天", "7 days"),
)
"""Ascending; the last is the longest, beyond which nothing is remembered."""


def _feature(subject: Subject, span: Span, measure: Measure) -> Feature:
    return Feature(
        name=f"{subject.name}_{measure.name}_{span.name}",
        subject=subject,
        span=span,
        measure=measure,
        why_zh=f"{subject.zh}最近{span.zh}的{measure.zh}：{measure.tells_zh}",
        why_en=f"{measure.en} of {subject.en} in the last {span.en}: {measure.tells_en}",
    )


def _measures(subject: Subject) -> tuple[Measure, ...]:
    return (*MEASURES, *CALLER_MEASURES) if subject.name == "caller" else MEASURES


FEATURES: tuple[Feature, ...] = (
    *(_feature(subject, span, measure) for subject in SUBJECTS for span in SPANS for measure in _measures(subject)),
    _feature(SUBJECTS[0], SPANS[-1], KnownS()),
)
"""The whole grid: subject by window by measure, in the order of the columns of a `FeatureMatrix`."""

COLUMN: dict[str, int] = {feature.name: position for position, feature in enumerate(FEATURES)}
"""Position of each feature, by name."""
