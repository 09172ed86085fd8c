"""Gradient descent on the quadratic lambda / 2 (w - w*)^2: which learning rates converge, and how fast.

Any smooth loss resembles such a quadratic near a minimum, with a curvature lambda > 0 along each of its axes.
"""

from __future__ import annotations

from fractions import Fraction

from ..claims import Bound, CounterExample, Recurrence, SameSign, power
from ..derivation import Derivation, begin
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import Component, Definition, Mul, Partial, Term, lift
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
BELOW, ABOVE = (
    2 / (lam * (1 + c)),
    (2 + c) / lam,
)  # for some c > 0, every rate between 0 and 2 / lambda, and above it


def loss(at: Term) -> Term:
    return lam / 2 * (at - best) ** 2


def stepped(at: Term) -> Term:
    """One step of gradient descent, the gradient written out."""
    return at - rate * (at - best)


def gradient_step() -> Derivation:
    return (
        begin("One step on a quadratic loss", w - eta * Partial(loss(w), w) - best)
        .then(w - eta * (lam * (w - best)) - best, "power rule")
        .then((1 - rate) * (w - best), "factor out")
    )


def gradient_descent() -> Recurrence:
    now, factors = real("w_k"), power("p_k", 1 - rate)
    p = factors.name
    form, following = best + p * (first - best), stepped(now)
    title = "Gradient descent on a quadratic loss"
    return Recurrence(
        title=title,
        variable="k",
        output=now,
        start=first,
        following=following,
        form=form,
        parts=(factors,),
        base=begin(f"{title}: base case", first).then(best + (first - best), "add and subtract"),
        step=begin(f"{title}: step", following, (named(now, form),))
        .then(best + p * (first - best) - rate * (p * (first - best)), "induction hypothesis")
        .then(best + Mul(((1 - rate) * p, first - best)), "factor out"),
    )


def loss_change() -> Derivation:
    """To first order in the rate the loss falls by eta times the square of the gradient."""
    gradient = Partial(loss(w), w)
    taken = lam * (w - best)
    return (
        begin("How much one step lowers a quadratic loss", loss(w) - loss(w - eta * gradient))
        .then(loss(w) - loss(w - eta * taken), "power rule")
        .then(lam / 2 * (w - best) ** 2 * (1 - (1 - rate) ** 2), "factor out")
        .then(eta * (1 - rate / 2) * taken**2, "collect terms")
    )


def converges() -> Bound:
    lower = (1 - BELOW * lam) ** 2
    chain = (
        begin("Rates below 2 / lambda: certificate", 1 - lower)
        .then(1 - (1 - 2 / (1 + c)) ** 2, "cancel")
        .then(4 * c / (1 + c) ** 2, "common denominator")
    )
    return Bound("Below 2 / lambda each step reduces the distance to the minimum", lift(1), lower, chain)


def exactly_below() -> SameSign:
    """The distance to the minimum is multiplied by 1 - eta lambda in each step: see gradient_step."""
    title = "A step reduces the distance to the minimum if and only if eta < 2 / lambda"
    chain = (
        begin(f"{title}: certificate", 1 - (1 - rate) ** 2)
        .then(2 * rate - rate**2, "square of a sum")
        .then(Mul((eta, lam**2, 2 / lam - eta)), "factor out")
    )
    return SameSign(title, 1 - (1 - rate) ** 2, 2 / lam - eta, chain)


def loss_falls() -> Bound:
    after = loss(w - BELOW * (lam * (w - best)))
    chain = (
        begin("Rates below 2 / lambda: certificate", loss(w) - after)
        .then(loss(w) * (1 - (1 - 2 / (1 + c)) ** 2), "factor out")
        .then(lam / 2 * (w - best) ** 2 * (4 * c / (1 + c) ** 2), "common denominator")
    )
    return Bound("Below 2 / lambda the loss falls", loss(w), after, chain)


def cycle() -> Derivation:
    """So at the threshold gradient descent does not converge, wherever it starts beside the minimum."""
    return (
        begin("At 2 / lambda two steps lead back", stepped(stepped(w)), (named(eta, 2 / lam),))
        .then((1 - rate) ** 2 * (w - best) + best, "factor out", "gradient_step")
        .then(lift(-1) ** 2 * (w - best) + best, "substitute")
        .then(w, "cancel")
    )


def diverges() -> Bound:
    """The distance grows by a factor 1 + c in each step, and (1 + c)^k beyond every bound."""
    upper = (1 - ABOVE * lam) ** 2
    chain = (
        begin("Rates above 2 / lambda: certificate", upper - 1)
        .then((1 - (2 + c)) ** 2 - 1, "cancel")
        .then(2 * c + c**2, "collect terms")
    )
    return Bound("Above 2 / lambda each step increases the distance to the minimum", upper, lift(1), chain)


def one_step() -> Derivation:
    return (
        begin("At 1 / lambda one step leads to the minimum", stepped(w), (named(eta, 1 / lam),))
        .then(w - (w - best), "substitute")
        .then(best, "cancel")
    )


def two_curvatures() -> Derivation:
    """At the smaller curvature a and the larger one b the factors are opposite: (b - a) / (a + b) and its negative."""
    a, b = positive("a"), positive("b")
    return (
        begin("The rate for two curvatures", (1 - eta * a) + (1 - eta * b), (named(eta, 2 / (a + b)),))
        .then((1 - 2 * a / (a + b)) + (1 - 2 * b / (a + b)), "substitute")
        .then((b - a) / (a + b) - (b - a) / (a + b), "common denominator")
        .then(lift(0), "cancel")
    )


def not_in_one_step() -> CounterExample:
    """At the rate 2 and curvature 1, from 1, the step leads to -1 and not to the minimum 0."""
    at = tuple(named(letter, lift(value)) for letter, value in ((w, 1), (best, 0), (eta, 2), (lam, 1)))
    return CounterExample(
        title="A step does not always lower the loss by eta times the square of the gradient",
        left=begin("loss before and after", loss(w) - loss(stepped(w)), at)
        .then(lift(HALF) * lift(1) ** 2 - lift(HALF) * lift(-1) ** 2, "substitute")
        .then(lift(0), "evaluate"),
        right=begin("first order", eta * (lam * (w - best)) ** 2, at)
        .then(2 * lift(1) ** 2, "substitute")
        .then(lift(2), "evaluate"),
    )


def decay() -> Recurrence:
    gamma, start, now = positive("gamma"), positive("eta_0"), real("eta_k")
    factors = power("p_k", gamma)
    form, following = start * factors.name, gamma * now
    title = "Exponential decay of the learning rate"
    return Recurrence(
        title=title,
        variable="k",
        output=now,
        start=start,
        following=following,
        form=form,
        parts=(factors,),
        base=begin(f"{title}: base case", start),
        step=begin(f"{title}: step", following, (named(now, form),))
        .then(gamma * (start * factors.name), "induction hypothesis")
        .then(Mul((start, gamma * factors.name)), "rearrange"),
    )


TOPIC = "gradient descent"

RESULTS: tuple[Result, ...] = (
    Result("gradient_step", "One step on a quadratic loss", TOPIC, gradient_step),
    Result("gradient_descent_quadratic", "Gradient descent on a quadratic loss", TOPIC, gradient_descent),
    Result("loss_change", "How much one step lowers a quadratic loss", TOPIC, loss_change),
    Result(
        "learning_rate_converges",
        "Below 2 / lambda each step reduces the distance to the minimum",
        TOPIC,
        converges,
    ),
    Result(
        "learning_rate_exactly",
        "A step reduces the distance to the minimum if and only if eta < 2 / lambda",
        TOPIC,
        exactly_below,
    ),
    Result("learning_rate_loss_falls", "Below 2 / lambda the loss falls", TOPIC, loss_falls),
    Result("learning_rate_threshold", "At 2 / lambda two steps lead back", TOPIC, cycle),
    Result(
        "learning_rate_diverges",
        "Above 2 / lambda each step increases the distance to the minimum",
        TOPIC,
        diverges,
    ),
    Result("learning_rate_one_step", "At 1 / lambda one step leads to the minimum", TOPIC, one_step),
    Result("learning_rate_two_curvatures", "The rate for two curvatures", TOPIC, two_curvatures),
    Result(
        "learning_rate_first_order",
        "A step does not always lower the loss by eta times the square of the gradient",
        TOPIC,
        not_in_one_step,
    ),
    Result("learning_rate_decay", "Exponential decay of the learning rate", TOPIC, decay),
)
