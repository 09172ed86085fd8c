"""A term as a NumPy function: products under sums become `@` or `einsum`, everything else broadcasts.

Dimensions are read from the shapes of the arguments, a generic f is an argument of the function, and its derivative f'
is `df`. What is printed is plain NumPy (erf comes from `math`); the tests execute it.
"""

from __future__ import annotations

from collections.abc import Sequence

from .functions import function
from .index import Index
from .layout import distinct
from .numpy_words import identifier
from .numpy_writer import Writer, callable_name
from .tensors import Tensor
from .terms import Apply, Definition, Term, free_indices, subterms, tensors_of


def numpy_function(
    term: Term,
    axes: Sequence[Index] | None = None,
    name: str = "gradient",
    definitions: Sequence[Definition] = (),
    arguments: Sequence[Tensor] | None = None,
) -> str:
    """The source of a function of the tensors in `term` that returns it as an array with the given axes.

    axes         the free indices in the order of the axes of the result; by default sorted
    definitions  names that the function computes first, in their order
    arguments    the tensors in the order of the arguments; by default sorted by name
    A size that no tensor has is an argument too, the last. Raises ValueError for a derivative that is not taken.
    """
    axes = tuple(sorted(free_indices(term)) if axes is None else axes)
    used = _used(term, definitions)
    bodies = [term, *(d.body for d in used)]
    defined = {d.tensor for d in used}
    known = [t for t in tensors_of(*bodies) if t not in defined]
    ordered = list(arguments or ())
    tensors = [*ordered, *(t for t in known if t not in ordered)]
    functions, writer = _generic(bodies), Writer()
    lines = [line for d in used for line in writer.definition(d)]
    lines.append(f"return {writer.array(distinct(term), axes)}")
    sizes, missing = _sizes(tensors, writer)
    words = [*(identifier(t.name) for t in tensors), *functions]
    _told_apart([*words, *(identifier(d.tensor.name) for d in used), *sorted(writer.sizes)])
    words += missing
    head = f"def {name}({', '.join(words)}):"
    body = [f'"""{_shapes(tensors, axes)}"""', *sizes, *lines]
    imports = ["import math"] if any("math." in line for line in lines) else []
    return "\n".join([*imports, "import numpy as np", "", "", head, *(f"    {line}" for line in body)]) + "\n"


def _shapes(tensors: Sequence[Tensor], axes: Sequence[Index]) -> str:
    """The shapes, for the docstring."""
    given = ", ".join(f"{identifier(t.name)} {_tuple([*t.dims])}" for t in tensors)
    return f"{given} -> {_tuple([i.dim for i in axes])}"


def _tuple(words: Sequence[str]) -> str:
    return f"({', '.join(words)}{',' * (len(words) == 1)})"


def _used(term: Term, definitions: Sequence[Definition]) -> list[Definition]:
    """The definitions that the term needs, in their order."""
    needed = set(tensors_of(term))
    kept: list[Definition] = []
    for definition in reversed(definitions):
        if definition.tensor in needed:
            kept.append(definition)
            needed |= set(tensors_of(definition.body))
    return kept[::-1]


def _generic(bodies: Sequence[Term]) -> dict[str, str]:
    """The generic functions as arguments: f' is `df`, f'' is `ddf`."""
    calls = {p.function for body in bodies for p in subterms(body) if isinstance(p, Apply)}
    rows = sorted(name for name in calls if function(name).stand_in)
    return {callable_name(name): name for name in rows}


def _sizes(tensors: Sequence[Tensor], writer: Writer) -> tuple[list[str], list[str]]:
    """Lines that read the sizes that the code names from the arguments; and those that no argument has."""
    lines, missing = [], []
    for dim in sorted(writer.sizes):
        place = next(((t.name, t.dims.index(dim)) for t in tensors if dim in t.dims), None)
        if place is None:
            missing.append(dim)
        else:
            lines.append(f"{dim} = {identifier(place[0])}.shape[{place[1]}]")
    return lines, missing


def _told_apart(words: Sequence[str]) -> None:
    twice = sorted({word for word in words if words.count(word) > 1})
    if twice:
        raise ValueError(f"two things would be called {twice[0]} in the code: rename one")
