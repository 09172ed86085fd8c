"""Figures: plain data that is drawn alike in every format, and refused where it cannot be drawn."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from questions import figures
from questions.figures.drawing import Circle, Label, Path
from questions.figures.lettering import Run, letters
from questions.formula import MarkupError

SVG = "{http://www.w3.org/2000/svg}"
NET = figures.network([3, 4, 2], "A network.", ["x", "h", "y"])
CURVE = [[f"{k}", f"{k * k}"] for k in range(-3, 4)]
PLOT = figures.plot(
    [{"points": CURVE, "name": "f"}, {"points": [["-3", "1"], ["3", "-1"]], "style": "dashed"}],
    "A parabola & a line.", ["-3", "0", "3"], ["-1", "2", "4"], marks=[{"at": ["1", "1"], "name": "x_1"}],
)  # fmt: skip
GRAPH = figures.graph(
    [
        {"name": "x", "label": "x", "at": [0, 0], "above": "3"},
        {"name": "s", "label": r"\sigma", "at": [1, 0], "operation": True},
        {"name": "y", "label": r"\hat y", "at": [2, 0], "below": r"\partial L/\partial y"},
    ],
    [["x", "s"], ["s", "y", "q"]],
    "A chain.",
)
ALL = [pytest.param(figure, id=figure["kind"]) for figure in (NET, PLOT, GRAPH)]


@pytest.mark.parametrize("figure", ALL)
def test_a_figure_is_plain_data_and_its_files_are_well_formed(figure: Any) -> None:
    assert json.loads(json.dumps(figure)) == figure
    drawing = figures.draw(figure)
    root = ET.fromstring(figures.svg(drawing))
    assert root.findtext(f"{SVG}title") == figure["alt"]
    picture = figures.tikz(drawing)
    assert picture.count(r"\begin{tikzpicture}") == picture.count(r"\end{tikzpicture}") == 1
    assert all(line.endswith(";") for line in picture.split("\n")[1:-1])


@pytest.mark.parametrize("figure", ALL)
def test_all_shapes_lie_within_the_picture(figure: Any) -> None:
    root = ET.fromstring(figures.svg(figures.draw(figure)))
    wide, high = float(root.attrib["width"]), float(root.attrib["height"])
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.attrib["x"]) <= wide
        assert 0 <= float(text.attrib["y"]) <= high
    for circle in root.iter(f"{SVG}circle"):
        assert float(circle.attrib["cx"]) - float(circle.attrib["r"]) >= 0
        assert float(circle.attrib["cx"]) + float(circle.attrib["r"]) <= wide


@pytest.mark.parametrize("figure", ALL)
def test_both_formats_have_the_same_shapes(figure: Any) -> None:
    drawing = figures.draw(figure)
    root, picture = ET.fromstring(figures.svg(drawing)), figures.tikz(drawing)
    assert len(list(root.iter(f"{SVG}circle"))) == picture.count("circle[")
    assert len(list(root.iter(f"{SVG}text"))) == picture.count(r"\node[")


def test_a_network_has_a_unit_for_each_unit_and_a_line_for_each_weight() -> None:
    shapes = figures.draw(NET).shapes
    assert sum(isinstance(shape, Circle) for shape in shapes) == 3 + 4 + 2
    assert sum(isinstance(shape, Path) for shape in shapes) == 3 * 4 + 4 * 2
    assert [shape.text for shape in shapes if isinstance(shape, Label)][:2] == ["x_{1}", "x_{2}"]


def test_a_curve_ends_where_it_leaves_the_axes() -> None:
    curves = [
        shape for shape in figures.draw(PLOT).shapes if isinstance(shape, Path) and len(shape.points) > 2
    ]
    heights = [y for path in curves for _, y in path.points]
    assert max(heights) == pytest.approx(4.8)  # the top of the axes: from (-3, 9) it is cut at 4
    assert curves[0].points[0][0] == pytest.approx(7.5 / 6)  # at x = -2


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        ({"kind": "photo", "alt": "x"}, "kind 'photo': expected one of network, plot, graph"),
        ("photo", "kind None"),
        ({**NET, "alt": " "}, "no `alt`"),
        ({**NET, "sizes": [3, 11]}, "expected two or more, each of 1 to 10"),
        ({**NET, "sizes": [3]}, "expected two or more"),
        ({**PLOT, "curves": [{"points": [["0", "0"]]}]}, "a curve of 1 points"),
        ({**PLOT, "x": ["1", "1"]}, "ZeroDivisionError"),
        ({**PLOT, "y": ["-1", "two"]}, "Invalid literal"),
        ({**GRAPH, "edges": [["x", "z"]]}, "KeyError: 'z'"),
    ],
)
def test_a_figure_that_cannot_be_drawn_is_refused(figure: Any, said: str) -> None:
    with pytest.raises(figures.BadFigure, match=said):
        figures.draw(figure)


def test_letters_of_a_label() -> None:
    assert letters(r"w_{21}^2") == (Run("w", 0, True), Run("2", -1), Run("1", -1), Run("2", 1))
    assert letters(r"\max") == (Run("max"),)
    assert letters("-0.5")[0].text == "\u2212"
    assert letters(r"\hat y")[0].text == "y\u0302"
    assert letters(r"\sigma(a)")[0].text == "\u03c3"


@pytest.mark.parametrize("tex", [r"\frac{1}{2}", "a{", r"\unknown", "a}"])
def test_what_a_figure_cannot_letter_is_refused(tex: str) -> None:
    with pytest.raises(MarkupError):
        letters(tex)
