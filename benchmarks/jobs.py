"""Work of the command line: imports, and building the demo."""

import importlib
import subprocess
import sys
import time
from collections.abc import Iterator

from .databases import Place
from .figures import Figure
from .serving import ROOT

# What `measure()` of an import returns, by its name there: the most it may be.
IMPORTS = {"register-import": ("benchmarks.register_import", 5.0), "class-import": ("benchmarks.class_import", 60.0)}
COMMAND = "import sys; sys.argv[0] = 'prevention'; from prevention.cli import main; main()"


def measure_import(name: str) -> Iterator[Figure]:
    module, seconds = IMPORTS[name]
    for key, value in importlib.import_module(module).measure().items():
        yield Figure(f"{name}: {key}", value, "", at_most=seconds if "second" in key else None)


def measure_demo(place: Place) -> Iterator[Figure]:
    """Build the demo as `scripts/demo` does, on a database that is ready for it; once, so that start-up counts too."""
    started = time.perf_counter()
    command = [sys.executable, "-c", COMMAND, "demo", "build"]
    subprocess.run(command, check=True, cwd=ROOT, env=place.environ, stdout=subprocess.DEVNULL)
    yield Figure("demo: build", time.perf_counter() - started, "seconds", at_most=15)
