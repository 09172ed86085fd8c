"""Least squares are solved by a linear system, logistic regression and networks are not: which losses, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import claims, derived, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    count = 4 if case == "four_examples" else 3
    return {
        "inputs": list(stream.sample([x for x in range(-4, 6) if x], count)),
        "targets": [stream.integer(0, 1) for _ in range(count)],
        "strength": str(stream.integer(1, 9)),
        "rate": stream.choice(("0.1", "0.2", "0.5")),
        "claims": claims.drawn(CLAIMS, stream, 5),
    }


def case_of(params: Params) -> str:
    return "three_examples" if len(params["inputs"]) == 3 else "four_examples"


def ill_posed(params: Params) -> str | None:
    x, t = params["inputs"], params["targets"]
    if len(x) != len(t):
        return f"there are {len(x)} inputs and {len(t)} targets"
    if len(set(x)) < 3 or 0 in x:
        return "fewer than three different inputs, or one is 0"
    if len(set(t)) == 1:
        return "all targets are equal: the logistic loss has no minimum"
    if len({(2 * target - 1) * value > 0 for value, target in zip(x, t, strict=True)}) == 1:
        return "a weight tells the classes apart without error: the logistic loss has no minimum"
    if products(params) == 0 or logistic_slope(params) == 0:
        return "the best weight is 0"
    if Fraction(params["strength"]) <= 0 or Fraction(params["rate"]) <= 0:
        return "the strength of the penalty or the learning rate is not positive"
    return claims.all_alike(CLAIMS, params)


def products(params: Params) -> int:
    return sum(x * t for x, t in zip(params["inputs"], params["targets"], strict=True))


def squares(params: Params) -> int:
    return sum(x * x for x in params["inputs"])


def best(params: Params, penalty: Fraction = Fraction(0)) -> Fraction:
    """Of a line through the origin: the derivative 2 sum (w x - t) x + 2 lambda w is 0."""
    return products(params) / (squares(params) + penalty)


def logistic_slope(params: Params) -> Fraction:
    """The derivative of the cross-entropy at w = 0, where every prediction is 1/2: sum (1/2 - t) x."""
    pairs = zip(params["inputs"], params["targets"], strict=True)
    return sum(((Fraction(1, 2) - t) * x for x, t in pairs), Fraction(0))


# -- the losses as options ---------------------------------------------------------------------------------


def loss_term(name: str, params: Params, w: Any, v: Any) -> Any:
    """The loss of an option as a SymPy expression in its two parameters."""
    import sympy

    strength = sympy.Rational(params["strength"])
    total: Any = 0
    for x, t in zip(params["inputs"], params["targets"], strict=True):
        z = w * x + v
        total += {
            "least_squares": (z - t) ** 2,
            "ridge": (z - t) ** 2,
            "features": (w * x**2 + v * sympy.sin(x) - t) ** 2,
            "class_means": (1 - t) * (x - w) ** 2 + t * (x - v) ** 2,
            "logistic": sympy.log(1 + sympy.exp(z)) - t * z,
            "logistic_ridge": sympy.log(1 + sympy.exp(z)) - t * z,
            "sigmoid_squares": (1 / (1 + sympy.exp(-z)) - t) ** 2,
            "deep_linear": (w * v * x - t) ** 2,
            "tanh_network": (v * sympy.tanh(w * x) - t) ** 2,
        }[name]
    return total + strength * (w**2 + v**2) if name.endswith("ridge") else total


def solved_at_once(name: str) -> Callable[[Params], bool]:
    """Whether the gradient is linear in the parameters: the loss is a polynomial of degree 2 in them."""

    def holds(params: Params) -> bool:
        import sympy

        w, v = sympy.symbols("w v")
        term = loss_term(name, params, w, v)
        return bool(term.is_polynomial(w, v) and sympy.Poly(term, w, v).total_degree() <= 2)

    return holds


QUADRATIC = "The loss is a quadratic polynomial in the parameters, so its gradient is linear in them."
EXPONENTIALS = "The parameters stand inside an exponential: the equations for a zero gradient are not linear."

TEXTS = {
    "least_squares": (r"$\sum_i (w x_i + b - t_i)^2$ (linear regression)", QUADRATIC),
    "ridge": (r"$\sum_i (w x_i + b - t_i)^2 + \lambda (w^2 + b^2)$ (ridge regression)", QUADRATIC),
    "features": (
        r"$\sum_i (w x_i^2 + v \sin x_i - t_i)^2$ (linear regression on two features)",
        "The features are not linear in the input, but the loss is quadratic in the parameters.",
    ),
    "class_means": (
        r"$\sum_{t_i = 0} (x_i - \mu_0)^2 + \sum_{t_i = 1} (x_i - \mu_1)^2$ (class means, as in discriminant analysis)",
        "The loss is quadratic in the means; they are the averages of the classes.",
    ),
    "logistic": (r"$\sum_i \bigl(\log(1 + e^{z_i}) - t_i z_i\bigr)$ with $z_i = w x_i + b$ (logistic regression)",
                 EXPONENTIALS),
    "logistic_ridge": (
        r"$\sum_i \bigl(\log(1 + e^{z_i}) - t_i z_i\bigr) + \lambda (w^2 + b^2)$ with $z_i = w x_i + b$ (penalised)",
        EXPONENTIALS,
    ),
    "sigmoid_squares": (r"$\sum_i \bigl(\sigma(w x_i + b) - t_i\bigr)^2$ (a neuron with a sigmoid)", EXPONENTIALS),
    "deep_linear": (
        r"$\sum_i (w_2 w_1 x_i - t_i)^2$ (two linear layers)",
        "The weights are multiplied with each other, so the loss has degree 4 in them.",
    ),
    "tanh_network": (r"$\sum_i \bigl(w_2 \tanh(w_1 x_i) - t_i\bigr)^2$ (a hidden unit with tanh)", EXPONENTIALS),
}  # fmt: skip

CLAIMS = {name: Claim(text, why, solved_at_once(name)) for name, (text, why) in TEXTS.items()}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    strength = Fraction(params["strength"])
    step = -Fraction(params["rate"]) * logistic_slope(params)
    halves = [
        typeset.product((Fraction(1, 2) - t), x)
        for x, t in zip(params["inputs"], params["targets"], strict=True)
    ]
    facts = {
        "above": products(params),
        "below": squares(params),
        "below_ridge": typeset.number(squares(params) + strength),
        "best": typeset.quotient(best(params)),
        "ridge": typeset.quotient(best(params, strength)),
        "halves": typeset.signed_sum(halves),
        "slope": typeset.number(logistic_slope(params)),
        "step": typeset.product(-Fraction(params["rate"]), logistic_slope(params)),
        "result": typeset.quotient(step),
    }
    return {
        "a": Solved(Exact("rational", best(params), 4), facts, derivation=derived.derivation("normal_equations")),
        "b": Solved(Exact("rational", best(params, strength), 4), facts),
        "c": Solved(Exact("rational", step, 4), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }  # fmt: skip


MISTAKES = (
    Mistake(
        "a",
        "mean t over mean x",
        lambda p: Fraction(sum(p["targets"]), sum(p["inputs"])) if sum(p["inputs"]) else None,
        "The errors are weighted with the inputs: the sums are over $x_i t_i$ and $x_i^2$.",
    ),
    Mistake(
        "a",
        "the mean of the quotients",
        lambda p: (
            sum((Fraction(t, x) for x, t in zip(p["inputs"], p["targets"], strict=True)), Fraction(0))
            / len(p["inputs"])
        ),
        "No single example is fitted; the sum of all squares is made small.",
    ),
    Mistake(
        "b",
        "forgot the penalty",
        best,
        "The derivative of the penalty belongs to the equation.",
    ),
    Mistake(
        "b",
        "subtracted the penalty",
        lambda p: (
            None
            if squares(p) == Fraction(p["strength"])
            else products(p) / (squares(p) - Fraction(p["strength"]))
        ),
        "The penalty pulls the weight towards 0: the denominator becomes larger.",
    ),
    Mistake(
        "b",
        "half the penalty",
        lambda p: best(p, Fraction(p["strength"]) / 2),
        "The factor 2 of the derivative is in both parts, and cancels.",
    ),
    Mistake(
        "c",
        "ascent",
        lambda p: Fraction(p["rate"]) * logistic_slope(p),
        "The step goes against the derivative.",
    ),
    Mistake(
        "c",
        "a prediction of 0",
        lambda p: Fraction(p["rate"]) * products(p),
        r"At $w = 0$ the prediction is $\sigma(0) = \frac{1}{2}$, not 0.",
    ),
    Mistake(
        "c",
        "forgot the learning rate",
        lambda p: -logistic_slope(p),
        "The derivative is multiplied by the learning rate.",
    ),
)

family = Family(
    cases=("three_examples", "four_examples"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "inputs": {
            "type": "array",
            "items": {"type": "integer", "minimum": -9, "maximum": 9},
            "minItems": 3,
            "maxItems": 5,
            "description": "inputs x, whole numbers other than 0, e.g. [1, 2, -3]",
        },
        "targets": {
            "type": "array",
            "items": {"type": "integer", "enum": [0, 1]},
            "minItems": 3,
            "maxItems": 5,
            "description": "targets t, 0 or 1, one for each input, not all equal",
        },
        "strength": {**DECIMAL, "description": "the lambda of the penalty, e.g. 2"},
        "rate": {**DECIMAL, "description": "learning rate, e.g. 0.1"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
