"""What is to be done later. One table for all kinds: a mail is a job, too."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from prevention import clock
from prevention.database import Base

OPEN = "done_at IS NULL AND failed_at IS NULL"


class Job(Base):
    """One thing to do at `run_at` or soon after. `arguments` are ids and codes, never content.

    Whoever took it has it until `locked_until`; if they are killed, the next may take it then. `failed_at` means given
    up. `attempts` counts the times it was taken, so it also tells an old holder that another has taken over.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_open_run_at", "run_at", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),)
    municipality_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    dedupe_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(80))  # the name of its class: a message may hold content
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_all: Mapped[int] = mapped_column(default=0)
