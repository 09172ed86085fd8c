"""The forward pass of a network with one hidden layer, in its four equations: affine, activation, affine, softmax."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from questions import exact_softmax, precise, typeset
from questions.exact_matrices import Matrix, Vector, applied, matrix, transposed
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

DIGITS = {"a": 3, "b": 4, "c": 4, "d": 3}
SATURATED = 3  # beyond it an activation has all its digits alike


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and _telling(params)
    )


def _numbers(case: str, stream: Stream) -> Params:
    inputs, hidden, classes = stream.choice(((2, 2, 2), (2, 2, 3), (3, 2, 2)))
    high = {"Wh": (hidden, inputs), "Wy": (classes, hidden)}

    def entries(count: int) -> list[str]:
        return [stream.decimal("-0.9", "0.9", 1) for _ in range(count)]

    def weights(name: str) -> list[list[str]]:
        rows, columns = high[name] if case == "columns" else high[name][::-1]
        return [entries(columns) for _ in range(rows)]

    return {
        "convention": case,
        "activation": stream.choice(("tanh", "tanh", "sigmoid")),
        "x": [stream.sign() * stream.integer(1, 2) for _ in range(inputs)],
        "Wh": weights("Wh"),
        "bh": entries(hidden),
        "Wy": [[_doubled(entry) for entry in row] for row in weights("Wy")],
        "by": entries(classes),
    }


def _doubled(entry: str) -> str:
    return f"{2 * Decimal(entry):.1f}"


def _telling(params: Params) -> bool:
    """Whether no pre-activation is near 0, and the logits differ."""
    a, z = pre_activations(params), logits(params)
    return min(map(abs, a)) >= Fraction(3, 10) and len(set(a)) == len(a) and max(z) - min(z) > 0.3 and all(
        abs(entry) > 0.05 for entry in z
    )  # fmt: skip


def weights(params: Params, name: str) -> Matrix:
    """The matrix with one row for each unit."""
    found = matrix([[Fraction(entry) for entry in row] for row in params[name]])
    return transposed(found) if params["convention"] == "rows" else found


def vector(params: Params, name: str) -> Vector:
    return tuple(map(Fraction, params[name]))


def ill_posed(params: Params) -> str | None:
    for name in ("Wh", "Wy"):
        if len({len(row) for row in params[name]}) != 1:
            return f"the rows of {name} differ in length"
    for name, taken, made in (("Wh", "x", "bh"), ("Wy", "bh", "by")):
        shape = (len(weights(params, name)), len(weights(params, name)[0]))
        if shape != (len(params[made]), len(params[taken])):
            return (
                f"{name} takes {shape[1]} numbers and gives {shape[0]} ({params['convention']} convention), "
                f"expected {len(params[taken])} and {len(params[made])}"
            )
    if max(map(abs, pre_activations(params))) > SATURATED:
        return f"a pre-activation is beyond {SATURATED}, where the hidden unit is saturated"
    if max(map(abs, logits(params))) > 20:
        return "a logit is beyond 20, and some probability is next to nothing"
    return None


# -- the network -------------------------------------------------------------------------------------------


def pre_activations(params: Params) -> Vector:
    image = applied(weights(params, "Wh"), vector(params, "x"))
    return tuple(a + b for a, b in zip(image, vector(params, "bh"), strict=True))


def activations(params: Params) -> tuple[Decimal, ...]:
    a = [precise.quotient(e.numerator, e.denominator) for e in pre_activations(params)]
    if params["activation"] == "sigmoid":
        return tuple(map(precise.sigmoid, a))
    return tuple(2 * precise.sigmoid(2 * e) - 1 for e in a)


def logits(params: Params) -> tuple[Decimal, ...]:
    return _output(params, activations(params))


def _output(params: Params, hidden: Sequence[Decimal]) -> tuple[Decimal, ...]:
    found = []
    for row, bias in zip(weights(params, "Wy"), vector(params, "by"), strict=True):
        terms = [exact_softmax.decimal(w) * h for w, h in zip(row, hidden, strict=True)]
        found.append(precise.total([*terms, exact_softmax.decimal(bias)]))
    return tuple(found)


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    a, h, z = pre_activations(params), activations(params), logits(params)
    chances = exact_softmax.softmax(z)
    first = weights(params, "Wh")[0]
    terms = [typeset.product(w, u) for w, u in zip(first, vector(params, "x"), strict=True)]
    facts = {
        "entry": typeset.signed_sum([*terms, typeset.number(params["bh"][0])]),
        "first": typeset.number(a[0]),
        "a": typeset.vector(map(typeset.number, a)),
        "h": _about(h, 4),
        "z": _about(z, 4),
        "powers": typeset.listing([f"${typeset.about(power, 4)}$" for power in exact_softmax.powers(z)]),
        "total": typeset.about(precise.total(exact_softmax.powers(z)), 4),
        "f": r"\tanh" if params["activation"] == "tanh" else r"\sigma",
    }
    return {
        "a": Solved(Exact("array", a, DIGITS["a"]), facts),
        "b": Solved(Exact("array", h, DIGITS["b"]), facts),
        "c": Solved(Exact("array", z, DIGITS["c"]), facts),
        "d": Solved(Exact("array", chances, DIGITS["d"]), facts),
    }


def _about(values: Sequence[Decimal], digits: int) -> str:
    return typeset.vector([typeset.about(value, digits) for value in values])


# -- what goes wrong ---------------------------------------------------------------------------------------


def other_convention(params: Params) -> Vector | None:
    """The matrix read along its other axis, where it is square."""
    first = weights(params, "Wh")
    if len(first) != len(first[0]):
        return None
    image = applied(transposed(first), vector(params, "x"))
    return tuple(a + b for a, b in zip(image, vector(params, "bh"), strict=True))


def squashed(params: Params, function: str) -> tuple[float, ...] | None:
    """The hidden activations with another function than the one asked for."""
    if params["activation"] == function:
        return None
    return tuple(float(e) for e in activations({**params, "activation": function}))


def without_activation(params: Params) -> tuple[Decimal, ...]:
    return _output(params, [exact_softmax.decimal(e) for e in pre_activations(params)])


def sigmoids(params: Params) -> tuple[float, ...]:
    return tuple(1 / (1 + math.exp(-float(z))) for z in logits(params))


def over_sum(params: Params) -> tuple[float, ...] | None:
    z = [float(entry) for entry in logits(params)]
    return tuple(entry / sum(z) for entry in z) if abs(sum(z)) > 1e-6 else None


MISTAKES = (
    Mistake(
        "a",
        "without the bias",
        lambda p: applied(weights(p, "Wh"), vector(p, "x")),
        "A layer is affine: the bias is added before the activation.",
    ),
    Mistake(
        "a",
        "the other convention",
        other_convention,
        "Here the other axis of the matrix belongs to the inputs: compare the shapes.",
    ),
    Mistake(
        "b",
        "a sigmoid in the hidden layer",
        lambda p: squashed(p, "sigmoid"),
        "The hidden activation is the hyperbolic tangent, which goes from -1 to 1.",
    ),
    Mistake(
        "b",
        "a hyperbolic tangent in the hidden layer",
        lambda p: squashed(p, "tanh"),
        "The hidden activation is the sigmoid, which goes from 0 to 1.",
    ),
    Mistake(
        "c",
        "no hidden activation",
        without_activation,
        "Without the activation between them the two layers would be one affine layer.",
    ),
    Mistake(
        "d", "a sigmoid for each class", sigmoids, "The probabilities of the classes must sum to 1: softmax."
    ),
    Mistake("d", "logits over their sum", over_sum, "The exponentials are divided by their sum."),
)

NUMBERS = {"type": "array", "items": DECIMAL, "minItems": 1, "maxItems": 4}
MATRIX = {"type": "array", "items": NUMBERS, "minItems": 1, "maxItems": 4}

family = Family(
    cases=("columns", "rows"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "convention": {
            "type": "string",
            "enum": ["columns", "rows"],
            "description": "columns: a layer is W x + b, a row of W for each unit; rows: x W + b, a column for each",
        },
        "activation": {"type": "string", "enum": ["tanh", "sigmoid"], "description": "of the hidden layer"},
        "x": {
            "type": "array",
            "items": {"type": "integer", "minimum": -9, "maximum": 9},
            "minItems": 1,
            "maxItems": 4,
            "description": "the input, whole numbers, e.g. [1, -2]",
        },
        "Wh": {**MATRIX, "description": "hidden weights, e.g. [[0.5, -0.2], [0.1, 0.8]]"},
        "bh": {**NUMBERS, "description": "hidden biases, e.g. [0.1, -0.3]"},
        "Wy": {**MATRIX, "description": "output weights, e.g. [[1.2, -0.4], [0.6, 1.0]]"},
        "by": {**NUMBERS, "description": "output biases, e.g. [0.2, 0.1]"},
    },
    ill_posed=ill_posed,
    case_of=lambda params: str(params["convention"]),
)
