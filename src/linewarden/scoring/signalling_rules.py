"""Rows on what signalling shows of the caller's software and address (signal S33), and of the signature of its number (S34). A fingerprint shared by bad callers is a row of `company_rules`.

The near domain: switchboards assert their pilot number behind each extension's own, old gateways know no cookie, phones at home name their private address. What more than a tenth of a
feed's calls show is such equipment's habit and tells nothing; office lines and numbers that are rung are passed over.
"""

from linewarden.model.score import Unit
from linewarden.scoring.company_rules import NO_OFFICE_LINE, NOT_RUNG
from linewarden.scoring.rule import Evidence, Rule, When


def _unusual(share: str) -> When:
    return When(share, at_most=0.1)


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
        when=(When("is_foreign_or_faulty", at_least=1), _unusual("private_share"), NOT_RUNG), evidence=Evidence.CALL, unit=Unit.FLAG, needs=("source_ip",),
    ),
    Rule(
        "identity_mismatch", "S33", on="is_identity_mismatched", starts=0, full=1, points=0.15,
        says_zh="信令中 From 号码与网络认定的主叫号码（PAI/RPID）不一致", says_en="From shows another number than the identity asserted in signalling (PAI or RPID)",
        source="RFC 3325; practice: the caller writes From, a trusted network the other; where more than a tenth of the calls do so it is a habit of switchboards",
        when=(_unusual("mismatch_share"), NO_OFFICE_LINE, NOT_RUNG), evidence=Evidence.CALL, unit=Unit.FLAG, needs=("signalling",),
    ),
    Rule(
        "odd_branch", "S33", on="is_branch_odd", starts=0, full=1, points=0.15,
        says_zh="信令 Via branch 缺失、不合规范或多次呼叫重复使用，系自制拨号程序", says_en="The Via branch is missing, ill-formed or used for several calls: a home-made dialer",
        source="RFC 3261 section 8.1.1.7: a branch begins with z9hG4bK and is unique across space and time",
        when=(_unusual("odd_branch_share"), NO_OFFICE_LINE, NOT_RUNG), evidence=Evidence.CALL, unit=Unit.FLAG, needs=("signalling",),
    ),
    Rule(
        "odd_tag", "S33", on="is_tag_odd", starts=0, full=1, points=0.10,
        says_zh="信令 From 标签（tag）缺失、不合规范或过短，系自制拨号程序", says_en="The tag of From is missing, ill-formed or too short: a home-made dialer",
        source="RFC 3261 sections 8.1.1.3 and 19.3: a tag is a token with at least 32 random bits",
        when=(_unusual("odd_tag_share"), NO_OFFICE_LINE, NOT_RUNG), evidence=Evidence.CALL, unit=Unit.FLAG, needs=("signalling",),
    ),
    Rule(
        "private_media", "S33", on="is_media_private", starts=0, full=1, points=0.10,
        says_zh="显示为境外或不合规号码，信令（Via/SDP）中却是内网地址", says_en="Shows a foreign or ill-formed number, and names a private address in Via or SDP",
        source="practice: a carrier's gateway tells the address that it is reached at",
        when=(When("is_foreign_or_faulty", at_least=1), _unusual("private_media_share"), NOT_RUNG), evidence=Evidence.CALL, unit=Unit.FLAG, needs=("signalling",),
    ),
    Rule(
        "failed_signature", "S34", on="is_verification_failed", starts=0, full=1, points=0.40,
        says_zh="网络验证来话号码签名失败（verstat），号码系冒用", says_en="The network found the signature of the number shown wrong (verstat): spoofed",
        source="RFC 8588; 3GPP TS 24.229, 7.2A.20; where more than a tenth of the calls fail, signing is broken", when=(_unusual("unverified_share"),),
        evidence=Evidence.CALL, unit=Unit.FLAG, needs=("signalling",),
    ),
    Rule(
        "gateway_attested", "S34", on="is_gateway_attested", starts=0, full=1, points=0.15,
        says_zh="显示国内号码，签名却仅证明来话经网关接入（SHAKEN C 级）", says_en="Shows a domestic number, but its signer only knows by which gateway the call came (SHAKEN C)",
        source="RFC 8588: gateway attestation, as calls from abroad have; it says nothing of the number",
        when=(When("is_foreign", at_most=0), _unusual("gateway_share"), NO_OFFICE_LINE, NOT_RUNG), evidence=Evidence.CALL, unit=Unit.FLAG, needs=("attestation",),
    ),
)  # fmt: skip
