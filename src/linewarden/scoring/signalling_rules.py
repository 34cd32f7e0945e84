"""Rows on what signalling shows of the caller's software and address (signal S33). A fingerprint shared by bad callers is a row of `company_rules`."""

from linewarden.model.score import Unit
from linewarden.scoring.company_rules import NOT_RUNG
from linewarden.scoring.rule import Evidence, Rule, When

SIGNALLING_RULES: tuple[Rule, ...] = (
    Rule(
        "scanner", "S33", on="is_scanner", starts=0, full=1, points=0.50,
        says_zh="呼叫由扫描盗打工具发出", says_en="The call was made by a tool that searches for open lines",
        source="User-Agents that Kamailio's published configurations refuse", evidence=Evidence.CALL, unit=Unit.FLAG, needs=("user_agent",),
    ),
    Rule(
        "private_source", "S33", on="is_from_private_address", starts=0, full=1, points=0.15,
        says_zh="显示为境外或不合规号码，呼叫却来自内网地址", says_en="Shows a foreign or ill-formed number but was sent from a private address",
        source="practice: a gateway abroad has a public address; where more than a tenth of all calls have none, a capture within a network sees its own",
        when=(When("is_foreign_or_faulty", at_least=1), When("private_share", at_most=0.1), NOT_RUNG), evidence=Evidence.CALL, unit=Unit.FLAG, needs=("source_ip",),
    ),
)  # fmt: skip
