"""`python -m benchmarks`: figures against the floor measured in the same run. They are figures, not tests."""

import argparse
import logging
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from .cases import NAMES, build_cases, measure_cases
from .databases import Place, app_at, gather_statistics, postgresql, sqlite
from .figures import Figure, show
from .jobs import IMPORTS, measure_demo, measure_import
from .nation import Size, measure_nation
from .pages import measure_pages
from .reports import measure_reports
from .world import build_world

PAGES = ("my-sessions", "class-page", "coverage", "open-data", "memory")


def main() -> None:
    wanted = arguments()
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory(prefix="prevention-bench-") as folder:
        opened: AbstractContextManager[Place] = (postgresql if wanted.postgresql else sqlite)(Path(folder))
        with opened as place:
            print(f"Benchmarks on {place.kind}", flush=True)
            nation = Size(wanted.municipalities, wanted.years) if wanted.quick == "nation" else None
            figures = (
                measure_nation(place, nation, wanted.seconds)
                if nation
                else measure(place, wanted.quick, wanted.seconds)
            )
            for figure in figures:
                show(figure)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on a throw-away PostgreSQL instead of SQLite")
    parser.add_argument(
        "--quick",
        choices=[*PAGES, *NAMES, "demo", "reports", *IMPORTS, "nation"],
        metavar="NAME",
        help="only one of: %(choices)s",
    )
    parser.add_argument("--seconds", type=int, default=3, help="how long each load lasts (default 3)")
    parser.add_argument("--municipalities", type=int, default=290, help="of the nation (default 290)")
    parser.add_argument("--years", type=int, default=10, help="of the nation (default 10)")
    return parser.parse_args()


def measure(place: Place, only: str | None, seconds: int) -> Iterator[Figure]:
    app = app_at(place)
    if only in {None, *PAGES, *NAMES}:
        with app.app_context():
            world = build_world()
        gather_statistics(place)
        if only not in NAMES:
            yield from measure_pages(place, app, world, only, seconds)
    if only in {None, *NAMES}:
        with app.app_context():
            desk = build_cases(place)
        yield from measure_cases(place, app, desk, only, seconds)
    for name in IMPORTS:
        if only in {None, name}:
            with app.app_context():
                yield from measure_import(name)
    if only in {None, "reports"}:
        yield from measure_reports()
    if only in {None, "demo"}:
        yield from measure_demo(place)


if __name__ == "__main__":
    main()
