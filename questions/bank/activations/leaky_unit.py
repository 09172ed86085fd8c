"""A unit that a ReLU would switch off on its only example: the gradient with a leak, and what brings one back."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import activation_terms, derived, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement, tick_all, told

ASKED = 5  # remedies on a sheet
SMALLEST = Fraction(1, 1000)  # gradient that counts as one; numbers that lead nearer to 0 are not asked
LEAKS: Mapping[str, Mapping[str, Fraction]] = {  # activations instead of the ReLU, with their constants
    "leaky_relu": {"alpha": Fraction(1, 10)},
    "prelu": {"a": Fraction(1, 4)},
    "elu": {"alpha": Fraction(1)},
    "gelu": {},
}
LEAK = "Its slope is not 0 where the pre-activation is negative."
SAME_SIDE = "The pre-activation stays negative, so the factor 0 stays."
OTHER_SIDE = "The pre-activation becomes positive, and the unit is active."
NO_STEP = "The gradient is 0, so a step is 0, whatever its length and however many there are."
REMEDIES: Mapping[str, Statement] = {
    "leaky_relu": Statement(r"a leaky ReLU with $\alpha = 0.1$ instead of the ReLU", LEAK),
    "prelu": Statement("a PReLU with $a = 0.25$ instead of the ReLU", LEAK),
    "elu": Statement(r"an ELU with $\alpha = 1$ instead of the ReLU", LEAK),
    "gelu": Statement("a GELU instead of the ReLU", LEAK),
    "relu6": Statement(r"a ReLU6, $\min(\max(0, z),\ 6)$, instead of the ReLU", "It is 0 on the left, as the ReLU is."),
    "large_bias": Statement("a bias $b = 2\\, |w_1 x|$ in front of the ReLU", OTHER_SIDE),
    "small_bias": Statement(r"a bias $b = \frac{1}{2}\, |w_1 x|$ in front of the ReLU", SAME_SIDE),
    "other_sign": Statement("an initial $w_1$ of the other sign", OTHER_SIDE),
    "half_weight": Statement("an initial $w_1$ of half the size", SAME_SIDE),
    "double_w2": Statement("an initial $w_2$ of twice the size", "The factor 0 of the ReLU stays."),
    "mirrored_input": Statement("the input $-x$ instead of $x$", OTHER_SIDE),
    "larger_target": Statement("the target $y + 1$ instead of $y$", "The factor 0 of the ReLU stays."),
    "larger_rate": Statement("one step of gradient descent with the learning rate 10", NO_STEP),
    "more_steps": Statement("100 steps of gradient descent with the learning rate 0.1", NO_STEP),
}  # fmt: skip


def draw(case: str, stream: Stream) -> Params:
    side = 1 if case == "negative_weight" else -1

    def make() -> Params:
        return {
            "x": side * stream.integer(1, 5),
            "y": fixed(stream.integer(1, 30), 1).removesuffix(".0"),
            "w1": fixed(-side * stream.integer(2, 15), 1).removesuffix(".0"),
            "w2": str(stream.sign() * stream.integer(1, 4)),
            "alpha": stream.choice(("0.1", "0.2", "0.25", "0.3")),
            "eta": stream.choice(("0.1", "0.2", "0.5")),
            "remedies": list(stream.sample(list(REMEDIES), ASKED)),
        }

    return stream.until(make, lambda params: ill_posed(params) is None)


def case_of(params: Params) -> str:
    return "negative_weight" if Fraction(params["w1"]) < 0 else "negative_input"


def number(params: Params, name: str) -> Fraction:
    return Fraction(params[name])


def ill_posed(params: Params) -> str | None:
    x, w1, w2, alpha = (number(params, name) for name in ("x", "w1", "w2", "alpha"))
    if w1 * x >= 0:
        return "w1 x must be negative: else the ReLU is not switched off"
    if w1 * x < -20 or abs(w2) > 10:
        return "w1 x is below -20, or w2 beyond 10"
    if w2 == 0 or not 0 < alpha < 1 or not 0 < number(params, "eta") <= 10:
        return "w2 is 0, alpha is not between 0 and 1, or eta is not between 0 and 10"
    asked = params["remedies"]
    if len(set(asked)) < len(asked):
        return "a remedy stands twice in the list"
    sizes = [abs(leaky_gradient(params)), *(abs(gradient_after(remedy, params)) for remedy in asked)]
    if any(0 < size < SMALLEST for size in sizes) or sizes[0] == 0:
        return "some prediction is nearly the target, so that there is no gradient for another reason"
    helped = {helps(remedy, params) for remedy in asked}
    return None if len(helped) == 2 else "all of the remedies help, or none does"


# -- the solution ------------------------------------------------------------------------------------------


def prediction(params: Params) -> Fraction:
    """w2 alpha w1 x: the unit leaks."""
    return number(params, "w2") * number(params, "alpha") * number(params, "w1") * number(params, "x")


def leaky_gradient(params: Params) -> Fraction:
    slope = number(params, "w2") * number(params, "alpha") * number(params, "x")
    return (prediction(params) - number(params, "y")) * slope


def gradient_after(remedy: str, params: Params) -> Fraction:
    """The gradient of w1 after a remedy: error, w2, slope of the activation, x."""
    from questions import rounding

    x, y, w1, w2 = (number(params, name) for name in ("x", "y", "w1", "w2"))
    z, name, constants = w1 * x, "relu", LEAKS.get(remedy, {})
    match remedy:
        case "large_bias":
            z += 2 * abs(w1 * x)
        case "small_bias":
            z += abs(w1 * x) / 2
        case "other_sign" | "mirrored_input":
            z, x = -z, (-x if remedy == "mirrored_input" else x)
        case "half_weight":
            z /= 2
        case "double_w2":
            w2 *= 2
        case "larger_target":
            y += 1
        case _ if remedy in LEAKS:
            name = remedy
    value, slope = (
        rounding.fraction(of(name, z, constants)) for of in (activation_terms.value, activation_terms.slope)
    )
    return (w2 * value - y) * w2 * slope * x


def helps(remedy: str, params: Params) -> bool:
    """Whether the gradient is not 0; a step of length 0 changes nothing, so training on is no change."""
    return gradient_after(remedy, params) != 0


def solve(params: Params) -> Mapping[str, Solved]:
    x, w1, w2, alpha = (number(params, name) for name in ("x", "w1", "w2", "alpha"))
    gradient, eta = leaky_gradient(params), number(params, "eta")
    after = w1 - eta * gradient
    facts = {
        "z": typeset.number(w1 * x),
        "leak": typeset.number(alpha * w1 * x),
        "prediction": typeset.number(prediction(params)),
        "error": typeset.number(prediction(params) - number(params, "y")),
        "factors": typeset.product(prediction(params) - number(params, "y"), w2, alpha, x),
        "gradient": typeset.number(gradient),
        "step": typeset.signed_sum([typeset.number(w1), typeset.product(-eta, gradient)]),
        "after": typeset.number(after),
        "nearer": abs(after) < abs(w1) or after * w1 < 0,
    }
    decided = [(REMEDIES[name], helps(name, params)) for name in params["remedies"]]
    return {
        "a": Solved(
            Exact("array", (Fraction(0), gradient)), facts, derivation=derived.derivation("leaky_relu")
        ),
        "b": Solved(Exact("rational", after, 4), facts),
        "c": tick_all(decided, {"rows": told(decided)}),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def unmasked(params: Params) -> tuple[Fraction, Fraction]:
    """The gradient as if the ReLU were not there, and the right one with a leak."""
    x, y, w1, w2 = (number(params, name) for name in ("x", "y", "w1", "w2"))
    return (w2 * w1 * x - y) * w2 * x, leaky_gradient(params)


def without_leak_in_the_slope(params: Params) -> tuple[Fraction, Fraction]:
    return Fraction(0), leaky_gradient(params) / number(params, "alpha")


def error_of_relu(params: Params) -> tuple[Fraction, Fraction]:
    """The slope of the leak, with the prediction 0 of the ReLU."""
    slope = number(params, "w2") * number(params, "alpha") * number(params, "x")
    return Fraction(0), -number(params, "y") * slope


def uphill(params: Params) -> Fraction:
    return number(params, "w1") + number(params, "eta") * leaky_gradient(params)


MISTAKES = (
    Mistake("a", "0 for the leaky ReLU as well", lambda p: (Fraction(0), Fraction(0)),
            r"That is the gradient with the plain ReLU; the leak has the slope $\alpha$."),
    Mistake("a", "forgot the ReLU", unmasked, "The slope of the ReLU is 0 here, and it is a factor of the gradient."),
    Mistake("a", "forgot alpha in the slope", without_leak_in_the_slope,
            r"The leak counts twice: in the prediction and, as the slope $\alpha$, in the chain rule."),
    Mistake("a", "the error of the ReLU", error_of_relu, "With the leak the prediction is not 0."),
    Mistake("b", "uphill", uphill, "Gradient descent subtracts the gradient."),
    Mistake("b", "nothing moves", lambda p: number(p, "w1"), "So it would be with the plain ReLU."),
)  # fmt: skip

WHOLE = {"type": "integer", "minimum": -20, "maximum": 20}
family = Family(
    cases=("negative_weight", "negative_input"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "x": {**WHOLE, "description": "the input, a whole number, e.g. 3"},
        "y": {**DECIMAL, "description": "the target, e.g. 1.5"},
        "w1": {**DECIMAL, "description": "the hidden weight, such that w1 x is negative, e.g. -0.5"},
        "w2": {**DECIMAL, "description": "the output weight, e.g. 2"},
        "alpha": {**DECIMAL, "description": "slope of the leaky ReLU on the left, e.g. 0.1"},
        "eta": {**DECIMAL, "description": "learning rate of part (b), e.g. 0.1"},
        "remedies": {
            "type": "array",
            "items": {"type": "string", "enum": list(REMEDIES)},
            "minItems": 2,
            "maxItems": 8,
            "description": "the remedies of part (c) by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
