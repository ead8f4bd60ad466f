"""Reading the tables of the two pages as a person does: by heading and label."""

import html
import re

ROW = re.compile(r'<tr>\s*<th scope="row">(.*?)</th>(.*?)</tr>', re.DOTALL)
CELL = re.compile(r'<td[^>]*data-label="([^"]*)"[^>]*>(.*?)</td>', re.DOTALL)


def rows_of(page: str, heading: str) -> dict[str, dict[str, str]]:
    """Return the cells of the table under a heading by row, each by its label."""
    section = page.partition(f">{heading}</h2>")[2].partition("</section>")[0]
    return {
        words(name): {html.unescape(label): words(cell) for label, cell in CELL.findall(cells)}
        for name, cells in ROW.findall(section)
    }


def words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())
