"""Optimisers: momentum, Nesterov, Adam and weight decay; what a step does, and the first iterates.

Everything is said of one weight, since each of these rules treats every weight by itself.
"""

from __future__ import annotations

from fractions import Fraction

from ..claims import CounterExample, Recurrence, power
from ..derivation import Derivation, begin
from ..terms.index import indices
from ..terms.tensors import MASK, POSITIVE_REAL, UNIT_INTERVAL, Tensor
from ..terms.terms import Apply, Component, Definition, Partial, Sum, Term, component, lift
from . import Result

HALF = Fraction(1, 2)


def positive(name: str) -> Component:
    return Component(Tensor(name, (), POSITIVE_REAL))


def real(name: str, latex: str = "") -> Component:
    return Component(Tensor(name, (), latex=latex))


def named(letter: Component, body: Term) -> Definition:
    return Definition(letter.tensor, (), body)


eta, lam, c = positive("eta"), positive("lambda"), positive("c")
w, best, first = real("w"), real("w_min", r"w^\ast"), real("w_0")
rate = eta * lam


# ----------------------------------------------------------------------------------------------------- momentum

mu = Component(Tensor("mu", (), UNIT_INTERVAL))
v, g, g1, g2, g3 = (real(name) for name in ("v", "g", "g1", "g2", "g3"))


def momentum_iterates() -> Derivation:
    rest = real("v_0")
    return (
        begin("The third velocity", mu * (mu * (mu * rest + g1) + g2) + g3, (named(rest, lift(0)),))
        .then(mu * (mu * g1 + g2) + g3, "substitute")
        .then(mu**2 * g1 + mu * g2 + g3, "distribute")
    )


def momentum_constant() -> Recurrence:
    """With one gradient in all steps the velocity tends to g / (1 - mu), as mu^k to 0."""
    now, factors = real("v_k"), power("p_k", mu)
    p = factors.name
    form, following = g * (1 - p) / (1 - mu), mu * now + g
    title = "The velocity under a constant gradient"
    return Recurrence(
        title=title,
        variable="k",
        output=now,
        start=lift(0),
        following=following,
        form=form,
        parts=(factors,),
        base=begin(f"{title}: base case", lift(0)),
        step=begin(f"{title}: step", following, (named(now, form),))
        .then(mu * (g * (1 - p) / (1 - mu)) + g, "induction hypothesis")
        .then(g * (mu * (1 - p) + 1 - mu) / (1 - mu), "common denominator")
        .then(g * (1 - mu * p) / (1 - mu), "collect terms"),
    )


def momentum_limit() -> Derivation:
    return (
        begin("The velocity that a constant gradient keeps", mu * v + g, (named(v, g / (1 - mu)),))
        .then(mu * (g / (1 - mu)) + g, "substitute")
        .then((mu * g + g * (1 - mu)) / (1 - mu), "common denominator")
        .then(v, "collect terms")
    )


def heavy_ball() -> Derivation:
    before = real("w_b", r"w_{\text{before}}")
    return (
        begin("Momentum without a velocity", w - eta * (mu * v + g), (named(v, (before - w) / eta),))
        .then(w - eta * (mu * ((before - w) / eta) + g), "substitute")
        .then(w - eta * g + mu * (w - before), "distribute")
    )


def nesterov() -> Derivation:
    """In the look-ahead weight u = w + mu v, at which the gradient g is taken, no other weight is needed."""
    after, ahead = real("v_n", r"v_{\text{new}}"), real("u")
    names = (named(after, mu * v - eta * g), named(ahead, w + mu * v))
    return (
        begin("Nesterov's step in the look-ahead weight", (w + after) + mu * after, names)
        .then(w + (1 + mu) * (mu * v - eta * g), "substitute")
        .then((w + mu * v) + mu**2 * v - (1 + mu) * eta * g, "distribute")
        .then(ahead + mu**2 * v - (1 + mu) * eta * g, "recognise the look-ahead weight")
    )


def nesterov_quadratic() -> Derivation:
    """The momentum itself is damped by 1 - eta lambda; without the look-ahead it is mu."""
    ahead = real("u")
    return (
        begin(
            "Nesterov's velocity on a quadratic loss",
            mu * v - eta * (lam * (ahead - best)),
            (named(ahead, w + mu * v),),
        )
        .then(mu * v - rate * (w + mu * v - best), "substitute")
        .then(mu * (1 - rate) * v - rate * (w - best), "collect terms")
    )


# --------------------------------------------------------------------------------------------------------- Adam

beta1, beta2 = (Component(Tensor(name, (), UNIT_INTERVAL)) for name in ("beta1", "beta2"))
eps, size = positive("eps"), positive("a")
m0, v0 = real("m_0"), real("v_0")
AT_REST = (named(m0, lift(0)), named(v0, lift(0)))
FIRST_MOMENT = (beta1 * m0 + (1 - beta1) * g) / (1 - beta1)
SECOND_MOMENT = (beta2 * v0 + (1 - beta2) * g**2) / (1 - beta2)


def adam_first_moment() -> Derivation:
    return (
        begin("Adam: the first moment after one step", FIRST_MOMENT, AT_REST)
        .then((1 - beta1) * g / (1 - beta1), "substitute")
        .then(g, "cancel")
    )


def adam_second_moment() -> Derivation:
    return (
        begin("Adam: the second moment after one step", SECOND_MOMENT, AT_REST)
        .then((1 - beta2) * g**2 / (1 - beta2), "substitute")
        .then(g**2, "cancel")
    )


def adam_first_step() -> Derivation:
    return (
        begin("Adam: the first step", eta * FIRST_MOMENT / (SECOND_MOMENT**HALF + eps), AT_REST)
        .then(eta * g / (SECOND_MOMENT**HALF + eps), "substitute the first moment", "adam_first_moment")
        .then(eta * g / ((g**2) ** HALF + eps), "substitute the second moment", "adam_second_moment")
    )


def adam_first_step_size() -> Derivation:
    """The gradient is a or -a with a > 0: r is 1 or 0. For small eps the step is eta, whatever the gradient."""
    sign = 2 * Component(Tensor("r", (), MASK)) - 1
    return (
        begin("Adam: the size of the first step", eta * g / ((g**2) ** HALF + eps), (named(g, sign * size),))
        .then(eta * sign * size / ((sign**2 * size**2) ** HALF + eps), "substitute")
        .then(eta * sign * size / (size + eps), "evaluate the square of a sign")
    )


def adam_uncorrected() -> Derivation:
    """With 0.9 and 0.999 the first step would be 3.16 times as long: both moments start too small."""
    first, second = (1 - beta1) * size, (1 - beta2) * size**2
    names = (
        named(beta2, 1 - Component(Tensor("q", (), UNIT_INTERVAL))),
    )  # so that 1 - beta2 is seen to be positive
    return (
        begin("Adam without bias correction: the first step", eta * first / second**HALF, names)
        .then(eta * ((1 - beta1) * size) / ((1 - beta2) ** HALF * size), "root of a product")
        .then(eta * (1 - beta1) / (1 - beta2) ** HALF, "cancel")
    )


def after_two_steps(title: str, beta: Component, name: str, one: Term, two: Term) -> Derivation:
    """A running mean of two values, corrected: the later one counts 1 / beta times as much."""
    mean = real(name)
    return (
        begin(title, (beta * mean + (1 - beta) * two) / (1 - beta**2), (named(mean, (1 - beta) * one),))
        .then((1 - beta) * (beta * one + two) / ((1 - beta) * (1 + beta)), "factor out")
        .then((beta * one + two) / (1 + beta), "cancel")
    )


def adam_first_moment_two() -> Derivation:
    return after_two_steps("Adam: the first moment after two steps", beta1, "m_1", g1, g2)


def adam_second_moment_two() -> Derivation:
    return after_two_steps("Adam: the second moment after two steps", beta2, "v_1", g1**2, g2**2)


def adam_constant() -> Recurrence:
    """Bias correction divides by 1 - beta^k: under a constant gradient it gives the gradient at every step."""
    now, factors = real("m_k"), power("p_k", beta1)
    p = factors.name
    form, following = (1 - p) * g, beta1 * now + (1 - beta1) * g
    title = "Adam: the first moment under a constant gradient"
    return Recurrence(
        title=title,
        variable="k",
        output=now,
        start=lift(0),
        following=following,
        form=form,
        parts=(factors,),
        base=begin(f"{title}: base case", lift(0)),
        step=begin(f"{title}: step", following, (named(now, form),))
        .then(beta1 * ((1 - p) * g) + (1 - beta1) * g, "induction hypothesis")
        .then((beta1 * (1 - p) + 1 - beta1) * g, "factor out")
        .then((1 - beta1 * p) * g, "collect terms"),
    )


# ------------------------------------------------------------------------------------------ weight decay, clipping

d, e = indices("d:D e:D")
weights, inputs = component(Tensor("w", ("D",))), component(Tensor("x", ("D",)))


def weight_decay() -> Derivation:
    """The data enter by any function f of w x: SGD on the sum shrinks the weights before its step."""
    u = Sum(d, weights(d) * inputs(d))
    data, penalty = Apply("f", (u,)), lam / 2 * Sum(d, weights(d) ** 2)
    slope = Partial(data, weights(e))
    return (
        begin(
            "L2 regularisation is weight decay for SGD",
            weights(e) - eta * Partial(data + penalty, weights(e)),
        )
        .then(weights(e) - eta * (slope + Partial(penalty, weights(e))), "sum rule")
        .then(weights(e) - eta * (slope + lam * weights(e)), "power rule")
        .then((1 - rate) * weights(e) - eta * slope, "collect terms")
    )


def decay_is_not_l2_for_adam() -> CounterExample:
    """The first step from w = 1 with gradient 1, where eps is left out: it divides the penalty away."""
    at = tuple(named(letter, lift(value)) for letter, value in ((w, 1), (g, 1), (eta, 1), (lam, 1)))
    total = g + lam * w
    return CounterExample(
        title="For Adam, L2 regularisation is not weight decay",
        left=begin("L2", w - eta * total / (total**2) ** HALF, at)
        .then(1 - lift(2) / (lift(2) ** 2) ** HALF, "substitute")
        .then(lift(0), "evaluate"),
        right=begin("decay", (1 - rate) * w - eta * g / (g**2) ** HALF, at)
        .then(lift(0) - 1 / (lift(1) ** 2) ** HALF, "substitute")
        .then(lift(-1), "evaluate"),
    )


def clipping() -> Derivation:
    gradient = component(Tensor("g", ("D",)))
    square = Sum(e, gradient(e) ** 2)
    return (
        begin("The norm after clipping", Sum(d, (c * gradient(d) / square**HALF) ** 2))
        .then(Sum(d, c**2 * gradient(d) ** 2 / square), "evaluate the square")
        .then(c**2 / square * Sum(d, gradient(d) ** 2), "constant out of the sum")
        .then(c**2, "cancel")
    )


TOPIC = "optimisers"

RESULTS: tuple[Result, ...] = (
    Result("momentum_iterates", "The third velocity", TOPIC, momentum_iterates),
    Result("momentum_constant", "The velocity under a constant gradient", TOPIC, momentum_constant),
    Result("momentum_limit", "The velocity that a constant gradient keeps", TOPIC, momentum_limit),
    Result("momentum_heavy_ball", "Momentum without a velocity", TOPIC, heavy_ball),
    Result("nesterov", "Nesterov's step in the look-ahead weight", TOPIC, nesterov),
    Result("nesterov_quadratic", "Nesterov's velocity on a quadratic loss", TOPIC, nesterov_quadratic),
    Result("adam_first_moment", "Adam: the first moment after one step", TOPIC, adam_first_moment),
    Result("adam_second_moment", "Adam: the second moment after one step", TOPIC, adam_second_moment),
    Result("adam_first_step", "Adam: the first step", TOPIC, adam_first_step),
    Result("adam_first_step_size", "Adam: the size of the first step", TOPIC, adam_first_step_size),
    Result("adam_uncorrected", "Adam without bias correction: the first step", TOPIC, adam_uncorrected),
    Result("adam_first_moment_two", "Adam: the first moment after two steps", TOPIC, adam_first_moment_two),
    Result(
        "adam_second_moment_two", "Adam: the second moment after two steps", TOPIC, adam_second_moment_two
    ),
    Result("adam_constant", "Adam: the first moment under a constant gradient", TOPIC, adam_constant),
    Result("weight_decay", "L2 regularisation is weight decay for SGD", TOPIC, weight_decay),
    Result(
        "weight_decay_adam",
        "For Adam, L2 regularisation is not weight decay",
        TOPIC,
        decay_is_not_l2_for_adam,
    ),
    Result("gradient_clipping", "The norm after clipping", TOPIC, clipping),
)
