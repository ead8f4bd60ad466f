"""Figures and how they are printed: each beside what it should be."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measured value. `at_least` or `at_most` is the target, where there is one."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def target(self) -> str:
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return f"<= {self.at_most:g}" if self.at_most is not None else ""

    @property
    def verdict(self) -> str:
        if not self.target:
            return ""
        low = self.at_least is not None and self.value < self.at_least
        high = self.at_most is not None and self.value > self.at_most
        return "MISSED" if low or high else "ok"

    @property
    def written(self) -> str:
        return f"{self.value:,.0f}" if self.value >= 100 or self.value == int(self.value) else f"{self.value:.2f}"


def print_table(title: str, figures: list[Figure]) -> None:
    print(f"\n{title}")
    rows = [(one.name, one.written, one.unit, one.target, one.verdict) for one in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for name, value, unit, target, verdict in rows:
        cells = [name.ljust(widths[0]), value.rjust(widths[1]), unit.ljust(widths[2]), target.ljust(widths[3]), verdict]
        print("  ".join(cells).rstrip())
