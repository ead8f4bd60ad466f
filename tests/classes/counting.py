from collections.abc import Callable
from contextlib import AbstractContextManager

CountQueries = Callable[[], AbstractContextManager[list[str]]]  # the fixture `count_queries`
