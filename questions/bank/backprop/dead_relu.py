"""A network of two weights and two ReLUs that is dead on all its data: loss, gradient, and what revives it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import derived, precise, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

FINEST = {"w1": 1, "w2": 1, "new_w1": 1, "targets": 2}  # decimal places that hand arithmetic still bears


def draw(case: str, stream: Stream) -> Params:
    """Numbers whose loss changes when w1 does, unless the output weight forbids it."""
    return stream.until(
        lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and len(set(p["targets"])) == 3
    )


def _numbers(case: str, stream: Stream) -> Params:
    side = -1 if case == "negative_inputs" else 1
    inputs = sorted(stream.sample(range(1, 11), 3))
    targets = [fixed(stream.integer(0, 10), 1) for _ in inputs]
    params = {
        "inputs": [side * x for x in inputs],
        "targets": [target.removesuffix(".0") for target in targets],
        "w1": fixed(-side * stream.integer(1, 9), 1),
        "w2": fixed(stream.integer(1, 9), 1),
        "new_w1": str(side * stream.choice((1, 2))),
    }
    if case == "negative_output_weight":
        params["w1"] = fixed(stream.sign() * stream.integer(1, 9), 1)
        params["w2"] = f"-{params['w2']}"
    return params


def case_of(params: Params) -> str:
    """The reason why the network is dead."""
    if Fraction(params["w2"]) < 0:
        return "negative_output_weight"
    return "negative_weight" if params["inputs"][0] > 0 else "negative_inputs"


def ill_posed(params: Params) -> str | None:
    inputs, targets = params["inputs"], params["targets"]
    w1, w2, new = (Fraction(params[name]) for name in ("w1", "w2", "new_w1"))
    if len(inputs) != len(targets):
        return f"there are {len(inputs)} inputs and {len(targets)} targets"
    if 0 in (w1, w2, new, *inputs):
        return "a weight or an input is 0, where the ReLU has no derivative"
    if len({x > 0 for x in inputs}) > 1:
        return "inputs of both signs: no weight w1 makes the network dead on all of them"
    if w2 > 0 and w1 * inputs[0] > 0:
        return "the network is not dead: w2 and w1 * x are positive"
    if new * inputs[0] < 0:
        return "the new w1 leaves the hidden ReLU off"
    if all(Fraction(y) == 0 for y in targets):
        return "all targets are 0, which the dead network predicts without error"
    if w2 > 0 and 0 in (loss(params, "new_w1"), slope(params, "new_w1")):
        return "the new w1 is already the best one"
    return _too_fine(params)


def _too_fine(params: Params) -> str | None:
    for name, places in FINEST.items():
        values = params[name] if isinstance(params[name], list) else [params[name]]
        if any((Fraction(value) * 10**places).denominator != 1 for value in values):
            return f"{name} has more than {places} decimal place{'s' if places > 1 else ''}"
    return None


def outputs(params: Params, weight: str) -> tuple[Fraction, ...]:
    """ReLU(w2 ReLU(w1 x)) for each input, with w1 the param of the name `weight`."""
    w1, w2 = Fraction(params[weight]), Fraction(params["w2"])
    return tuple(max(w2 * max(w1 * x, Fraction(0)), Fraction(0)) for x in params["inputs"])


def errors(params: Params, weight: str) -> tuple[Fraction, ...]:
    """Prediction minus target for each example."""
    return tuple(p - Fraction(y) for p, y in zip(outputs(params, weight), params["targets"], strict=True))


def loss(params: Params, weight: str) -> Fraction:
    """The mean squared error."""
    found = errors(params, weight)
    return sum((e * e for e in found), Fraction(0)) / len(found)


def slope(params: Params, weight: str) -> Fraction:
    """dJ/dw1 by the chain rule: 2/N sum (y_hat - y) 1[w2 h > 0] w2 1[w1 x > 0] x."""
    terms = (e * p for e, p in zip(errors(params, weight), gates(params, weight), strict=True))
    return 2 * sum(terms, Fraction(0)) / len(params["inputs"])


def gates(params: Params, weight: str) -> tuple[Fraction, ...]:
    """The derivative of each output with respect to w1: w2 x where both ReLUs are on, else 0."""
    w2 = Fraction(params["w2"])
    on = outputs(params, weight)
    return tuple(w2 * x if p > 0 else Fraction(0) for p, x in zip(on, params["inputs"], strict=True))


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    slope_of_relu = derived.derivation("relu")
    gradient = (slope(params, "w1"), Fraction(0))
    before, after = loss(params, "w1"), loss(params, "new_w1")
    now, new = forward(params, "w1"), forward(params, "new_w1")
    count = len(params["inputs"])
    facts = {"rows": now, "N": count, "squares": _squares(params, "w1"), "result": typeset.quotient(before)}
    new_facts = {
        "rows": new,
        "N": count,
        "squares": _squares(params, "new_w1"),
        "total": typeset.number(after * count),
        "result": typeset.quotient(after),
        "before": typeset.about(before, 4),
    }
    last = slope(params, "new_w1")
    last_facts = {
        "N": count,
        "terms": typeset.signed_sum(_products(params)),
        "result": typeset.quotient(last),
        "decrease": last > 0,
    }
    return {
        "a": Solved(Exact("rational", before, 4), facts),
        "b": Solved(Exact("array", gradient), facts, derivation=slope_of_relu),
        "c": Solved(Exact("rational", after, 4), new_facts),
        "d": Solved(Exact("rational", last, 4), last_facts, derivation=derived.derivation("two_relus")),
    }


def forward(params: Params, weight: str) -> list[dict[str, str]]:
    """One row per example: input, pre-activation, hidden value, second pre-activation, output, target, error."""
    w1, w2 = Fraction(params[weight]), Fraction(params["w2"])
    rows = []
    for x, y, p in zip(params["inputs"], params["targets"], outputs(params, weight), strict=True):
        h = max(w1 * x, Fraction(0))
        values = {"x": x, "a": w1 * x, "h": h, "o": w2 * h, "p": p, "y": y, "e": p - Fraction(y)}
        rows.append({name: typeset.number(value) for name, value in values.items()})
    return rows


def _squares(params: Params, weight: str) -> str:
    """The squared errors, summed but not worked out."""
    return " + ".join(typeset.squared(e) for e in errors(params, weight))


def _products(params: Params) -> list[str]:
    """(y_hat - y) w2 x for each example, worked out."""
    pairs = zip(errors(params, "new_w1"), gates(params, "new_w1"), strict=True)
    return [typeset.number(e * p) for e, p in pairs]


# -- what goes wrong ---------------------------------------------------------------------------------------


def without_relu(params: Params) -> tuple[Fraction, ...]:
    """Prediction minus target of the network without its two ReLUs."""
    w = Fraction(params["w1"]) * Fraction(params["w2"])
    return tuple(w * x - Fraction(y) for x, y in zip(params["inputs"], params["targets"], strict=True))


def loss_without_relu(params: Params) -> Fraction:
    found = without_relu(params)
    return sum((e * e for e in found), Fraction(0)) / len(found)


def unmasked(params: Params) -> tuple[Fraction, Fraction]:
    """The gradient of the dead network without the two indicator factors."""
    w1, w2 = Fraction(params["w1"]), Fraction(params["w2"])
    found = [(-Fraction(y), x) for x, y in zip(params["inputs"], params["targets"], strict=True)]
    total = 2 * sum((e * x for e, x in found), Fraction(0)) / len(found)
    return w2 * total, w1 * total


def without_input(params: Params) -> Fraction:
    """The slope at the new weight with w2 alone for each example that is on."""
    w2 = Fraction(params["w2"])
    terms = (
        e * w2 * (p > 0) for e, p in zip(errors(params, "new_w1"), outputs(params, "new_w1"), strict=True)
    )
    return 2 * sum(terms, Fraction(0)) / len(params["inputs"])


def mean_absolute(params: Params, weight: str) -> Fraction:
    found = errors(params, weight)
    return sum((abs(e) for e in found), Fraction(0)) / len(found)


FORGOT_N = "This is the sum of the squared errors; the mean divides it by the number of examples."

MISTAKES = (
    Mistake("a", "forgot 1/N", lambda p: loss(p, "w1") * len(p["inputs"]), FORGOT_N),
    Mistake(
        "a",
        "forgot the ReLUs",
        loss_without_relu,
        "A ReLU turns a negative pre-activation into 0, so this network predicts 0.",
    ),
    Mistake(
        "a",
        "absolute errors",
        lambda p: mean_absolute(p, "w1"),
        "The errors are squared before they are averaged.",
    ),
    Mistake(
        "a",
        "a dead network has no loss",
        lambda p: Fraction(0),
        "Output and gradient are 0, but the targets are not, so the loss is not 0 either.",
    ),
    Mistake(
        "b",
        "forgot the ReLUs' derivatives",
        unmasked,
        "The derivative of a ReLU is 0 where its pre-activation is negative, and it is a factor of the whole product.",
    ),
    Mistake("c", "forgot 1/N", lambda p: loss(p, "new_w1") * len(p["inputs"]), FORGOT_N),
    Mistake(
        "c",
        "root of the mean",
        lambda p: Fraction(typeset.plain(precise.root(loss(p, "new_w1")), 5)),
        "This is the root mean squared error; the loss has no root.",
    ),
    Mistake(
        "c",
        "absolute errors",
        lambda p: mean_absolute(p, "new_w1"),
        "The errors are squared before they are averaged.",
    ),
    Mistake(
        "c",
        "forgot the output ReLU",
        lambda p: loss_without_relu({**p, "w1": p["new_w1"]}),
        "The output passes through a ReLU as well, which turns a negative value into 0.",
    ),
    Mistake(
        "d",
        "forgot the ReLUs' derivatives",
        lambda p: None if slope(p, "new_w1") else unmasked(p)[0],
        "The derivative of the output ReLU is 0 where $w_2 h$ is negative, and it is a factor of every term.",
    ),
    Mistake(
        "d",
        "forgot 1/N",
        lambda p: slope(p, "new_w1") * len(p["inputs"]),
        "The loss is a mean, so its derivative is a mean as well.",
    ),
    Mistake(
        "d",
        "forgot the 2",
        lambda p: slope(p, "new_w1") / 2,
        "The derivative of the square brings down a factor 2.",
    ),
    Mistake(
        "d",
        "forgot w2",
        lambda p: slope(p, "new_w1") / Fraction(p["w2"]),
        "On the way back from the output to $w_1$ the chain rule passes through $w_2$.",
    ),
    Mistake(
        "d",
        "forgot x",
        without_input,
        "The derivative of $w_1 x$ with respect to $w_1$ is $x$.",
    ),
    Mistake(
        "d",
        "wrong sign",
        lambda p: -slope(p, "new_w1"),
        "The inner derivative of prediction minus target has the sign of the prediction.",
    ),
)

family = Family(
    cases=("negative_weight", "negative_inputs", "negative_output_weight"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "inputs": {
            "type": "array",
            "items": {"type": "integer", "minimum": -100, "maximum": 100},
            "minItems": 2,
            "maxItems": 6,
            "description": "inputs x, whole numbers of one sign, e.g. [1, 2, 10]",
        },
        "targets": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 6,
            "description": "targets y, one for each input, with at most two decimal places, e.g. [0, 0.3, 1]",
        },
        "w1": {**DECIMAL, "description": "hidden weight, with one decimal place, e.g. -0.1"},
        "w2": {**DECIMAL, "description": "output weight, with one decimal place, e.g. 0.1"},
        "new_w1": {
            **DECIMAL,
            "description": "the hidden weight tried next, of the sign of the inputs, e.g. 1",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "degenerate", "That a dead network has the gradient 0 is what the question is about.", part="b"
        ),
        Exemption(
            "degenerate",
            "With a negative output weight the network stays dead.",
            case="negative_output_weight",
            part="d",
        ),
    ),
)
