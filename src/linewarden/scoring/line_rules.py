"""Rows on what a caller does with its line: counters with a warning level (`starts`) and a critical one (`full`), windows of several lengths, and countries (S2, S3, S4).

The near domain: call centres, parcel robots, dispatchers and hospitals show fixed numbers, for many calls at once: most rows pass over those; who rings the numbers of one block, or several countries, in business is answered and
rings again. Rows of one caller's habits overlap with S1 and S9, so they are worth little each.
"""

from linewarden.model.score import Unit
from linewarden.scoring.company_rules import NEW, NO_OFFICE_LINE, NOT_RUNG
from linewarden.scoring.device_rules import DAY_S, STRANGERS_ONLY
from linewarden.scoring.rule import Evidence, Rule, When

FEW_ANSWERED = When("answered_share_24h", at_most=0.5)
NOT_CALLED_BACK = When("call_back_share_24h", at_most=0.1)
OPENSIPS = "OpenSIPS fraud_detection: a warning and a critical level; the levels are practice"
BY_HOURS = "OpenSIPS fraud_detection: levels of their own by hours and weekdays"

_NEW_PLACE = (When("heard_s", at_least=7 * DAY_S), When("caller_known_s_7d", at_least=DAY_S))
"""The feed was heard for a week and the caller was there yesterday: of who is new everything is a first."""

LINE_RULES: tuple[Rule, ...] = (
    Rule(
        "total_calls", "S2", on="caller_attempts_24h", starts=300, full=800, points=0.10,
        says_zh="24 小时内外呼总量 {value:.0f} 次", says_en="{value:.0f} calls in all within 24 h",
        source=OPENSIPS, when=(STRANGERS_ONLY, FEW_ANSWERED, NOT_CALLED_BACK, NO_OFFICE_LINE), window_s=DAY_S, needs=("answer", "release"),
    ),
    Rule(
        "calls_per_minute", "S2", on="caller_attempts_5m", starts=25, full=50, points=0.20,
        says_zh="5 分钟内外呼 {value:.0f} 次", says_en="{value:.0f} calls within 5 minutes",
        source=OPENSIPS, when=(STRANGERS_ONLY, FEW_ANSWERED, NOT_CALLED_BACK, NO_OFFICE_LINE), window_s=300, needs=("answer", "release"),
    ),
    Rule(
        "calls_at_once", "S2", on="calls_at_once", starts=3, full=6, points=0.35,
        says_zh="同一手机号同时有 {value:.0f} 路呼叫，一部手机做不到", says_en="{value:.0f} calls of one mobile number at once, which no handset can make",
        source=OPENSIPS + "; fixed numbers show one number for many lines and do not count", when=(When("is_mobile_number", at_least=1),), needs=("release",),
    ),
    Rule(
        "one_prefix", "S2", on="prefix_run", starts=10, full=30, points=0.10,
        says_zh="连续 {value:.0f} 次拨打同一号段", says_en="{value:.0f} calls in a row into one block of numbers",
        source=OPENSIPS, when=(STRANGERS_ONLY, FEW_ANSWERED, NOT_CALLED_BACK, NO_OFFICE_LINE), needs=("answer", "release"),
    ),
    Rule(
        "talk_total", "S2", on="busy_share_24h", starts=0.35, full=0.6, points=0.15,
        says_zh="24 小时中有 {value:.0%} 的时间在外呼通话，对象几乎不重复", says_en="Talked for {value:.0%} of 24 h in calls of its own, hardly ever to the same person",
        source=OPENSIPS, when=(STRANGERS_ONLY, NOT_CALLED_BACK, NO_OFFICE_LINE), window_s=DAY_S, unit=Unit.SHARE, needs=("answer", "release"),
    ),
    Rule(
        "strangers_at_night", "S2", on="caller_distinct_1h", starts=3, full=10, points=0.10,
        says_zh="22 时至次日 8 时之间，1 小时内拨打 {value:.0f} 个不同号码，几乎不重复、无人回拨",
        says_en="Rang {value:.0f} different people within an hour between 22:00 and 8:00, hardly ever the same person, and nobody calls back",
        source=BY_HOURS + "; collectors must not ring between 22:00 and 8:00 (China Banking Association, guide to collecting consumer loans, 2026); the counts are practice",
        when=(When("is_night", at_least=1), STRANGERS_ONLY, NOT_RUNG, NO_OFFICE_LINE),
    ),
    Rule(
        "total_calls_weekend", "S2", on="caller_attempts_24h", starts=150, full=400, points=0.10,
        says_zh="周末 24 小时内外呼总量 {value:.0f} 次", says_en="{value:.0f} calls in all within 24 h, at a weekend",
        source=BY_HOURS + "; half of total_calls is practice: trades rest", when=(When("is_weekend", at_least=1), STRANGERS_ONLY, FEW_ANSWERED, NOT_CALLED_BACK, NO_OFFICE_LINE),
        window_s=DAY_S, needs=("answer", "release"),
    ),
    Rule(
        "one_number_hammered", "S3", on="caller_attempts_5m", starts=8, full=20, points=0.15,
        says_zh="5 分钟内反复拨打同一号码 {value:.0f} 次", says_en="Rang one and the same number {value:.0f} times within 5 minutes",
        source="ClearIP: calls to one called number in a short window",
        when=(When("caller_distinct_5m", at_least=1, at_most=1), When("is_rented", at_least=1), NOT_RUNG), window_s=300,
    ),
    Rule(
        "one_number_15m", "S3", on="same_called_15m", starts=6, full=12, points=0.15,
        says_zh="15 分钟内反复拨打同一号码 {value:.0f} 次（其间也拨打其他号码）", says_en="Rang one and the same number {value:.0f} times within 15 minutes, among others",
        source="ClearIP: calls to one called number in 15 minutes; the count is practice: an ordinary number may be somebody who worries",
        when=(When("is_rented", at_least=1), NOT_RUNG, NO_OFFICE_LINE), window_s=900,
    ),
    Rule(
        "all_calls_1h", "S3", on="caller_attempts_1h", starts=100, full=300, points=0.10,
        says_zh="1 小时内外呼 {value:.0f} 次，多未接通、几乎不重复", says_en="{value:.0f} calls within an hour, most unanswered, hardly ever to the same person",
        source="ClearIP: all calls of 60 minutes; the counts are practice", when=(STRANGERS_ONLY, FEW_ANSWERED, NOT_CALLED_BACK, NO_OFFICE_LINE), needs=("answer", "release"),
    ),
    Rule(
        "country_5m", "S3", on="rush_calls_5m", starts=10, full=40, points=0.10,
        says_zh="该国家 5 分钟内拨入 {value:.0f} 次，远超往日同时段", says_en="{value:.0f} calls from this country within 5 minutes, far above this hour of the days before",
        source="ClearIP: calls of a country in 5 minutes; one in a million by chance, and a floor", when=(When("rush_chance_5m", at_most=1e-6), NEW, NOT_RUNG),
        evidence=Evidence.CALL, chance="rush_chance_5m",
    ),
    Rule(
        "country_1h", "S3", on="rush_calls_1h", starts=20, full=100, points=0.10,
        says_zh="该国家本小时内拨入 {value:.0f} 次，远超往日同时段", says_en="{value:.0f} calls from this country in this hour, far above this hour of the days before",
        source="ClearIP: calls of a country in 60 minutes; one in a million by chance, and a floor", when=(When("rush_chance_1h", at_most=1e-6), NEW, NOT_RUNG),
        evidence=Evidence.CALL, chance="rush_chance_1h",
    ),
    Rule(
        "short_calls_5m", "S3", on="caller_shorts_5m", starts=10, full=25, points=0.20,
        says_zh="5 分钟内有 {value:.0f} 次接通后 10 秒内即被挂断", says_en="{value:.0f} talks cut within 10 s, in 5 minutes",
        source="ClearIP: short-call score of 5 minutes", when=(When("short_share_5m", at_least=0.6), STRANGERS_ONLY, NOT_CALLED_BACK, NO_OFFICE_LINE), window_s=300,
        chance="short_chance_5m", needs=("answer", "release"),
    ),
    Rule(
        "many_countries", "S4", on="countries_today", starts=2, full=4, points=0.20,
        says_zh="当日拨往至少 {value:.0f} 个国家，多未接通", says_en="Rang at least {value:.0f} countries today, most calls unanswered",
        source="VoIPmonitor: destinations that are new for the subject; the count is practice", when=(STRANGERS_ONLY, FEW_ANSWERED, NOT_CALLED_BACK, NO_OFFICE_LINE), window_s=DAY_S,
        needs=("answer", "release"),
    ),
    Rule(
        "first_country", "S4", on="is_first_country", starts=0, full=1, points=0.05,
        says_zh="首次拨往该国家，同日大量呼叫多未接通", says_en="Rings this country for the first time, on a day of many calls that are rarely answered",
        source="VoIPmonitor: first country of this subject", when=(*_NEW_PLACE, STRANGERS_ONLY, FEW_ANSWERED, NOT_CALLED_BACK, NO_OFFICE_LINE), evidence=Evidence.CALL, unit=Unit.FLAG,
        needs=("answer", "release"),
    ),
    Rule(
        "first_continent", "S4", on="is_first_zone", starts=0, full=1, points=0.10,
        says_zh="首次拨往该洲（E.164 国际区），同日大量呼叫多未接通", says_en="Rings this part of the world (zone of E.164) for the first time, on a day of many calls that are rarely answered",
        source="VoIPmonitor: first continent of this subject; zones of ITU-T E.164", when=(*_NEW_PLACE, STRANGERS_ONLY, FEW_ANSWERED, NOT_CALLED_BACK, NO_OFFICE_LINE), evidence=Evidence.CALL,
        unit=Unit.FLAG, needs=("answer", "release"),
    ),
    Rule(
        "spoofed_number", "S23", on="callback_distinct_24h", starts=8, full=20, points=0.35,
        says_zh="24 小时内有 {value:.0f} 个互不相干的人回拨该手机号，而此呼叫来自网关：号码疑被冒用（机主可能是受害者）",
        says_en="{value:.0f} unrelated people rang this mobile number within 24 h, and this call came by a gateway: the number is being shown by others (its owner may be a victim)",
        source="Prasad 2020: people call back a number that did not call them",
        when=(When("is_by_gateway", at_least=1), When("is_mobile_number", at_least=1), When("heard_s", at_least=3 * DAY_S), When("rung_anew_share", at_least=0.7),
              When("rung_once_share", at_least=0.6)), evidence=Evidence.CALL, window_s=DAY_S, needs=("route", "source_ip"),
    ),
    Rule(
        "on_a_list", "S29", on="listed_by_risky", starts=1, full=4, points=0.15,
        says_zh="被叫近 3 天已被另外 {value:.0f} 个高风险号码呼叫过，疑在同一份名单上", says_en="The person called was rung by {value:.0f} other risky numbers in the last 3 days: one list",
        source="CN110830664B: members of a known target group called by one cluster", when=(When("is_rented", at_least=1), When("caller_known_s_7d", at_most=DAY_S), NOT_RUNG, NO_OFFICE_LINE),
        evidence=Evidence.CALL,
    ),
)  # fmt: skip
