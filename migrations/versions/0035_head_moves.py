"""The head of a chain moves by itself with each row, and none but the next row is taken."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("""
            CREATE FUNCTION audit_head_moves() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                UPDATE audit_head SET number = NEW.number, hash = NEW.hash
                WHERE id = NEW.chain AND number = NEW.number - 1 AND hash = NEW.previous_hash;
                IF NOT FOUND THEN RAISE EXCEPTION 'not the next row of its chain'; END IF;
                RETURN NULL;
            END $$
        """)
        op.execute("""
            CREATE TRIGGER audit_event_moves_head AFTER INSERT ON audit_event
            FOR EACH ROW EXECUTE FUNCTION audit_head_moves()
        """)
        return
    op.execute("""
        CREATE TRIGGER audit_event_moves_head AFTER INSERT ON audit_event
        BEGIN
            SELECT RAISE(ABORT, 'not the next row of its chain') WHERE NOT EXISTS (
                SELECT 1 FROM audit_head
                WHERE id = NEW.chain AND number = NEW.number - 1 AND hash = NEW.previous_hash
            );
            UPDATE audit_head SET number = NEW.number, hash = NEW.hash WHERE id = NEW.chain;
        END
    """)


def downgrade() -> None:
    on = " ON audit_event" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER audit_event_moves_head{on}")
    if on:
        op.execute("DROP FUNCTION audit_head_moves()")
