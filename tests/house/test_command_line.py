"""A database that cannot be used yet is told as a sentence, not as a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

import config

OUTSET = "import sys; from prevention.cli import main; sys.argv[0] = 'prevention'; main()"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:///{folder}/empty.db", "has no tables yet, or not all of them. Run: prevention db upgrade"),
        ("postgresql://app@127.0.0.1:1/prevention", "does not answer"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(url: str, says: str, tmp_path: Path) -> None:
    environ = {"PREVENTION_INSTANCE": str(tmp_path), "PREVENTION_DATABASE_URL": url.format(folder=tmp_path)}
    command = [sys.executable, "-c", OUTSET, "people", "list"]
    done = subprocess.run(command, env=environ, cwd=config.ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert says in done.stderr
