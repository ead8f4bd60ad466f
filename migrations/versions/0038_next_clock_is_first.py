"""What a case says of its next clock is what runs out first: a list that leaves a clock out is a lost deadline."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

RUNNING = "SELECT FROM case_deadline WHERE case_id = NEW.id AND met_at IS NULL"


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"""
        CREATE FUNCTION next_clock_is_first() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            IF NEW.next_due_on IS NULL AND NEW.next_due_kind IS NULL AND NOT EXISTS ({RUNNING})
                OR EXISTS ({RUNNING} AND due_on = NEW.next_due_on AND kind = NEW.next_due_kind)
                AND NOT EXISTS ({RUNNING} AND due_on < NEW.next_due_on)
            THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'not the clock that runs out first';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER case_file_next_clock_is_first BEFORE UPDATE OF next_due_on, next_due_kind ON case_file
        FOR EACH ROW WHEN ((NEW.next_due_on, NEW.next_due_kind) IS DISTINCT FROM (OLD.next_due_on, OLD.next_due_kind))
        EXECUTE FUNCTION next_clock_is_first()
    """)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER case_file_next_clock_is_first ON case_file")
        op.execute("DROP FUNCTION next_clock_is_first()")
