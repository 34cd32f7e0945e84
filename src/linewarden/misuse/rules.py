"""The misuse rules. Each row is a limit that people can argue with; the settings may change it (`[misuse]`)."""

from datetime import timedelta

from linewarden.misuse.rule import Counts, MisuseRule

HOUR, QUARTER, YEAR = timedelta(hours=1), timedelta(minutes=15), timedelta(days=365)

NOBODY = "unknown"
"""Actor of failures under a login that does not exist, and of a chain that somebody altered."""

CHAIN = "chain_broken"

MISUSE_RULES: tuple[MisuseRule, ...] = (
    MisuseRule(
        "break_glass", on=("warning.break_glass",), counts=Counts.EACH, limit=0, window=HOUR,
        says_zh="破窗查看了他人预警的完整号码", says_en="Broke the glass: saw full numbers of a warning that this person does not have",
        source="safeguard 3: break-glass needs a reason and alerts the auditor",
    ),
    MisuseRule(
        "break_glass_case", on=("case.break_glass",), counts=Counts.EACH, limit=0, window=HOUR,
        says_zh="破窗进入了无权查看的案件", says_en="Broke the glass: let himself into a case that he may not see",
        source="safeguard 3: break-glass needs a reason and alerts the auditor",
    ),
    MisuseRule(
        "break_glass_record", on=("records.break_glass",), counts=Counts.EACH, limit=0, window=HOUR,
        says_zh="破窗查看了话单的完整号码，未在案件内", says_en="Broke the glass: saw full numbers of a call record outside any case",
        source="safeguard 3: break-glass needs a reason and alerts the auditor",
    ),
    MisuseRule(
        "many_read", on=("warning.read", "warning.records"), counts=Counts.SUBJECTS, limit=150, window=HOUR,
        says_zh="1 小时内查看了 {count} 条预警", says_en="Opened {count} warnings within an hour",
        source="practice: a dissuasion call every two minutes is 30 people an hour; walking down the queue reads a few times as many",
    ),
    MisuseRule(
        "many_unmasked", on=("warning.unmask", "rules.unmask", "case.unmask", "records.unmask"), counts=Counts.SUBJECTS, limit=40, window=HOUR,
        says_zh="1 小时内查看了 {count} 处完整号码", says_en="Saw full numbers in {count} places within an hour",
        source="practice: one telephone call each 90 seconds, without a pause, is 40 an hour",
    ),
    MisuseRule(
        "many_questions", on=("store.sql",), counts=Counts.ENTRIES, limit=60, window=HOUR,
        says_zh="1 小时内对话单库提了 {count} 个问题", says_en="Asked the record store {count} questions within an hour",
        source="practice: one a minute",
    ),
    MisuseRule(
        "many_searches", on=("records.search",), counts=Counts.ENTRIES, limit=120, window=HOUR, has=("is_next_page", False),
        says_zh="1 小时内检索话单 {count} 次", says_en="Searched call records {count} times within an hour",
        source="practice: two a minute without a pause; pages of one search count once",
    ),
    MisuseRule(
        "unmasked_questions", on=("store.sql",), counts=Counts.ENTRIES, limit=5, window=HOUR, has=("is_unmasked", True),
        says_zh="1 小时内 {count} 次从话单库取出完整号码", says_en="Took full numbers out of the record store {count} times within an hour",
        source="practice: each answer holds up to 10,000 rows; a case needs few",
    ),
    MisuseRule(
        "people_listed", on=("challenger.people", "challenger.explain"), counts=Counts.ENTRIES, limit=5, window=HOUR,
        says_zh="1 小时内 {count} 次列出或逐人解释模型的判断", says_en="Listed or explained people by the model {count} times within an hour",
        source="practice: a report needs one list and a few examples",
    ),
    MisuseRule(
        "guessing", on=("sign_in.failed",), counts=Counts.ENTRIES, limit=4, window=QUARTER, but=(NOBODY,),
        says_zh="15 分钟内登录失败 {count} 次，账号已锁定", says_en="{count} failed sign-ins within 15 minutes: the account is locked",
        source="decision 0004: the fifth failure within 15 minutes locks",
    ),
    MisuseRule(
        "guessing_logins", on=("sign_in.failed",), counts=Counts.ENTRIES, limit=19, window=QUARTER, only=NOBODY,
        says_zh="15 分钟内以不存在的账号登录 {count} 次", says_en="{count} sign-ins within 15 minutes under logins that do not exist",
        source="practice: ten people mistype their login twice each",
    ),
    MisuseRule(
        "many_sessions", on=("session.superseded",), counts=Counts.ENTRIES, limit=1, window=HOUR,
        says_zh="1 小时内 {count} 次因同时会话过多而挤掉旧会话，账号可能被共用", says_en="{count} sessions pushed out within an hour by further sign-ins: the account may be shared",
        source="decision 0004: a fourth session ends the oldest; once may be a browser that was left open",
    ),
    MisuseRule(
        "export", on=("audit.export", "dissuasion.outcomes"), counts=Counts.EACH, limit=0, window=HOUR,
        says_zh="导出了审计记录或处置结果", says_en="Exported the audit, or what became of people with their numbers",
        source="safeguard 4: what leaves in bulk is looked at by a second person",
    ),
    MisuseRule(
        "purge", on=("store.purge",), counts=Counts.EACH, limit=0, window=HOUR, but=("system",),
        says_zh="手工清除了话单数据", says_en="Purged records by hand",
        source="safeguard 4: deletion is looked at by a second person; retention by term is the platform's own and lawful",
    ),
    MisuseRule(
        CHAIN, on=(), counts=Counts.ENTRIES, limit=0, window=YEAR,
        says_zh="审计链校验不通过：{count} 处不符", says_en="The audit's chain does not verify: {count} faults",
        source="safeguard 6: raised by the verification itself, which may find that the audit takes no entry any more",
    ),
)  # fmt: skip

LIMITED: frozenset[str] = frozenset(rule.name for rule in MISUSE_RULES if rule.on and rule.counts is not Counts.EACH)
"""Rules whose limit the settings may change."""
