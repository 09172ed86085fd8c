"""Laws that hold under a hypothesis or at small sizes only, and the same search in every process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from itertools import permutations

import pytest

from derive import library
from derive.kernel.gate import StepNotProved, StepRejected, check
from derive.kernel.prover import prove
from derive.kernel.refuter import refute
from derive.terms.index import Index, indices
from derive.terms.serialise import from_json, to_json
from derive.terms.tensors import MASK, POSITIVE_REAL, REAL, UNIT_INTERVAL, Domain, Tensor, one_hot, simplex
from derive.terms.terms import (
    Apply,
    Component,
    Delta,
    Dim,
    Mul,
    Power,
    Sum,
    Term,
    component,
    exp,
    lift,
    log,
    total,
)

HALF = Fraction(1, 2)
I, J, K, M = indices("i:C j:C k:C m:C")
u = Component(Tensor("u"))

Claim = tuple[Term, Term]


def root(term: Term) -> Term:
    return Power(term, HALF)


def step(term: Term) -> Term:
    return Apply("step", (term,))


# A law of x and y that is a law only in the domain beside it.
SCALAR: dict[str, tuple[Domain, Callable[[Term, Term], Claim]]] = {
    "log of a square": (POSITIVE_REAL, lambda x, y: (log(x**2), 2 * log(x))),
    "log of a product": (POSITIVE_REAL, lambda x, y: (log(x * y), log(x) + log(y))),
    "log of a quotient": (POSITIVE_REAL, lambda x, y: (log(x / y), log(x) - log(y))),
    "log of a reciprocal": (POSITIVE_REAL, lambda x, y: (log(1 / x**2), -2 * log(x))),
    "root of a square": (POSITIVE_REAL, lambda x, y: (root(x**2), x)),
    "root of a product": (POSITIVE_REAL, lambda x, y: (root(x * y), root(x) * root(y))),
    "root of a fourth power": (POSITIVE_REAL, lambda x, y: (root(root(x**4)), x)),
    "quotient of a root": (POSITIVE_REAL, lambda x, y: (x / root(x**2), lift(1))),
    "root of a factor taken out": (
        POSITIVE_REAL,
        lambda x, y: (root(x**2 + x**2 * y**2), x * root(1 + y**2)),
    ),
    "absolute value": (POSITIVE_REAL, lambda x, y: (Apply("abs", (x,)), x)),
    "ReLU does nothing": (POSITIVE_REAL, lambda x, y: (Apply("relu", (x,)), x)),
    "step is 1": (POSITIVE_REAL, lambda x, y: (step(x + y), lift(1))),
    "positive inside the unit interval": (UNIT_INTERVAL, lambda x, y: (log(x**3), 3 * log(x))),
    "0 or 1 equals its square": (MASK, lambda x, y: (x**2, x)),
    "0 or 1 under powers": (MASK, lambda x, y: ((1 - x) ** 2, 1 - x)),
}

# The same for the entries of a vector.
VECTOR: dict[str, tuple[Domain, Callable[[Callable[[Index], Term]], Claim]]] = {
    "sum is 1": (simplex(), lambda p: (Sum(I, p(I)), lift(1))),
    "sum is 1 beside a factor": (simplex(), lambda p: (Sum(I, p(I) * u), u)),
    "log of an entry": (simplex(), lambda p: (log(p(I) ** 2), 2 * log(p(I)))),
    "one-hot product": (one_hot(), lambda t: (t(I) * t(J), Delta(I, J) * t(I))),
    "one-hot square": (one_hot(), lambda t: (Sum(I, t(I) ** 2), lift(1))),
    "one-hot choice": (one_hot(), lambda t: (Sum(I, t(I) * exp(t(I))), Sum(I, t(I)) * exp(lift(1)))),
    "norm of a product": (
        POSITIVE_REAL,
        lambda a: (root(Sum(I, a(I) * u**2)), root(u**2) * root(Sum(I, a(I)))),
    ),
}
NOT_PROVED = {"one-hot choice", "root of a factor taken out"}  # true, yet the prover has no rule


def scalars(domain: Domain) -> tuple[Term, Term]:
    return Component(Tensor("x", (), domain)), Component(Tensor("y", (), domain))


CLAIMS = {
    **{name: (claim(*scalars(REAL)), claim(*scalars(domain))) for name, (domain, claim) in SCALAR.items()},
    **{
        name: (claim(component(Tensor("p", ("C",)))), claim(component(Tensor("p", ("C",), domain))))
        for name, (domain, claim) in VECTOR.items()
    },
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_trap_is_refused_without_its_hypothesis(name):
    bare, _ = CLAIMS[name]
    assert prove(*bare) is None
    with pytest.raises(StepRejected):
        check(*bare)


@pytest.mark.parametrize("name", CLAIMS)
def test_a_trap_is_a_law_with_its_hypothesis(name):
    _, law = CLAIMS[name]
    if name in NOT_PROVED:
        with pytest.raises(StepNotProved):
            check(*law)
    else:
        assert check(*law)


# --------------------------------------------------------------------------------------- identities of small sizes

x, a, b, c = (component(Tensor(name, ("C",))) for name in "xabc")
A, B = (component(Tensor(name, ("C", "C"))) for name in "AB")
TRACE = Sum(K, A(K, K))
TRACE_OF_SQUARE = Sum(K, Sum(M, A(K, M) * A(M, K)))


def sign(order: tuple[int, ...]) -> int:
    return (-1) ** sum(order[k] > order[n] for n in range(len(order)) for k in range(n))


def antisymmetriser(parts: tuple[Callable[[Index], Term], ...], places: tuple[Index, ...]) -> Term:
    """The sum over the orders of the places, with sign, of the product of the parts: 0 where the size is smaller."""
    orders = list(permutations(range(len(places))))
    terms = [
        Mul((lift(sign(order)), *(part(places[k]) for part, k in zip(parts, order, strict=True))))
        for order in orders
    ]
    return sum(terms[1:], terms[0] + 0)


def gram(vectors: tuple[Callable[[Index], Term], ...]) -> Term:
    """The Gram determinant: 0 where there are more vectors than dimensions."""
    n = range(len(vectors))
    rows = [[Sum(I, vectors[r](I) * vectors[s](I)) for s in n] for r in n]
    terms = [Mul((lift(sign(order)), *(rows[r][order[r]] for r in n))) for order in permutations(n)]
    return sum(terms[1:], terms[0] + 0)


def matrices(parts: list[Callable[..., Term]]) -> Term:
    """An entry of the product of matrices."""
    inner = [Index(f"s{k}", "C") for k in range(1, len(parts))]
    path = [I, *inner, J]
    return total(inner, Mul(tuple(part(path[k], path[k + 1]) for k, part in enumerate(parts))))


def words(spelt: str) -> Term:
    """Products of A and B, added."""
    first, *others = (matrices([{"A": A, "B": B}[letter] for letter in word]) for word in spelt.split())
    return sum(others, first + 0)


SMALL: dict[str, tuple[int, Claim]] = {  # the largest size at which it holds
    "square of a sum": (1, (Sum(I, x(I)) ** 2, Sum(I, x(I) ** 2))),
    "mean of a product": (1, (Dim("C") * Sum(I, x(I) * a(I)), Sum(I, x(I)) * Sum(J, a(J)))),
    "exponential of a sum": (1, (exp(Sum(I, x(I))), Sum(I, exp(x(I))))),
    "matrices commute": (1, (matrices([A, B]), matrices([B, A]))),
    "two indices, one value": (1, (A(I, J), A(J, I))),
    "softmax is 1": (1, (exp(x(I)) / Sum(K, exp(x(K))), lift(1))),
    "size squared": (2, (Dim("C") ** 2, 3 * Dim("C") - 2)),
    "Cayley-Hamilton of 2 x 2": (
        2,
        (
            matrices([A, A]) - TRACE * A(I, J) + HALF * (TRACE**2 - TRACE_OF_SQUARE) * Delta(I, J),
            lift(0) * Delta(I, J),
        ),
    ),
    "antisymmetriser of two": (1, (antisymmetriser((a, b), (I, J)), lift(0))),
    "antisymmetriser of three": (2, (antisymmetriser((a, b, c), (I, J, K)), lift(0))),
    "Gram determinant of two": (1, (gram((a, b)), lift(0))),
    "Gram determinant of three": (2, (gram((a, b, c)), lift(0))),
    "Hall: the square of a commutator commutes": (
        2,
        (words("BABAA AABBA ABAAB"), words("ABBAA BAABA AABAB")),
    ),
}


@pytest.mark.parametrize("name", SMALL)
def test_an_identity_of_small_sizes_is_refused_by_both_guards(name):
    _, claim = SMALL[name]
    assert prove(*claim) is None
    assert refute(*claim)


@pytest.mark.parametrize("name", SMALL)
def test_it_is_an_identity_at_its_size(name):
    """Otherwise it would be no trap: at the size itself, written as a number, nothing is refuted."""
    largest, (left, right) = SMALL[name]
    assert refute(at_size(left, largest), at_size(right, largest)) is None


def at_size(term: Term, size: int) -> Term:
    """The same term with C written as a number."""
    return from_json(json.loads(json.dumps(to_json(term)).replace('"C"', f'"{size}"')))


# ------------------------------------------------------------------------------------------------- other processes

WRITTEN = """
import json
from derive import library
from derive.derivation import Derivation, as_term
from derive.kernel.normal_form import normal_form
from derive.kernel.refuter import refute
from derive.terms.terms import unfold

for name in library.names()[::6]:
    proved = library.find(name).build()
    print(name, proved.latex(), proved.text(), json.dumps(proved.steps_json()))
    for chain in (proved,) if isinstance(proved, Derivation) else proved.derivations:
        for step in chain.steps[:1]:
            left, right = (unfold(as_term(side), chain.definitions) for side in (step.before, step.after))
            print(normal_form(left), refute(left, right + 1))
"""


def test_derivations_forms_and_counter_examples_are_the_same_in_every_process():
    path = os.pathsep.join(sys.path)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WRITTEN],
            env=os.environ | {"PYTHONHASHSEED": salt, "PYTHONPATH": path},
            stdout=subprocess.PIPE,
        )
        for salt in ("0", "1")
    ]
    first, second = (process.communicate()[0] for process in started)
    assert first.count(b"the left side is") >= len(library.names()) // 6
    assert first == second
