"""PyTorch's autograd, in float64, is asked for every derivative of the library.

A derivative claim is a chain whose first line holds a derivative that is not yet taken. PyTorch differentiates that
line, by its own functions and rules, at random entries of the declared domains, in every cell of the kinks that a cheap
search meets; the last line must have that value. Needs the extra `torch` (pip install "backproof[torch]"); without it
these tests are skipped, and with BACKPROOF_REQUIRE_TORCH=1 they fail.
"""

from __future__ import annotations

import importlib
import os
import random
import re
from collections.abc import Iterator
from itertools import islice, product
from types import ModuleType
from typing import Any

import mpmath as mp
import pytest

from derive import library
from derive.derivation import Derivation, as_term
from derive.kernel.refuter import models
from derive.terms.functions import FUNCTIONS
from derive.terms.index import indices
from derive.terms.tensors import Tensor
from derive.terms.terms import (
    Apply,
    Component,
    Definition,
    Partial,
    Sum,
    Term,
    component,
    free_indices,
    lift,
    subterms,
    unfold,
)
from derive.terms.text import text

REASON = "PyTorch is not installed: pip install 'backproof[torch]' (BACKPROOF_REQUIRE_TORCH=1 makes this a failure)"
REQUIRED = os.environ.get("BACKPROOF_REQUIRE_TORCH") == "1"
torch: Any = importlib.import_module("torch") if REQUIRED else pytest.importorskip("torch", reason=REASON)

NEAR = 1e-10  # of 1 + both values; float64 has 16 digits, the longest of these computations loses four
POINTS = 4  # models for each claim
PLACES = 4  # entries that are compared in each model

# Titles that announce a derivative.
WORDS = re.compile(
    r"^(The )?(Gradient(?! descent)|Derivative|Second derivative|Hessian|Jacobian|Curvature|Slope)\b|gradient (with|by)"
)

# Results with such a title that leave no derivative to be taken, and why.
WRITTEN_OUT = "a statement about the Jacobian, which stands in it written out: softmax_jacobian is asked"
NOT_ASKED = {
    "softmax_jacobian_matrix": WRITTEN_OUT,
    "softmax_jacobian_symmetric": WRITTEN_OUT,
    "softmax_jacobian_psd": WRITTEN_OUT,
    "softmax_jacobian_rank": WRITTEN_OUT,
    "gradient_variance": "the variance of a product with a given gradient: nothing is differentiated",
}


def chains_of(name: str) -> tuple[Derivation, ...]:
    proved = library.find(name).build()
    return (proved,) if isinstance(proved, Derivation) else proved.derivations


def is_a_derivative(line: Term) -> bool:
    return any(isinstance(part, Partial) for part in subterms(line))


def claims_of(name: str) -> Iterator[tuple[Term, Term, tuple[Definition, ...]]]:
    """First and last line of every chain of a result that starts from a derivative."""
    for chain in chains_of(name):
        if chain.steps and is_a_derivative(as_term(chain.start)):
            yield as_term(chain.start), as_term(chain.result), chain.definitions


def gaps(
    machine: ModuleType, left: Term, right: Term, definitions: tuple[Definition, ...]
) -> Iterator[tuple[float, float]]:
    """The value of both sides in PyTorch at a sample of entries in a sample of models."""
    whole = [unfold(side, definitions) for side in (left, right)]
    axes = sorted(free_indices(left) | free_indices(right))
    for make in islice(models(*whole), POINTS):
        with mp.workdps(20):
            model = make()
        value = machine.Torch(torch, model.sizes, model.values, definitions)
        places = list(product(*(range(model.size(i.dim)) for i in axes)))
        if len(places) > PLACES:
            places = random.Random(len(places)).sample(places, PLACES)
        for place in places:
            at = dict(zip(axes, place, strict=True))
            yield value(left, at).item(), value(right, at).item()


def differ(a: float, b: float) -> bool:
    return not abs(a - b) <= NEAR * (1 + abs(a) + abs(b))


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """The tensors are single numbers; more threads would only take the cores of other tests."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("name", library.names())
def test_autograd_agrees_with_every_derivative_of_the_library(name: str, torch_terms: ModuleType) -> None:
    for left, right, definitions in claims_of(name):
        compared = list(gaps(torch_terms, left, right, definitions))
        assert compared
        for a, b in compared:
            assert not differ(a, b), f"{text(left)}: autograd {a}, the last line {b}"


def test_most_of_the_library_is_asked() -> None:
    """The walk finds what it is to find: a library whose derivatives hide from it would pass otherwise."""
    asked = {name for name in library.names() if any(claims_of(name))}
    assert len(asked) >= 170
    assert {"sigmoid", "softmax_jacobian", "mlp_hidden_weights", "batch_norm_input", "lstm_cell"} <= asked


def test_what_is_not_asked_is_listed_with_its_reason() -> None:
    silent = {name for name in library.names() if not any(claims_of(name))}
    assert {name for name in silent if WORDS.search(library.find(name).title)} == set(NOT_ASKED)


def test_every_function_has_its_twin_in_pytorch(torch_terms: ModuleType) -> None:
    assert set(torch_terms.functions(torch)) == set(FUNCTIONS)


# ------------------------------------------------------------------------------------------ the test itself is tested

x = Component(Tensor("x"))
i, j = indices("i:C j:C")
z = component(Tensor("z", ("C",)))


@pytest.mark.parametrize(
    ("left", "wrong"),
    [
        (Partial(Apply("sigmoid", (x,)), x), Apply("sigmoid", (x,))),
        (Partial(Apply("relu", (x,)), x), lift(1)),  # wrong in one cell only
        (Partial(Partial(x**3, x), x), 3 * x**2),
        (Partial(Apply("f", (x,)), x), -Apply("f'", (-x,))),
        (Partial(Sum(i, z(i) ** 2), z(j)), 2 * Sum(i, z(i))),
    ],
)
def test_a_wrong_derivative_is_seen(left: Term, wrong: Term, torch_terms: ModuleType) -> None:
    assert any(differ(a, b) for a, b in gaps(torch_terms, left, wrong, ()))


@pytest.mark.parametrize("name", ["mlp_hidden_weights", "batch_norm_input", "softmax_jacobian", "huber"])
def test_a_result_with_another_sign_is_seen(name: str, torch_terms: ModuleType) -> None:
    for left, right, definitions in claims_of(name):
        assert any(differ(a, b) for a, b in gaps(torch_terms, left, -right, definitions))


def test_no_value_is_no_agreement() -> None:
    assert differ(float("nan"), float("nan"))
