"""The rules of the called side, as a table: what each fact of a person says of the danger (signals S26, S27, S28, S6, S21).

A fact adds log-odds, and the sum of them all is the chance that this person believes a gang: 1 / (1 + e^-(base + facts)). The steps
(steps.toml beside this file) were fitted to towns drawn at random by `make fit`, never falling as a fact gets worse; `docs/detection.md` tells
how well they do in others. See decision 0017.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from linewarden.errors import ConfigError
from linewarden.model.score import Unit
from linewarden.warnings.approach.values import TALKS_S
from linewarden.warnings.row import PersonRule

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US

CALLER_FLOOR = 0.15
"""A caller scoring at least this is looked at: contact with it is exposure."""

HIGH_RISK = 0.5
"""A caller scoring at least this is a high risk in the words of signal S26: who talks with it for long is `held`, again and again `pressed`."""

CALLER_RISES = 0.05
"""A risky caller's score that grew by less is not looked at again."""

LEAST_TALK_S = 10.0
"""Who talked for less (s) is in contact with nobody."""

MOST_CALLS = 50
"""Calls of one number to one person that are remembered: more of them change no rung of the danger."""

MOST_CONTACTS = 64
"""Numbers whose contact with one person is remembered, more than one warning names; who said least makes room."""

MOST_NOTED = 50
"""Bank contacts, calls back and one-ring callers of one person that are remembered, each; the oldest makes room."""

LISTENED_S = 300.0
"""A stranger's talk is remembered from this length on (s); of one with a rented number it is long, so that a bank belongs to it."""

HEEDED_S = 60.0
"""The same of one with a rented number, and of one who rings again on the same day (s)."""

DWELT_S = 600.0
"""A talk with a risky caller is long from there on (s)."""

CALLED_BACK_SHARE = 0.2
"""Whoever is rung himself, at least once and at least so often per call of his in a week, leads a life of his own: no stranger of this kind (S31).
People, offices and couriers are; a seat that works through a list is not. Of numbers from abroad or forged it proves nothing: they are others'."""


_FITTED: dict[str, Any] = tomllib.loads(files(__package__).joinpath("steps.toml").read_text("utf-8"))


def _row(
    name: str,
    signal: str,
    says_zh: str,
    says_en: str,
    source: str,
    unit: Unit = Unit.COUNT,
    *,
    is_falling: bool = False,
) -> PersonRule:
    steps = tuple((float(value), float(odds)) for value, odds in _FITTED[name])
    return PersonRule(name, signal, steps, says_zh, says_en, source, unit, is_falling)


_ROWS: dict[str, PersonRule] = {row.name: row for row in (
    _row("dwell", "S26", "与可疑号码连续通话 {value:.0f} 分钟", "Has been talking to a suspicious caller for {value:.0f} min",
         "practice: 10 minutes", Unit.SECONDS),
    _row("held", "S26", "与高风险号码连续通话 {value:.0f} 分钟", "Has been talking to a risky caller for {value:.0f} min",
         "practice: 10 minutes with a caller of HIGH_RISK", Unit.SECONDS),
    _row("repeated", "S26", "1 小时内与同一可疑号码通话 {value:.0f} 次", "{value:.0f} calls with one suspicious number within an hour",
         "practice: 3 calls within an hour"),
    _row("pressed", "S26", "1 小时内与同一高风险号码通话 {value:.0f} 次", "{value:.0f} calls with one risky caller within an hour",
         "practice: 3 calls within an hour with a caller of HIGH_RISK"),
    _row("stranger", "S26", "与近期从未联系过的可疑来源号码通话 {value:.0f} 分钟", "Talked {value:.0f} min with a number not spoken with lately, of a kind that gangs rent",
         "practice: the person is being worked on; a bank or a court does not ring from there", Unit.SECONDS),
    _row("listened", "S26", "与近期从未联系过的号码久谈 {value:.0f} 分钟", "Talked {value:.0f} min with a number not spoken with lately",
         "practice: few strangers are listened to for long", Unit.SECONDS),
    _row("stranger_seat", "S26", "该陌生号码 24 小时内联系了 {value:.0f} 人", "The stranger rang {value:.0f} people within 24 h",
         "practice: a seat works through a list; few of those whom it rings stay on the line"),
    _row("stranger_again", "S26", "3 小时内与同一陌生号码多次通话，共 {value:.0f} 分钟", "Several talks with the same stranger within 3 h, {value:.0f} min in all",
         "practice: SIM-box gangs ring again whoever listened", Unit.SECONDS),
    _row("new_number", "S21", "新号码：首次出现距来电 {value:.0f} 分钟", "A new number: first seen {value:.0f} min before it rang",
         "campaigns rarely reuse a number (Prasad 2020)", Unit.SECONDS, is_falling=True),
    _row("age_unknown", "S21", "", "", "of a feed's first days: how much of `new_number` is not known", Unit.SHARE),
    _row("approach", "S21", "", "", "trees over the talk, the number's own history and theirs together; the measured value is their chance",
         Unit.SHARE),
    _row("approach_unknown", "S21", "", "", "of a call that no trees looked at: a line that everybody knows, or a rule book whose trees are silent", Unit.FLAG),
    _row("hand_over", "S27", "可疑通话后 15 分钟内由第二个可疑号码接续，通话 {value:.0f} 分钟",
         "A second suspicious number took over within 15 minutes and talked for {value:.0f} min", "practice: transfer to “police”", Unit.SECONDS),
    _row("second_stranger", "S27", "24 小时内与 {value:.0f} 个可疑陌生号码通话", "Talked with {value:.0f} suspicious strangers within 24 h",
         "practice: gangs work on one person from several numbers"),
    _row("bank", "S27", "与可疑号码长谈后 2 小时内联系银行（{value:.0f} 次）", "Bank contacts within two hours of a long suspicious talk: {value:.0f}",
         "practice: the money is about to move"),
    _row("call_back", "S6", "回拨了响一声的境外号码（{value:.0f} 次）", "Calls back to a one-ring foreign number: {value:.0f}",
         "practice: wangiri earns on the call back"),
    _row("refused", "S28", "与可疑号码接触后，反诈专线 96110 来电连续 {value:.0f} 次未接（可能被屏蔽或正被诱导）",
         "After contact with a suspicious caller, {value:.0f} calls of the anti-fraud line 96110 in a row were not answered (blocked, perhaps, or held by the gang)",
         "practice of dissuasion: two refused calls; records tell whether it was answered, not whether it was blocked"),
)}  # fmt: skip


CALLERS_MARK = "caller."
"""Begins the names of rows on what the calling side's rules say, before the name of the rule."""


def _caller_row(name: str, steps: list[list[float]]) -> PersonRule:
    pairs = tuple((float(points), float(odds)) for points, odds in steps)
    return PersonRule(
        CALLERS_MARK + name,
        "S1",
        pairs,
        "",
        "",
        "the calling side's rules; the measured value is their points",
        Unit.SHARE,
    )


_CALLERS: Mapping[str, PersonRule] = MappingProxyType(
    {name: _caller_row(name, steps) for name, steps in _FITTED["caller"].items()}
)


@dataclass(frozen=True, slots=True)
class PersonRules:
    """The whole table that one tracker uses, a row a field by its name; `callers` by the name of the calling side's rule."""

    base: float = float(_FITTED["base"])
    """Log-odds of somebody in contact of whom no row says anything."""

    dwell: PersonRule = _ROWS["dwell"]
    held: PersonRule = _ROWS["held"]
    repeated: PersonRule = _ROWS["repeated"]
    pressed: PersonRule = _ROWS["pressed"]
    stranger: PersonRule = _ROWS["stranger"]
    listened: PersonRule = _ROWS["listened"]
    stranger_seat: PersonRule = _ROWS["stranger_seat"]
    stranger_again: PersonRule = _ROWS["stranger_again"]
    new_number: PersonRule = _ROWS["new_number"]
    age_unknown: PersonRule = _ROWS["age_unknown"]
    approach: PersonRule = _ROWS["approach"]
    approach_unknown: PersonRule = _ROWS["approach_unknown"]
    hand_over: PersonRule = _ROWS["hand_over"]
    second_stranger: PersonRule = _ROWS["second_stranger"]
    bank: PersonRule = _ROWS["bank"]
    call_back: PersonRule = _ROWS["call_back"]
    refused: PersonRule = _ROWS["refused"]
    callers: Mapping[str, PersonRule] = field(default_factory=lambda: _CALLERS)

    @property
    def rows(self) -> tuple[PersonRule, ...]:
        """All rows, in order."""
        own = tuple(getattr(self, row.name) for row in fields(self) if row.name not in {"base", "callers"})
        return (*own, *self.callers.values())

    def of_caller(self, rule: str) -> PersonRule:
        """The row on what a rule of the calling side says."""
        return self.callers.get(rule) or self.callers["any"]

    @property
    def talk_steps(self) -> tuple[float, ...]:
        """Lengths of a talk (s) at which it says more, ascending."""
        told_by = (self.dwell, self.held, self.stranger, self.listened, self.hand_over)
        return tuple(sorted({LEAST_TALK_S, *TALKS_S, *(least for rule in told_by for least, _ in rule.steps)}))

    def changed(self, rows: Iterable[PersonRule]) -> "PersonRules":
        """Another table, in which these rows stand in place of those of their names. Raises ConfigError for a name that is no row's."""
        by_name = {row.name: row for row in rows}
        known = [row.name for row in self.rows]
        unknown = sorted(by_name.keys() - known)
        if unknown:
            raise ConfigError(f"rule {unknown[0]!r} of the called side does not exist; there are {', '.join(known)}")
        own = {name: row for name, row in by_name.items() if not name.startswith(CALLERS_MARK)}
        callers = {name: by_name.get(row.name, row) for name, row in self.callers.items()}
        changes: dict[str, Any] = {**own, "callers": MappingProxyType(callers)}
        return replace(self, **changes)


PERSON_RULES = PersonRules()
"""The rows as they stand."""

AGAIN_WITHIN_US = 3 * HOUR_US
REPEATED_WITHIN_US = HOUR_US
HAND_OVER_WITHIN_US = 15 * MINUTE_US
BANK_WITHIN_US = 2 * HOUR_US
RUNG_WITHIN_US = DAY_US  # how long a one-ring call may tempt
SECOND_STRANGER_S = 60.0
"""A stranger with whom a talk lasted so long (s) is one of several."""

EXPIRES_AFTER_US = DAY_US  # a warning without new evidence ends
COOL_DOWN_US = MINUTE_US  # growth that changes neither level, signals nor contact is told at most this often

MOST_REASONS = 8
MOST_CITED = 20
MOST_CALLERS = 50  # callers that one warning names
