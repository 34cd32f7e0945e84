"""Triggers that make tables append-only in the database itself: no update, no delete, no gap."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Numbered:
    """A table whose rows count from 1 in `key`, within each value of the column `within` where one is named, and never change."""

    table: str
    what: str  # the rows, in the words of the refusal
    key: str = "serial"
    within: str | None = None
    may_go: bool = False  # rows go with what they belong to, when its legal basis ends

    @property
    def next_key(self) -> str:
        """SQL: the key that the next row must have."""
        where = "" if self.within is None else f" WHERE {self.within} = NEW.{self.within}"
        return f"1 + (SELECT COALESCE(MAX({self.key}), 0) FROM {self.table}{where})"  # noqa: S608  names of our own tables


def _numbered_sqlite(rows: Numbered) -> tuple[str, ...]:
    table = rows.table
    refused = ("update",) if rows.may_go else ("update", "delete")
    return (
        *(
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{rows.what} are append-only'); END"
            for deed in refused
        ),
        f"""
        CREATE TRIGGER {table}_no_gap BEFORE INSERT ON {table} WHEN NEW.{rows.key} <> {rows.next_key}
        BEGIN SELECT RAISE(ABORT, '{rows.what} have no gaps'); END
        """,
    )


def _numbered_postgresql(rows: Numbered) -> tuple[str, ...]:
    table = rows.table
    refused = "UPDATE" if rows.may_go else "UPDATE OR DELETE OR TRUNCATE"
    return (
        f"""
        CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{rows.what} are append-only'; END $$
        """,
        f"""
        CREATE TRIGGER {table}_append_only BEFORE {refused} ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()
        """,
        f"""
        CREATE FUNCTION {table}_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.{rows.key} <> {rows.next_key} THEN RAISE EXCEPTION '{rows.what} have no gaps'; END IF;
            RETURN NEW;
        END $$
        """,
        f"CREATE TRIGGER {table}_no_gap BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_in_order()",
    )


NUMBERED = {"sqlite": _numbered_sqlite, "postgresql": _numbered_postgresql}


def guard_numbered(rows: Numbered) -> None:
    """Adds the triggers of the database in use, as `guard_audit` does."""
    for trigger in NUMBERED[op.get_context().dialect.name](rows):
        op.execute(trigger)
