"""Random terms that have a value, and whether their normal form, read back as a term, keeps it at 50 digits."""

from __future__ import annotations

import random
from fractions import Fraction

import mpmath as mp

from derive.kernel.evaluation import Evaluator
from derive.kernel.normal_form import normal_form
from derive.kernel.polynomial import Atom, Monomial, Polynomial
from derive.kernel.refuter import draw_model, draw_sizes
from derive.terms.index import Index, indices
from derive.terms.matrix import Identity, Matrix, MatrixSymbol
from derive.terms.tensors import MASK, POSITIVE_REAL, Tensor, one_hot, simplex, sums_to_one
from derive.terms.terms import (
    Add,
    Apply,
    Cases,
    Component,
    Constant,
    Delta,
    Dim,
    Inverse,
    Maximum,
    Mul,
    Number,
    Power,
    Sum,
    Term,
    Winner,
    component,
    exp,
    free_indices,
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
U, S = Component(Tensor("u")), Component(Tensor("s", (), POSITIVE_REAL))
FUNCTIONS = ("sigmoid", "tanh", "relu", "step", "softplus", "erf", "f", "abs", "hard_tanh")
ROOTS = tuple(Fraction(q) for q in ("-1", "-2", "1/2", "-1/2"))


# -------------------------------------------------------------------------------------------------- forms read back


def read_back(polynomial: Polynomial) -> Term:
    """The polynomial as a term again, by the meaning of its atoms."""
    return Add(
        tuple(Mul((Number(c), *(Power(_atom(a), e) for a, e in m))) for m, c in polynomial) or (lift(0),)
    )


def _monomial(monomial: Monomial) -> Term:
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
        case "inv":
            return Inverse(d[0], d[1], read_back(d[2]), d[3], d[4])
    raise AssertionError(atom.kind)


# ------------------------------------------------------------------------------------------------------ random terms


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
            return Power(_positive(inner()), chance.choice(ROOTS))
        case 6:
            return inner() ** chance.choice([2, 3])
        case 7:
            return Sum(*_bound(chance, depth, scope, chance.choice("ijkl")))
        case 8:
            return Apply(chance.choice(FUNCTIONS), (inner(),))
        case 9:
            return chance.choice([exp, lambda u: log(_positive(u))])(inner() * Fraction(1, 3))
    index, body = _bound(chance, depth, scope, "w")
    at = [i for i in scope if i.dim == index.dim]
    choices = [
        Maximum(index, body),
        *(Winner(index, body, i) for i in at[:1]),
        Cases(inner(), (Fraction(0), Fraction(1)), (inner(), inner(), inner())),
    ]
    return chance.choice(choices)


def _bound(chance: random.Random, depth: int, scope: list[Index], name: str) -> tuple[Index, Term]:
    index = Index(name, chance.choice(["C", "N"]))
    return index, random_term(chance, depth - 1, [*(i for i in scope if i.name != name), index])


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
        log(U**2),
        Power(U**2 * S, Fraction(1, 2)),
    ]
    for i in over["C"]:
        leaves += [A(i), P(i), Y(i), T(i), *(Delta(i, j) for j in over["C"]), *(B(n, i) for n in over["N"])]
    leaves += [M(n) for n in over["N"]]
    return chance.choice(leaves)


def inverse_term(number: int) -> Term:
    """A random product of matrices and inverses, in which every other inverse meets its matrix."""
    chance = random.Random(f"inverses {number}")
    w, b = MatrixSymbol(Tensor("w", ("C", "C"))), MatrixSymbol(Tensor("b", ("N", "C")))
    one = Identity("C")
    plain = [
        w,
        w.T,
        w + one * U,
        b.T @ b + one * S,
        w * S,
        w @ w + one,
        (w + w.T) * Fraction(1, 2),
        b.T @ b * 3 + w,
    ]
    factors: list[Matrix] = []
    for _ in range(chance.choice([1, 2, 2, 3])):
        matrix = chance.choice(plain)
        inverse = chance.choice([matrix.inverse, matrix.inverse, matrix.T.inverse.T, (matrix * 2).inverse])
        factors += chance.choice(
            [[inverse], [inverse, matrix], [matrix, inverse], [matrix.T, inverse], [matrix]]
        )
    whole = factors[0]
    for factor in factors[1:]:
        whole = whole @ factor
    return whole.at(I, J) if chance.random() < 0.8 else Sum(I, whole.at(I, I))


def step_term(number: int) -> Term:
    """A random product of functions in pieces whose arguments have to do with each other."""
    chance = random.Random(f"steps {number}")
    step, absolute = (lambda u: Apply("step", (u,))), (lambda u: Apply("abs", (u,)))
    b, q = chance.choice([U, A(I), U * A(I), -U, B(N, I) - U]), chance.choice([A(J), -A(J), U, U + S, U / S])
    near = [b, -b, 2 * b + S, -b - S, b - 1, S * b, b * q, -b * q, q * (2 * b + 1), q * (b - 1), M(N) * b]
    near += [Delta(I, J) * b, q * absolute(b) + S, q * step(b), b**2 * q, exp(U) * b + exp(2 * U) * q]
    factors = [
        chance.choice([step, step, absolute])(chance.choice([b, *near])) for _ in range(chance.choice([2, 3]))
    ]
    return Mul((chance.choice([lift(1), U, B(N, I)]), *factors))


# --------------------------------------------------------------------------------------------------- the comparison


def term(number: int) -> Term:
    """The random term of this number."""
    chance = random.Random(f"fuzz {number}")
    return random_term(chance, chance.choice([2, 3, 3, 4]), [I, J, N])


def keeps_its_value(number: int) -> bool | None:
    """Whether the normal form of a random term has its value at one random point; None where the term has none."""
    return keeps_the_value(term(number), number)


def keeps_the_value(given: Term, number: int) -> bool | None:
    """The same for any term; `number` says which point."""
    try:
        back = read_back(normal_form(given))
    except (ZeroDivisionError, RecursionError):  # no normal form: nothing is proved of such a term
        return None
    if not free_indices(back) <= free_indices(given):
        return False
    # C is not 2: there two entries of a simplex add up to 1 exactly, which is a break of Cases
    sizes = draw_sizes(given, back) | {"C": 3 + number % 2, "N": 3}
    with mp.workdps(60):
        value = Evaluator(draw_model(tensors_of(given, back), sizes, number, Fraction(1)))
        at = {I: 0, J: 1, N: 2}
        try:
            left = value(given, at)
        except (ValueError, OverflowError, ZeroDivisionError):
            return None
        try:
            right = value(back, at)
        except (ValueError, ZeroDivisionError):  # a logarithm or a quotient that was not there before
            return False
        if not abs(left) < mp.mpf(10) ** 12:
            return None
        return bool(abs(left - right) < mp.mpf(10) ** -30 * max(1, abs(left)))
