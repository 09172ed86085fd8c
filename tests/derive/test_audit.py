"""The second opinion: SymPy agrees with every step of the library, and with no wrong one."""

from fractions import Fraction

import pytest
import sympy

from derive import audit, library
from derive.audit import Opinion, compare, derivations_in, expanded_logs, sizes_for, vanishes, worlds
from derive.derivation import as_term, begin
from derive.terms.index import indices
from derive.terms.sympy_form import to_sympy
from derive.terms.tensors import MASK, POSITIVE_REAL, Tensor, one_hot, simplex, sums_to_one
from derive.terms.terms import (
    Apply,
    Cases,
    Component,
    Delta,
    Maximum,
    Partial,
    Sum,
    Winner,
    component,
    exp,
    lift,
    log,
)

I, J, K, M = indices("i:C j:C k:C m:C")
x, s = Component(Tensor("x")), Component(Tensor("s"))
tau = Component(Tensor("tau", (), POSITIVE_REAL))
z = component(Tensor("z", ("C",)))
y = component(Tensor("y", ("C",), sums_to_one()))
t = component(Tensor("t", ("C",), one_hot()))
p = component(Tensor("p", ("C",), simplex()))
mask = component(Tensor("r", ("C",), MASK))
sigmoid = Apply("sigmoid", (x,))


def softmax(i):
    return exp(z(i)) / Sum(K, exp(z(K)))


def cross_entropy(target):
    return -Sum(M, target(M) * log(softmax(M)))


UNDECIDED: dict[str, str] = {  # name of a result: "undecided", with the reason in a comment
    "likelihood_bernoulli": "undecided",  # SymPy is not told that 1 - p is positive
}


@pytest.mark.parametrize("name", library.names())
def test_sympy_agrees_with_the_library(name):
    opinion = audit.audit(library.find(name).build())
    assert opinion.status == UNDECIDED.get(name, "agrees"), opinion.detail


ACTIVATIONS = [row.name for row in library.results().values() if row.topic == "activations"]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_sympy_contradicts_wrong_last_lines(name):
    for derivation in derivations_in(library.find(name).build()):
        start, result = as_term(derivation.start), as_term(derivation.result)
        for wrong in (-result, result + Fraction(1, 10**12), 2 * result):
            assert compare(start, wrong, derivation.definitions).status == "disagrees"


RIGHT = {
    "softmax Jacobian": (Partial(softmax(I), z(J)), softmax(I) * (Delta(I, J) - softmax(J))),
    "cross-entropy, y sums to 1": (Partial(cross_entropy(y), z(J)), softmax(J) - y(J)),
    "cross-entropy, one-hot": (Partial(cross_entropy(t), z(J)), softmax(J) - t(J)),
    "a square of a one-hot entry": (t(I) ** 2, t(I)),
    "a square of a mask": (mask(I) ** 2, mask(I)),
    "log of a positive product": (log(p(I) * p(J)), log(p(I)) + log(p(J))),
    "roots": (
        x / (1 + x**2) ** Fraction(1, 2) - (1 + x**2) ** Fraction(1, 2) * x,
        -(x**3) / (1 + x**2) ** Fraction(1, 2),
    ),
    "a root": ((tau + 1) ** Fraction(3, 2) / (tau + 1) ** Fraction(1, 2), tau + 1),
    "a root in a denominator": (
        1 / (1 + x**2) ** Fraction(1, 2),
        (1 + x**2) ** Fraction(1, 2) / (1 + x**2),
    ),
    "ReLU, twice": (Apply("relu", (Apply("relu", (x,)),)), Apply("relu", (x,))),
    "chain rule for any f": (
        Partial(Apply("f", (x**2,)), x),
        2 * x * Apply("f'", (x**2,)),
    ),
    "a maximum": (
        Partial(Maximum(K, x * z(K)), x),
        Sum(K, Winner(M, x * z(M), K) * z(K)),
    ),
}
WRONG = {
    "softmax like a sigmoid": (Partial(softmax(I), z(J)), softmax(I) * (1 - softmax(I)) * Delta(I, J)),
    "cross-entropy without its hypothesis": (
        Partial(-Sum(M, z(M) * log(softmax(M))), z(J)),
        softmax(J) - z(J),
    ),
    "residual reversed": (Partial(cross_entropy(y), z(J)), y(J) - softmax(J)),
    "a square that is no mask": (y(I) ** 2, y(I)),
    "log of a sum": (log(p(I) + p(J)), log(p(I)) + log(p(J))),
    "root of a square": ((x**2) ** Fraction(1, 2), x),
    "slope of the ELU without alpha": (
        Partial(Apply("elu", (x, tau)), x),
        Cases(x, (Fraction(0),), (exp(x), lift(1)), open=True),
    ),
    "wrong far from 0 only": (
        Partial(Apply("hard_sigmoid", (x,)), x),
        Cases(x, (Fraction(-3),), (lift(0), lift(Fraction(1, 6))), open=True),
    ),
    "chain rule forgotten for any f": (Partial(Apply("f", (x**2,)), x), Apply("f'", (x**2,))),
    "f' odd": (Apply("f'", (-x,)), -Apply("f'", (x,))),
    "f' even": (Apply("f'", (-x,)), Apply("f'", (x,))),
    "the least wins": (
        Partial(Maximum(K, x * z(K)), x),
        Sum(K, Winner(M, -x * z(M), K) * z(K)),
    ),
    "off by one in the 13th digit": (sigmoid, sigmoid + Fraction(1, 10**13)),
}


@pytest.mark.parametrize("name", RIGHT)
def test_sympy_agrees_with_what_is_right(name):
    opinion = compare(*RIGHT[name])
    assert opinion.status == "agrees", opinion.detail


@pytest.mark.parametrize("name", WRONG)
def test_sympy_contradicts_what_is_wrong(name):
    assert compare(*WRONG[name]).status == "disagrees"


def test_equal_at_the_point_is_not_yet_agreement():
    """True, but SymPy does not cancel it, and says so instead of agreeing."""
    root = (x**4 + 2 * x**2 + 1) ** Fraction(1, 2)
    opinion = compare(log(1 + x**2 + root), log(2 + 2 * x**2))
    assert opinion.status == "undecided"
    assert "does not cancel" in opinion.detail


def test_a_number_on_a_kink_has_a_value_but_no_slope():
    zero = Apply("relu", (lift(0),))
    assert compare(zero, lift(0)).status == "agrees"
    assert compare(zero, lift(1)).status == "disagrees"
    slope_at_zero = Cases(lift(0), (Fraction(0),), (lift(0), lift(1)), open=True)
    assert compare(slope_at_zero, lift(0)).status == "undecided"


def test_an_opinion_needs_steps():
    assert audit.audit(begin("nothing yet", x)) == Opinion(
        "undecided", "there is no chain of equalities to look at"
    )


def test_a_step_that_sympy_refuses_is_reported_with_its_rule():
    (derivation,) = derivations_in(library.find("sigmoid").build())
    step = derivation.steps[-1]
    right = as_term(step.after)
    object.__setattr__(step, "after", -right)  # no such step can be built: it is damaged afterwards
    try:
        opinion = audit.audit(derivation)
        line = audit.second_opinion(library.find("sigmoid"))
    finally:
        object.__setattr__(step, "after", right)
    assert opinion.status == "disagrees"
    assert "recognise the sigmoid" in opinion.detail
    assert line.startswith("differs: the step")


def test_sizes_are_pairwise_distinct_and_at_least_2():
    a, b = indices("a:N b:D")
    X = component(Tensor("X", ("N", "D")))
    sizes = sizes_for(Sum(a, X(a, b)), softmax(I))
    assert sorted(sizes.values()) == [2, 3, 4]


def test_every_piece_of_a_function_is_visited():
    call = Apply("hard_sigmoid", (x,))
    assert {world.read(call, {})[1] for world in worlds(call, call, {})} == {(0,), (1,), (2,)}


def test_points_keep_the_declared_domains():
    term = Sum(I, y(I) + t(I) + p(I) + mask(I))
    for world in worlds(term, term, {}):
        for name in "ytp":
            assert sum(world.point[symbol] for symbol in world.symbols[name].values()) == 1
        assert all(world.point[symbol] > 0 for symbol in world.symbols["p"].values())
        assert {world.point[symbol] for symbol in world.symbols["r"].values()} <= {0, 1}


def test_logarithms_are_expanded_where_that_is_allowed():
    a, b = sympy.symbols("a b", positive=True)
    c = sympy.Symbol("c", real=True)
    assert expanded_logs(sympy.log(a * b**2)) == sympy.log(a) + 2 * sympy.log(b)
    assert expanded_logs(sympy.log(a * c)) == sympy.log(a * c)
    assert not vanishes(sympy.log(c**2) - 2 * sympy.log(c), {})


def test_a_term_as_sympy_writes_it():
    c = sympy.Symbol("x", real=True)
    assert to_sympy(sigmoid) == 1 / (1 + sympy.exp(-c))
    assert to_sympy(Partial(sigmoid, x)) == sympy.exp(-c) / (1 + sympy.exp(-c)) ** 2
    assert to_sympy(Apply("relu", (x,))) == sympy.Piecewise((0, c <= 0), (c, True))
    z1, z2 = sympy.symbols("z_1 z_2", real=True)
    assert to_sympy(Sum(I, z(I)) + z(J), {"C": 2}, {J: 1}) == z1 + 2 * z2
    assert to_sympy(Maximum(I, z(I)), {"C": 2}) == sympy.Max(z1, z2)
    with pytest.raises(ValueError, match="no SymPy expression"):
        to_sympy(Winner(I, z(I), J), {"C": 2}, {J: 0})
