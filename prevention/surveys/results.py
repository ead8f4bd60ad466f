"""What is shown of surveys, so that nobody's answer can be told from it.

- Fewer than five answers: no mean, and not how many.
- A class with fewer than five is in no total. So a total less the classes that are shown is nothing, and tells nothing.
- Means are shown with one decimal.
- How many gave each answer is shown of a school or a municipality, never of a class: only where each class that its
  mean does not give away could have answered otherwise, so that none is what is left of the others; only where each
  answer was given by five or more; and only once the school year is over, since a total that grows by a class tells of
  that class. The municipality's are the sum of the schools whose are shown.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from prevention.sorting import as_swedish
from prevention.suppression import SMALLEST, Sum, hidden

from .models import Occasion


@dataclass(frozen=True, slots=True)
class ClassResult:
    """A stored result, with where it belongs."""

    school_id: uuid.UUID
    school: str
    class_id: uuid.UUID
    class_name: str
    question_id: uuid.UUID
    occasion: Occasion
    answers: int
    mean: float | None
    counts: Sequence[int] | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean of so many answers. `small`: somebody answered, but fewer than five."""

    answers: int = 0
    mean: float | None = None
    small: bool = False
    small_classes: int = 0  # that are in no total


@dataclass(frozen=True, slots=True)
class Pair:
    before: Figure
    after: Figure

    @property
    def difference(self) -> float | None:
        """The change of the means as they are shown, so that nobody counts back to finer ones."""
        if self.before.mean is None or self.after.mean is None:
            return None
        return round(self.after.mean - self.before.mean, 1)


@dataclass(frozen=True, slots=True)
class Place:
    """A class or a school, with its figures."""

    id: uuid.UUID
    name: str
    figures: Pair


def total(results: Iterable[ClassResult]) -> Pair:
    """Return the figures over these classes, of one question."""
    by_occasion: dict[Occasion, list[ClassResult]] = defaultdict(list)
    for one in results:
        by_occasion[one.occasion].append(one)
    return Pair(*(figure_of(by_occasion[occasion]) for occasion in (Occasion.BEFORE, Occasion.AFTER)))


def figure_of(results: Sequence[ClassResult]) -> Figure:
    large = [one for one in results if one.mean is not None and one.answers >= SMALLEST]
    small = len(results) - len(large)
    answers = sum(one.answers for one in large)
    if not answers:
        return Figure(small=small > 0, small_classes=small)
    mean = sum(one.answers * (one.mean or 0) for one in large) / answers
    return Figure(answers, round(mean, 1), small_classes=small)


def by_class(results: Iterable[ClassResult]) -> list[Place]:
    return places((one.class_id, one.class_name, one) for one in results)


def by_school(results: Iterable[ClassResult]) -> list[Place]:
    return places((one.school_id, one.school, one) for one in results)


def places(named: Iterable[tuple[uuid.UUID, str, ClassResult]]) -> list[Place]:
    """Return the figures of each place, in Swedish order of name."""
    groups: dict[tuple[uuid.UUID, str], list[ClassResult]] = defaultdict(list)
    for key, name, result in named:
        groups[key, name].append(result)
    rows = [Place(key, name, total(group)) for (key, name), group in groups.items()]
    return sorted(rows, key=lambda row: (as_swedish(row.name), row.id.int))


def counts_shown(results: Iterable[ClassResult], occasion: Occasion) -> tuple[int, ...] | None:
    """Return how many gave each answer, over the schools where it tells of no class and no pupil; else None."""
    by_place: dict[uuid.UUID, list[Sequence[int]]] = defaultdict(list)
    for one in results:
        if one.occasion is occasion and one.counts is not None:
            by_place[one.school_id].append(one.counts)
    summed = [tuple(map(sum, zip(*counts, strict=True))) for counts in by_place.values() if tells_no_class(counts)]
    safe = [counts for counts in summed if tells_nobody(counts)]
    return tuple(map(sum, zip(*safe, strict=True))) if safe else None


def tells_no_class(of_classes: Iterable[Sequence[int]]) -> bool:
    """Tell whether each class could have answered otherwise, for all that the means and the sum of counts say."""
    unknown = [Counter(dict(enumerate(counts))) for counts in of_classes if not is_told_by_mean(counts)]
    return bool(unknown) and all(
        any(may_trade(one, other) or may_trade(other, one) for other in unknown if other is not one) for one in unknown
    )


def may_trade(inner: Counter[int], outer: Counter[int]) -> bool:
    """Tell whether two answers of one class can be traded for two of the other, further apart, that come to the same.

    Traded, they leave the number and mean of each class and the counts of both together as they are.
    """
    return any(
        Counter((low, high)) <= outer and Counter((low + step, high - step)) <= inner
        for low, high in combinations(sorted(outer), 2)
        for step in range(1, (high - low) // 2 + 1)
    )


def is_told_by_mean(counts: Sequence[int]) -> bool:
    """Tell whether number and mean leave one way to answer: all at an end of the scale, or one a step beside it."""
    above_lowest = sum(step * count for step, count in enumerate(counts))
    below_highest = (len(counts) - 1) * sum(counts) - above_lowest
    return min(above_lowest, below_highest) <= 1


def tells_nobody(counts: Sequence[int]) -> bool:
    cells: Mapping[str, int] = {str(place): count for place, count in enumerate(counts)} | {"all": sum(counts)}
    parts = tuple(key for key in cells if key != "all")
    return not hidden(cells, [Sum("all", parts)])
