"""Rows on handsets, cards and cells (signals S17, S14, S15) and on young numbers (S21).

The near domain: couriers and taxi drivers move through many cells and are rung; a call centre, a school or a hospital on a mobile number is answered and rings the same
people again; who collects debts rings few people often. A phone with two cards has two IMEIs. Of cheap handsets thousands may share one IMEI: their owners are rung.
"""

from linewarden.model.score import Unit
from linewarden.scoring.company_rules import NOT_RUNG
from linewarden.scoring.rule import Evidence, Rule, When

DAY_S = 86_400

YOUNG = When("caller_known_s_7d", at_most=10 * DAY_S)
APPEARED = When("heard_before_s", at_least=2 * DAY_S)
"""The stream had listened for two days before the number came: who rings daily cannot seem new on a feed's first day."""

STRANGERS_ONLY = When("fresh_share_24h", at_least=0.9)

DEVICE_RULES: tuple[Rule, ...] = (
    Rule(
        "cards_in_handset", "S17", on="handset_cards_today", starts=2, full=3, points=0.35,
        says_zh="该终端当日使用过至少 {value:.0f} 张 SIM 卡", says_en="At least {value:.0f} SIM cards were used in this handset today",
        source="LATRO: more than one IMSI per IMEI a day, flag from three", when=(NOT_RUNG,), window_s=DAY_S, needs=("imei", "imsi"),
    ),
    Rule(
        "handsets_of_card", "S17", on="card_handsets_today", starts=3, full=4, points=0.30,
        says_zh="该 SIM 卡当日在至少 {value:.0f} 部终端中使用过", says_en="This SIM card was used in at least {value:.0f} handsets today",
        source="LATRO: more than three IMEIs per IMSI; SIM boxes change the IMEI they tell", when=(NOT_RUNG,), window_s=DAY_S, needs=("imei", "imsi"),
    ),
    Rule(
        "bad_imei", "S17", on="is_imei_bad", starts=0, full=1, points=0.15,
        says_zh="终端串号（IMEI）校验位错误，系伪造", says_en="The handset's IMEI has a wrong check digit: it is made up",
        source="3GPP TS 23.003 annex B; a last digit of 0 is let pass", when=(NOT_RUNG,), evidence=Evidence.CALL, unit=Unit.FLAG, needs=("imei",),
    ),
    Rule(
        "two_sites", "S17", on="is_at_two_sites", starts=0, full=1, points=0.35,
        says_zh="同一终端串号（IMEI）在两个基站小区、以两张 SIM 卡同时通话", says_en="One IMEI is in two calls at once, at two cells and with two SIM cards",
        source="practice: a handset can be at one place; the number is copied", when=(NOT_RUNG,), evidence=Evidence.CALL, unit=Unit.FLAG,
        needs=("imei", "imsi", "cell", "release"),
    ),
    Rule(
        "static_one_way", "S14", on="caller_distinct_24h", starts=30, full=80, points=0.25,
        says_zh="24 小时内在同一地点拨打了 {value:.0f} 个不同号码，几乎只呼出", says_en="Rang {value:.0f} different people within 24 h from one place, and is hardly ever rung",
        source="Murynets 2014: few cells, outgoing far above incoming, many destinations",
        when=(When("cells_today", at_least=1, at_most=2), When("call_back_share_24h", at_most=0.02), STRANGERS_ONLY, When("answered_share_24h", at_most=0.5)),
        window_s=DAY_S, needs=("cell", "answer", "release"),
    ),
    Rule(
        "sim_box", "S15", on="busy_share_24h", starts=0.1, full=0.3, points=0.30,
        says_zh="新出现的手机号，24 小时中有 {value:.0%} 的时间在呼出通话，对象几乎不重复、无人呼入", says_en="A young mobile number talked for {value:.0%} of 24 h in calls of its own, hardly ever to the same person, and is not rung",
        source="voltdb-simbox rules: outgoing more than 10 times incoming, busy at least 10 % of the time, younger than 10 days",
        when=(When("is_by_sim_card", at_least=1), When("caller_attempts_24h", at_least=20), When("call_back_share_24h", at_most=0.1), STRANGERS_ONLY, YOUNG, APPEARED),
        window_s=DAY_S, unit=Unit.SHARE, needs=("imsi", "answer", "release"),
    ),
    Rule(
        "young_handset", "S15", on="busy_share_24h", starts=0.1, full=0.3, points=0.15,
        says_zh="出现不足 10 天的终端，24 小时中有 {value:.0%} 的时间在呼出通话，对象几乎不重复、无人呼入", says_en="A handset first seen less than 10 days ago talked for {value:.0%} of 24 h in calls of its own, hardly ever to the same person, and is not rung",
        source="voltdb-simbox rules: device younger than 10 days, outgoing more than 10 times incoming, busy at least 10 % of the time; the number may be old",
        when=(When("handset_known_days", at_least=1, at_most=10), When("handset_heard_days", at_least=2), When("caller_attempts_24h", at_least=20), When("call_back_share_24h", at_most=0.1), STRANGERS_ONLY),
        window_s=DAY_S, unit=Unit.SHARE, needs=("imei", "imsi", "answer", "release"),
    ),
    Rule(
        "box_traffic", "S15", on="busy_share_24h", starts=0.1, full=0.3, points=0.10,
        says_zh="手机号 24 小时中有 {value:.0%} 的时间在呼出通话，呼出为呼入的 10 倍以上，多未接通", says_en="A mobile number talked for {value:.0%} of 24 h in calls of its own, more than 10 for each that it got, most unanswered",
        source="voltdb-simbox rules: outgoing more than 10 times incoming while busy at least 10 % of the time; couriers and sellers are answered",
        when=(When("is_by_sim_card", at_least=1), When("caller_attempts_24h", at_least=20), When("call_back_share_24h", at_most=0.099), STRANGERS_ONLY, When("answered_share_24h", at_most=0.5)),
        window_s=DAY_S, unit=Unit.SHARE, needs=("imsi", "answer", "release"),
    ),
    Rule(
        "no_incoming", "S15", on="caller_distinct_7d", starts=50, full=150, points=0.15,
        says_zh="7 天内用手机呼叫了 {value:.0f} 个不同号码，从无来电", says_en="A mobile number that rang {value:.0f} people in 7 days and was rung by nobody",
        source="voltdb-simbox rules: no incoming calls", when=(When("is_by_sim_card", at_least=1), When("callback_attempts_7d", at_most=0), When("fresh_share_7d", at_least=0.8)),
        window_s=7 * DAY_S, needs=("imsi",),
    ),
    Rule(
        "young_number", "S21", on="caller_distinct_7d", starts=50, full=100, points=0.25,
        says_zh="出现不足 10 天的号码，已呼叫 {value:.0f} 个不同号码，多未接通、几乎无人回拨", says_en="First seen less than 10 days ago and has rung {value:.0f} people, most unanswered, hardly any calling back",
        source="practice: first seen less than 10 days ago and more than 50 distinct called",
        when=(YOUNG, APPEARED, NOT_RUNG, When("fresh_share_7d", at_least=0.8), When("answered_share_24h", at_most=0.6)),
        window_s=7 * DAY_S, needs=("answer", "release"),
    ),
)  # fmt: skip
