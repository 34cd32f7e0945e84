"""The rules of the called side, as tables: what contact with a risky caller weighs, and what makes it a chain (signals S26, S27, S6)."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Self

from linewarden.errors import ConfigError
from linewarden.model.score import Unit

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US

CALLER_FLOOR = 0.3
"""A caller scoring at least this is risky: contact with it is exposure."""

CALLER_RISES = 0.05
"""A risky caller's score that grew by less is not looked at again."""

MOST_CALLS = 50
"""Calls of one number to one person that are remembered: more of them change no rung of the danger."""

MOST_CONTACTS = 64
"""Numbers whose contact with one person is remembered, more than one warning names; who said least makes room."""

MOST_NOTED = 50
"""Bank contacts, calls back and one-ring callers of one person that are remembered, each; the oldest makes room."""

CONTACT_WEIGHTS: tuple[tuple[float, float], ...] = ((10.0, 0.1), (60.0, 0.25), (180.0, 0.8), (600.0, 1.0))
"""(talk in s, weight of the caller's score): the longer they talk, the more the caller's score is this person's danger (practice)."""


@dataclass(frozen=True, slots=True)
class PersonRule:
    """One row; `points` as in the caller's rules."""

    name: str
    signal: str
    starts: float  # where the measured value begins to count
    points: float
    says_zh: str
    says_en: str
    source: str
    unit: Unit = Unit.COUNT

    def words(self, value: float) -> tuple[str, str]:
        """What it says of a value, in Chinese and English; seconds are told in minutes."""
        told = value / 60 if self.unit is Unit.SECONDS else value
        return self.says_zh.format(value=told), self.says_en.format(value=told)


DWELL = PersonRule("dwell", "S26", 600.0, 0.50, "与高风险号码连续通话 {value:.0f} 分钟", "Has been talking to a risky caller for {value:.0f} min",
                   "practice: 10 minutes", Unit.SECONDS)  # fmt: skip
REPEATED = PersonRule("repeated", "S26", 3.0, 0.30, "1 小时内与同一高风险号码通话 {value:.0f} 次", "{value:.0f} calls with one risky caller within an hour",
                      "practice: 3 calls within an hour")  # fmt: skip
HAND_OVER = PersonRule("hand_over", "S27", 60.0, 0.50, "高风险通话后 15 分钟内由第二个可疑号码接续，通话 {value:.0f} 分钟",
                       "A second suspicious number took over within 15 minutes and talked for {value:.0f} min", "practice: transfer to “police”", Unit.SECONDS)  # fmt: skip
BANK = PersonRule("bank", "S27", 1.0, 0.50, "与高风险号码长谈后 2 小时内联系银行（{value:.0f} 次）", "Contacted a bank {value:.0f} times within two hours of a long risky talk",
                  "practice: the money is about to move")  # fmt: skip
CALL_BACK = PersonRule("call_back", "S6", 1.0, 0.60, "回拨了响一声的境外号码（{value:.0f} 次）", "Called a one-ring foreign number back ({value:.0f} times)",
                       "practice: wangiri earns on the call back")  # fmt: skip

LISTENED_S = 300.0
"""A stranger's talk counts, and is remembered, from this length on (s)."""

STRANGER = PersonRule("stranger", "S26", LISTENED_S, 0.50, "与近期从未联系过的可疑来源号码通话 {value:.0f} 分钟", "Talked {value:.0f} min with a number not spoken with lately, of a kind that gangs rent",
                      "practice: the person is being worked on; a bank or a court does not ring from there", Unit.SECONDS)  # fmt: skip
STRANGER_WEIGHTS: tuple[tuple[float, float], ...] = ((300.0, 0.5), (600.0, 0.8), (1200.0, 1.0))
"""(talk in s, share of the points)."""

CALLED_BACK_SHARE = 0.2
"""Whoever is rung himself, at least once and at least so often per call of his in a week, leads a life of his own: no stranger of this kind (S31).
People, offices and couriers are; a seat that works through a list is not. Of numbers from abroad or forged it proves nothing: they are others'."""

STRANGER_SEAT = PersonRule("stranger_seat", "S26", 8.0, 0.20, "与一个 24 小时内联系了 {value:.0f} 人的陌生号码久谈", "Talked for long with a stranger who rang {value:.0f} people within 24 h",
                           "practice: a seat works through a list; few of those whom it rings stay on the line")  # fmt: skip
STRANGER_AGAIN = PersonRule("stranger_again", "S26", 300.0, 0.25, "3 小时内与同一陌生号码多次通话，共 {value:.0f} 分钟", "Several talks with the same stranger within 3 h, {value:.0f} min in all",
                            "practice: SIM-box gangs ring again whoever listened", Unit.SECONDS)  # fmt: skip
AGAIN_WITHIN_US = 3 * HOUR_US


@dataclass(frozen=True, slots=True)
class PersonRules:
    """The whole table: a field for each row, of the row's name."""

    dwell: PersonRule = DWELL
    repeated: PersonRule = REPEATED
    hand_over: PersonRule = HAND_OVER
    bank: PersonRule = BANK
    call_back: PersonRule = CALL_BACK
    stranger: PersonRule = STRANGER
    stranger_seat: PersonRule = STRANGER_SEAT
    stranger_again: PersonRule = STRANGER_AGAIN

    def changed(self, rows: Iterable[PersonRule]) -> Self:
        """The table with these rows in place of those of the same names. Raises ConfigError naming a row that does not exist."""
        by_name, names = {row.name: row for row in rows}, [field.name for field in fields(self)]
        for name in by_name:
            if name not in names:
                raise ConfigError(f"rule {name!r} of the called side does not exist; there are {', '.join(names)}")
        return replace(self, **by_name)


PERSON_RULES = PersonRules()
"""The rows above."""


REPEATED_WITHIN_US = HOUR_US
HAND_OVER_WITHIN_US = 15 * MINUTE_US
BANK_WITHIN_US = 2 * HOUR_US
RUNG_WITHIN_US = DAY_US  # how long a one-ring call may tempt

EXPIRES_AFTER_US = DAY_US  # a warning without new evidence ends
COOL_DOWN_US = MINUTE_US  # growth that changes neither level, signals nor contact is told at most this often

MOST_REASONS = 8
MOST_CITED = 20
MOST_CALLERS = 50  # callers that one warning names
