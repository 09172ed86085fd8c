"""A multilayer perceptron with sigmoids is a stack of logistic regressions: what is affine in what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from questions import claims, exact_softmax, precise, statements, typeset
from questions.claims import Claim
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

COUNT = 4  # statements
SATURATED = 4  # of a pre-activation, in size


def draw(case: str, stream: Stream) -> Params:
    def good(params: Params) -> bool:
        a = pre_activations(params)
        clear = 0 not in a and len(set(a)) == len(a) and abs(log_odds(params)) > Decimal("0.1")
        return ill_posed(params) is None and clear

    return stream.until(lambda: _numbers(case, stream), good)


def _numbers(case: str, stream: Stream) -> Params:
    def entries(count: int, largest: int = 2) -> list[int]:
        return [stream.sign() * stream.integer(1, largest) for _ in range(count)]

    units = 2
    return {
        "W": [entries(2) for _ in range(units)],
        "b": entries(units) if case == "with_biases" else [0] * units,
        "v": entries(units, 4),
        "c": stream.sign() * stream.integer(1, 2) if case == "with_biases" else 0,
        "x": entries(2),
        "claims": claims.drawn(CLAIMS, stream, COUNT),
    }


def case_of(params: Params) -> str:
    return "with_biases" if any(params["b"]) or params["c"] else "without_biases"


def pre_activations(params: Params) -> tuple[int, ...]:
    return tuple(
        sum(w * u for w, u in zip(row, params["x"], strict=True)) + b
        for row, b in zip(params["W"], params["b"], strict=True)
    )


def ill_posed(params: Params) -> str | None:
    a = pre_activations(params)
    if max(map(abs, a)) > SATURATED:
        return f"a pre-activation is beyond {SATURATED}, where the sigmoid is nearly flat"
    (p, q), (r, s) = params["W"]
    if p * s == q * r:
        return "the two weight vectors are parallel, so that the units may cancel"
    if 0 in a:
        return "a pre-activation is 0, where a step function jumps"
    return claims.all_alike(CLAIMS, params)


def hidden(params: Params) -> tuple[Decimal, ...]:
    return tuple(precise.sigmoid(a) for a in pre_activations(params))


def log_odds(params: Params) -> Decimal:
    terms = [exact_softmax.decimal(v) * h for v, h in zip(params["v"], hidden(params), strict=True)]
    return precise.total([*terms, exact_softmax.decimal(params["c"])])


# -- statements --------------------------------------------------------------------------------------------


def _affine(body: Callable[[Any], Any]) -> bool:
    """Whether the second differences of a function of one number vanish."""
    import mpmath

    with mpmath.workdps(40):
        values = [body(mpmath.mpf(k) / 3) for k in range(-3, 4)]
        for _ in range(2):
            values = [b - a for a, b in pairwise(values)]
        return all(abs(value) < mpmath.mpf(10) ** -30 for value in values)


def _sigma(u: Any) -> Any:
    import mpmath

    return 1 / (1 + mpmath.exp(-u))


def _odds(p: Any) -> Any:
    """The log-odds; those of 0 or of 1 and more do not exist, and count as far away."""
    import mpmath

    return mpmath.log(p / (1 - p)) if 0 < p < 1 else mpmath.mpf(10) ** 9 * (1 + p) ** 2


def _slope_of_step(params: Params) -> int:
    """How many steps jump within a hair of the pre-activations: none, unless one of them is 0."""
    return sum(a == 0 for a in pre_activations(params))


CLAIMS: Mapping[str, Claim] = {
    "unit": Claim(
        "The log-odds of a hidden unit, $\\log \\frac{h_m}{1 - h_m}$, are an affine function of the input $x$.",
        "They are $w_m \\cdot x + b_m$: each hidden unit is a logistic regression on the input.",
        lambda _: _affine(lambda s: _odds(_sigma(2 * s - 1))),
    ),
    "output_hidden": Claim(
        "The log-odds of the output are an affine function of the hidden activations $h$.",
        "They are $v \\cdot h + c$: the output is a logistic regression on the hidden activations.",
        lambda _: _affine(lambda s: _odds(_sigma(s / 2 + 1))),
    ),
    "output_input": Claim(
        "The log-odds of the output are an affine function of the input $x$.",
        "Between input and output stand the hidden sigmoids: this is what one logistic regression cannot do.",
        lambda p: _affine(
            lambda s: sum(
                v * _sigma(a + s * k)
                for k, (v, a) in enumerate(zip(p["v"], pre_activations(p), strict=True), 1)
            )
        ),
    ),
    "no_hidden": Claim(
        "Without its hidden layer, with the inputs joined to the output, the network would be one logistic regression.",
        "A single sigmoid unit has affine log-odds.",
        lambda _: _affine(lambda s: _odds(_sigma(s - 1))),
    ),
    "step_flat": Claim(
        "With hidden step functions instead of sigmoids, a very small change of this $x$ would not change the output.",
        "A perceptron with a step is flat except where it jumps.",
        lambda p: _slope_of_step(p) == 0,
    ),
    "step_trained": Claim(
        "With hidden step functions instead of sigmoids, the hidden weights would have a gradient other than 0.",
        "A step is flat except where it jumps, so no gradient passes: real perceptrons cannot be trained in this way.",
        lambda p: _slope_of_step(p) > 0,
    ),
    "relu": Claim(
        "With ReLUs in place of the hidden sigmoids, each hidden unit would still be a logistic regression.",
        "A ReLU puts out 0 or any positive number, which is no probability; modern networks use it all the same.",
        lambda _: _affine(lambda s: _odds(max(2 * s, 0))),
    ),
}


def solve(params: Params) -> Mapping[str, Solved]:
    h, z = hidden(params), log_odds(params)
    facts = {
        "rows": [
            {
                "number": k,
                "sum": typeset.signed_sum(
                    [*(typeset.product(w, u) for w, u in zip(row, params["x"], strict=True)), str(b)]
                ),
                "a": a,
                "h": typeset.about(value, 5),
            }
            for k, (row, b, a, value) in enumerate(
                zip(params["W"], params["b"], pre_activations(params), h, strict=True), start=1
            )
        ],
        "terms": typeset.signed_sum(
            [
                *(_times(v, typeset.about(value, 4)) for v, value in zip(params["v"], h, strict=True)),
                str(params["c"]),
            ]
        ),
        "z": typeset.about(z, 4),
        "reasons": statements.told(claims.decided(CLAIMS, params)),
    }
    return {
        "a": Solved(Exact("array", h, 4), facts),
        "b": Solved(Exact("number", z, 3), facts),
        "c": Solved(Exact("number", precise.sigmoid(z), 3), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


def _times(factor: int, text: str) -> str:
    return {1: text, -1: f"-{text}"}.get(factor, rf"{factor} \cdot {text}")


def _on(values: Sequence[Any], params: Params) -> Decimal:
    terms = [
        exact_softmax.decimal(v) * exact_softmax.decimal(a) for v, a in zip(params["v"], values, strict=True)
    ]
    return precise.total([*terms, exact_softmax.decimal(params["c"])])


MISTAKES = (
    Mistake(
        "a",
        "the log-odds instead",
        pre_activations,
        "The unit puts out the sigmoid of this number, a value between 0 and 1.",
    ),
    Mistake(
        "a",
        "of the other class",
        lambda p: tuple(1 - h for h in hidden(p)),
        "$\\sigma(u)$ is above one half for a positive $u$.",
    ),
    Mistake(
        "b",
        "without the hidden sigmoids",
        lambda p: _on(pre_activations(p), p),
        "The output unit sees the activations, not the pre-activations.",
    ),
    Mistake("c", "the log-odds again", log_odds, "The probability is the sigmoid of the log-odds."),
)

WHOLE = {"type": "integer", "minimum": -9, "maximum": 9}
PAIR = {"type": "array", "items": WHOLE, "minItems": 2, "maxItems": 2}

family = Family(
    cases=("with_biases", "without_biases"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "W": {
            "type": "array",
            "items": PAIR,
            "minItems": 2,
            "maxItems": 2,
            "description": "hidden weights, a row for each unit",
        },
        "b": {**PAIR, "description": "hidden biases, e.g. [1, -1]"},
        "v": {**PAIR, "description": "output weights, e.g. [3, -2]"},
        "c": {**WHOLE, "description": "output bias"},
        "x": {**PAIR, "description": "the input, e.g. [1, -2]"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
