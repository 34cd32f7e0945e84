"""Rows on many numbers at once: a surge from one country into one area (S13), and numbers that one machine wakes, puts to sleep (S18) or carries about (S15); each with its chance.

The near domain: families abroad ring more at a feast, trade more at a fair; they ring people who ring them, and were there before. The people of a call centre begin their shift in
the same minute and go to lunch in another; colleagues and families travel together: most of their calls are answered, and people ring them.
"""

from linewarden.scoring.company_rules import NEW, NOT_RUNG
from linewarden.scoring.device_rules import STRANGERS_ONLY
from linewarden.scoring.rule import Evidence, Rule, When

CROWD_RULES: tuple[Rule, ...] = (
    Rule(
        "country_surge", "S13", on="surge_calls", starts=20, full=100, points=0.15,
        says_zh="该国家当日拨入本地区的来话激增，已达 {value:.0f} 次", says_en="Calls from this country into this area surge: {value:.0f} today so far",
        source="CN109510903B: above a dynamic line (twice the busiest of the days before, one in a million by chance) and a floor",
        when=(When("surge_times", at_least=2), When("surge_chance", at_most=1e-6), NEW, NOT_RUNG), evidence=Evidence.CALL, chance="surge_chance",
    ),
    Rule(
        "woken_together", "S18", on="cohort_size", starts=2, full=4, points=0.35,
        says_zh="同一基站小区有 {value:.0f} 个号码多次在同一分钟开始外呼（含本号码）", says_en="{value:.0f} numbers at one cell, this one among them, began to call in the same minute again and again",
        source="CN113660721A: at least 3 numbers at one place in the same minute at least 3 times, with an exact p-value",
        when=(When("cohort_chance", at_most=1e-4), NOT_RUNG, STRANGERS_ONLY, When("answered_share_24h", at_most=0.5)), window_s=86_400, chance="cohort_chance",
        needs=("cell", "answer", "release"),
    ),
    Rule(
        "silent_together", "S18", on="silent_size", starts=2, full=4, points=0.35,
        says_zh="同一基站小区有 {value:.0f} 个号码多次在同一分钟停止外呼（含本号码）", says_en="{value:.0f} numbers at one cell, this one among them, fell silent in the same minute again and again",
        source="CN113660721A: at least 3 numbers at one place in the same minute at least 3 times, with an exact p-value",
        when=(When("silent_chance", at_most=1e-4), NOT_RUNG, STRANGERS_ONLY, When("answered_share_24h", at_most=0.5)), window_s=86_400, chance="silent_chance",
        needs=("cell", "answer", "release"),
    ),
    Rule(
        "moved_together", "S15", on="move_size", starts=2, full=4, points=0.35,
        says_zh="{value:.0f} 个号码（含本号码）六次以上在同一时段从同一小区移到同一小区", says_en="{value:.0f} numbers, this one among them, moved from cell to cell together six times or more",
        source="voltdb-simbox rules: a cohort with at least 6 joint cell moves; with an exact p-value",
        when=(When("move_chance", at_most=1e-4), NOT_RUNG, STRANGERS_ONLY, When("answered_share_24h", at_most=0.5)), window_s=86_400, chance="move_chance",
        needs=("cell", "answer", "release"),
    ),
)  # fmt: skip
