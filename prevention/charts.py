"""Small charts as SVG, drawn here: no script, no style attribute, and the same code for pages and for PDFs.

On a page the bars take their colours from the style sheet by `data-status`, so that the dark scheme follows; on paper
the colours are fixed. Colour is never alone: a table beside the bars says the same in numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from markupsafe import Markup, escape

Parts = Sequence[tuple[str, int]]
Pair = tuple[str, int, int]  # a name, and two numbers that are compared

PAPER: Mapping[str, str] = {
    "held": "#1b5e7b",
    "partly_held": "#6fa0b5",
    "not_held": "#b3403f",
    "overdue": "#d99a2b",
    "not_yet_due": "#c3ccd1",
    "not_planned": "#ffffff",
}
OUTLINE = "#717a7f"  # round what is white
PAPER_COLUMNS: Mapping[str, str] = {
    "now": 'fill="#1b5e7b" stroke="#1b5e7b"',
    "then": f'fill="none" stroke="{OUTLINE}" stroke-dasharray="2 2"',
}
FONT = "Source Sans 3 Variable"
NAME_WIDTH, BAR_WIDTH, FIGURE_WIDTH, ROW_HEIGHT = 176, 250, 70, 15
LONGEST_NAME = 38
WIDTH, TOP, HEIGHT, FOOT = 360, 16, 130, 18  # of a chart of columns: as wide as a phone, and larger on a screen


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart: its name, its parts in order, and the figures written beside it."""

    name: str
    parts: Parts
    figures: str


def bar(parts: Parts) -> Markup:
    """Draw one bar for a table whose cells say the same in numbers, so it is hidden from screen readers."""
    pieces = "".join(
        f'<rect class="bar-part" data-status="{state}" x="{start:.2f}%" y="0" width="{width:.2f}%" height="100%"/>'
        for state, start, width in placed(parts, 100)
    )
    return Markup(f'<svg class="bar" width="100%" height="14" aria-hidden="true">{pieces}</svg>')  # noqa: S704


def bar_chart(title: str, bars: Sequence[Bar]) -> Markup:
    """Draw horizontal bars for paper. The title is the text alternative that reaches the PDF."""
    width, height = NAME_WIDTH + BAR_WIDTH + FIGURE_WIDTH, ROW_HEIGHT * len(bars)
    rows = "".join(bar_row(one, number * ROW_HEIGHT) for number, one in enumerate(bars))
    return Markup(  # noqa: S704  every text is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}">'
        f"<title>{escape(title)}</title>{rows}</svg>"
    )


def bar_row(row: Bar, top: int) -> str:
    base = top + ROW_HEIGHT - 4
    pieces = "".join(
        f'<rect x="{NAME_WIDTH + start:.1f}" y="{top + 2}" width="{width:.1f}" height="{ROW_HEIGHT - 4}"'
        f' fill="{PAPER[state]}" stroke="{OUTLINE if state == "not_planned" else PAPER[state]}" stroke-width="0.5"/>'
        for state, start, width in placed(row.parts, BAR_WIDTH)
    )
    return (
        text(NAME_WIDTH - 8, base, shortened(row.name), "end")
        + pieces
        + text(NAME_WIDTH + BAR_WIDTH + 8, base, row.figures, "start")
    )


def text(x: float, y: float, words: str, anchor: str, paper: bool = True) -> str:
    # The family is named here: WeasyPrint does not inherit it into an SVG.
    looks = f'font-family="{FONT}" font-size="9" fill="#1a2127"' if paper else 'font-size="11" fill="currentColor"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {looks} text-anchor="{anchor}">{escape(words)}</text>'


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def placed(parts: Parts, width: float) -> Iterable[tuple[str, float, float]]:
    """Yield each part that is there with its start and its width."""
    total = sum(count for _state, count in parts) or 1
    ends = accumulate((count * width / total for _state, count in parts), initial=0.0)
    for (state, count), (start, end) in zip(parts, pairwise(ends), strict=True):
        if count:
            yield state, start, end - start


def columns(title: str, description: str, pairs: Sequence[Pair], *, paper: bool = False) -> Markup:
    """Draw two columns beside each name, the first filled and numbered, the second an outline: what it is compared to.

    Title and description are read aloud; a table beside the chart says all numbers.
    """
    highest = max((max(now, then) for _name, now, then in pairs), default=0) or 1
    step = WIDTH / max(len(pairs), 1)
    drawn = "".join(column_pair(pair, place * step, step, HEIGHT / highest, paper) for place, pair in enumerate(pairs))
    base = f'<path d="M0 {TOP + HEIGHT}H{WIDTH}" stroke="{OUTLINE if paper else "currentColor"}"/>'
    return Markup(  # noqa: S704  words are escaped
        f'<svg class="columns" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {TOP + HEIGHT + FOOT}"'
        f' role="img">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{drawn}{base}</svg>"
    )


def column_pair(pair: Pair, left: float, step: float, scale: float, paper: bool) -> str:
    name, now, then = pair
    width, middle = min(step * 0.38, 22), left + step / 2
    foot = text(middle, TOP + HEIGHT + 13, name, "middle", paper)
    number = text(middle - width / 2, TOP + HEIGHT - now * scale - 4, str(now), "middle", paper) if now else ""
    before, filled = (
        column(middle, then * scale, width, "then", paper),
        column(middle - width, now * scale, width, "now", paper),
    )
    return before + filled + number + foot


def column(left: float, height: float, width: float, kind: str, paper: bool) -> str:
    looks = f'class="column-{kind}"' if not paper else PAPER_COLUMNS[kind]
    return f'<rect x="{left:.1f}" y="{TOP + HEIGHT - height:.1f}" width="{width:.1f}" height="{height:.1f}" {looks}/>'
