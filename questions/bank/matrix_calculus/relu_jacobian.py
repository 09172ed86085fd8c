"""The Jacobian of the ReLU, a diagonal of ones and zeros: what it does to a gradient, and what it costs to store."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import derived, typeset
from questions.exact_matrices import Matrix, Vector, diagonal
from questions.model import Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

BYTES = {"float32": 4, "float64": 8, "float16": 2}
UNITS = (100, 256, 300, 500, 512, 1000, 1024, 2048, 3000, 4096)
LARGEST = 10**6  # units times batch, of given ones


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and _telling(params)
    )


def _numbers(case: str, stream: Stream) -> Params:
    size = stream.integer(3, 4)
    return {
        "x": [stream.sign() * stream.integer(2, 5) for _ in range(size)],
        "g": [stream.sign() * stream.integer(1, 6) for _ in range(size)],
        "units": stream.choice(UNITS),
        "batch": 1 if case == "one_example" else stream.choice((8, 10, 16, 20, 32, 64)),
        "dtype": stream.choice(("float32", "float64")),
    }


def _telling(params: Params) -> bool:
    """Whether units are on and off, and the gradient of those that are on is not the same throughout."""
    on = [entry for entry, x in zip(params["g"], params["x"], strict=True) if x > 0]
    return 0 < len(on) < len(params["x"]) and len(set(params["g"])) > 1


def case_of(params: Params) -> str:
    return "one_example" if params["batch"] == 1 else "batch"


def ill_posed(params: Params) -> str | None:
    if len(params["x"]) != len(params["g"]):
        return f"x has {len(params['x'])} entries, g has {len(params['g'])}"
    if 0 in params["x"]:
        return "an entry of x is 0, where the ReLU has no derivative"
    if params["units"] * params["batch"] > LARGEST:
        return f"units times examples are more than {LARGEST}"
    return None


def mask(params: Params) -> Vector:
    return tuple(row[k] for k, row in enumerate(jacobian(params)))


def jacobian(params: Params) -> Matrix:
    return diagonal([int(x > 0) for x in params["x"]])


def back(params: Params) -> Vector:
    return tuple(m * g for m, g in zip(mask(params), params["g"], strict=True))


def entries(params: Params) -> int:
    """Of the dense Jacobians of all examples."""
    return int(params["batch"] * params["units"] ** 2)


def solve(params: Params) -> Mapping[str, Solved]:
    d, batch, size = params["units"], params["batch"], BYTES[params["dtype"]]
    total = entries(params)
    facts = {
        "on": typeset.listing([f"$x_{k}$" for k, x in enumerate(params["x"], start=1) if x > 0]),
        "mask": typeset.vector(map(str, mask(params))),
        "g": typeset.vector(map(str, params["g"])),
        "entries": f"{d}^2" if batch == 1 else rf"{batch} \cdot {d}^2",
        "total": total,
        "bytes": size,
        "megabytes": typeset.about(Fraction(total * size, 10**6), 3),
        "masked": str(d) if batch == 1 else rf"{batch} \cdot {d}",
        "ratio": d,
    }
    return {
        "a": Solved(Exact("array", jacobian(params)), facts, derivation=derived.derivation("relu_jacobian")),
        "b": Solved(Exact("array", back(params)), facts),
        "c": Solved(Exact("integer", total), facts),
        "d": Solved(Exact("integer", total * size), facts),
        "e": Solved(Exact("integer", d * batch), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def ones(params: Params) -> Matrix:
    """A mask in each row, as if every output depended on every input."""
    return tuple(tuple(m for m in mask(params)) for _ in params["x"])


MISTAKES = (
    Mistake(
        "a",
        "the identity",
        lambda p: diagonal([1] * len(p["x"])),
        "Where an input is negative the output stays 0, so the derivative is 0.",
    ),
    Mistake(
        "a",
        "the outputs on the diagonal",
        lambda p: diagonal([max(x, 0) for x in p["x"]]),
        "The derivative of $\\max(0, x)$ is 1 for a positive $x$, not $x$.",
    ),
    Mistake(
        "a",
        "all rows alike",
        ones,
        "The ReLU acts entry by entry: output $i$ does not depend on another input, so only the diagonal counts.",
    ),
    Mistake("a", "ones everywhere", lambda p: tuple((1,) * len(p["x"]) for _ in p["x"]),
            "The ReLU acts entry by entry, and what is off has the derivative 0."),
    Mistake(
        "b",
        "not masked",
        lambda p: tuple(p["g"]),
        "The gradient of a unit that is off is 0: its input does not move its output.",
    ),
    Mistake(
        "b",
        "multiplied by the outputs",
        lambda p: tuple(g * max(x, 0) for g, x in zip(p["g"], p["x"], strict=True)),
        "The gradient is multiplied by the derivative, which is 1, not by the output.",
    ),
    Mistake(
        "b",
        "masked by the sign of the gradient",
        lambda p: tuple(max(g, 0) for g in p["g"]),
        "What is on is decided by the input $x$; a gradient may have either sign.",
    ),
    Mistake(
        "c",
        "only the diagonal",
        lambda p: p["batch"] * p["units"],
        "A dense matrix stores its zeros too: $d$ rows of $d$ entries.",
    ),
    Mistake(
        "c",
        "one matrix for the whole batch",
        lambda p: (p["batch"] * p["units"]) ** 2,
        "Each example has a Jacobian of its own; one example does not move the outputs of another.",
    ),
    Mistake("d", "entries instead of bytes", entries, "Each entry takes several bytes."),
    Mistake("d", "bits instead of bytes", lambda p: 8 * entries(p) * BYTES[p["dtype"]], "A byte has 8 bits."),
    Mistake(
        "e",
        "as many as the matrix has entries",
        entries,
        "Off the diagonal all entries are 0, and nothing needs to be multiplied by them.",
    ),
)  # fmt: skip

WHOLE = {"type": "integer", "minimum": -99, "maximum": 99}
NUMBERS = {"type": "array", "items": WHOLE, "minItems": 2, "maxItems": 5}

family = Family(
    cases=("one_example", "batch"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "x": {**NUMBERS, "description": "the input of the small layer, whole numbers other than 0, e.g. [3, -2, 1]"},
        "g": {**NUMBERS, "description": "the upstream gradient of the small layer, e.g. [2, 5, -1]"},
        "units": {"type": "integer", "minimum": 2, "maximum": 10**6, "description": "units of the large layer"},
        "batch": {"type": "integer", "minimum": 1, "maximum": 10**4, "description": "examples in the batch"},
        "dtype": {"type": "string", "enum": list(BYTES), "description": "the type of the stored numbers"},
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "given-away",
            "That the product costs as much as the vector is long is what the question is about.",
            case="one_example",
            part="e",
        ),
    ),
)  # fmt: skip
