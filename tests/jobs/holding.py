"""A worker for tests: its job says when it has begun, then holds on until it is told to go on.

python -m tests.jobs.holding worker
"""

import sys

from flask import g

from prevention.cli import main
from prevention.jobs.kinds import job


@job("test.hold")
def hold(_arguments: object) -> None:
    print(g.job_id, flush=True)  # noqa: T201
    sys.stdin.readline()


if __name__ == "__main__":
    main()
