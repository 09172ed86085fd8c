"""Small numbers at which two lines of a derivation differ, and what is promised of the entries, as LaTeX."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from questions import rounding, typeset

if TYPE_CHECKING:
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Definition, Term

MOST = 16  # numbers that a reader is asked to put in
REAL = ((1, 2, -1, 3, 0, -2), (2, -1, 1, 0, 3, -2), (-1, 3, 2, 1, -2, 0))  # in turn, from a place of its own
UNIT = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1, 5))
APART = Fraction(1, 50)  # of the larger number: less is not seen at a glance
PROMISES = {
    "positive": "{0} > 0",
    "unit": "0 < {0} < 1",
    "mask": r"{0} \in \{{0, 1\}}",
}


def promises(terms: Sequence[Term], definitions: Sequence[Definition]) -> list[str]:
    """What is known of the tensors that are not defined, in neutral markup."""
    from derive.terms.letters import tensor_letter
    from derive.terms.terms import tensors_of

    defined = {definition.tensor for definition in definitions}
    found = []
    for tensor in tensors_of(*terms):
        kind, letter = tensor.domain.kind, tensor_letter(tensor)
        if tensor in defined or kind == "real":
            continue
        if kind in PROMISES:
            found.append(f"${PROMISES[kind].format(letter)}$")
            continue
        each = f"${letter}$" if len(tensor.dims) == 1 else f"each row of ${letter}$"
        found.append({
            "sums_to_one": f"the entries of {each} sum to 1",
            "simplex": f"the entries of {each} are positive and sum to 1",
            "one_hot": f"{each} is one-hot",
        }[kind])  # fmt: skip
    return found


def example(above: Term, line: Term, definitions: Sequence[Definition]) -> dict[str, str] | None:
    """Entries, a place and the values of both lines there, which differ visibly; None if it takes too many numbers."""
    from derive.terms.terms import dimensions_of, tensors_of, unfold

    pair = (unfold(above, definitions), unfold(line, definitions))
    tensors = tensors_of(*pair)
    for sizes in _sizes(dimensions_of(*pair)):
        for turn, _ in enumerate(REAL):
            entries = {tensor.name: _entries(tensor, sizes, turn, k) for k, tensor in enumerate(tensors)}
            if sum(map(len, entries.values())) > MOST:
                break
            found = _apart(pair, sizes, entries)
            if found is not None:
                at, left, right = found
                put = [_written(tensor, entries[tensor.name], sizes) for tensor in tensors]
                put += [rf"{name} = {size}" for name, size in sizes.items() if not tensors]
                return {
                    "entries": ", ".join(f"${one}$" for one in put),
                    "at": at,
                    "above": left,
                    "line": right,
                }
    return None


def _sizes(dims: Sequence[str]) -> Iterator[dict[str, int]]:
    yield dict.fromkeys(dims, 2)
    yield {dim: 2 + k % 2 for k, dim in enumerate(dims)}
    if dims:
        yield dict.fromkeys(dims, 3)


def _shape(tensor: Tensor, sizes: Mapping[str, int]) -> list[int]:
    return [int(dim) if dim.isdigit() else sizes[dim] for dim in tensor.dims]


def _entries(
    tensor: Tensor, sizes: Mapping[str, int], turn: int, own: int
) -> dict[tuple[int, ...], Fraction]:
    """Small entries that keep the promise of the domain."""
    kind, axis = tensor.domain.kind, tensor.domain.axis
    found = {}
    for k, place in enumerate(product(*map(range, _shape(tensor, sizes)))):
        if axis is not None:
            last = place[axis] == _shape(tensor, sizes)[axis] - 1
            share = Fraction(1, 4) if kind != "one_hot" else Fraction(0)
            found[place] = 1 - share * place[axis] if last else share
        elif kind == "unit":
            found[place] = UNIT[(k + turn + own) % len(UNIT)]
        elif kind == "mask":
            found[place] = Fraction((k + turn) % 2)
        elif kind == "positive":
            found[place] = Fraction(1 + (k + turn + own) % 3)
        else:
            found[place] = Fraction(REAL[turn][(k + own) % len(REAL[turn])])
    return found


def _apart(
    pair: tuple[Term, Term], sizes: Mapping[str, int], entries: Mapping[str, Any]
) -> tuple[str, str, str] | None:
    """A place of the free indices in words, and the two values there."""
    import mpmath

    from derive.kernel.evaluation import Evaluator, Model, digits_needed, number
    from derive.terms.letters import letter
    from derive.terms.terms import free_indices

    axes = sorted(free_indices(pair[0]) | free_indices(pair[1]))
    with mpmath.workdps(digits_needed(*pair, digits=30)):
        values = {name: {at: number(v) for at, v in rows.items()} for name, rows in entries.items()}
        evaluator = Evaluator(Model(sizes, values))
        for place in product(*(range(evaluator.model.size(axis.dim)) for axis in axes)):
            at = dict(zip(axes, place, strict=True))
            try:
                left, right = (rounding.fraction(evaluator(term, at)) for term in pair)
            except (ValueError, ZeroDivisionError):
                return None
            if abs(left - right) > APART * max(abs(left), abs(right)):
                words = ", ".join(f"{letter(axis.name)} = {k + 1}" for axis, k in at.items())
                return words, _value(left), _value(right)
    return None


def _value(value: Fraction) -> str:
    """A value good to 30 digits: an integer as such, anything else with four digits."""
    near = round(value)
    return str(near) if abs(value - near) < Fraction(1, 10**20) else typeset.about(value, 4)


def _written(tensor: Tensor, entries: Mapping[tuple[int, ...], Fraction], sizes: Mapping[str, int]) -> str:
    from derive.terms.letters import tensor_letter

    letter, shape = tensor_letter(tensor), _shape(tensor, sizes)
    if not shape:
        return f"{letter} = {typeset.number(entries[()])}"
    if len(shape) == 1:
        return f"{letter} = {typeset.row([entries[k,] for k in range(shape[0])])}"
    return f"{letter} = {typeset.matrix([[entries[i, j] for j in range(shape[1])] for i in range(shape[0])])}"
