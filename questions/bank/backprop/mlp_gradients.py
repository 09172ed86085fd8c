"""Back through a multilayer perceptron with softmax and cross-entropy, in columns or rows, one example or a batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import derived, exact_matrices, statements, typeset
from questions.exact_matrices import Matrix, Vector
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement

SHARES = (("0.5", "0.3", "0.2"), ("0.6", "0.3", "0.1"), ("0.7", "0.2", "0.1"), ("0.4", "0.5", "0.1"))
PAIRS = (("0.8", "0.2"), ("0.6", "0.4"), ("0.7", "0.3"), ("0.9", "0.1"))
TANH = ("0.5", "-0.5", "0.6", "-0.6", "0.8", "-0.8", "0.1", "-0.2", "0.3")
ALIKE = {"columns": "column", "rows": "framework"}  # the two sets of proofs
PROOFS = ("output_weights", "output_biases", "preactivations", "hidden_weights", "hidden_biases")


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and _lively(p))


def _numbers(case: str, stream: Stream) -> Params:
    relu, count = case == "column_relu", 2 if case == "batch" else 1
    outputs, units = stream.choice(((2, 2), (3, 3), (3, 2), (2, 3)) if count == 1 else ((2, 2), (3, 2)))
    others = [name for name in OPTIONS if name != "right" and (count > 1 or name != "no_mean")]
    return {
        "convention": "columns" if case.startswith("column") else "rows",
        "activation": "relu" if relu else "tanh",
        "inputs": [[stream.sign() * stream.integer(1, 4) for _ in range(2)] for _ in range(count)],
        "hidden": [_hidden(relu, units, stream) for _ in range(count)],
        "output_weights": [[stream.integer(-3, 3) for _ in range(units)] for _ in range(outputs)],
        "probabilities": [
            list(stream.shuffle(stream.choice(SHARES if outputs == 3 else PAIRS))) for _ in range(count)
        ],
        "labels": [stream.integer(1, outputs) for _ in range(count)],
        "options": list(stream.shuffle(("right", *stream.sample(others, 3)))),
    }


def _hidden(relu: bool, units: int, stream: Stream) -> list[str]:
    if not relu:
        return list(stream.sample(TANH, units))
    values = [fixed(stream.integer(1, 30), 1).removesuffix(".0") for _ in range(units)]
    values[stream.integer(0, units - 1)] = "0"
    return values


def _lively(params: Params) -> bool:
    """Whether no row of the output weights is 0, and the error of no unit is 0 unless it is off."""
    on = [h for row in params["hidden"] for h in row if Fraction(h)]
    alive = [entry for row in by_preactivations(params) for entry in row if entry]
    told = all(len(set(gradients(params)[label])) > 1 for label in "bce")
    return told and all(map(any, params["output_weights"])) and len(alive) == len(on)


def case_of(params: Params) -> str:
    if len(params["labels"]) > 1:
        return "batch"
    if params["convention"] == "rows":
        return "row"
    return "column_relu" if params["activation"] == "relu" else "column"


def ill_posed(params: Params) -> str | None:
    return _misshapen(params) or _misvalued(params)


def _misshapen(params: Params) -> str | None:
    count, weights = len(params["labels"]), params["output_weights"]
    for name in ("inputs", "hidden", "probabilities"):
        if len(params[name]) != count:
            return f"there are {count} labels and {len(params[name])} rows of {name}"
        if len({len(row) for row in params[name]}) != 1:
            return f"the rows of {name} differ in length"
    if count > 1 and params["convention"] == "columns":
        return "a batch is asked for in rows"
    if any(len(row) != len(params["hidden"][0]) for row in weights):
        return "a row of the output weights has not one entry for each hidden unit"
    if len(weights) != len(params["probabilities"][0]):
        return "there is not one row of output weights for each class"
    if max(params["labels"]) > len(weights):
        return f"a label is beyond the {len(weights)} classes"
    return None


def _misvalued(params: Params) -> str | None:
    for row in params["probabilities"]:
        if sum(map(Fraction, row)) != 1 or min(map(Fraction, row)) <= 0:
            return "the probabilities of an example are not positive, or do not sum to 1"
    hidden = [Fraction(h) for row in params["hidden"] for h in row]
    if params["activation"] == "tanh" and not all(-1 < h < 1 and h for h in hidden):
        return "a hidden value is 0 or none that tanh puts out"
    if params["activation"] == "relu" and (min(hidden) < 0 or not any(hidden)):
        return "a hidden value is negative, or all are 0: a ReLU puts that out only when it is off"
    if not any(any(row) for row in by_preactivations(params)):
        return "nothing comes back to the hidden layer"
    options = params["options"]
    if len(set(options)) < len(options) or [holds(name, params) for name in options].count(True) != 1:
        return "of the options, each at most once, just one must be right for these shapes"
    return None


# -- backwards ---------------------------------------------------------------------------------------------


def errors(params: Params, mean: bool = True) -> Matrix:
    """(P - Y)/N, a row for each example: the gradient of the mean loss with respect to the logits."""
    count = len(params["labels"]) if mean else 1
    return tuple(
        tuple((Fraction(p) - (k == label)) / count for k, p in enumerate(row, start=1))
        for row, label in zip(params["probabilities"], params["labels"], strict=True)
    )


def hidden(params: Params) -> Matrix:
    return tuple(tuple(Fraction(h) for h in row) for row in params["hidden"])


def slope(params: Params, h: Fraction) -> Fraction:
    """The derivative of a hidden value by its pre-activation, from the value."""
    return 1 - h * h if params["activation"] == "tanh" else Fraction(h > 0)


def masked(params: Params, rows: Matrix, rule: Callable[[Fraction], Fraction] | None = None) -> Matrix:
    """What comes to the hidden values, times the slopes (or another rule of the hidden value)."""
    each = rule or (lambda h: slope(params, h))
    return tuple(
        tuple(g * each(h) for g, h in zip(*pair, strict=True))
        for pair in zip(rows, hidden(params), strict=True)
    )


def by_preactivations(params: Params, mean: bool = True) -> Matrix:
    return masked(params, exact_matrices.product(errors(params, mean), params["output_weights"]))


def collected(rows: Matrix, values: Any) -> Matrix:
    """rows^T values: for each weight the sum over the examples of error times input."""
    return exact_matrices.product(exact_matrices.transposed(rows), values)


def summed(rows: Matrix) -> Vector:
    return tuple(sum(column, Fraction(0)) for column in zip(*rows, strict=True))


def gradients(params: Params) -> Mapping[str, Any]:
    """Of all five, in the shapes in which they are asked."""
    d, delta = errors(params), by_preactivations(params)
    return {
        "a": collected(d, hidden(params)),
        "b": summed(d),
        "c": delta[0] if len(delta) == 1 else delta,
        "d": collected(delta, params["inputs"]),
        "e": summed(delta),
    }


# Options for the gradient of V, by name: in columns, in rows for one example, for a batch; and what each gives. The
# loss is no fraction: it only scales, so that the shape decides.
OPTIONS: Mapping[str, tuple[tuple[str, str, str], str, Callable[[Params], Any]]] = {
    "right": ((r"$(p - y)\, h^\top$", r"$(p - y)^\top h$", r"$\frac{1}{N} (P - Y)^\top H$"),
              "Error of the output times value of the hidden unit, in the shape of the weights.",
              lambda p: collected(errors(p), hidden(p))),
    "transposed": ((r"$h\, (p - y)^\top$", r"$h^\top (p - y)$", r"$\frac{1}{N} H^\top (P - Y)$"),
                   "This is the transpose: it has the shape (hidden units, classes), the weights have not.",
                   lambda p: collected(hidden(p), errors(p))),
    "sentence": ((r"$(p - y)\, L$", r"$(p - y)^\top L$", r"$\frac{1}{N} (P - Y)^\top L$"),
                 "The loss is a number: this has one entry for each class and example, and lacks the factor $h$.",
                 lambda p: exact_matrices.transposed(errors(p))),
    "alone": (("$p - y$", r"$(p - y)^\top$", r"$\frac{1}{N} (P - Y)^\top$"),
              "This is the gradient by the logits; on to the weights the hidden values are missing.",
              lambda p: exact_matrices.transposed(errors(p))),
    "input": ((r"$(p - y)\, x^\top$", r"$(p - y)^\top x$", r"$\frac{1}{N} (P - Y)^\top X$"),
              "The input of this layer is the hidden layer, not the input of the network.",
              lambda p: collected(errors(p), p["inputs"])),
    "inner": ((r"$(p - y)^\top h$", r"$(p - y)\, h^\top$", r"$\frac{1}{N} (P - Y)\, H^\top$"),
              "Here classes would be paired with hidden units, one by one, which do not belong together.",
              lambda p: None),
    "no_mean": (("", "", r"$(P - Y)^\top H$"),
                "The loss is a mean over the examples: the factor $1/N$ is missing.",
                lambda p: collected(errors(p, mean=False), hidden(p))),
}  # fmt: skip


def holds(option: str, params: Params) -> bool:
    """Whether an option has shape and value of the gradient."""
    return bool(OPTIONS[option][2](params) == gradients(params)["a"])


def option(name: str, params: Params) -> Statement:
    texts, feedback, _ = OPTIONS[name]
    place = 0 if params["convention"] == "columns" else 1 if len(params["labels"]) == 1 else 2
    return Statement(texts[place], feedback)


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    found = gradients(params)
    facts = _facts(params)
    kind = ALIKE[params["convention"]]
    proofs = {
        label: derived.derivation(f"mlp_{kind}_{what}") for label, what in zip("abcde", PROOFS, strict=True)
    }
    decided = [(option(name, params), holds(name, params)) for name in params["options"]]
    return {
        **{
            label: Solved(Exact("array", found[label], 4), facts, derivation=proofs[label])
            for label in "abcde"
        },
        "f": statements.pick_one(decided, facts),
    }


def _facts(params: Params) -> dict[str, Any]:
    d, delta = errors(params), by_preactivations(params)
    arriving = exact_matrices.product(d, params["output_weights"])
    slopes = tuple(tuple(slope(params, h) for h in row) for row in hidden(params))
    columns = params["convention"] == "columns"

    def shown(rows: Any) -> str:
        """As columns or rows, by convention."""
        return typeset.matrix(exact_matrices.transposed(rows) if columns else exact_matrices.matrix(rows))

    def turned(rows: Any) -> str:
        return typeset.matrix(exact_matrices.matrix(rows) if columns else exact_matrices.transposed(rows))

    return {
        "d": shown(d),
        "d_turned": turned(d),
        "h": shown(hidden(params)),
        "h_turned": turned(hidden(params)),
        "x": shown(params["inputs"]),
        "x_turned": turned(params["inputs"]),
        "V": typeset.matrix(params["output_weights"]),
        "V_turned": typeset.matrix(exact_matrices.transposed(params["output_weights"])),
        "arriving": shown(arriving),
        "slopes": shown(slopes),
        "delta": shown(delta),
        "delta_turned": turned(delta),
        **{
            name: _exactly(gradients(params)[label])
            for name, label in zip(("a", "b", "d_answer", "e"), "abde", strict=True)
        },
        "N": len(d),
    }


def _exactly(value: Any) -> str:
    if isinstance(value[0], tuple):
        return typeset.matrix(value)
    return typeset.vector(typeset.number(entry) for entry in value)


# -- what goes wrong ---------------------------------------------------------------------------------------


def single(rows: Matrix) -> Any:
    """One example is a vector, several are a matrix."""
    return rows[0] if len(rows) == 1 else rows


def unturned(params: Params) -> Any:
    """The error through V instead of its transpose; only where V is square."""
    weights = params["output_weights"]
    if len(weights) != len(weights[0]):
        return None
    return single(masked(params, exact_matrices.product(errors(params), exact_matrices.transposed(weights))))


def sloped(rule: Callable[[Fraction], Fraction]) -> Callable[[Params], Any]:
    """The gradient of the pre-activations with another rule for the slope."""
    return lambda p: single(masked(p, exact_matrices.product(errors(p), p["output_weights"]), rule))


def square(label: str) -> Callable[[Params], Any]:
    """The transpose of an answer."""
    return lambda params: exact_matrices.transposed(gradients(params)[label])


def in_batch(value: Callable[[Params], Any]) -> Callable[[Params], Any]:
    return lambda params: value(params) if len(params["labels"]) > 1 else None


def repeated(params: Params) -> Any:
    """The error alone, once for each hidden unit."""
    return tuple((d,) * len(params["hidden"][0]) for d in gradients(params)["b"])


MEAN = "The loss is the mean over the examples, so its gradient has the factor $1/N$."
TURNED = "Compare the shape with that of the weights: rows and columns are exchanged."

MISTAKES = (
    Mistake("a", "transposed", square("a"), TURNED),
    Mistake("a", "forgot h", repeated, "The derivative of a logit by a weight is the hidden value beside it."),
    Mistake("a", "forgot 1/N", in_batch(lambda p: collected(errors(p, mean=False), hidden(p))), MEAN),
    Mistake("b", "not averaged", in_batch(lambda p: summed(errors(p, mean=False))), MEAN),
    Mistake("b", "multiplied by h", lambda p: gradients(p)["a"], "A bias stands beside a constant 1, not beside $h$."),
    Mistake("b", "the target minus the probabilities", lambda p: tuple(-d for d in gradients(p)["b"]),
            "The gradient is probabilities minus target: it is positive where the network gives too much."),
    Mistake("c", "forgot the slope of the activation", sloped(lambda h: Fraction(1)),
            "This is the gradient by the hidden values; on to the pre-activations the slopes are missing."),
    Mistake("c", "the slope of a sigmoid", sloped(lambda h: h * (1 - h)),
            "$h (1 - h)$ belongs to the sigmoid; the activation here has another slope."),
    Mistake("c", "V not transposed", unturned,
            "Forwards each output sums over hidden units; backwards each hidden unit sums over outputs."),
    Mistake("d", "transposed", square("d"), TURNED),
    Mistake("d", "h instead of x", lambda p: collected(by_preactivations(p), hidden(p)),
            "The input of the hidden layer is $x$; $h$ is its output."),
    Mistake("d", "forgot 1/N", in_batch(lambda p: collected(by_preactivations(p, mean=False), p["inputs"])), MEAN),
    Mistake("e", "ones", lambda p: (1,) * len(p["hidden"][0]),
            "The derivative of a pre-activation by its bias is 1; what comes from above is still a factor."),
    Mistake("e", "forgot 1/N", in_batch(lambda p: summed(by_preactivations(p, mean=False))), MEAN),
)  # fmt: skip

WHOLE = {"type": "integer", "minimum": -99, "maximum": 99}


def _rows(items: Mapping[str, Any], most: int, words: str) -> Mapping[str, Any]:
    row = {"type": "array", "items": items, "minItems": 2, "maxItems": 4}
    return {"type": "array", "items": row, "minItems": 1, "maxItems": most, "description": words}


family = Family(
    cases=("column", "column_relu", "row", "batch"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "convention": {
            "type": "string",
            "enum": ["columns", "rows"],
            "description": "an example is a column or a row",
        },
        "activation": {"type": "string", "enum": ["tanh", "relu"], "description": "of the hidden layer"},
        "inputs": _rows(WHOLE, 4, "whole numbers, a row for each example, e.g. [[1, -2]]"),
        "hidden": _rows(DECIMAL, 4, "cached hidden values, a row for each example, e.g. [[0.5, -0.8]]"),
        "output_weights": _rows(
            WHOLE, 4, "V, of shape (classes, hidden units), e.g. [[1, 2], [0, -1], [3, 1]]"
        ),
        "probabilities": _rows(DECIMAL, 4, "of the classes, a row for each example, e.g. [[0.7, 0.2, 0.1]]"),
        "labels": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 4},
            "minItems": 1,
            "maxItems": 4,
            "description": "the true class of each example, counted from 1, e.g. [2]",
        },
        "options": {
            "type": "array",
            "items": {"type": "string", "enum": list(OPTIONS)},
            "minItems": 2,
            "maxItems": 6,
            "description": "options of the last part by name, one of them right, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=tuple(
        Exemption(
            "kink",
            "A hidden value 0 says that the ReLU is off, well away from its kink.",
            "column_relu",
            part,
        )
        for part in "cdef"
    ),
)
