"""What can be measured over the events of a window. Thresholds are fields of the measure, so that every engine reads the same one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Calls that began: SETUP or RECORD events."""

    name: str = "attempts"
    zh: str = "呼叫次数"
    en: str = "call attempts"
    tells_zh: str = "群呼号码的呼叫次数远高于常人"
    tells_en: str = "a burst caller makes far more calls than people do"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Calls that were answered: ANSWER events, and RECORD events with an answer time."""

    name: str = "answers"
    zh: str = "接通次数"
    en: str = "answered calls"
    tells_zh: str = "与呼叫次数相比即为接通率，接通率低说明对方互不相识"
    tells_en: str = "against the attempts it gives the answer-seizure ratio, which is low among strangers"


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkMs:
    """Milliseconds talked: sum over RELEASE and RECORD events, each rounded to `rounded_to_ms`. One call counts at least 0 and at most `at_most_ms`."""

    name: str = "talk_ms"
    zh: str = "通话毫秒数"
    en: str = "milliseconds talked"
    tells_zh: str = "长时间通话说明受害人可能正被诱导"
    tells_en: str = "long talk with a suspect caller means that somebody may be being deceived"
    at_most_ms: int = 2**31 - 1  # 24 days: what the compiled kernel keeps of one call
    rounded_to_ms: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinct:
    """Different counterparties over events of any kind; a counterparty that is not told does not count."""

    name: str = "distinct"
    zh: str = "不同对端号码数"
    en: str = "different counterparties"
    tells_zh: str = "一小时内联系许多互不相同的号码，常人很少如此"
    tells_en: str = "people call few strangers in an hour; a fraud seat calls dozens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shorts:
    """Short talks: RELEASE or RECORD events of answered calls that lasted at most `at_most_ms`."""

    name: str = "shorts"
    zh: str = "短通话次数"
    en: str = "short talks"
    tells_zh: str = "接听后很快挂断，说明对方不愿接听"
    tells_en: str = "people who are not wanted are hung up on"
    at_most_ms: int = 10_000  # signals S1


@dataclass(frozen=True, slots=True, kw_only=True)
class Flashes:
    """Rings cut at once: RELEASE or RECORD events of calls never answered that rang at most `at_most_ms`."""

    name: str = "flashes"
    zh: str = "响一声次数"
    en: str = "rings cut at once"
    tells_zh: str = "响一声即挂断，诱使对方回拨"
    tells_en: str = "a ring cut at once asks to be called back (wangiri)"
    at_most_ms: int = 2_000  # signals S6


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Calls that ended: RELEASE or RECORD events."""

    name: str = "ends"
    zh: str = "结束的呼叫数"
    en: str = "ended calls"
    tells_zh: str = "作为短通话与响一声比例的分母"
    tells_en: str = "the denominator of short talks and of rings cut at once"


@dataclass(frozen=True, slots=True, kw_only=True)
class NearSteps:
    """Attempts whose called number differs by 1 .. `at_most` from that of the caller's previous attempt.

    Previous means in stream order, and still in the longest exact window when this attempt arrives. Both must be numbers (positive).
    """

    name: str = "near_steps"
    zh: str = "相邻号码步数"
    en: str = "steps to a neighbouring number"
    tells_zh: str = "按号段顺序拨打，说明对方号码不是通讯录里的人"
    tells_en: str = "whoever walks through a number range knows none of the people"
    at_most: int = 10  # signals S8


@dataclass(frozen=True, slots=True, kw_only=True)
class Firsts:
    """Events of any kind with a counterparty that no earlier event of the longest window was with."""

    name: str = "firsts"
    zh: str = "首次联系数"
    en: str = "first contacts"
    tells_zh: str = "与不同对端号码数相比即为新联系人比例，诈骗号码几乎只联系陌生人"
    tells_en: str = "against the different counterparties it gives the share of new ones, which is near 1 for who calls only strangers"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownS:
    """Seconds from the first event of the subject's presence to the clock, both in whole seconds; 0 when the window holds no event.

    A presence ends when the window (the longest) holds no event of the subject, so a number that falls silent and returns is young again.
    """

    name: str = "known_s"
    zh: str = "出现至今的秒数"
    en: str = "seconds since first seen"
    tells_zh: str = "刚出现的号码即大量外呼，多为新开的诈骗号码"
    tells_en: str = "a number that is hours old and calls many people was bought for it"


@dataclass(frozen=True, slots=True, kw_only=True)
class GapS:
    """Seconds from the subject's latest event that arrived before this one to the clock, both in whole seconds; 0 when the window holds none."""

    name: str = "gap_s"
    zh: str = "距上次出现的秒数"
    en: str = "seconds since last seen"
    tells_zh: str = "机器按固定间隔拨打；沉寂多日的号码突然活跃多为被转手"
    tells_en: str = "machines call at even intervals; a number that wakes after days of silence may have changed hands"


Measure = Attempts | Answers | TalkMs | Distinct | Shorts | Flashes | Ends | NearSteps | Firsts | KnownS | GapS

MEASURES: tuple[Measure, ...] = (Attempts(), Answers(), Distinct(), Shorts(), Flashes(), Ends(), TalkMs())
"""Measured for every subject in every exact window."""

CALLER_MEASURES: tuple[Measure, ...] = (NearSteps(),)
"""Measured for callers only, in every exact window."""

LONG_MEASURES: tuple[Measure, ...] = (
    *(measure for measure in MEASURES if not isinstance(measure, TalkMs)),
    TalkMs(rounded_to_ms=1000),
    Firsts(),
)
"""Measured for every subject in every window that is cut into panes."""

PRESENCE_MEASURES: tuple[Measure, ...] = (KnownS(), GapS())
"""Measured for every subject in the longest window."""
