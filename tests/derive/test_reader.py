"""What is printed can be read back, and means what was printed."""

from __future__ import annotations

from fractions import Fraction
from types import ModuleType

import mpmath as mp
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from derive.derivation import Derivation
from derive.kernel.evaluation import Model, digits_needed, evaluate
from derive.kernel.prover import prove
from derive.library import find, names
from derive.terms.index import Index, indices
from derive.terms.latex import latex
from derive.terms.layout import distinct
from derive.terms.letters import Letters
from derive.terms.reader import read
from derive.terms.scanner import ReadError
from derive.terms.tensors import Tensor
from derive.terms.terms import (
    Cases,
    Component,
    Delta,
    Dim,
    Mul,
    Partial,
    Sum,
    Term,
    component,
    exp,
    free_indices,
    lift,
    tensors_of,
)

I, J, K = indices("i:C j:C k:C")
Z = component(Tensor("z", ("C",)))
X = Component(Tensor("x"))
SIZES = {"C": 2, "N": 3, "D": 2}


def read_back(term: Term) -> Term:
    return read(latex(term), Letters.of(term), free_indices(term))


def model_for(term: Term) -> Model:
    """Entries that are positive, all different and no round numbers."""
    values = {}
    for t, tensor in enumerate(tensors_of(term)):
        shape = [int(dim) if dim.isdigit() else SIZES[dim] for dim in tensor.dims]
        positions: list[tuple[int, ...]] = [()]
        for size in shape:
            positions = [(*position, k) for position in positions for k in range(size)]
        values[tensor.name] = {p: mp.mpf(1 + (37 * t + 61 * k) % 101) / 67 for k, p in enumerate(positions)}
    return Model(SIZES, values)


def value(term: Term, like: Term) -> list[object]:
    """Its values at a few positions of the free indices, in the model for `like`."""
    free = sorted(free_indices(like))
    with mp.workdps(digits_needed(term)):
        return [evaluate(term, model_for(like), dict.fromkeys(free, k)) for k in (0, 1)]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_term_is_read_back_with_its_print_and_its_value(
    random_terms: ModuleType, data: st.DataObject
) -> None:
    term = data.draw(random_terms.terms())
    again = read_back(term)
    assert latex(again) == latex(term)
    try:
        expected = value(term, term)
    except (ValueError, ZeroDivisionError, OverflowError):
        assume(False)
    for left, right in zip(value(again, term), expected, strict=True):
        assert mp.almosteq(left, right, rel_eps=mp.mpf(10) ** -12, abs_eps=mp.mpf(10) ** -12), latex(term)


@pytest.mark.parametrize(
    "term",
    [
        exp(Z(J)) / Sum(K, exp(Z(K))),
        Sum(K, Z(K) * Delta(I, K)) - Z(I),
        Partial(X**2 + X, X),
        Cases(X, (Fraction(0),), (lift(0), X), open=True),
        Fraction(1, 2) * X,
    ],
)
def test_the_usual_shapes_are_read_back_as_they_were_written(term: Term) -> None:
    assert read_back(term) == distinct(term)


def test_an_index_that_no_tensor_carries_needs_its_dimension() -> None:
    delta = Delta(I, J)
    assert read(latex(delta), Letters(()), [I, J]) == delta
    with pytest.raises(ReadError, match="dimension of the index i"):
        read(latex(delta), Letters(()))


@pytest.mark.parametrize("name", names())
def test_every_line_of_the_library_is_read_back(name: str) -> None:
    for line in lines_of(find(name).build()):
        again = read_back(line)
        assert again == line or (latex(again) == latex(line) and prove(again, line)), latex(line)


def lines_of(proved: object) -> list[Term]:
    """The index terms of a derivation, or of the derivations in another claim."""
    if isinstance(proved, Derivation):
        return [line for line in proved.statements if isinstance(line, Term)]
    parts = [getattr(proved, name) for name in getattr(proved, "__dataclass_fields__", ())]
    return [line for part in parts if isinstance(part, Derivation) for line in lines_of(part)]


@pytest.mark.parametrize(
    "source", ["x +", "x)", r"\frac{x}", "q", r"\sum_{k=1}^{M} x", r"\cos(x)", "z_{ij}", "", "x }"]
)
def test_what_the_printer_does_not_print_is_refused(source: str) -> None:
    with pytest.raises(ReadError, match="expected"):
        read(source, Letters((Tensor("x"), Tensor("z", ("C",))), ("C",)), [I, J])


@pytest.mark.parametrize(
    ("tensors", "dims", "words"),
    [
        ((Tensor("U"),), ("U",), "the dimension U and the tensor U are both printed U"),
        ((Tensor("lam"), Tensor("lamda")), (), "both printed"),
        ((Tensor("e"),), (), "fixed meaning"),
        ((Tensor("pi"),), (), "fixed meaning"),
        ((Tensor("z", ("C",)), Tensor("z_k")), (), "like an entry of z"),
        ((Tensor("delta", ("C", "C")),), (), "Kronecker"),
    ],
)
def test_letters_that_could_be_confused_are_refused(
    tensors: tuple[Tensor, ...], dims: tuple[str, ...], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Letters(tensors, dims)


def test_a_wrong_print_would_be_noticed() -> None:
    """Without its parentheses a product of a sum reads as something else."""
    good = Mul((X, X + Dim("C")))
    bad = latex(good).replace("(", "").replace(")", "")
    assert value(read(bad, Letters.of(good)), good) != value(good, good)


def test_index_names_need_not_be_single_letters() -> None:
    long = Index("i1", "C")
    term = Sum(long, Z(long) * Delta(long, Index("alpha", "C")))
    assert read_back(term) == term
