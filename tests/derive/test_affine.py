"""Affine layers: what they collapse to in both conventions, and what does not collapse."""

from __future__ import annotations

import pytest

from derive import library
from derive.claims import CounterExample
from derive.derivation import Derivation, begin
from derive.kernel.gate import StepRefuted, StepRejected
from derive.terms.matrix import Map, Matrix, Ones, Zero, matrices

CLAIMS = {
    "affine_collapse": (
        r"\mathbf{W}_2 (\mathbf{W}_1 \mathbf{x} + \mathbf{b}_1) + \mathbf{b}_2 = "
        r"(\mathbf{W}_2 \mathbf{W}_1) \mathbf{x} + (\mathbf{W}_2 \mathbf{b}_1 + \mathbf{b}_2)"
    ),
    "affine_collapse_rows": (
        r"(\mathbf{X} \mathbf{W}_1 + \mathbf{1}_N \mathbf{b}_1^\top) \mathbf{W}_2 + \mathbf{1}_N \mathbf{b}_2^\top = "
        r"\mathbf{X} (\mathbf{W}_1 \mathbf{W}_2) + \mathbf{1}_N (\mathbf{W}_2^\top \mathbf{b}_1 + \mathbf{b}_2)^\top"
    ),
}
x, u, W, V, b, c = matrices("x:D u:D W:D,D V:D,D b:D c:D")
ones = Ones("N")
X = matrices("X:N,D")[0]


def relu(body: Matrix) -> Matrix:
    return Map("relu", body)


@pytest.mark.parametrize("name", CLAIMS)
def test_the_claim_is_that_of_the_textbook(name: str) -> None:
    assert library.find(name).build().claim_latex() == CLAIMS[name]


def test_the_collapse_holds_for_all_sizes() -> None:
    assert library.find("affine_collapse").build().dimensions() == ("D", "H", "K")
    assert library.find("affine_collapse_rows").build().dimensions() == ("D", "H", "K", "N")


def test_a_bias_of_the_wrong_shape_cannot_be_written() -> None:
    W1, b1, W2, b2 = matrices("W1:H,D b1:H W2:K,H b2:K")
    assert W2 @ (W1 @ x + b1) + b2
    with pytest.raises(ValueError, match="shapes"):
        (W2 @ W1) @ x + (b1 + b2)


# What students write, all of the same shape where shapes would not stop them.
WRONG: dict[str, tuple[Matrix, Matrix]] = {
    "factors in the wrong order, columns": (V @ (W @ x + b) + c, W @ V @ x + (V @ b + c)),
    "first bias not carried through": (V @ (W @ x + b) + c, V @ W @ x + (b + c)),
    "second bias left out": (V @ (W @ x + b) + c, V @ W @ x + V @ b),
    "factors in the wrong order, rows": (
        (X @ W + ones @ b.T) @ V + ones @ c.T,
        X @ (V @ W) + ones @ (V.T @ b + c).T,
    ),
    "transpose forgotten, rows": (
        (X @ W + ones @ b.T) @ V + ones @ c.T,
        X @ (W @ V) + ones @ (V @ b + c).T,
    ),
    "ReLU in between, ignored": (V @ relu(W @ x + b) + c, V @ W @ x + (V @ b + c)),
    "ReLU in between, odd": (V @ relu(W @ x) + V @ relu(W @ (-x)), Zero("D")),
    "ReLU with a skip connection, additive": (
        (x + u) + W @ relu(V @ (x + u)),
        (x + W @ relu(V @ x)) + (u + W @ relu(V @ u)),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_so_is_refuted(name: str) -> None:
    before, after = WRONG[name]
    with pytest.raises(StepRefuted):
        begin(name, before).then(after, "collect terms")


def test_a_relu_between_two_layers_is_refuted_by_numbers() -> None:
    found = library.find("relu_no_collapse").build()
    assert isinstance(found, CounterExample)
    assert found.dimensions() == ()
    assert found.how == "by a counter-example"
    assert [side.steps[-1].rule for side in (found.left, found.right)] == ["evaluate", "evaluate"]
    with pytest.raises(StepRejected):
        begin("the alleged law", found.left.start).then(found.right.start, "an affine map is symmetric")


def test_the_symmetry_that_the_counter_example_breaks_is_that_of_affine_maps() -> None:
    found = library.find("affine_symmetry").build()
    assert isinstance(found, Derivation)
    assert found.text().split("\n")[0] == "A @ x + c + (A @ (-x) + c)"
