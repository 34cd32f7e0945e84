"""What a value says in words that an officer can read out."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from linewarden.model.score import Reason, Unit
from linewarden.warnings.approach.approach import Approach
from linewarden.warnings.approach.trees import shipped
from linewarden.warnings.approach.values import NAMES, OLD_H, cut_down

MOST_TOLD = 4
"""Of the values of one approach, those that weigh most."""

_MIN = 60.0


@dataclass(frozen=True, slots=True)
class Word:
    """One value. Of several that say the same (`about`) the one that weighs most is told."""

    about: str
    signal: str
    says_zh: str
    says_en: str
    unit: Unit = Unit.COUNT
    says_if: Callable[[float], bool] = lambda value: value > 0


_CALLS = "calls"
_BACK = "back"
_TALKS = "talks"
_MET = "met"
_KIND = "kind"

WORDS: dict[str, Word] = {
    "talk_s": Word("talk", "S26", "已通话 {minutes:.0f} 分钟", "Talked for {minutes:.0f} min", Unit.SECONDS, lambda talk_s: talk_s >= _MIN),
    "known_h": Word("age", "S21", "该号码首次出现距今约 {value:.0f} 小时", "The number was first seen about {value:.0f} h ago", says_if=lambda h: h < OLD_H),
    "calls_1h": Word(_CALLS, "S1", "该号码 1 小时内拨打 {value:.0f} 次", "The number placed {value:.0f} calls within an hour"),
    "calls_24h": Word(_CALLS, "S1", "该号码 24 小时内拨打 {value:.0f} 次", "The number placed {value:.0f} calls within 24 h"),
    "calls_7d": Word(_CALLS, "S1", "该号码 7 天内拨打 {value:.0f} 次", "The number placed {value:.0f} calls within 7 days"),
    "fresh_24h": Word("fresh", "S1", "该号码 24 小时内 {value:.0%} 的通话打给不同的人", "{value:.0%} of the number’s calls within 24 h went to different people", Unit.SHARE),
    "fresh_7d": Word("fresh", "S1", "该号码 7 天内 {value:.0%} 的通话打给不同的人", "{value:.0%} of the number’s calls within 7 days went to different people", Unit.SHARE),
    "answered_24h": Word(_TALKS, "S1", "该号码此前 24 小时内接通率 {value:.0%}", "{value:.0%} of the number’s earlier calls within 24 h were answered", Unit.SHARE),
    "mean_talk_s_24h": Word(_TALKS, "S1", "该号码此前 24 小时内平均通话 {value:.0f} 秒", "The number’s earlier talks within 24 h lasted {value:.0f} s on average"),
    "short_24h": Word(_TALKS, "S1", "该号码此前 24 小时内 {value:.0%} 的通话不足 10 秒", "{value:.0%} of the number’s earlier talks within 24 h were cut within 10 s", Unit.SHARE),
    "rung_24h": Word(_BACK, "S15", "该号码 24 小时内仅有 {value:.0f} 次来电", "The number was rung only {value:.0f} times within 24 h", says_if=lambda n: n >= 0),
    "rung_7d": Word(_BACK, "S15", "该号码 7 天内仅有 {value:.0f} 次来电", "The number was rung only {value:.0f} times within 7 days", says_if=lambda n: n >= 0),
    "rung_share_7d": Word(_BACK, "S15", "该号码 7 天内来电仅为去电的 {value:.0%}", "The number was rung {value:.0%} as often as it rang others within 7 days", Unit.SHARE, says_if=lambda n: n >= 0),
    "rung_by_7d": Word(_BACK, "S15", "该号码 7 天内仅有 {value:.0f} 个号码来电", "Only {value:.0f} numbers rang this number within 7 days", says_if=lambda n: n >= 0),
    "is_foreign": Word(_KIND, "S26", "境外来电", "A call from abroad", Unit.FLAG),
    "is_rented": Word(_KIND, "S26", "虚拟、网络或境外线路来电", "A virtual, internet or foreign line", Unit.FLAG),
    "is_mobile": Word(_KIND, "S26", "手机号码来电", "A mobile number", Unit.FLAG, lambda _: False),
    "is_elsewhere": Word(_KIND, "S26", "外地号码（归属地与本人不同）", "A number of another area than the person's", Unit.FLAG),
    "risk": Word("risk", "S1", "主叫号码自身的可疑度为 {value:.0%}", "The calling side's own rules give the number {value:.0%}", Unit.SHARE),
    "days_met": Word(_MET, "S26", "双方 7 天内此前已在 {value:.0f} 天通过话", "They spoke on {value:.0f} earlier days of the last 7"),
    "met_days_ago": Word(_MET, "S26", "双方 {value:.0f} 天前首次通话", "They first spoke {value:.0f} days ago"),
    "spoke_today": Word(_MET, "S26", "双方今天此前已通过话", "They have spoken before today", Unit.FLAG),
}  # fmt: skip


def said_of(approach: Approach, talk_s: float, records: tuple[int, ...], points: float) -> tuple[Reason, ...]:
    """Reasons: what the person did, then strongest first. `points`: what the whole approach adds to the score; each has its share of what speaks against the number."""
    shares = _shares((float(cut_down(np.array(talk_s))), *approach.values))
    against = sum(share for share in shares if share > 0)
    found: dict[str, Reason] = {}
    for share, name, value in sorted(zip(shares, NAMES, (talk_s, *approach.values), strict=True), reverse=True):
        word = WORDS[name]
        if share <= 0 or len(found) == MOST_TOLD:
            break
        if word.about in found or not word.says_if(value):
            continue
        said = {"value": value, "minutes": value / _MIN}
        found[word.about] = Reason(
            word.signal, word.says_zh.format(**said), word.says_en.format(**said), value, 0.0, points * share / against, records, len(records),
            f"approach.{name}", word.unit,
        )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda reason: reason.rule != "approach.talk_s"))


@lru_cache(maxsize=4_096)  # a call is told of again and again while it lasts
def _shares(values: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(shipped().shares(np.array(values)).tolist())
