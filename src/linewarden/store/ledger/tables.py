"""The ledger's tables. `store/schema/versions` makes them; a test compares the two."""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

from linewarden.store.ledger.columns import Instant, Json

METADATA = MetaData()

COUNTERS = (
    Table(  # one row a counter; updating it first makes writers of several processes queue, so seqs commit in order
        "counters",
        METADATA,
        Column("name", String(32), primary_key=True),
        Column("value", BigInteger, nullable=False),
    )
)

WARNINGS = Table(
    "warnings",
    METADATA,
    Column("warning_id", String(64), primary_key=True),
    Column("seq", BigInteger, nullable=False),  # place of the latest change in the change feed
    Column("revision", Integer, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("level", String(8), nullable=False),
    Column("state", String(8), nullable=False),
    Column("called", BigInteger, nullable=False),
    Column("callers", Json, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("score", Float(53), nullable=False),
    Column("reasons", Json, nullable=False),
    Column("is_in_contact", Boolean, nullable=False),
    Column("contact_since", Instant),
    Column("source", String(128), nullable=False),
    Column("is_synthetic", Boolean, nullable=False),
    Column("versions", Json, nullable=False),
    # Where officers have brought it: what their acts (DISSUASION_STEPS) come to. The detector never writes these.
    Column("stage", String(16), nullable=False, server_default="waiting"),
    Column("situation", String(16), nullable=False, server_default="waiting"),
    Column("since", Instant),
    Column("holder", String(64)),
    Column("steps", Integer, nullable=False, server_default="0"),
    Index("warnings_by_seq", "seq", unique=True),
    Index("warnings_by_place", "state", "stage", "level", "seq"),
    Index("warnings_by_holder", "holder", "stage", "level", "seq"),
    Index("warnings_by_raised_at", "raised_at"),
    Index("warnings_by_called", "called"),
)

DISSUASION_STEPS = Table(  # triggers refuse to change or remove a row
    "dissuasion_steps",
    METADATA,
    Column("warning_id", String(64), ForeignKey("warnings.warning_id"), primary_key=True),
    Column("nth", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),  # "system": the platform itself
    Column("kind", String(16), nullable=False),
    Column("act", Json, nullable=False),  # what belongs to the kind; times in microseconds since 1970
)

MESSAGES = Table(  # to people who are warned
    "messages",
    METADATA,
    Column("message_id", String(32), primary_key=True),
    Column("warning_id", String(64), ForeignKey("warnings.warning_id"), nullable=False),
    Column("nth", Integer, nullable=False),
    Column("channel", String(64), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant),
    Column("ended_at", Instant),
    Column("problem", Text, nullable=False),
    Index("messages_by_next_at", "state", "next_at"),
    Index("messages_by_number", "number", "created_at"),
    Index("messages_by_warning", "warning_id", "nth"),
)

BASES = Table(
    "legal_bases",
    METADATA,
    Column("basis_id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("document", String(256), nullable=False),
    Column("issuer", String(256), nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("valid_until", Instant, nullable=False),
)

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("login", String(64), primary_key=True),
    Column("name", String(128), nullable=False),
    Column("role", String(16), nullable=False),
    Column("password_hash", String(256), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("signed_in_at", Instant),
    Column("reopened_at", Instant),
)

ATTEMPTS = Table(  # failed sign-ins by login typed, whether or not such an account exists
    "sign_in_attempts",
    METADATA,
    Column("login_hash", String(64), primary_key=True),
    Column("failed_us", Json, nullable=False),  # times of the latest failures, microseconds since 1970, oldest first
    Column("latest_at", Instant, nullable=False),
    Column("locked_until", Instant),
    Index("sign_in_attempts_by_latest_at", "latest_at"),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("login", String(64), ForeignKey("accounts.login"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("sessions_by_login", "login", "ended_at"),
)

API_TOKENS = Table(
    "api_tokens",
    METADATA,
    Column("token_id", String(12), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("login", String(64), ForeignKey("accounts.login"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("scopes", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("ended_at", Instant),
    Index("api_tokens_by_login", "login", "ended_at"),
)

SAVED_SEARCHES = Table(
    "saved_searches",
    METADATA,
    Column("login", String(64), ForeignKey("accounts.login"), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("query", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
)

SECOND_FACTORS = Table(  # secrets are sealed with a key that is not in the ledger
    "second_factors",
    METADATA,
    Column("login", String(64), ForeignKey("accounts.login"), primary_key=True),
    Column("sealed", String(256)),
    Column("set_at", Instant),
    Column("last_step", BigInteger, nullable=False),
    Column("pending", String(256)),
    Column("pending_at", Instant),
    Column("recovery", Json, nullable=False),
)

AUDIT = Table(  # triggers refuse to change, remove or skip a row
    "audit",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("entry_hash", String(64), nullable=False),
    Index("audit_by_at", "at", "seq"),
    Index("audit_by_actor", "actor", "seq"),
)

AUDIT_HEAD = Table(  # one row: how far the audit reaches, so that cutting off its end shows
    "audit_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("entry_hash", String(64), nullable=False),
)

AUDIT_ALARMS = Table(  # made from the audit, which alone proves anything
    "audit_alarms",
    METADATA,
    Column("alarm_id", BigInteger, primary_key=True, autoincrement=False),
    Column("rule", String(32), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("seen_by", String(64), ForeignKey("accounts.login")),
    Column("seen_at", Instant),
    Column("verdict", String(16)),
    Column("words", Text, nullable=False),
    Index("audit_alarms_by_actor", "actor", "rule", "alarm_id"),
    Index("audit_alarms_by_seen_at", "seen_at", "alarm_id"),
)

AUDIT_CHECKS = Table(  # verifications of the chain
    "audit_checks",
    METADATA,
    Column("check_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("entry_hash", String(64), nullable=False),
    Column("faults", BigInteger, nullable=False),
    Column("told", Json, nullable=False),
)

RULE_CHANGES = Table(
    "rule_changes",
    METADATA,
    Column("change_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("base_serial", BigInteger, nullable=False),
    Column("author", String(64), ForeignKey("accounts.login"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("drafted_at", Instant, nullable=False),
    Column("backtest", Json, nullable=False),
    Column("backtest_digest", String(64)),
    Column("backtested_at", Instant),
    Column("approver", String(64), ForeignKey("accounts.login")),
    Column("approved_digest", String(64)),
    Column("decision", Text),
    Column("decided_at", Instant),
)

RULE_PUBLICATIONS = Table(  # triggers refuse to change, remove or skip a row
    "rule_publications",
    METADATA,
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("version", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("change_id", BigInteger, ForeignKey("rule_changes.change_id")),
    Column("rolled_back_to", BigInteger),
    Column("reason", Text, nullable=False),
    Column("published_by", String(64), nullable=False),
    Column("published_at", Instant, nullable=False),
)

RULES_IN_FORCE = Table(  # from which block on the live platform followed a publication
    "rules_in_force",
    METADATA,
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("offset", BigInteger, nullable=False),
)

SILENCED = Table(  # by entry of the whitelist
    "whitelist_silenced",
    METADATA,
    Column("number", String(16), primary_key=True),
    Column("calls", BigInteger, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("through_offset", BigInteger, nullable=False),  # the latest block that is counted
)

CHALLENGER_SETTINGS = Table(  # triggers refuse to change, remove or skip a row
    "challenger_settings",
    METADATA,
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("version", String(64)),
    Column("trees", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("set_by", String(64), nullable=False),
    Column("set_at", Instant, nullable=False),
)

CHALLENGER_RUNS = Table(  # a row a setting that the live platform has followed
    "challenger_runs",
    METADATA,
    Column("serial", BigInteger, ForeignKey("challenger_settings.serial"), primary_key=True, autoincrement=False),
    Column("offset", BigInteger, nullable=False),
    Column("followed_at", Instant, nullable=False),
    Column("through_offset", BigInteger, nullable=False),
    Column("through_us", BigInteger, nullable=False),
    Column("judged", BigInteger, nullable=False),
    Column("cost_us", BigInteger, nullable=False),
    Column("errors", BigInteger, nullable=False),
    Column("problem", Text, nullable=False),
)

CHALLENGER_SAID = Table(  # a row a warning that there is, or would be
    "challenger_said",
    METADATA,
    Column("serial", BigInteger, ForeignKey("challenger_runs.serial"), primary_key=True, autoincrement=False),
    Column("warning_id", String(64), primary_key=True),
    Column("called", BigInteger, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("champion_score", Float(53), nullable=False),
    Column("champion_level", String(8)),  # the most pressing of those reached; null: would not warn
    Column("champion", Json, nullable=False),  # level → microseconds since 1970 when it was reached first
    Column("challenger_score", Float(53), nullable=False),
    Column("challenger_level", String(8)),
    Column("challenger", Json, nullable=False),
    Index("challenger_said_by_first_at", "serial", "first_at"),
)

CASES = Table(
    "cases",
    METADATA,
    Column("number", String(32), primary_key=True),
    Column("opened_at", Instant, nullable=False),
    # What its deeds come to, kept so that lists need not read them.
    Column("is_open", Boolean, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("deeds", Integer, nullable=False),
    Index("cases_by_changed_at", "changed_at"),
)

CASE_DEEDS = Table(  # triggers refuse to change, remove or skip a row
    "case_deeds",
    METADATA,
    Column("number", String(32), ForeignKey("cases.number"), primary_key=True),
    Column("nth", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("deed", Json, nullable=False),
)

CASE_MEMBERS = Table(  # who may know of a case: what its deeds come to
    "case_members",
    METADATA,
    Column("number", String(32), ForeignKey("cases.number"), primary_key=True),
    Column("login", String(64), primary_key=True),
    Column("until", Instant),
    Index("case_members_by_login", "login"),
)

CASE_PINS = Table(  # warnings that count as pinned: what its deeds come to
    "case_pins",
    METADATA,
    Column("number", String(32), ForeignKey("cases.number"), primary_key=True),
    Column("warning_id", String(64), primary_key=True),
    Index("case_pins_by_warning", "warning_id"),
)

CASE_CUSTODY = Table(  # triggers refuse to change, remove or skip a row: every touch of a file
    "case_custody",
    METADATA,
    Column("number", String(32), ForeignKey("cases.number"), primary_key=True),
    Column("nth", Integer, primary_key=True, autoincrement=False),
    Column("file", Integer, nullable=False),  # nth of the deed that attached it
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("touch", String(16), nullable=False),
)
