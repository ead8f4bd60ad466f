"""Classes: head counts, participations and planned sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "school_class",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("school_year_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("grade", sa.String(length=4), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("pupils >= 0 AND pupils <= 500", name=op.f("ck_school_class_pupils_plausible")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_school_class_municipality_id")),
        sa.ForeignKeyConstraint(["school_id"], ["agency.id"], name=op.f("fk_school_class_school_id")),
        sa.ForeignKeyConstraint(["school_year_id"], ["school_year.id"], name=op.f("fk_school_class_school_year_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_class")),
        sa.UniqueConstraint(
            "school_id", "school_year_id", "name", name=op.f("uq_school_class_school_id_school_year_id_name")
        ),
    )
    with op.batch_alter_table("school_class", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_school_class_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(
            "ix_school_class_year_school", ["municipality_id", "school_year_id", "school_id", "name"], unique=False
        )

    op.create_table(
        "participation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("school_class_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("school_year_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("curriculum_version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "completed",
                "broken_off",
                name="participation_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("room", sa.String(length=80), nullable=True),
        sa.Column("peer_mentors", sa.Integer(), nullable=True),
        sa.Column("broken_off_reason", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("weekday >= 0 AND weekday <= 4", name=op.f("ck_participation_weekday_is_school_day")),
        sa.ForeignKeyConstraint(
            ["curriculum_version_id"], ["curriculum_version.id"], name=op.f("fk_participation_curriculum_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_participation_municipality_id")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_participation_programme_id")),
        sa.ForeignKeyConstraint(
            ["school_class_id"], ["school_class.id"], name=op.f("fk_participation_school_class_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["agency.id"], name=op.f("fk_participation_school_id")),
        sa.ForeignKeyConstraint(["school_year_id"], ["school_year.id"], name=op.f("fk_participation_school_year_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        sa.UniqueConstraint(
            "school_class_id", "programme_id", name=op.f("uq_participation_school_class_id_programme_id")
        ),
    )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_participation_figures", ["municipality_id", "school_year_id", "programme_id", "school_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_participation_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_participation_school_id"), ["school_id"], unique=False)

    op.create_table(
        "participation_leader",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_participation_leader_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_participation_leader_participation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_participation_leader_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation_leader")),
        sa.UniqueConstraint(
            "participation_id", "person_id", name=op.f("uq_participation_leader_participation_id_person_id")
        ),
    )
    with op.batch_alter_table("participation_leader", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participation_leader_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_participation_leader_person_id"), ["person_id"], unique=False)

    op.create_table(
        "planned_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "held",
                "partly_held",
                "not_held",
                name="session_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_planned_session_lesson_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_planned_session_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_planned_session_participation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_session")),
        sa.UniqueConstraint(
            "participation_id", "lesson_id", name=op.f("uq_planned_session_participation_id_lesson_id")
        ),
    )
    with op.batch_alter_table("planned_session", schema=None) as batch_op:
        batch_op.create_index("ix_planned_session_figures", ["participation_id", "outcome", "planned_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_planned_session_municipality_id"), ["municipality_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("planned_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planned_session_municipality_id"))
        batch_op.drop_index("ix_planned_session_figures")

    op.drop_table("planned_session")
    with op.batch_alter_table("participation_leader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participation_leader_person_id"))
        batch_op.drop_index(batch_op.f("ix_participation_leader_municipality_id"))

    op.drop_table("participation_leader")
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participation_school_id"))
        batch_op.drop_index(batch_op.f("ix_participation_municipality_id"))
        batch_op.drop_index("ix_participation_figures")

    op.drop_table("participation")
    with op.batch_alter_table("school_class", schema=None) as batch_op:
        batch_op.drop_index("ix_school_class_year_school")
        batch_op.drop_index(batch_op.f("ix_school_class_municipality_id"))

    op.drop_table("school_class")
