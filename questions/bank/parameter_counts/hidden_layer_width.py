"""A network with one hidden layer: its parameters, the shape of its output weights, and what twice the width costs."""

from __future__ import annotations

from collections.abc import Mapping

from questions import typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

MOST = 10**6  # weights that the witness really makes
WIDTHS = (3, 4, 5, 6, 8, 10, 12, 16, 20, 32)


def draw(case: str, stream: Stream) -> Params:
    def numbers() -> Params:
        outputs = 1 if case == "one_output" else stream.integer(2, 5)
        return {"inputs": stream.integer(2, 9), "hidden": stream.choice(WIDTHS), "outputs": outputs}

    return stream.until(numbers, lambda p: len(set(p.values())) == 3)


def case_of(params: Params) -> str:
    return "one_output" if params["outputs"] == 1 else "several_outputs"


def ill_posed(params: Params) -> str | None:
    if total(params) > MOST:
        return f"the network has {total(params)} parameters: expected at most a million"
    return None


def first(params: Params) -> int:
    """Parameters of the hidden layer."""
    return params["hidden"] * (params["inputs"] + 1)


def second(params: Params) -> int:
    """Parameters of the output layer."""
    return params["outputs"] * (params["hidden"] + 1)


def total(params: Params) -> int:
    return first(params) + second(params)


def solve(params: Params) -> Mapping[str, Solved]:
    d, m, k = params["inputs"], params["hidden"], params["outputs"]
    facts = {
        "first": f"{typeset.product(d, m)} + {m} = {first(params)}",
        "second": f"{typeset.product(m, k)} + {k} = {second(params)}",
        "sum": f"{first(params)} + {second(params)}",
        "weights": m * (d + k),
        "slope": d + 1 + k,
        "growth": typeset.product(m, d + 1 + k),
        "outputs": k,
    }
    return {
        "a": Solved(Exact("integer", total(params)), facts),
        "b": Solved(Exact("array", (m, k)), facts),
        "c": Solved(Exact("array", (first(params), second(params))), facts),
        "d": Solved(Exact("integer", m * (d + 1 + k)), facts),
    }


MISTAKES = (
    Mistake("a", "the number of hidden units", lambda p: p["hidden"],
            "The width counts units; each of them has a weight for each input, a bias, and a weight to each output."),
    Mistake("a", "forgot the biases", lambda p: p["hidden"] * (p["inputs"] + p["outputs"]),
            "Each hidden unit and each output unit adds a bias of its own."),
    Mistake("a", "the first weight matrix alone", lambda p: p["hidden"] * p["inputs"],
            "The output layer has weights too, and both layers have biases."),
    Mistake("a", "forgot the biases of the outputs", lambda p: total(p) - p["outputs"],
            "The output units have biases like all others."),
    Mistake("a", "biases of the outputs only", lambda p: total(p) - p["hidden"],
            "The hidden units have biases like all others."),
    Mistake("b", "transposed", lambda p: (p["outputs"], p["hidden"]),
            "In $\\mathbf{W}_2^\\top \\mathbf{h}$ it is the transpose that has a row for each output: "
            "$\\mathbf{W}_2$ has a row for each hidden unit."),
    Mistake("b", "a square matrix", lambda p: (p["hidden"], p["hidden"]),
            "The output layer does not lead from hidden units to hidden units, but to the outputs."),
    Mistake("c", "only the last layer", lambda p: (0, second(p)),
            "The hidden layer moves the output as well, and so the loss: it depends on its parameters too."),
    Mistake("c", "weights alone", lambda p: (p["inputs"] * p["hidden"], p["hidden"] * p["outputs"]),
            "A bias moves the output, and so the loss depends on it."),
    Mistake("d", "everything doubles", total,
            "The biases of the outputs do not depend on the width: what grows is what belongs to a hidden unit."),
    Mistake("d", "the number of hidden units", lambda p: p["hidden"],
            "With each new unit come its weights from the inputs, its bias and its weights to the outputs."),
    Mistake("d", "weights from the inputs alone", lambda p: p["hidden"] * p["inputs"],
            "A new unit brings its bias and its weights to the outputs as well."),
)  # fmt: skip


def size(least: int, most: int, text: str) -> Mapping[str, object]:
    return {"type": "integer", "minimum": least, "maximum": most, "description": text}


family = Family(
    cases=("one_output", "several_outputs"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "inputs": size(1, 10000, "inputs D, e.g. 2"),
        "hidden": size(2, 100000, "units M of the hidden layer, e.g. 3"),
        "outputs": size(1, 10000, "outputs K, e.g. 1"),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
