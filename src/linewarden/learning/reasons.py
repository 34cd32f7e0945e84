"""Why the model gives a person his chance, in the rows' words."""

from dataclasses import dataclass

from linewarden.learning.features import SHARE, TABLE
from linewarden.learning.model import Model
from linewarden.warnings.approach.words import said_of
from linewarden.warnings.facts import Fact, Facts


@dataclass(frozen=True, slots=True)
class Why:
    """One fact. `odds`: calibrated log-odds that it adds, or takes when below 0."""

    row: str
    says_zh: str
    says_en: str
    odds: float


@dataclass(frozen=True, slots=True)
class Reasons:
    """Of one person: `base` + all `whys` + `absent` are his log-odds."""

    chance: float
    base: float  # log-odds of everybody
    whys: tuple[Why, ...]  # strongest first
    absent: float  # what all facts that he lacks add, mostly below 0

    def text(self) -> str:
        """Lines for people, each fact with its share of what speaks for danger."""
        total = sum(max(why.odds, 0.0) for why in self.whys) or 1.0
        lines = [
            f"{why.odds:+.2f} ({max(why.odds, 0.0) / total:.0%})  {why.says_zh} / {why.says_en}" for why in self.whys
        ]
        return "\n".join(
            [
                f"chance {self.chance:.4f} 概率",
                *lines,
                f"{self.absent:+.2f}  其余未出现的情形 / all that is not known of the person",
                f"{self.base:+.2f}  起点 / what all begin with",
            ]
        )


def reasons(model: Model, facts: Facts) -> Reasons:
    """SHAP values of a row's features together; what the table's log-odds add is shared out among the rows that it weighed, as it does."""
    values = model.columns.matrix([facts])
    told = model.calibration.slope * model.trees.contributions(values)[0]
    by_row: dict[str, float] = {}
    for name, odds in zip(model.columns.names, told, strict=False):
        by_row[name.removesuffix(SHARE)] = by_row.get(name.removesuffix(SHARE), 0.0) + float(odds)
    weighed = facts.worst()
    of_table, in_table = by_row.pop(TABLE), sum(fact.odds for fact in weighed)
    shown = {fact.rule.name: fact for fact in weighed}
    for fact in weighed if in_table > 0 else ():
        by_row[fact.rule.name] += of_table * fact.odds / in_table
    whys = [Why(name, *_words(fact), by_row[name]) for name, fact in shown.items()]
    absent = sum(odds for name, odds in by_row.items() if name not in shown) + (0.0 if in_table > 0 else of_table)
    base = model.calibration.base + float(told[-1])
    chance = float(model.chances(values)[0])
    return Reasons(chance, base, tuple(sorted(whys, key=lambda why: -why.odds)), absent)


def _words(fact: Fact) -> tuple[str, str]:
    """In Chinese and English. Trees say what they looked at; a row that has no words is told by its name."""
    told = () if fact.approach is None else said_of(*fact.approach, fact.records, 1.0)
    told = told if fact.said is None else (fact.said,)
    if told:
        return "；".join(one.text_zh for one in told), "; ".join(one.text_en for one in told)
    says_zh, says_en = fact.rule.words(fact.value)
    return says_zh or fact.rule.name, says_en or fact.rule.name
