"""Figures: plain data in a question, drawn by one hand for every format.

A family hands over a figure as plain JSON (`network`, `plot` or `graph` make it and check it), so that a record
keeps it and it can hold no answer by accident of drawing. `draw` makes shapes of it, `svg` and `tikz` write those.
"""

from __future__ import annotations

from questions.figures.drawing import Drawing
from questions.figures.kinds import BadFigure, draw, graph, network, plot
from questions.figures.svg import svg
from questions.figures.tikz import tikz

__all__ = ["BadFigure", "Drawing", "draw", "graph", "network", "plot", "svg", "tikz"]
