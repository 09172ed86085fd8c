"""A matrix product in a worked solution: the entry that takes the most work, as a row times a column."""

from __future__ import annotations

from questions import exact_matrices, typeset
from questions.exact_matrices import Entries


def entry(left: Entries, right: Entries) -> tuple[str, str]:
    r"""Place and line of the longest entry of a product: ("12", "2 \cdot (-2) + 3 = -1")."""
    lines = [
        (typeset.signed_sum(typeset.product(a, b) for a, b in zip(row, column, strict=True)), i, j)
        for i, row in enumerate(left, start=1)
        for j, column in enumerate(zip(*right, strict=True), start=1)
    ]
    terms, i, j = max(lines, key=lambda line: len(line[0]))
    value = typeset.number(exact_matrices.dot(left[i - 1], [row[j - 1] for row in right]))
    return f"{i}{j}", f"{terms} = {value}" if terms != value else value


def slope(name: str, left: Entries, right: Entries) -> str:
    """That entry of a gradient by the matrix `name`, which is the product."""
    place, line = entry(left, right)
    return rf"\frac{{\partial L}}{{\partial {name}_{{{place}}}}} = {line}"
