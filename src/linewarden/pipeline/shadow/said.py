"""Judgements of both as what each would have said of a person: the highest score, and when each level was reached first."""

from collections.abc import Sequence

from linewarden.model.challenger import Said, reached
from linewarden.pipeline.shadow.watch import Weighed
from linewarden.warnings.grade import NOTICE_FLOOR, grade, kind_of
from linewarden.warnings.issue import instant, warning_id


def said_of(judgements: Sequence[Weighed], chances: Sequence[float]) -> dict[str, Said]:
    """By warning; nothing of those whom both would leave alone. `chances`: the challenger's, 0..1, one a judgement.

    Both are graded by the same floors, and by the kind that the facts suggest. Raises ValueError for what is no chance.
    """
    found: dict[str, Said] = {}
    for one, chance in zip(judgements, chances, strict=True):
        if not 0.0 <= chance <= 1.0:
            raise ValueError(f"the challenger gave {chance!r}, which is no chance")
        if max(one.score.value, chance) >= NOTICE_FLOOR:
            said = _said(one, chance)
            known = found.get(said.warning_id)
            found[said.warning_id] = said if known is None else known.joined(said)
    return found


def _said(one: Weighed, chance: float) -> Said:
    at, kind = instant(one.at_us), kind_of(frozenset(reason.rule for reason in one.score.reasons))
    return Said(
        warning_id=warning_id(one.called, one.anchor), called=one.called, first_at=at, champion_score=round(one.score.value, 6),
        champion=reached(grade(one.score.value, kind), at), challenger_score=round(chance, 6), challenger=reached(grade(chance, kind), at),
    )  # fmt: skip
