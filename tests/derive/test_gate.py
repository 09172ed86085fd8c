"""The gate: true claims about losses and activations pass, mutants and misconceptions do not.

Every true claim below is also mutated (sign, dropped term or factor, swapped index, wrong constant, ...); each guard,
the prover and the refuter, must see every mutant on its own.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

import pytest

from derive.kernel import gate
from derive.kernel.gate import KernelContradiction, ShapesDiffer, StepNotProved, StepRefuted, check
from derive.kernel.prover import prove
from derive.kernel.refuter import refute
from derive.terms.index import indices
from derive.terms.tensors import POSITIVE_REAL, Tensor, one_hot, simplex, sums_to_one
from derive.terms.terms import (
    Add,
    Apply,
    Cases,
    Component,
    Constant,
    Definition,
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
    children,
    component,
    exp,
    free_indices,
    lift,
    log,
    rename,
    with_children,
)

I, J, K, M = indices("i:C j:C k:C m:C")
N, N2, D, E, H, H2 = indices("n:N v:N d:D e:D h:H u:H")
PIECE, PIECE2 = indices("p:P q:P")

z, v = component(Tensor("z", ("C",))), component(Tensor("v", ("C",)))
y = component(Tensor("y", ("C",), sums_to_one()))
t = component(Tensor("t", ("C",), one_hot()))
p = component(Tensor("p", ("C",), simplex()))
X, W, b = (
    component(Tensor("X", ("N", "D"))),
    component(Tensor("W", ("D", "H"))),
    component(Tensor("b", ("H",))),
)
G = component(Tensor("G", ("N", "H")))
w, c, a = component(Tensor("w", ("P", "D"))), component(Tensor("c", ("P",))), component(Tensor("a", ("D",)))
x, s, tau = Component(Tensor("x")), Component(Tensor("s")), Component(Tensor("tau", (), POSITIVE_REAL))


def call(name: str) -> Callable[[Term], Term]:
    return lambda u: Apply(name, (u,))


sigma, tanh, relu, step, softplus, f, slope_of_f = map(
    call, ["sigmoid", "tanh", "relu", "step", "softplus", "f", "f'"]
)
LSE = log(Sum(K, exp(z(K))))
MEAN = Sum(M, p(M) * z(M))
ROOT = (lift(2) / Constant("pi")) ** Fraction(1, 2)
CUBIC = ROOT * (x + Fraction(44715, 1000000) * x**3)
BCE = -(s * log(sigma(x)) + (1 - s) * log(1 - sigma(x)))


def soft(i, scale=None):
    scaled = z if scale is None else lambda index: z(index) / scale
    return exp(scaled(i)) / Sum(K, exp(scaled(K)))


def cross_entropy(target):
    return -Sum(M, target(M) * log(soft(M)))


def layer(n, h):
    return Sum(D, X(n, D) * W(D, h)) + b(h)


def affine_piece(k):
    return Sum(D, w(k, D) * a(D)) + c(k)


CLAIMS: dict[str, tuple[Term, Term]] = {
    "softmax Jacobian": (Partial(soft(I), z(J)), soft(I) * (Delta(I, J) - soft(J))),
    "row sums of it": (Sum(J, soft(I) * (Delta(I, J) - soft(J))), lift(0)),
    "softmax sums to 1": (Sum(I, soft(I)), lift(1)),
    "shift invariance": (exp(z(I) + x) / Sum(K, exp(z(K) + x)), soft(I)),
    "shift of log-sum-exp": (log(Sum(K, exp(z(K) + x))), LSE + x),
    "gradient of log-sum-exp": (Partial(LSE, z(J)), soft(J)),
    "cross-entropy by log-sum-exp": (cross_entropy(y), LSE - Sum(M, y(M) * z(M))),
    "cross-entropy gradient": (Partial(cross_entropy(y), z(J)), soft(J) - y(J)),
    "one-hot cross-entropy gradient": (Partial(cross_entropy(t), z(J)), soft(J) - t(J)),
    "cross-entropy Hessian": (Partial(soft(I) - y(I), z(J)), soft(I) * Delta(I, J) - soft(I) * soft(J)),
    "KL gradient": (Partial(Sum(M, p(M) * (log(p(M)) - log(soft(M)))), z(J)), soft(J) - p(J)),
    "temperature": (Partial(soft(I, tau), z(J)), soft(I, tau) * (Delta(I, J) - soft(J, tau)) / tau),
    "variance": (Sum(M, p(M) * (z(M) - MEAN) ** 2), Sum(M, p(M) * z(M) ** 2) - MEAN**2),
    "Lagrange identity": (
        Sum(I, z(I) ** 2) * Sum(J, v(J) ** 2) - Sum(I, z(I) * v(I)) ** 2,
        Fraction(1, 2) * Sum(I, Sum(J, (z(I) * v(J) - z(J) * v(I)) ** 2)),
    ),
    "BCE from logits": (BCE, softplus(x) - s * x),
    "BCE gradient": (Partial(BCE, x), sigma(x) - s),
    "stable BCE": (softplus(x) - s * x, relu(x) - s * x + log(1 + exp(-call("abs")(x)))),
    "sigmoid": (Partial(sigma(x), x), sigma(x) * (1 - sigma(x))),
    "tanh": (Partial(tanh(x), x), 1 - tanh(x) ** 2),
    "tanh by sigmoid": (tanh(x), 2 * sigma(2 * x) - 1),
    "SiLU": (Partial(call("silu")(x), x), sigma(x) * (1 + x * (1 - sigma(x)))),
    "GELU": (Partial(call("gelu")(x), x), call("Phi")(x) + x * call("phi")(x)),
    "GELU by tanh": (
        Partial(call("gelu_tanh")(x), x),
        Fraction(1, 2) * (1 + tanh(CUBIC))
        + Fraction(1, 2) * x * (1 - tanh(CUBIC) ** 2) * ROOT * (1 + Fraction(134145, 1000000) * x**2),
    ),
    "Mish": (
        Partial(call("mish")(x), x),
        tanh(softplus(x)) + x * sigma(x) * (1 - tanh(softplus(x)) ** 2),
    ),
    "softsign": (Partial(call("softsign")(x), x), 1 / (1 + call("abs")(x)) ** 2),
    "softsign is odd": (call("softsign")(-x), -call("softsign")(x)),
    "ReLU": (Partial(relu(x), x), step(x)),
    "leaky ReLU": (
        Partial(Apply("leaky_relu", (x, tau)), x),
        Cases(x, (Fraction(0),), (tau, lift(1)), open=True),
    ),
    "ELU": (
        Partial(Apply("elu", (x, tau)), x),
        Cases(x, (Fraction(0),), (Apply("elu", (x, tau)) + tau, lift(1)), open=True),
    ),
    "hard sigmoid": (
        Partial(call("hard_sigmoid")(x), x),
        Cases(x, (Fraction(-3), Fraction(3)), (lift(0), lift(Fraction(1, 6)), lift(0)), open=True),
    ),
    "maxout": (
        Partial(Maximum(PIECE, affine_piece(PIECE)), a(E)),
        Sum(PIECE2, Winner(PIECE, affine_piece(PIECE), PIECE2) * w(PIECE2, E)),
    ),
    "weight gradient": (
        Partial(Sum(N, Sum(H, G(N, H) * f(layer(N, H)))), W(E, H2)),
        Sum(N, X(N, E) * G(N, H2) * slope_of_f(layer(N, H2))),
    ),
    "MSE gradient": (
        Partial(Sum(N, Sum(H, (layer(N, H) - G(N, H)) ** 2)) / Dim("N"), b(H2)),
        lift(2) / Dim("N") * Sum(N, layer(N, H2) - G(N, H2)),
    ),
    "cosine similarity": (
        Partial(Sum(M, z(M) * v(M)) * Sum(K, z(K) ** 2) ** Fraction(-1, 2), z(J)),
        v(J) * Sum(K, z(K) ** 2) ** Fraction(-1, 2)
        - Sum(K, z(K) * v(K)) * z(J) * Sum(K, z(K) ** 2) ** Fraction(-3, 2),
    ),
}

# What students and peers write: each must be refused.
MISCONCEPTIONS: dict[str, tuple[Term, Term]] = {
    "softmax differentiated like a sigmoid": (Partial(soft(I), z(J)), soft(I) * (1 - soft(I)) * Delta(I, J)),
    "residual the wrong way round": (Partial(cross_entropy(y), z(J)), y(J) - soft(J)),
    "1/N forgotten": (Partial(Sum(N, X(N, E) ** 2) / Dim("N"), X(N2, E)), 2 * X(N2, E)),
    "inner derivative forgotten": (Partial(sigma(2 * x), x), sigma(2 * x) * (1 - sigma(2 * x))),
    "root of a square": ((x**2) ** Fraction(1, 2), x),
    "log of a product of negatives": (log(x**2), 2 * log(x * x) / 2 + lift(1)),
    "log of a sum": (log(exp(x) + exp(s)), x + s),
    "square of a sum": (Sum(I, z(I)) ** 2, Sum(I, z(I) ** 2)),
    "ReLU's slope from the left": (Partial(relu(x), x), step(-x)),
    "ELU's slope without alpha": (
        Partial(Apply("elu", (x, tau)), x),
        Cases(x, (Fraction(0),), (exp(x), lift(1)), open=True),
    ),
    "softmax invariant under scaling": (exp(2 * z(I)) / Sum(K, exp(2 * z(K))), soft(I)),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_true_claim_passes(name):
    assert check(*CLAIMS[name]).method in ("normal form", "case split")


@pytest.mark.parametrize("name", MISCONCEPTIONS)
def test_a_misconception_is_refuted(name):
    with pytest.raises(StepRefuted):
        check(*MISCONCEPTIONS[name])


def mutants(term: Term) -> Iterator[tuple[str, Term]]:
    """Every place of a term changed in every way that a slip of the pen would."""
    for how, other in _changes(term):
        yield how, other
    parts = children(term)
    for place, part in enumerate(parts):
        for how, other in mutants(part):
            if isinstance(term, Partial) and place == 1:
                continue
            yield how, with_children(term, [*parts[:place], other, *parts[place + 1 :]])


def _changes(term: Term) -> Iterator[tuple[str, Term]]:
    match term:
        case Number(value) if value:
            yield "constant", Number(value + 1)
            yield "sign", Number(-value)
        case Add(args):
            yield "term dropped", Add(args[1:])
            yield "sign of a term", Add((args[0], *(-arg for arg in args[1:2]), *args[2:]))
        case Mul(args) if len(args) > 1 and args[-1] != lift(1):
            yield "factor dropped", Mul(args[:-1])
        case Power(base, exponent):
            yield "exponent", Power(base, exponent + 1)
        case Delta():
            yield "delta dropped", lift(1)
        case Sum(index, body):
            yield "mean for sum", Sum(index, body) / Dim(index.dim)
        case Dim():
            yield "off by one", term - 1
        case Apply(name, args) if name != "step":
            yield "argument scaled", Apply(name, (2 * args[0], *args[1:]))
            yield "argument negated", Apply(name, (-args[0], *args[1:]))
        case Apply(name, args):
            yield "argument negated", Apply(name, (-args[0], *args[1:]))
        case Component(_, ix) if len(ix) == 1:
            yield "component scaled", 2 * term


def _swapped(term: Term) -> Iterator[tuple[str, Term]]:
    free = sorted(free_indices(term))
    for i in free:
        for j in free:
            if i < j and i.dim == j.dim:
                yield "indices swapped", rename(rename(rename(term, {i: K}), {j: i}), {K: j})


# Mutants that are true all the same, with the reason.
TRUE_MUTANTS = {
    ("BCE from logits", "argument negated"),
    ("softsign", "argument negated"),  # |-x| = |x|
    ("stable BCE", "argument negated"),
    ("tanh", "argument negated"),  # tanh is odd, its square even
    ("sigmoid", "argument negated"),  # sigma(-x) = 1 - sigma(x): the slope is even
    ("softmax Jacobian", "indices swapped"),  # the Jacobian is symmetric
    ("cross-entropy Hessian", "indices swapped"),
    ("temperature", "indices swapped"),
    ("GELU", "argument negated"),  # the density is even
    ("GELU by tanh", "argument negated"),  # as is the square of tanh
    ("Mish", "argument negated"),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_both_guards_see_every_mutant(name):
    left, right = CLAIMS[name]
    seen = 0
    for how, wrong in [*mutants(right), *_swapped(right)]:
        if wrong == right or not free_indices(wrong) <= free_indices(left):
            continue
        try:
            counter_example, proof = refute(left, wrong), prove(left, wrong)
        except (ValueError, ZeroDivisionError):
            continue  # a root or logarithm of a negative number, 0 to a negative power: refused for that
        if counter_example is None and proof is not None:
            assert (name, how) in TRUE_MUTANTS or right == lift(0), f"{how}: accepted {wrong}"
            continue
        assert counter_example is not None, f"{how}: the refuter does not see {wrong}"
        assert proof is None, f"{how}: the prover accepts {wrong}"
        seen += 1
    assert seen or right == lift(0)


@pytest.mark.parametrize("digits", [6, 9, 12, 25])
def test_a_near_miss_is_refuted(digits):
    factor = 1 + Fraction(1, 10**digits)
    with pytest.raises(StepRefuted):
        check(Partial(sigma(x), x), factor * sigma(x) * (1 - sigma(x)))


def test_without_its_hypothesis_the_cross_entropy_gradient_is_refused():
    free_target = component(Tensor("y", ("C",)))
    with pytest.raises(StepRefuted):
        check(Partial(cross_entropy(free_target), z(J)), soft(J) - free_target(J))


def test_a_new_free_index_is_refused():
    with pytest.raises(ShapesDiffer, match="i over C"):
        check(lift(0), z(I) - z(I))


def test_one_name_declared_in_two_ways_is_refused():
    with pytest.raises(ShapesDiffer, match="two ways"):
        check(y(I), component(Tensor("y", ("C",)))(I))


def test_a_letter_for_a_tensor_and_a_dimension_is_refused():
    with pytest.raises(ShapesDiffer, match="both a tensor and a dimension"):
        check(component(Tensor("C", ("C",)))(I), component(Tensor("C", ("C",)))(I))


def test_a_definition_is_unfolded_without_capture():
    named = component(Tensor("s", ("C",)))
    definition = Definition(Tensor("s", ("C",)), (I,), soft(I))
    assert check(Sum(K, named(K)), lift(1), [definition])
    assert check(Partial(named(K), z(J)), named(K) * (Delta(K, J) - named(J)), [definition])


def test_a_defined_name_is_no_variable():
    definition = Definition(Tensor("s", ("C",)), (I,), soft(I))
    named = component(Tensor("s", ("C",)))
    with pytest.raises(ValueError, match="defined here"):
        check(Partial(named(I), named(J)), Delta(I, J), [definition])


def test_what_is_true_but_not_proved_is_refused():
    with pytest.raises(StepNotProved):  # the normal form has no rule that takes a shift out of a maximum
        check(Maximum(PIECE, c(PIECE) + x), Maximum(PIECE, c(PIECE)) + x)


def test_a_prover_that_accepts_everything_is_found_out(monkeypatch):
    monkeypatch.setattr(gate, "prove", lambda left, right: "wishful thinking")
    with pytest.raises(KernelContradiction):
        check(Partial(sigma(x), x), sigma(x))


def test_a_refuter_that_sees_nothing_does_not_let_a_false_step_pass(monkeypatch):
    monkeypatch.setattr(gate, "refute", lambda left, right: None)
    with pytest.raises(StepNotProved):
        check(Partial(sigma(x), x), sigma(x))
