"""A class that is done with a programme without a fixed number of lessons has begun it: its kept sums say so too."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

OF_PROGRAMME = ("municipality_id", "school_year_id", "programme_id")
OF_SUM = (*OF_PROGRAMME, "school_id", "grade")
DONE = """
    EXISTS (
        SELECT 1 FROM participation
        JOIN curriculum_version ON curriculum_version.id = participation.curriculum_version_id
        WHERE participation.school_class_id = coverage_class.school_class_id
        AND participation.programme_id = coverage_class.programme_id
        AND participation.status = 'completed' AND curriculum_version.lessons_expected IS NULL
    )
"""


def upgrade() -> None:
    op.execute(f"UPDATE coverage_class SET started = 1, reached = pupils WHERE started = 0 AND {DONE}")
    add_up()


def downgrade() -> None:
    op.execute(f"UPDATE coverage_class SET started = 0, reached = 0 WHERE started = 1 AND {DONE}")
    add_up()


def add_up() -> None:
    for table, parts, keys in (
        ("coverage_sum", "coverage_class", OF_SUM),
        ("coverage_programme", "coverage_sum", OF_PROGRAMME),
    ):
        same = " AND ".join(f"part.{key} = {table}.{key}" for key in keys)
        for count in ("started", "reached"):
            op.execute(
                f"UPDATE {table} SET {count} = (SELECT coalesce(sum(part.{count}), 0) FROM {parts} part WHERE {same})"
            )
