"""Charts: parts in proportion, names escaped, no style attribute."""

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
