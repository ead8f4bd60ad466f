"""Charts: parts in proportion, names escaped, no style attribute."""

import re

from prevention import charts


def test_parts_are_as_wide_as_their_share() -> None:
    drawn = str(charts.bar([("held", 1), ("overdue", 0), ("not_planned", 3)]))
    assert drawn.count("<rect") == 2
    assert 'data-status="held" x="0.00%" y="0" width="25.00%"' in drawn
    assert 'data-status="not_planned" x="25.00%" y="0" width="75.00%"' in drawn


def test_nothing_is_an_empty_bar() -> None:
    assert "<rect" not in charts.bar([("held", 0)])


def test_names_are_escaped_and_shortened_and_nothing_has_a_style() -> None:
    drawn = str(charts.bar_chart("a < b", [charts.Bar("<b>" + "x" * 60, [("held", 1)], "1 av 1")]))
    assert "<title>a &lt; b</title>" in drawn
    assert "&lt;b&gt;xxx" in drawn
    assert "x…</text>" in drawn
    assert "style=" not in drawn


def test_columns_are_as_high_as_their_number_and_tell_what_they_are() -> None:
    drawn = str(charts.columns("Månader <1>", "Fyllda: i år", [("aug", 10, 5), ("sep", 0, 20)]))
    assert "<title>Månader &lt;1&gt;</title><desc>Fyllda: i år</desc>" in drawn
    heights = [float(found) for found in re.findall(r'height="([\d.]+)" class', drawn)]
    assert heights == [charts.HEIGHT / 4, charts.HEIGHT / 2, charts.HEIGHT, 0]
    assert drawn.count(">10</text>") == 1
    assert ">0</text>" not in drawn
    assert "style=" not in drawn


def test_columns_on_paper_have_colours_of_their_own() -> None:
    drawn = str(charts.columns("Månader", "", [("aug", 1, 1)], paper=True))
    assert "currentColor" not in drawn
    assert 'class="column-' not in drawn
    assert 'stroke-dasharray="2 2"' in drawn


def test_no_lessons_at_all_are_columns_without_height() -> None:
    assert 'height="0.0"' in charts.columns("Månader", "", [("aug", 0, 0)])
