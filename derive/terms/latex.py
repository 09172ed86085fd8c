"""LaTeX of whatever the language says: a term, a matrix expression, or a definition as an equation."""

from __future__ import annotations

from collections.abc import Iterable

from .matrix import Matrix
from .matrix_print import matrix_latex
from .term_latex import settled
from .terms import Component, Definition, Term


def latex(thing: Term | Matrix | Definition, definitions: Iterable[Definition] = ()) -> str:
    """LaTeX of a term, of a matrix expression, or of a definition as an equation.

    With `definitions`, of the names around it, the derivative of a name u that stands for u(x) is printed du/dx.

    Raises ValueError where two free indices of different dimensions share a name.
    """
    if isinstance(thing, Term):
        return settled(thing, definitions).tex
    if isinstance(thing, Definition):
        return f"{latex(Component(thing.tensor, thing.indices))} = {latex(thing.body, definitions)}"
    return matrix_latex(thing)
