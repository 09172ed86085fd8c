"""The empirical risk of a small model: written as a sum, evaluated, minimised, and compared with the mean."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from questions import claims, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

SIZES = {"three_examples": 3, "four_examples": 4}
RATE = Fraction(1, 10)


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(SIZES[case], stream), lambda p: ill_posed(p) is None)


def _numbers(size: int, stream: Stream) -> Params:
    return {
        "inputs": [stream.sign() * stream.integer(1, 4) for _ in range(size)],
        "targets": [stream.integer(-6, 6) for _ in range(size)],
        "weight": stream.choice(("0.5", "1", "2", "-1", "-0.5", "1.5")),
        "claims": claims.drawn(CLAIMS, stream, 4),
    }


def case_of(params: Params) -> str:
    return "three_examples" if len(params["inputs"]) <= SIZES["three_examples"] else "four_examples"


def ill_posed(params: Params) -> str | None:
    if len(params["inputs"]) != len(params["targets"]):
        return f"there are {len(params['inputs'])} inputs and {len(params['targets'])} targets"
    if not any(params["inputs"]):
        return "all inputs are 0, so no weight is better than another"
    if risk(params) == 0 or slope(params) == 0:
        return "the weight is already the best one, or fits perfectly"
    if best(params) == 0:
        return "the best weight is 0"
    return claims.all_alike(CLAIMS, params)


def errors(params: Params) -> tuple[Fraction, ...]:
    w = Fraction(params["weight"])
    return tuple(w * x - y for x, y in zip(params["inputs"], params["targets"], strict=True))


def risk(params: Params) -> Fraction:
    return sum((e * e for e in errors(params)), Fraction(0))


def slope(params: Params) -> Fraction:
    pairs = zip(errors(params), params["inputs"], strict=True)
    return 2 * sum((e * x for e, x in pairs), Fraction(0))


def best(params: Params) -> Fraction:
    """The weight of least risk: sum of x y over sum of x^2."""
    pairs = list(zip(params["inputs"], params["targets"], strict=True))
    return Fraction(sum(x * y for x, y in pairs), sum(x * x for x, _ in pairs))


def twice(params: Params) -> Params:
    """Every example written down two times."""
    return {**params, "inputs": 2 * list(params["inputs"]), "targets": 2 * list(params["targets"])}


def mean(params: Params) -> Fraction:
    return risk(params) / len(params["inputs"])


CLAIMS: Mapping[str, Claim] = {
    "same_minimum": Claim(
        "The sum and the mean of the losses are least at the same weight.",
        "Dividing by a fixed positive number does not change which value is least.",
        lambda p: True,
    ),
    "other_minimum": Claim(
        "The mean of the losses is least at another weight than their sum.",
        "Dividing by a fixed positive number does not change which value is least.",
        lambda p: False,
    ),
    "gradient_times_n": Claim(
        "The gradient of the sum is $N$ times that of the mean.",
        "The factor $1/N$ stays a factor when one differentiates.",
        lambda p: slope(p) == len(p["inputs"]) * (slope(p) / len(p["inputs"])),
    ),
    "same_gradient": Claim(
        "The gradients of the sum and of the mean are the same.",
        "That of the sum is $N$ times as large.",
        lambda p: slope(p) == slope(p) / len(p["inputs"]),
    ),
    "same_step": Claim(
        "With the learning rate 0.1, one step of gradient descent is the same for the sum and for the mean.",
        "The step is $N$ times as long for the sum.",
        lambda p: RATE * slope(p) == RATE * slope(p) / len(p["inputs"]),
    ),
    "rate_over_n": Claim(
        "A step with the learning rate $0.1/N$ on the sum is a step with the learning rate $0.1$ on the mean.",
        "The $N$ of the gradient and the $1/N$ of the rate cancel.",
        lambda p: RATE / len(p["inputs"]) * slope(p) == RATE * (slope(p) / len(p["inputs"])),
    ),
    "copies_double_sum": Claim(
        "When every example is written down twice, the sum of the losses doubles at every weight.",
        "Each loss is counted twice.",
        lambda p: risk(twice(p)) == 2 * risk(p),
    ),
    "copies_double_mean": Claim(
        "When every example is written down twice, the mean of the losses doubles.",
        "Sum and number of examples both double, so the mean stays.",
        lambda p: mean(twice(p)) == 2 * mean(p),
    ),
    "copies_move_minimum": Claim(
        "When every example is written down twice, the best weight changes.",
        "Twice the same function has its minimum at the same place.",
        lambda p: best(twice(p)) != best(p),
    ),
}  # fmt: skip


def objective(divided: bool) -> Any:
    """The sum over n of (w x_n - y_n)^2, or their mean, as a term."""
    from derive.terms.index import indices
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component, Dim, Sum

    n = indices("n:N")[0]
    x, y = (Component(Tensor(name, ("N",)), (n,)) for name in ("x", "y"))
    total = Sum(n, (Component(Tensor("w")) * x - y) ** 2)
    return 1 / Dim("N") * total if divided else total


def solve(params: Params) -> Mapping[str, Solved]:
    found = errors(params)
    products = [typeset.product(2, e, x) if e else "0" for e, x in zip(found, params["inputs"], strict=True)]
    over = [x * y for x, y in zip(params["inputs"], params["targets"], strict=True)]
    facts = {
        "N": len(found),
        "rows": [
            {
                "x": x,
                "y": y,
                "p": typeset.number(Fraction(params["weight"]) * x),
                "e": typeset.number(e),
                "square": typeset.number(e * e),
            }
            for x, y, e in zip(params["inputs"], params["targets"], found, strict=True)
        ],
        "sum": typeset.signed_sum([typeset.number(e * e) for e in found]),
        "risk": typeset.number(risk(params)),
        "over": typeset.signed_sum([str(value) for value in over]),
        "over_total": sum(over),
        "under": " + ".join(f"{abs(x)}^2" for x in params["inputs"]),
        "under_total": sum(x * x for x in params["inputs"]),
        "best": typeset.quotient(best(params), 5),
        "products": typeset.signed_sum(products),
        "slope": typeset.number(slope(params)),
    }
    return {
        "a": Solved(Exact("expression", objective(divided=False)), facts),
        "b": Solved(Exact("rational", risk(params), 6), facts),
        "c": Solved(Exact("rational", best(params), 5), facts),
        "d": Solved(Exact("rational", slope(params), 6), facts),
        "e": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "the mean",
        lambda p: objective(divided=True),
        "A mean has the same minimum, but here the sum is asked for, without a factor $1/N$.",
    ),
    Mistake("b", "the mean", mean, "The risk was defined as the sum of the losses."),
    Mistake(
        "b",
        "not squared",
        lambda p: sum((abs(e) for e in errors(p)), Fraction(0)),
        "The loss of an example is the square of its error.",
    ),
    Mistake(
        "c",
        "mean of the quotients",
        lambda p: (
            sum((Fraction(y, x) for x, y in zip(p["inputs"], p["targets"], strict=True)), Fraction(0))
            / len(p["inputs"])
            if 0 not in p["inputs"]
            else None
        ),
        "Each example would have its own best weight $y/x$, but large inputs weigh more in the sum of the squares.",
    ),
    Mistake(
        "d",
        "the gradient of the mean",
        lambda p: slope(p) / len(p["inputs"]),
        "The gradient of the sum has no factor $1/N$.",
    ),
    Mistake(
        "d",
        "forgot the 2",
        lambda p: slope(p) / 2,
        "The derivative of a square brings down a factor 2.",
    ),
    Mistake(
        "d",
        "forgot the inner derivative",
        lambda p: 2 * sum(errors(p), Fraction(0)),
        "The inner derivative of $w x - y$ by $w$ is $x$.",
    ),
)

WHOLE = {
    "type": "array",
    "items": {"type": "integer", "minimum": -20, "maximum": 20},
    "minItems": 2,
    "maxItems": 6,
}

family = Family(
    cases=tuple(SIZES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "inputs": {**WHOLE, "description": "inputs x, whole numbers, e.g. [1, 2, -1]"},
        "targets": {**WHOLE, "description": "targets y, whole numbers, one for each input, e.g. [2, 3, 0]"},
        "weight": {**DECIMAL, "description": "the weight w at which the risk is evaluated, e.g. 0.5"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
