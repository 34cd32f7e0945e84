"""Rows on the company that a caller keeps (signal S22): numbers are thrown away after a few calls, what they are dialled with is not.

The near domain: a gateway, software or cell that everybody uses has many callers that are not risky, which keeps the bound of the share low; a company with
several numbers is rung by its customers, and fixed numbers are an office's; a number known for longer than three days is not new, whatever it shares.
"""

from linewarden.model.score import Unit
from linewarden.scoring.rule import Evidence, Rule, When

LEAST_RISKY = 3
"""Others that must have turned out risky, of those seen last in the same group within three days."""

NEW = When("caller_known_s_7d", at_most=3 * 86_400)
NOT_RUNG = When("rung_share_7d", at_most=0.1)
"""Hardly anybody rings it: customers, patients, pupils' parents and families do (S31)."""

NO_OFFICE_LINE = When("is_office_line", at_most=0)
"""A fixed, service or enterprise number as it should be, not from abroad: many calls, lines side by side on one gateway and one program are an office's trade (S31)."""


def _rule(group: str, points: float, zh: str, en: str, source: str) -> Rule:
    return Rule(
        f"company_{group}", "S22", on=f"company_{group}_share", starts=0.25, full=0.6, points=points,
        says_zh=f"新出现的号码，与已判高风险的号码{zh}；近 3 天同组其他号码中至少 {{value:.0%}} 为高风险",
        says_en=f"A new number that {en} numbers found risky: at least {{value:.0%}} of the others in the last 3 days",
        source=source, when=(When(f"company_{group}_risky", at_least=LEAST_RISKY), NEW, NOT_RUNG, NO_OFFICE_LINE), evidence=Evidence.CALL, unit=Unit.SHARE, needs=(group,),
    )  # fmt: skip


COMPANY_RULES: tuple[Rule, ...] = (
    _rule(
        "imei", 0.50, "使用同一终端", "is used in the same handset as",
        "practice: SIM cards are changed in the same box; lower 95 % bound of the share",
    ),
    _rule(
        "stack", 0.35, "使用同一 SIP 软件（指纹相同）", "is dialled with the same SIP software as",
        "Prasad 2020: campaigns rarely reuse a number; lower 95 % bound of the share",
    ),
    _rule(
        "source_ip", 0.35, "来自同一网关地址", "comes from the same gateway address as",
        "Prasad 2020: campaigns rarely reuse a number; lower 95 % bound of the share",
    ),
    _rule(
        "cell", 0.20, "位于同一基站小区", "is at the same cell as",
        "practice: SIM boxes stay where they are; others live there too; lower 95 % bound of the share",
    ),
)  # fmt: skip
