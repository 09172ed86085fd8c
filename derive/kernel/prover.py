"""The prover: left = right for every size and every value that keeps the declared domains.

Both sides are brought to normal form. If the difference does not vanish, not even when it is multiplied through by its
denominators, it is proved case by case, for positive and for other arguments of its step functions.
"""

from __future__ import annotations

from fractions import Fraction

from ..terms.terms import Term, free_indices
from .cases import vanishes_in_cases
from .denominators import vanishes
from .normal_form import normal_form
from .polynomial import add, scale


def prove(left: Term, right: Term) -> str | None:
    """How left = right was proved ("normal form", "case split"), or None if it was not."""
    if not free_indices(right) <= free_indices(left) and not free_indices(left) <= free_indices(right):
        return None
    try:
        difference = add(normal_form(left), scale(normal_form(right), Fraction(-1)))
        if vanishes(difference):
            return "normal form"
        return "case split" if vanishes_in_cases(difference) else None
    except (
        RecursionError
    ):  # two denominators may reduce each other without end (about 1 in 10,000 random terms)
        return None
