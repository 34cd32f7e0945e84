"""Triggers that make the audit, the published rules and the challenger's settings append-only in the database itself: no update, no delete, no gap."""

from alembic import op

SQLITE = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END",
    """
    CREATE TRIGGER audit_no_gap BEFORE INSERT ON audit WHEN NEW.seq <> 1 + (SELECT COALESCE(MAX(seq), 0) FROM audit)
    BEGIN SELECT RAISE(ABORT, 'the audit has no gaps'); END
    """,
    "CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, 'the head stays'); END",
    """
    CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head WHEN NEW.seq <> OLD.seq + 1
    BEGIN SELECT RAISE(ABORT, 'the head only grows'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE FUNCTION audit_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.seq <> 1 + (SELECT COALESCE(MAX(seq), 0) FROM audit) THEN RAISE EXCEPTION 'the audit has no gaps'; END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER audit_no_gap BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_in_order()",
    """
    CREATE FUNCTION audit_head_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.seq <> OLD.seq + 1 THEN RAISE EXCEPTION 'the head only grows'; END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_head_in_order()",
    """
    CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
)


def guard_audit() -> None:
    """Adds the triggers of the database in use; a database without any is refused with a `KeyError` that names it."""
    triggers = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[op.get_context().dialect.name]
    for trigger in triggers:
        op.execute(trigger)


def _numbered_sqlite(table: str, what: str) -> tuple[str, ...]:
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{what} are append-only'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{what} are append-only'); END",
        f"""
        CREATE TRIGGER {table}_no_gap BEFORE INSERT ON {table}
        WHEN NEW.serial <> 1 + (SELECT COALESCE(MAX(serial), 0) FROM {table})
        BEGIN SELECT RAISE(ABORT, '{what} have no gaps'); END
        """,  # noqa: S608  names of our own tables
    )


def _numbered_postgresql(table: str, what: str) -> tuple[str, ...]:
    return (
        f"""
        CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{what} are append-only'; END $$
        """,
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()
        """,
        f"""
        CREATE FUNCTION {table}_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.serial <> 1 + (SELECT COALESCE(MAX(serial), 0) FROM {table}) THEN
                RAISE EXCEPTION '{what} have no gaps';
            END IF;
            RETURN NEW;
        END $$
        """,  # noqa: S608  names of our own tables
        f"CREATE TRIGGER {table}_no_gap BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_in_order()",
    )


NUMBERED = {"sqlite": _numbered_sqlite, "postgresql": _numbered_postgresql}


def guard_numbered(table: str, what: str) -> None:
    """The same for a table whose rows count from 1 in `serial`; `what` they are, in the words of the refusal."""
    for trigger in NUMBERED[op.get_context().dialect.name](table, what):
        op.execute(trigger)


STEPS = {
    "sqlite": (
        """
        CREATE TRIGGER dissuasion_steps_no_update BEFORE UPDATE ON dissuasion_steps
        BEGIN SELECT RAISE(ABORT, 'acts on record do not change'); END
        """,
        """
        CREATE TRIGGER dissuasion_steps_no_gap BEFORE INSERT ON dissuasion_steps
        WHEN NEW.nth <> 1 + (SELECT COALESCE(MAX(nth), 0) FROM dissuasion_steps WHERE warning_id = NEW.warning_id)
        BEGIN SELECT RAISE(ABORT, 'acts have no gaps'); END
        """,
    ),
    "postgresql": (
        """
        CREATE FUNCTION dissuasion_steps_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'acts on record do not change'; END $$
        """,
        """
        CREATE TRIGGER dissuasion_steps_no_update BEFORE UPDATE ON dissuasion_steps
        FOR EACH STATEMENT EXECUTE FUNCTION dissuasion_steps_refuse()
        """,
        """
        CREATE FUNCTION dissuasion_steps_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.nth <> 1 + (SELECT COALESCE(MAX(nth), 0) FROM dissuasion_steps WHERE warning_id = NEW.warning_id)
            THEN RAISE EXCEPTION 'acts have no gaps'; END IF;
            RETURN NEW;
        END $$
        """,
        """
        CREATE TRIGGER dissuasion_steps_no_gap BEFORE INSERT ON dissuasion_steps
        FOR EACH ROW EXECUTE FUNCTION dissuasion_steps_in_order()
        """,
    ),
}


def guard_steps() -> None:
    """What officers did is never changed; it goes with its warning, when the legal basis ends."""
    for trigger in STEPS[op.get_context().dialect.name]:
        op.execute(trigger)


def _by_case_sqlite(table: str) -> tuple[str, ...]:
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'cases are append-only'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'cases are append-only'); END",
        f"""
        CREATE TRIGGER {table}_no_gap BEFORE INSERT ON {table}
        WHEN NEW.nth <> 1 + (SELECT COALESCE(MAX(nth), 0) FROM {table} WHERE number = NEW.number)
        BEGIN SELECT RAISE(ABORT, 'cases have no gaps'); END
        """,  # noqa: S608  names of our own tables
    )


def _by_case_postgresql(table: str) -> tuple[str, ...]:
    return (
        f"""
        CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'cases are append-only'; END $$
        """,
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()
        """,
        f"""
        CREATE FUNCTION {table}_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.nth <> 1 + (SELECT COALESCE(MAX(nth), 0) FROM {table} WHERE number = NEW.number) THEN
                RAISE EXCEPTION 'cases have no gaps';
            END IF;
            RETURN NEW;
        END $$
        """,  # noqa: S608  names of our own tables
        f"CREATE TRIGGER {table}_no_gap BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_in_order()",
    )


BY_CASE = {"sqlite": _by_case_sqlite, "postgresql": _by_case_postgresql}


def guard_by_case(table: str) -> None:
    """The same for a table whose rows count from 1 in `nth` within each case."""
    for trigger in BY_CASE[op.get_context().dialect.name](table):
        op.execute(trigger)
