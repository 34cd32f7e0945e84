"""Triggers that make the audit and the published rules append-only in the database itself: no update, no delete, no gap."""

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


PUBLICATIONS_SQLITE = (
    """
    CREATE TRIGGER rule_publications_no_update BEFORE UPDATE ON rule_publications
    BEGIN SELECT RAISE(ABORT, 'published rules are append-only'); END
    """,
    """
    CREATE TRIGGER rule_publications_no_delete BEFORE DELETE ON rule_publications
    BEGIN SELECT RAISE(ABORT, 'published rules are append-only'); END
    """,
    """
    CREATE TRIGGER rule_publications_no_gap BEFORE INSERT ON rule_publications
    WHEN NEW.serial <> 1 + (SELECT COALESCE(MAX(serial), 0) FROM rule_publications)
    BEGIN SELECT RAISE(ABORT, 'published rules have no gaps'); END
    """,
)

PUBLICATIONS_POSTGRESQL = (
    """
    CREATE FUNCTION rule_publications_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'published rules are append-only'; END $$
    """,
    """
    CREATE TRIGGER rule_publications_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_publications
    FOR EACH STATEMENT EXECUTE FUNCTION rule_publications_refuse()
    """,
    """
    CREATE FUNCTION rule_publications_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.serial <> 1 + (SELECT COALESCE(MAX(serial), 0) FROM rule_publications) THEN
            RAISE EXCEPTION 'published rules have no gaps';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER rule_publications_no_gap BEFORE INSERT ON rule_publications
    FOR EACH ROW EXECUTE FUNCTION rule_publications_in_order()
    """,
)


def guard_publications() -> None:
    """The same for the published rules."""
    triggers = {"sqlite": PUBLICATIONS_SQLITE, "postgresql": PUBLICATIONS_POSTGRESQL}[op.get_context().dialect.name]
    for trigger in triggers:
        op.execute(trigger)
