"""The normal form keeps the value: random terms, read back, agree at 50 digits. And each of its rules, as stated."""

import os
import random
from fractions import Fraction

import mpmath as mp
import pytest

from derive.kernel.evaluation import Evaluator
from derive.kernel.normal_form import normal_form
from derive.kernel.polynomial import Atom, Polynomial
from derive.kernel.prover import prove
from derive.kernel.refuter import draw_model, draw_sizes
from derive.terms.index import Index, indices
from derive.terms.tensors import MASK, POSITIVE_REAL, Tensor, one_hot, simplex, sums_to_one
from derive.terms.terms import (
    Add,
    Apply,
    Cases,
    Component,
    Constant,
    Delta,
    Dim,
    Maximum,
    Mul,
    Number,
    Partial,
    Power,
    Sum,
    Term,
    Winner,
    component,
    exp,
    lift,
    log,
    tensors_of,
    total,
)

I, J, K, N = indices("i:C j:C k:C n:N")
A, B = component(Tensor("a", ("C",))), component(Tensor("b", ("N", "C")))
P, Y, T = (
    component(Tensor(n, ("C",), d)) for n, d in (("p", simplex()), ("y", sums_to_one()), ("t", one_hot()))
)
M = component(Tensor("m", ("N",), MASK))
U, S, X = Component(Tensor("u")), Component(Tensor("s", (), POSITIVE_REAL)), Component(Tensor("x"))
RUNS = int(os.environ.get("BACKPROOF_FUZZ", "400"))


def read_back(polynomial: Polynomial) -> Term:
    """The polynomial as a term again, by the meaning of its atoms."""
    return Add(
        tuple(Mul((Number(c), *(Power(_atom(a), e) for a, e in m))) for m, c in polynomial) or (lift(0),)
    )


def _monomial(monomial) -> Term:
    return read_back(((monomial, Fraction(1)),))


def _atom(atom: Atom) -> Term:
    d = atom.data
    match atom.kind:
        case "entry":
            return Component(*d)
        case "delta":
            return Delta(*d)
        case "dim":
            return Dim(d)
        case "pi":
            return Constant("pi")
        case "prime":
            return lift(d)
        case "exp":
            return exp(_monomial(d))
        case "apply":
            return Apply(d[0], tuple(read_back(argument) for argument in d[1]))
        case "base":
            return read_back(d)
        case "sum":
            return total(d[0], _monomial(d[1]))
        case "max":
            return Maximum(d[0], read_back(d[1]))
        case "wins":
            return Winner(d[0], read_back(d[1]), d[2])
    raise AssertionError(atom.kind)


def random_term(chance: random.Random, depth: int, scope: list[Index]) -> Term:
    """A term over the indices in scope whose value is defined: roots and logarithms of positive terms only."""
    if depth == 0 or chance.random() < 0.12:
        return _leaf(chance, scope)
    inner = lambda: random_term(chance, depth - 1, scope)  # noqa: E731
    match chance.randrange(11):
        case 0 | 1:
            return inner() + inner()
        case 2 | 3:
            return inner() * inner()
        case 4:
            return -inner()
        case 5:
            return Power(
                _positive(inner()),
                chance.choice([Fraction(-1), Fraction(-2), Fraction(1, 2), Fraction(-1, 2)]),
            )
        case 6:
            return inner() ** chance.choice([2, 3])
        case 7:
            index = Index(chance.choice("ijkl"), chance.choice(["C", "N"]))
            return Sum(
                index, random_term(chance, depth - 1, [i for i in scope if i.name != index.name] + [index])
            )
        case 8:
            name = chance.choice(
                ["sigmoid", "tanh", "relu", "step", "softplus", "erf", "f", "abs", "hard_tanh"]
            )
            return Apply(name, (inner(),))
        case 9:
            return chance.choice([exp, lambda u: log(_positive(u))])(inner() * Fraction(1, 3))
    index = Index("w", chance.choice(["C", "N"]))
    body = random_term(chance, depth - 1, [*[i for i in scope if i.name != "w"], index])
    return chance.choice(
        [Maximum(index, body), Cases(inner(), (Fraction(0), Fraction(1)), (inner(), inner(), inner()))]
    )


def _positive(term: Term) -> Term:
    return exp(term * Fraction(1, 5)) + term**2


def _leaf(chance: random.Random, scope: list[Index]) -> Term:
    over = {dim: [i for i in scope if i.dim == dim] for dim in ("C", "N")}
    leaves: list[Term] = [
        U,
        S,
        lift(Fraction(chance.randint(-3, 3), chance.randint(1, 3))),
        Dim("C"),
        Constant("pi"),
    ]
    for i in over["C"]:
        leaves += [A(i), P(i), Y(i), T(i), *(Delta(i, j) for j in over["C"]), *(B(n, i) for n in over["N"])]
    leaves += [M(n) for n in over["N"]]
    return chance.choice(leaves)


@pytest.mark.parametrize("block", range(8))
def test_the_normal_form_keeps_the_value(block):
    """RUNS random terms in all (set BACKPROOF_FUZZ for more); at least half of them must be evaluated."""
    compared = 0
    for run in range(RUNS // 8):
        chance = random.Random(f"{block} {run}")
        term = random_term(chance, chance.choice([2, 3, 3, 4]), [I, J, N])
        try:
            back = read_back(normal_form(term))
        except (ZeroDivisionError, RecursionError):  # no normal form: nothing is proved of such a term
            continue
        sizes = draw_sizes(term, back) | {"C": 2 + run % 3, "N": 3}
        with mp.workdps(60):
            value = Evaluator(draw_model(tensors_of(term, back), sizes, run, Fraction(1)))
            at = {I: 0, J: 1, N: 2}
            try:
                left, right = value(term, at), value(back, at)
            except (ValueError, OverflowError):
                continue
            if not abs(left) < mp.mpf(10) ** 12:
                continue
            assert abs(left - right) < mp.mpf(10) ** -30 * max(1, abs(left)), term
        compared += 1
    assert compared >= RUNS // 16


def test_a_wrong_rule_would_be_seen_by_the_fuzz(monkeypatch):
    from derive.kernel import normal_form as module

    monkeypatch.setitem(
        module.FORM, Power, lambda t: module.power(module.normal_form(t.base), t.exponent + 1)
    )
    with pytest.raises(AssertionError):
        [test_the_normal_form_keeps_the_value(block) for block in range(8)]


RULES = {
    "1 polynomials": ((U + X) ** 2, U**2 + 2 * U * X + X**2),
    "2 delta renames": (Delta(I, J) * A(J), Delta(I, J) * A(I)),
    "2 delta is idempotent": (Delta(I, J) ** 2, Delta(I, J)),
    "2 delta resolves a sum": (Sum(J, Delta(I, J) * A(J)), A(I)),
    "3 a sum splits": (Sum(I, U + A(I)), Dim("C") * U + Sum(I, A(I))),
    "3 factors leave": (Sum(I, A(I) * P(K)), P(K) * Sum(I, A(I))),
    "3 bound names": (Sum(I, A(I)), Sum(K, A(K))),
    "3 order of sums": (Sum(N, Sum(I, B(N, I))), Sum(I, Sum(N, B(N, I)))),
    "3 square of a sum": (Sum(I, A(I)) ** 2, Sum(I, Sum(J, A(I) * A(J)))),
    "4 exponentials": (exp(U + X), exp(U) * exp(X)),
    "4 exp of log": (exp(3 * log(S)), S**3),
    "5 powers": (1 / (2 * U), Fraction(1, 2) * U**-1),
    "5 exp in a denominator": (1 / exp(U), exp(-U)),
    "5 roots of numbers": (lift(8) ** Fraction(1, 2), 2 * lift(2) ** Fraction(1, 2)),
    "6 fractions": (U / (1 + U), 1 - 1 / (1 + U)),
    "6 denominators are factorised": (1 / (U**2 - 1), Fraction(1, 2) / (U - 1) - Fraction(1, 2) / (U + 1)),
    "7 logarithms": (log(S * exp(U)), log(S) + U),
    "7 logarithms of numbers": (log(lift(12)), 2 * log(lift(2)) + log(lift(3))),
    "8 step of a multiple": (Apply("step", (2 * U,)), Apply("step", (U,))),
    "8 step is idempotent": (Apply("step", (U,)) ** 2, Apply("step", (U,))),
    "8 erf is odd": (Apply("erf", (-U,)), -Apply("erf", (U,))),
    "9 sums to one": (Sum(I, Y(I)), lift(1)),
    "9 sums to one inside": (Sum(N, Sum(I, Y(I) * M(N))), Sum(N, M(N))),
    "9 one-hot": (T(I) * T(J), Delta(I, J) * T(I)),
    "9 mask": (M(N) ** 2, M(N)),
    "10 derivatives": (Partial(U**3, U), 3 * U**2),
    "11 winner": (Winner(I, A(I), K) ** 2, Winner(J, A(J), K)),
    "11 winner of a multiple": (Winner(I, 2 * A(I), K), Winner(I, A(I), K)),
    "11 winner of a shift": (Winner(I, A(I) + U, K), Winner(I, A(I), K)),
}

# Each would be false for some values in the declared domains.
TRAPS = {
    "log of a square": (log(U**2), 2 * log(U)),
    "root of a square": ((U**2) ** Fraction(1, 2), U),
    "log of a product": (log(U * X), log(U) + log(X)),
    "root of a product": ((U * X) ** Fraction(1, 2), U ** Fraction(1, 2) * X ** Fraction(1, 2)),
    "one-hot for a distribution": (P(I) * P(J), Delta(I, J) * P(I)),
    "sum to one without the axis": (Sum(I, A(I)), lift(1)),
    "step of a negative multiple": (Apply("step", (-2 * U,)), Apply("step", (U,))),
    "delta between free indices": (Delta(I, J), lift(1)),
    "winner of a negative multiple": (Winner(I, -A(I), K), Winner(I, A(I), K)),
    "winner of a factor of unknown sign": (Winner(I, U * A(I), K), Winner(I, A(I), K)),
    "winner of another shift": (Winner(I, A(I) + P(I), K), Winner(I, A(I), K)),
}


@pytest.mark.parametrize("name", RULES)
def test_the_rule_holds_as_stated(name):
    assert prove(*RULES[name]) == "normal form"


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_not_proved(name):
    assert prove(*TRAPS[name]) is None


def test_with_positivity_the_traps_are_no_traps():
    assert prove(log(S**2), 2 * log(S))
    assert prove((S**2) ** Fraction(1, 2), S)


def test_division_by_what_is_always_zero_raises():
    with pytest.raises(ZeroDivisionError):
        normal_form(1 / (U - U))
