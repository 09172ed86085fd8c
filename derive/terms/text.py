"""Plain text of whatever the language says: a term, a matrix expression, or a definition as an equation."""

from __future__ import annotations

from .layout import distinct
from .matrix import Matrix
from .matrix_print import matrix_text
from .term_text import words
from .terms import Component, Definition, Term


def text(thing: Term | Matrix | Definition) -> str:
    """Plain text of a term, of a matrix expression, or of a definition as an equation."""
    if isinstance(thing, Term):
        return words(distinct(thing)).text
    if isinstance(thing, Definition):
        return f"{text(Component(thing.tensor, thing.indices))} = {text(thing.body)}"
    return matrix_text(thing)
