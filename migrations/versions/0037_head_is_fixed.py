"""The head of a chain moves with the next row and in no other way: the login of the pages begins a chain, and locks it.

To lock a row takes the right to change a column of it: that of the id, which no change is let through of.
"""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

FIXED = {  # trigger: when it refuses
    "begins": ("INSERT", "NEW.number <> 0 OR NEW.hash <> repeat('0', 64)"),
    "stays": ("UPDATE OF id", "NEW.id <> OLD.id"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("ALTER FUNCTION audit_head_moves() SECURITY DEFINER SET search_path = public, pg_temp")
    op.execute("REVOKE UPDATE ON audit_head FROM prevention_runtime")
    op.execute("GRANT UPDATE (id) ON audit_head TO prevention_runtime")
    for name, (act, condition) in FIXED.items():
        op.execute(f"""
            CREATE TRIGGER audit_head_{name} BEFORE {act} ON audit_head
            FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION is_fixed()
        """)


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name in FIXED:
        op.execute(f"DROP TRIGGER audit_head_{name} ON audit_head")
    op.execute("REVOKE UPDATE (id) ON audit_head FROM prevention_runtime")
    op.execute("GRANT UPDATE ON audit_head TO prevention_runtime")
    op.execute("ALTER FUNCTION audit_head_moves() SECURITY INVOKER RESET search_path")
