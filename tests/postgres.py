"""A throw-away PostgreSQL on a Unix socket: an owner for migrations, an unprivileged login for everything else."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, text

from prevention.extensions import db


@dataclass(frozen=True)
class Cluster:
    socket: Path

    def url(self, role: str, database: str) -> str:
        return f"postgresql+psycopg://{role}@/{database}?host={self.socket}"

    def psql(self, sql: str, database: str = "postgres") -> None:
        command = ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", str(self.socket), "-U", "owner", "-d", database]
        subprocess.run([*command, "-c", sql], check=True)


@contextmanager
def running_cluster(*settings: str) -> Iterator[Cluster]:
    """Start a server of the installed version, as `postgres` where we are root, and remove every trace after."""
    folder = Path(tempfile.mkdtemp(prefix="prevention-pg-"))
    give_away(folder)
    data = folder / "data"
    try:
        run("initdb", "-D", data, "-U", "owner", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
        chosen = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", *settings)
        options = f"-k {folder} -h '' " + " ".join(f"-c {setting}" for setting in chosen)
        run("pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
        yield Cluster(folder)
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def give_away(folder: Path) -> None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)


def run(program: str, *arguments: object) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    command = [str(programs() / program), *map(str, arguments)]
    subprocess.run(command, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL)


def programs() -> Path:
    """Return the folder of the newest server programs; Debian keeps them off the PATH."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return installed[-1].parent


def wait_until_it_waits(app: Flask, answer: Future[Any]) -> None:
    """Let what runs beside us come as far as the row that we hold. SQLite lets it wait at its very beginning."""
    if db.engine.dialect.name != "postgresql":
        return
    engine = create_engine(str(app.config["OWNER_DATABASE_URI"]))
    with engine.connect() as connection:
        until = time.monotonic() + 10
        while not connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            assert not answer.done() and time.monotonic() < until
    engine.dispose()
