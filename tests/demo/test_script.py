"""`scripts/demo` serves with a worker beside the server, and leaves no process behind however it ends.

The programs it starts are stand-ins here; each says its process id and goes on until it is ended.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import config

STAND_IN = """\
#!/bin/sh
case $1 in
  worker | --bind) echo "$(basename "$0") $$"; exec tail -f /dev/null ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for folder in ("scripts", ".venv/bin"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(config.ROOT / "scripts" / "demo", tmp_path / "scripts" / "demo")
    (tmp_path / "scripts" / "lib.sh").write_text("set_up_demo() { :; }\nsay() { :; }\n")
    for program in ("prevention", "gunicorn", "python"):
        path = tmp_path / ".venv" / "bin" / program
        path.write_text(STAND_IN)
        path.chmod(0o755)
    return tmp_path


@contextmanager
def demo(checkout: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    listening = ["env", "--default-signal=INT,HUP"]  # a suite in the background inherits that they are ignored
    command = [*listening, str(checkout / "scripts" / "demo"), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def started(process: subprocess.Popen[str]) -> dict[str, int]:
    """Wait until both run, and return their process ids."""
    assert process.stdout
    both = (process.stdout.readline().split() for _ in range(2))
    return {program: int(number) for program, number in both}


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_three(checkout: Path, number: signal.Signals) -> None:
    with demo(checkout) as process:
        programs = started(process)
        assert programs.keys() == {"prevention", "gunicorn"}
        process.send_signal(number)
        assert process.wait(10) == 128 + number
        assert [program for program, pid in programs.items() if is_alive(pid)] == []


def test_a_server_that_ends_takes_the_worker_along(checkout: Path) -> None:
    with demo(checkout) as process:
        programs = started(process)
        os.kill(programs["gunicorn"], signal.SIGKILL)
        assert process.wait(10) == 128 + signal.SIGKILL
        assert not is_alive(programs["prevention"])


def test_without_serving_nothing_stays(checkout: Path) -> None:
    with demo(checkout, "--no-serve") as process:
        assert process.wait(10) == 0
        assert process.stdout
        assert process.stdout.read() == ""
