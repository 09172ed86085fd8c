"""Perceptron and logistic regression: the same boundary for the same weights, and other steps of training."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from questions import claims, exact_matrices, precise, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(stream), lambda params: ill_posed(params) is None and case_of(params) == case
    )


def _numbers(stream: Stream) -> Params:
    return {
        "w": [stream.decimal(-2, 2, 1).removesuffix(".0") for _ in range(2)],
        "x": [stream.integer(-3, 3) for _ in range(2)],
        "label": stream.sign(),
        "eta": stream.choice(("0.1", "0.2", "0.5")),
        "claims": claims.drawn(POOL, stream, 4),
    }


def case_of(params: Params) -> str:
    return "misclassified" if params["label"] * score(params) <= 0 else "classified"


def ill_posed(params: Params) -> str | None:
    if params["label"] not in (-1, 1):
        return "the label must be 1 or -1"
    if 0 in params["x"]:
        return "an input is 0, and its weight never moves"
    if not Fraction(3, 10) <= abs(score(params)) <= 5:
        return (
            "the score is nearly 0, where it has no clear sign, or beyond 5, where the logistic step is tiny"
        )
    if any(Fraction(w) == 0 for w in params["w"]) or any(new == 0 for new in logistic(params)):
        return "a weight is 0"
    if perceptron(params)[0] == perceptron(params)[1] or 0 in perceptron(params):
        return "the perceptron's new weights are equal, or one is 0"
    if Fraction(params["eta"]) == 1:
        return "a learning rate of 1 hides whether it was used"
    return claims.all_alike(POOL, params)


def weights(params: Params) -> tuple[Fraction, ...]:
    return tuple(Fraction(w) for w in params["w"])


def score(params: Params) -> Fraction:
    return exact_matrices.dot(weights(params), params["x"])


def perceptron(params: Params) -> tuple[Fraction, ...]:
    if params["label"] * score(params) > 0:
        return weights(params)
    return added(params)


def added(params: Params) -> tuple[Fraction, ...]:
    """The weights plus the label times the input."""
    return tuple(w + params["label"] * x for w, x in zip(weights(params), params["x"], strict=True))


def chance(params: Params) -> Decimal:
    return precise.sigmoid(score(params))


def target(params: Params) -> int:
    return (params["label"] + 1) // 2


def logistic(params: Params) -> tuple[Decimal, ...]:
    gap = precise.total([target(params), -chance(params)])
    pairs = zip(weights(params), params["x"], strict=True)
    return tuple(precise.total([w, precise.product(params["eta"], gap, x)]) for w, x in pairs)


POOL: Mapping[str, Claim] = {
    "same_class": Claim(
        "With the same weights both models put this example into the same class.",
        r"The sign of $w^\top x$ is positive just where $\sigma(w^\top x)$ is above one half.",
        lambda p: True,
    ),
    "only_activation": Claim(
        "The activation is the only difference: from the same weights, both rules lead to the same new ones.",
        "The training differs, too: the perceptron counts mistakes, logistic regression follows a likelihood.",
        lambda p: False,
    ),
    "perceptron_stops": Claim(
        "On data that a line separates, the perceptron's weights stop changing after finitely many steps.",
        "That is the perceptron convergence theorem: once nothing is misclassified, nothing moves.",
        lambda p: True,
    ),
    "logistic_stops": Claim(
        "On data that a line separates, the weights of logistic regression converge, too.",
        "Longer weights always have a higher likelihood there: their length grows without bound, ever more slowly.",
        lambda p: False,
    ),
    "logistic_always_moves": Claim(
        "Logistic regression also changes its weights for an example that is classified correctly.",
        "Its error, the label less a probability, is never exactly 0.",
        lambda p: True,
    ),
    "perceptron_moves": Claim(
        "The perceptron's weights change for this example.",
        "They change only where the example is misclassified.",
        lambda p: p["label"] * score(p) <= 0,
    ),
    "along_input": Claim(
        "The step of logistic regression is a multiple of the input.",
        "Its gradient is the error times the input, as the perceptron's step is the label times the input.",
        lambda p: True,
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    gap = precise.total([target(params), -chance(params)])
    facts = {
        "score": typeset.number(score(params)),
        "worked": typeset.signed_sum(
            typeset.product(w, x) for w, x in zip(weights(params), params["x"], strict=True)
        ),
        "chance": typeset.about(chance(params), 5),
        "target": target(params),
        "gap": typeset.about(gap, 5),
        "scaled": typeset.about(precise.product(params["eta"], gap), 5),
        "wrong": case_of(params) == "misclassified",
    }
    return {
        "a": Solved(Exact("array", perceptron(params), 4), facts),
        "b": Solved(Exact("array", logistic(params), 4), facts),
        "c": claims.all_that_hold(POOL, params, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def stepped(params: Params, error: float) -> tuple[float, ...]:
    """A step of the rate times an error times the input."""
    return tuple(
        float(w) + float(params["eta"]) * error * x for w, x in zip(params["w"], params["x"], strict=True)
    )


MISTAKES = (
    Mistake(
        "a",
        "sigmoid applied to both",
        lambda p: tuple(map(float, logistic(p))),
        "The perceptron has a step: its error is 0 or the label, never a difference to a probability.",
    ),
    Mistake(
        "a",
        "a step although it is right",
        lambda p: added(p) if p["label"] * score(p) > 0 else None,
        "The perceptron learns from mistakes only.",
    ),
    Mistake(
        "a",
        "no step",
        lambda p: weights(p) if p["label"] * score(p) <= 0 else None,
        "The example is misclassified: its score has not the sign of its label.",
    ),
    Mistake(
        "b",
        "wrong sign",
        lambda p: stepped(p, float(chance(p)) - target(p)),
        "The step goes against the gradient, which is $(\\sigma - y)\\, x$.",
    ),
    Mistake(
        "b",
        "the label -1 in the place of 0",
        lambda p: stepped(p, p["label"] - float(chance(p))) if p["label"] < 0 else None,
        "A probability is compared with a label of 0 or 1.",
    ),
    Mistake(
        "b",
        "the score in the place of the probability",
        lambda p: stepped(p, target(p) - float(score(p))),
        "The sigmoid makes a probability of the score first.",
    ),
    Mistake(
        "b",
        "with the slope of the sigmoid",
        lambda p: stepped(p, (target(p) - float(chance(p))) * float(chance(p)) * (1 - float(chance(p)))),
        "That factor belongs to a squared error; with the likelihood it cancels.",
    ),
    Mistake(
        "b",
        "the perceptron's step",
        lambda p: stepped(p, float(p["label"])) if p["label"] * score(p) <= 0 else None,
        "The error is the label less the probability, not the label itself.",
    ),
)

family = Family(
    cases=("misclassified", "classified"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "w": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 2,
            "description": "the weights before the step, e.g. [0.5, -1]",
        },
        "x": {
            "type": "array",
            "items": {"type": "integer", "minimum": -20, "maximum": 20},
            "minItems": 2,
            "maxItems": 2,
            "description": "the input, e.g. [2, 1]",
        },
        "label": {"type": "integer", "minimum": -1, "maximum": 1, "description": "the label, 1 or -1"},
        "eta": {**DECIMAL, "description": "the learning rate of logistic regression, e.g. 0.5"},
        "claims": claims.schema(POOL, 2),
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "given-away", "That the weights stay as they are is the point.", case="classified", part="a"
        ),
    ),
    shown=lambda params: {"other": -params["label"]},
)
