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


def show(figure: Figure) -> None:
    """Print a line as soon as its figure is known."""
    told = f"{figure.written} {figure.unit}"
    print(f"{figure.name:<44} {told:>18}   {figure.target:<8} {figure.verdict}".rstrip(), flush=True)
