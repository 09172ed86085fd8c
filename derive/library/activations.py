"""Activation functions: from the definition to the derivative as textbooks write it, line by line.

Every line is proved by the gate when the derivation is built. What happens at a kink, the range and the like is not a
chain of equalities; `activation_facts.py` has it. Maxout and the activations that are no functions of one number are in
`maxout.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..claims import Bound
from ..derivation import Derivation, begin
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import (
    Apply,
    Cases,
    Component,
    Constant,
    Definition,
    Partial,
    Term,
    exp,
    lift,
    log,
)
from . import Result

x = Component(Tensor("x"))
alpha, lamda = Component(Tensor("alpha", (), POSITIVE_REAL)), Component(Tensor("lamda", (), POSITIVE_REAL))
a = Component(Tensor("a"))

ZERO, ONE, HALF = lift(0), lift(1), lift(Fraction(1, 2))
ROOT = Fraction(1, 2)  # the exponent of a square root
AT_0 = (Fraction(0),)


def named(function: str, *parameters: Term) -> Callable[[Term], Term]:
    """A row of `functions.py` as a function of terms, its parameters fixed."""
    return lambda u: Apply(function, (u, *parameters))


sigma, tanh, softplus, absolute = named("sigmoid"), named("tanh"), named("softplus"), named("abs")
Phi, phi, erf = named("Phi"), named("phi"), named("erf")


def slope(body: Term, wrt: Component = x) -> Term:
    return Partial(body, wrt)


def chain(title: str, start: Term, *lines: tuple[Term, str] | tuple[Term, str, str]) -> Derivation:
    """A derivation line by line: (what stands there, the rule, and the lemma if one is used)."""
    derivation = begin(title, start)
    for line in lines:
        derivation = derivation.then(*line)
    return derivation


def pieces(breaks: tuple[Fraction, ...], *values: Term) -> Term:
    """A derivative in pieces: it says nothing at the breaks."""
    return Cases(x, breaks, values, open=True)


def in_pieces(
    title: str,
    function: Callable[[Term], Term],
    breaks: tuple[Fraction, ...],
    values: tuple[Term, ...],
    slopes: tuple[Term, ...],
    *more: tuple[Term, str],
) -> Derivation:
    """The derivative of a function that is given in pieces: inside each piece, the derivative of the piece."""
    return chain(
        title,
        slope(function(x)),
        (slope(Cases(x, breaks, values)), "definition"),
        (pieces(breaks, *(slope(value) for value in values)), "differentiate each piece"),
        (pieces(breaks, *slopes), "differentiate"),
        *more,
    )


# ---------------------------------------------------------------------------------------------- smooth and classical


def sigmoid() -> Derivation:
    below = 1 + exp(-x)
    return chain(
        "Derivative of the sigmoid",
        slope(sigma(x)),
        (slope(1 / below), "definition"),
        (exp(-x) / below**2, "quotient rule"),
        ((1 / below) * (exp(-x) / below), "split the fraction"),
        ((1 / below) * ((1 + exp(-x)) / below - 1 / below), "add and subtract 1"),
        (sigma(x) * (1 - sigma(x)), "recognise the sigmoid"),
    )


def sigmoid_second_derivative() -> Derivation:
    s = sigma(x)
    return chain(
        "Second derivative of the sigmoid",
        slope(slope(s)),
        (slope(s * (1 - s)), "derivative of the sigmoid", "sigmoid"),
        (slope(s) * (1 - s) - s * slope(s), "product rule"),
        (slope(s) * (1 - 2 * s), "factor out"),
        (s * (1 - s) * (1 - 2 * s), "derivative of the sigmoid", "sigmoid"),
    )


def sigmoid_steepest() -> Bound:
    s, quarter = sigma(x), lift(Fraction(1, 4))
    certificate = chain(
        "Distance of the sigmoid's slope from 1/4",
        quarter - slope(s),
        (quarter - s * (1 - s), "derivative of the sigmoid", "sigmoid"),
        (s**2 - s + quarter, "distribute"),
        ((s - HALF) ** 2, "complete the square"),
    )
    return Bound("The sigmoid is nowhere steeper than 1/4", quarter, slope(s), certificate)


def sigmoid_complement() -> Derivation:
    return chain(
        "Complement of the sigmoid",
        1 - sigma(x),
        (1 - 1 / (1 + exp(-x)), "definition"),
        (exp(-x) / (1 + exp(-x)), "common denominator"),
        (1 / (exp(x) + 1), "expand the fraction"),
        (sigma(-x), "recognise the sigmoid"),
    )


def hyperbolic_tangent() -> Derivation:
    above, below = exp(x) - exp(-x), exp(x) + exp(-x)
    return chain(
        "Derivative of the hyperbolic tangent",
        slope(tanh(x)),
        (slope(above / below), "definition"),
        ((below * below - above * above) / below**2, "quotient rule"),
        (1 - (above / below) ** 2, "split the fraction"),
        (1 - tanh(x) ** 2, "recognise the hyperbolic tangent"),
    )


def tanh_steepest() -> Bound:
    certificate = chain(
        "Distance of the hyperbolic tangent's slope from 1",
        1 - slope(tanh(x)),
        (1 - (1 - tanh(x) ** 2), "derivative of the hyperbolic tangent", "tanh"),
        (tanh(x) ** 2, "collect terms"),
    )
    return Bound("The hyperbolic tangent is nowhere steeper than 1", ONE, slope(tanh(x)), certificate)


def tanh_by_sigmoid() -> Derivation:
    return chain(
        "The hyperbolic tangent is a scaled and shifted sigmoid",
        tanh(x),
        ((exp(x) - exp(-x)) / (exp(x) + exp(-x)), "definition"),
        ((1 - exp(-2 * x)) / (1 + exp(-2 * x)), "expand the fraction"),
        ((2 - (1 + exp(-2 * x))) / (1 + exp(-2 * x)), "add and subtract 1"),
        (2 / (1 + exp(-2 * x)) - 1, "split the fraction"),
        (2 * sigma(2 * x) - 1, "recognise the sigmoid"),
    )


def tanh_odd() -> Derivation:
    return chain(
        "The hyperbolic tangent is odd, so it is zero-centred",
        tanh(-x),
        ((exp(-x) - exp(x)) / (exp(-x) + exp(x)), "definition"),
        (-((exp(x) - exp(-x)) / (exp(x) + exp(-x))), "factor out"),
        (-tanh(x), "recognise the hyperbolic tangent"),
    )


def soft_plus() -> Derivation:
    return chain(
        "Derivative of the softplus",
        slope(softplus(x)),
        (slope(log(1 + exp(x))), "definition"),
        ((1 / (1 + exp(x))) * slope(1 + exp(x)), "chain rule"),
        (exp(x) / (1 + exp(x)), "differentiate"),
        (1 / (exp(-x) + 1), "expand the fraction"),
        (sigma(x), "recognise the sigmoid"),
    )


def soft_sign() -> Derivation:
    below = 1 + absolute(x)
    return chain(
        "Derivative of the softsign",
        slope(Apply("softsign", (x,))),
        (slope(x / below), "definition"),
        ((below - x * slope(absolute(x))) / below**2, "quotient rule"),
        ((below - x * pieces(AT_0, -ONE, ONE)) / below**2, "differentiate each piece"),
        ((1 + absolute(x) - absolute(x)) / below**2, "case distinction"),
        (1 / below**2, "collect terms"),
    )


# -------------------------------------------------------------------------------------------------------- in pieces


def relu() -> Derivation:
    return in_pieces("Derivative of the ReLU", named("relu"), AT_0, (ZERO, x), (ZERO, ONE))


def leaky_relu() -> Derivation:
    return in_pieces(
        "Derivative of the leaky ReLU", named("leaky_relu", alpha), AT_0, (alpha * x, x), (alpha, ONE)
    )


def prelu() -> Derivation:
    return in_pieces("Derivative of the PReLU", named("prelu", a), AT_0, (a * x, x), (a, ONE))


def prelu_parameter() -> Derivation:
    """Moving `a` meets no kink, so these pieces are closed: at x = 0 the derivative is 0."""
    return chain(
        "Derivative of the PReLU with respect to its parameter",
        slope(Apply("prelu", (x, a)), a),
        (slope(Cases(x, AT_0, (a * x, x)), a), "definition"),
        (Cases(x, AT_0, (slope(a * x, a), slope(x, a))), "differentiate each piece"),
        (Cases(x, AT_0, (x, ZERO)), "differentiate"),
    )


def elu() -> Derivation:
    own = named("elu", alpha)
    return in_pieces(
        "Derivative of the ELU",
        own,
        AT_0,
        (alpha * (exp(x) - 1), x),
        (alpha * exp(x), ONE),
        (pieces(AT_0, alpha * (exp(x) - 1) + alpha, ONE), "add and subtract the parameter"),
        (pieces(AT_0, own(x) + alpha, ONE), "recognise the ELU"),
    )


def selu() -> Derivation:
    own = named("selu", lamda, alpha)
    return in_pieces(
        "Derivative of the SELU",
        own,
        AT_0,
        (lamda * alpha * (exp(x) - 1), lamda * x),
        (lamda * alpha * exp(x), lamda),
        (pieces(AT_0, lamda * alpha * (exp(x) - 1) + lamda * alpha, lamda), "add and subtract the parameter"),
        (pieces(AT_0, own(x) + lamda * alpha, lamda), "recognise the SELU"),
    )


def hard_sigmoid() -> Derivation:
    return in_pieces(
        "Derivative of the hard sigmoid",
        named("hard_sigmoid"),
        (Fraction(-3), Fraction(3)),
        (ZERO, (x + 3) / 6, ONE),
        (ZERO, lift(Fraction(1, 6)), ZERO),
    )


def hard_tanh() -> Derivation:
    return in_pieces(
        "Derivative of the hard tanh",
        named("hard_tanh"),
        (Fraction(-1), Fraction(1)),
        (-ONE, x, ONE),
        (ZERO, ONE, ZERO),
    )


# ------------------------------------------------------------------------------------------------------------ gated


def silu() -> Derivation:
    s = sigma(x)
    return chain(
        "Derivative of the SiLU",
        slope(Apply("silu", (x,))),
        (slope(x * s), "definition"),
        (s + x * slope(s), "product rule"),
        (s + x * (s * (1 - s)), "derivative of the sigmoid", "sigmoid"),
        (s * (1 + x * (1 - s)), "factor out"),
    )


def normal_distribution() -> Derivation:
    root = lift(2) ** ROOT
    return chain(
        "Derivative of the normal distribution function",
        slope(Phi(x)),
        (slope(HALF * (1 + erf(x / root))), "definition"),
        (HALF * (2 / Constant("pi") ** ROOT) * exp(-((x / root) ** 2)) * slope(x / root), "chain rule"),
        (exp(-(x**2) / 2) / (2 * Constant("pi")) ** ROOT, "differentiate"),
        (phi(x), "recognise the normal density"),
    )


def gelu() -> Derivation:
    return chain(
        "Derivative of the GELU",
        slope(Apply("gelu", (x,))),
        (slope(x * Phi(x)), "definition"),
        (Phi(x) + x * slope(Phi(x)), "product rule"),
        (Phi(x) + x * phi(x), "derivative of the normal distribution function", "Phi"),
    )


def gelu_tanh() -> Derivation:
    root = (2 / Constant("pi")) ** ROOT
    cubic = Definition(Tensor("c"), (), lift(Fraction(44715, 10**6)))
    c = Component(cubic.tensor)
    inner = Definition(Tensor("u"), (), root * (x + c * x**3))
    u = Component(inner.tensor)
    ahead = HALF * (1 + tanh(u))
    start = slope(Apply("gelu_tanh", (x,)))
    return (
        begin("Derivative of the GELU's tanh approximation", start, (cubic, inner))
        .then(slope(x / 2 * (1 + tanh(u))), "definition")
        .then(ahead + x / 2 * slope(tanh(u)), "product rule")
        .then(ahead + x / 2 * (1 - tanh(u) ** 2) * slope(u), "chain rule", "tanh")
        .then(ahead + x / 2 * (1 - tanh(u) ** 2) * (root * (1 + 3 * c * x**2)), "power rule")
    )


def mish() -> Derivation:
    inner = Definition(Tensor("u"), (), softplus(x))
    u = Component(inner.tensor)
    return (
        begin("Derivative of Mish", slope(Apply("mish", (x,))), (inner,))
        .then(slope(x * tanh(u)), "definition")
        .then(tanh(u) + x * slope(tanh(u)), "product rule")
        .then(tanh(u) + x * ((1 - tanh(u) ** 2) * slope(u)), "chain rule", "tanh")
        .then(tanh(u) + x * sigma(x) * (1 - tanh(u) ** 2), "derivative of the softplus", "softplus")
    )


TOPIC = "activations"

RESULTS: tuple[Result, ...] = (
    Result("sigmoid", "Derivative of the sigmoid", TOPIC, sigmoid),
    Result("sigmoid_second_derivative", "Second derivative of the sigmoid", TOPIC, sigmoid_second_derivative),
    Result("sigmoid_steepest", "The sigmoid is nowhere steeper than 1/4", TOPIC, sigmoid_steepest),
    Result("sigmoid_complement", "Complement of the sigmoid", TOPIC, sigmoid_complement),
    Result("tanh", "Derivative of the hyperbolic tangent", TOPIC, hyperbolic_tangent),
    Result("tanh_steepest", "The hyperbolic tangent is nowhere steeper than 1", TOPIC, tanh_steepest),
    Result("tanh_by_sigmoid", "The hyperbolic tangent by the sigmoid", TOPIC, tanh_by_sigmoid),
    Result("tanh_odd", "The hyperbolic tangent is odd", TOPIC, tanh_odd),
    Result("relu", "Derivative of the ReLU", TOPIC, relu),
    Result("leaky_relu", "Derivative of the leaky ReLU", TOPIC, leaky_relu),
    Result("prelu", "Derivative of the PReLU", TOPIC, prelu),
    Result(
        "prelu_parameter", "Derivative of the PReLU with respect to its parameter", TOPIC, prelu_parameter
    ),
    Result("elu", "Derivative of the ELU", TOPIC, elu),
    Result("selu", "Derivative of the SELU", TOPIC, selu),
    Result("silu", "Derivative of the SiLU", TOPIC, silu),
    Result("softplus", "Derivative of the softplus", TOPIC, soft_plus),
    Result("softsign", "Derivative of the softsign", TOPIC, soft_sign),
    Result("Phi", "Derivative of the normal distribution function", TOPIC, normal_distribution),
    Result("gelu", "Derivative of the GELU", TOPIC, gelu),
    Result("gelu_tanh", "Derivative of the GELU's tanh approximation", TOPIC, gelu_tanh),
    Result("mish", "Derivative of Mish", TOPIC, mish),
    Result("hard_sigmoid", "Derivative of the hard sigmoid", TOPIC, hard_sigmoid),
    Result("hard_tanh", "Derivative of the hard tanh", TOPIC, hard_tanh),
)
