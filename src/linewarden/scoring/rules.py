"""The rules of the calling side. Each row is a threshold that people can argue with; none is a constant elsewhere.

A rule gives `points` in full at `full` and nothing up to `starts`, in proportion between; only where all its conditions hold. Points are
chances of fraud that add up as independent evidence: 1 - (1 - p1)(1 - p2)…
"""

from linewarden.model.score import Unit
from linewarden.scoring.company_rules import COMPANY_RULES
from linewarden.scoring.crowd_rules import CROWD_RULES
from linewarden.scoring.device_rules import DEVICE_RULES
from linewarden.scoring.line_rules import LINE_RULES
from linewarden.scoring.rule import Evidence, Rule, When
from linewarden.scoring.signalling_rules import SIGNALLING_RULES

RULES_VERSION = "2026.11.10"
"""Changes with any row of any rule table, and with the trees of the called side."""


RISKY_FROM = 0.3
"""A caller whose own record scores at least this is risky company for others (practice)."""

NOT_ATTESTED = When("is_fully_attested", at_most=0)
"""The number is not proven to be the caller's (S34): a signature proves the number, not the intent."""

RULES: tuple[Rule, ...] = (
    Rule(
        "burst", "S1", on="caller_attempts_1h", starts=50, full=100, points=0.50,
        says_zh="该号码 1 小时内外呼 {value:.0f} 次，接通的多在 10 秒内挂断", says_en="Placed {value:.0f} calls within an hour, most talks cut within 10 s",
        source="Hubei Mobile 2016: more than 100 attempts an hour, half of the talks at most 10 s",
        when=(When("short_share_1h", at_least=0.5), When("call_back_share_24h", at_most=0.2)), needs=("answer", "release"),
    ),
    Rule(
        "wangiri", "S6", on="caller_flashes_5m", starts=15, full=30, points=0.60,
        says_zh="境外号码 5 分钟内响一声即挂 {value:.0f} 次", says_en="Foreign number rang briefly and hung up {value:.0f} times in 5 minutes",
        source="ClearIP window of 5 minutes; counts are practice",
        when=(When("is_foreign", at_least=1), When("caller_distinct_5m", at_least=15), When("flash_share_5m", at_least=0.6)), window_s=300, needs=("answer", "release"),
    ),
    Rule(
        "number_walking", "S8", on="near_share_1h", starts=0.5, full=0.7, points=0.40,
        says_zh="按号码顺序逐个拨打，相邻号码占 {value:.0%}", says_en="Dials numbers in order: {value:.0%} of the steps go to a neighbouring number",
        source="practice: differences of at most 10 in 60 % of at least 20 steps", when=(When("caller_attempts_1h", at_least=21),), unit=Unit.SHARE,
    ),
    Rule(
        "dead_end", "S9", on="caller_attempts_24h", starts=15, full=40, points=0.45,
        says_zh="24 小时内外呼 {value:.0f} 次，极少接通、几乎不重复、无人回拨", says_en="{value:.0f} calls in 24 h: rarely answered, hardly ever the same person, nobody calls back",
        source="practice: answer-seizure ratio below 20 %, mean talk below 30 s, distinct per attempt above 0.9",
        when=(When("answered_share_24h", at_most=0.25), When("mean_talk_ms_24h", at_most=60_000), When("fresh_share_24h", at_least=0.9),
              When("call_back_share_24h", at_most=0.05)), window_s=86_400, needs=("answer", "release"),
    ),
    Rule(
        "fixed_line_from_abroad", "S10", on="is_fixed_from_abroad", starts=0, full=1, points=0.70,
        says_zh="国际来话却显示国内固话或服务号码，系改号", says_en="Came in from abroad but shows a domestic fixed or service number: spoofed",
        source="MIIT rule on international calls; Anti-Telecom and Online Fraud Law Art. 13; a signature that attests the number in full (S34) proves it", when=(NOT_ATTESTED,), evidence=Evidence.CALL, unit=Unit.FLAG, needs=("route",),
    ),
    Rule(
        "mobile_from_abroad", "S10", on="is_mobile_from_abroad", starts=0, full=1, points=0.15,
        says_zh="国际来话显示国内手机号（可能漫游，也可能改号）", says_en="Came in from abroad with a domestic mobile number (roaming, or spoofed)",
        source="MIIT rule on international calls; roaming is the innocent case", when=(NOT_ATTESTED,), evidence=Evidence.CALL, unit=Unit.FLAG, needs=("route",),
    ),
    Rule(
        "roams_at_home", "S11", on="is_mobile_from_abroad", starts=0, full=1, points=0.35,
        says_zh="国际来话显示的国内手机号 15 分钟内刚在境内呼出过电话，系冒用", says_en="Came in from abroad with a domestic mobile number that called from within the country less than 15 minutes before: spoofed",
        source="practice: says roaming, is home; VoIPmonitor: change of country. Beside a border a phone may change networks on foot: there set it lower",
        when=(When("home_ago_s", at_least=1, at_most=900), NOT_ATTESTED), evidence=Evidence.CALL, unit=Unit.FLAG, needs=("route",),
    ),
    Rule(
        "foreign_service_tail", "S11", on="is_service_tail", starts=0, full=1, points=0.65,
        says_zh="境外号码尾号伪装成公共服务号码", says_en="Foreign number whose tail imitates a public service line",
        source="Anti-Telecom and Online Fraud Law Art. 13", evidence=Evidence.CALL, unit=Unit.FLAG,
    ),
    Rule(
        "area_service", "S11", on="is_area_service", starts=0, full=1, points=0.60,
        says_zh="显示“区号+110/96110”等，真实线路不会这样显示", says_en="Shows area code + 110 or 96110, which the real line never does",
        source="practice", evidence=Evidence.CALL, unit=Unit.FLAG,
    ),
    Rule(
        "unallocated", "S11", on="is_unallocated", starts=0, full=1, points=0.30,
        says_zh="主叫号码所在号段未启用或国家码不存在", says_en="Calling number lies in a range or country code that was never handed out",
        source="numbering plan", evidence=Evidence.CALL, unit=Unit.FLAG,
    ),
    Rule(
        "ill_formed", "S11", on="is_ill_formed", starts=0, full=1, points=0.20,
        says_zh="主叫号码不符合编号规则", says_en="Calling number breaks the numbering plan", source="ITU-T E.164", evidence=Evidence.CALL, unit=Unit.FLAG,
    ),
    Rule(
        "calling_itself", "S11", on="is_calling_itself", starts=0, full=1, points=0.40,
        says_zh="主叫显示为被叫本人号码", says_en="Shows the called person's own number", source="practice", evidence=Evidence.CALL, unit=Unit.FLAG,
    ),
    Rule(
        "look_alike", "S12", on="is_look_alike", starts=0, full=1, points=0.50,
        says_zh="号码与公共服务号码仅一位之差或尾号相同", says_en="One digit away from a public service line, or wears it as a tail",
        source="practice", evidence=Evidence.CALL, unit=Unit.FLAG,
    ),
    *COMPANY_RULES,
    *SIGNALLING_RULES,
    *DEVICE_RULES,
    *CROWD_RULES,
    *LINE_RULES,
)  # fmt: skip

GUARDS: tuple[When, ...] = (When("is_public_line", at_least=1),)
"""Where any of these holds the calling side scores 0 (S31): real short codes of the numbering plan, not from abroad."""
