"""Why a classifier ends with softmax and cross-entropy: what each of them needs, and what else would do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from questions import claims, derived, exact_softmax, precise, statements, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Decided, Statement

VALUES = ("1", "0", "0.3", "0.02", "0.7", "-0.2", "-1", "1.4", "2")


def draw(case: str, stream: Stream) -> Params:
    """Of the maps at least two are right, so that the longest formula does not give itself away."""
    return stream.until(
        lambda: _numbers(case, stream),
        lambda params: ill_posed(params) is None and sum(holds for _, holds in _maps(params)) > 1,
    )


def _numbers(case: str, stream: Stream) -> Params:
    outputs = [stream.decimal(-2, 3, 1).removesuffix(".0") for _ in range(3)]
    best = max(range(3), key=lambda k: Fraction(outputs[k]))
    place = best if case == "right" else stream.choice([k for k in range(3) if k != best])
    return {
        "outputs": outputs,
        "label": place + 1,
        "maps": list(stream.shuffle(("softmax", "alone", *stream.sample(OTHER_MAPS, 3)))),
        "values": list(stream.sample(VALUES, 5)),
        "claims": claims.drawn(POOL, stream, 4),
    }


def case_of(params: Params) -> str:
    outputs = [Fraction(z) for z in params["outputs"]]
    return "right" if outputs[params["label"] - 1] == max(outputs) else "wrong"


def ill_posed(params: Params) -> str | None:
    outputs = [Fraction(z) for z in params["outputs"]]
    if params["label"] > len(outputs):
        return f"there are {len(outputs)} outputs, and the label is {params['label']}"
    if len(set(outputs)) < len(outputs):
        return "two outputs are equal"
    if 0 in outputs:
        return "an output is 0"
    if min(outputs) >= 0 or abs(sum(outputs, Fraction(0))) < Fraction(1, 10):
        return "one output must be negative, and their sum not 0: raw outputs are no shares"
    if max(map(abs, outputs)) > 10:
        return "an output is beyond 10"
    if abs(sigmoid_sum(params) - 1) < 0.02:
        return "the sigmoids sum nearly to 1"
    sums = [{holds for _, holds in rows} for rows in (_maps(params), _values(params))]
    if any(len(found) < 2 for found in sums):
        return "of the maps, and of the values, some must be right and some must not"
    return claims.all_alike(POOL, params)


def sigmoid_sum(params: Params) -> float:
    return sum(1 / (1 + math.exp(-float(z))) for z in params["outputs"])


# -- which maps give probabilities -------------------------------------------------------------------------

Y = r"\tilde y"
MAPS: Mapping[str, Statement] = {
    "softmax": Statement(
        rf"softmax of the whole vector, $e^{{{Y}_i}} / \sum_k e^{{{Y}_k}}$",
        "Exponentials are positive, and the division makes their sum 1.",
    ),
    "softplus_share": Statement(
        rf"normalised softplus, $\log(1 + e^{{{Y}_i}}) / \sum_k \log(1 + e^{{{Y}_k}})$",
        "Softplus is positive, and the division makes the sum 1: softmax is not the only way.",
    ),
    "sparsemax": Statement(
        rf"sparsemax, the vector of the simplex that is nearest to ${Y}$",
        "It is a point of the simplex by its definition, often with zeros.",
    ),
    "square_share": Statement(
        rf"normalised squares, ${Y}_i^2 / \sum_k {Y}_k^2$",
        "Squares are not negative, and the division makes the sum 1; but a very negative output gets a large share.",
    ),
    "sigmoids": Statement(
        rf"a sigmoid of each output, $1 / (1 + e^{{-{Y}_i}})$",
        "Each one is between 0 and 1, but nothing makes their sum 1.",
    ),
    "share": Statement(
        rf"shares, ${Y}_i / \sum_k {Y}_k$",
        "They sum to 1, but with outputs of both signs some of them are negative.",
    ),
    "alone": Statement(
        rf"softmax of each number alone, $e^{{{Y}_i}} / e^{{{Y}_i}}$",
        "Softmax takes the whole vector: of a vector with one entry it is always 1, so here all entries are 1.",
    ),
    "exponentials": Statement(
        rf"exponentials, $e^{{{Y}_i}}$", "They are positive, but nothing makes their sum 1."
    ),
}
OTHER_MAPS = tuple(name for name in MAPS if name not in ("softmax", "alone"))


def _maps(params: Params) -> Decided:
    """Each map with its truth: the entries are not negative and sum to 1, for outputs of both signs."""
    outputs = [Fraction(z) for z in params["outputs"]]
    normalised = {"softmax", "softplus_share", "sparsemax", "square_share"}
    truth = {name: name in normalised for name in MAPS}
    truth["share"] = min(z / sum(outputs) for z in outputs) >= 0
    truth["alone"] = len(outputs) == 1
    truth["exponentials"] = Fraction(precise.total(map(precise.exp, outputs))) == 1
    return [(MAPS[name], truth[name]) for name in params["maps"]]


def _values(params: Params) -> Decided:
    return [(_value(Fraction(text)), 0 < Fraction(text) <= 1) for text in params["values"]]


def _value(p: Fraction) -> Statement:
    if p < 0:
        why = "A negative number has no real logarithm."
    elif p == 0:
        why = "The logarithm of 0 diverges: the loss is infinite."
    elif p > 1:
        why = "The loss would be negative, better than that of a sure and right prediction; no probability exceeds 1."
    else:
        why = "It is a probability that is not 0, so its logarithm is finite and not positive."
    return Statement(f"${typeset.number(p)}$", why)


POOL: Mapping[str, Claim] = {
    "gradient": Claim(
        r"The gradient of the loss with respect to $\tilde y$ is $\hat y - y$.",
        "The Jacobian of softmax and the slope of the logarithm cancel to this difference.",
        lambda p: True,
    ),
    "gradient_sums_to_zero": Claim(
        r"The entries of the gradient with respect to $\tilde y$ sum to 0.",
        "Probabilities and one-hot target both sum to 1.",
        lambda p: True,
    ),
    "saturates": Claim(
        "Where the network is sure of a wrong class, the gradient is next to 0.",
        r"$\hat y - y$ is then nearly $-1$ for the label: the logarithm makes up for the flat softmax.",
        lambda p: False,
    ),
    "convex": Claim(
        r"The loss is a convex function of $\tilde y$.",
        "Its Hessian is the Jacobian of softmax, which is positive semidefinite.",
        lambda p: True,
    ),
    "zero_loss": Claim(
        r"There are finite outputs $\tilde y$ with loss 0.",
        "Softmax never reaches 1, so the loss comes near to 0 and never gets there.",
        lambda p: False,
    ),
    "bounded": Claim(
        "The loss of an example is never more than 10.",
        "It grows without bound as the probability of the label goes to 0.",
        lambda p: False,
    ),
    "only_label": Claim(
        "Only the output of the label gets a gradient, since only its probability is in the loss.",
        "All outputs are in the normaliser: raising another one lowers the probability of the label.",
        lambda p: False,
    ),
    "label_probability": Claim(
        "With a one-hot target, the loss is minus the logarithm of the probability of the label alone.",
        "All other terms of the sum have the factor 0; that the probabilities sum to 1 makes the others count.",
        lambda p: True,
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    outputs = [Decimal(z) for z in params["outputs"]]
    place = params["label"] - 1
    powers = exact_softmax.powers(outputs)
    chance = exact_softmax.softmax(outputs)[place]
    facts = {
        "powers": " + ".join(typeset.about(power, 5) for power in powers),
        "own": typeset.about(powers[place], 5),
        "maps": statements.told(_maps(params)),
        "rated": statements.told(_values(params)),
        "told": statements.told(claims.decided(POOL, params)),
    }
    proved = derived.derivation("cross_entropy_gradient")
    last = claims.all_that_hold(POOL, params, facts)
    return {
        "a": statements.tick_all(_maps(params), facts),
        "b": Solved(Exact("number", chance, 4), facts),
        "c": statements.tick_all(_values(params), facts),
        "d": Solved(last.answer, facts, derivation=proved, options=last.options),
    }


def own(params: Params) -> float:
    return float(params["outputs"][params["label"] - 1])


def of_outputs(params: Params) -> float:
    return own(params) / sum(map(float, params["outputs"]))


MISTAKES = (
    Mistake(
        "b",
        "softmax of the scalar",
        lambda p: 1.0,
        "Softmax takes the whole vector; of one number alone it is always 1.",
    ),
    Mistake(
        "b",
        "the sigmoid of the output",
        lambda p: 1 / (1 + math.exp(-own(p))),
        "A sigmoid does not see the other outputs.",
    ),
    Mistake("b", "the share of the output", of_outputs, "The exponentials are divided by their sum."),
)

family = Family(
    cases=("right", "wrong"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "outputs": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 3,
            "maxItems": 3,
            "description": "the raw outputs of three classes, of both signs, e.g. [2, -1, 0.5]",
        },
        "label": {
            "type": "integer",
            "minimum": 1,
            "maximum": 3,
            "description": "the class of the example, from 1",
        },
        "maps": {
            "type": "array",
            "items": {"type": "string", "enum": list(MAPS)},
            "minItems": 2,
            "maxItems": 8,
            "uniqueItems": True,
            "description": "maps among which those that give probabilities are to be found",
        },
        "values": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 8,
            "uniqueItems": True,
            "description": "numbers in the place of the true class's probability, e.g. [1, 0, 0.3, -0.2]",
        },
        "claims": claims.schema(POOL, 2),
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(Exemption("kink", "The ends 0 and 1 of the range are what the part asks about.", part="c"),),
)
