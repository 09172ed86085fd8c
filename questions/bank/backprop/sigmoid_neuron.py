"""A sigmoid neuron as a computational graph: its output, and the gradients of weights and inputs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from questions import derived, rounding, typeset
from questions.model import DECIMAL, JSON, Exact, Family, Intermediate, Mistake, Params, Solved
from questions.seeds import Stream

ROW = Fraction(11, 20)  # of the drawing: the distance of two inputs
FLATTEST = 3  # size of the pre-activation beyond which next to nothing comes back


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and _lively(p))


def _numbers(case: str, stream: Stream) -> Params:
    count = 3 if case == "three_inputs" else 2
    return {
        "weights": [str(stream.sign() * stream.integer(1, 3)) for _ in range(count + 1)],
        "inputs": [str(stream.sign() * stream.integer(1, 3)) for _ in range(count)],
        "upstream": "1" if case == "output" else str(stream.sign() * stream.integer(2, 5)),
    }


def _lively(params: Params) -> bool:
    return len(set(params["inputs"])) > 1 and len(set(params["weights"][1:])) > 1


def case_of(params: Params) -> str:
    if len(params["inputs"]) > 2:
        return "three_inputs"
    return "output" if Fraction(params["upstream"]) == 1 else "upstream"


def ill_posed(params: Params) -> str | None:
    weights, inputs = params["weights"], params["inputs"]
    if len(weights) != len(inputs) + 1:
        return f"{len(inputs)} inputs need {len(inputs) + 1} weights, the first of them the bias"
    if not all(map(Fraction, (*weights, *inputs, params["upstream"]))):
        return "a weight, an input or the upstream gradient is 0"
    if abs(argument(params)) > FLATTEST:
        return f"the pre-activation is beyond {FLATTEST}, where the sigmoid is flat"
    if argument(params) == 0:
        return "the pre-activation is 0, where the output is one half and needs no computation"
    return None


def argument(params: Params) -> Fraction:
    """The pre-activation: w0 plus the sum of weights times inputs."""
    bias, *weights = map(Fraction, params["weights"])
    return bias + sum((w * Fraction(x) for w, x in zip(weights, params["inputs"], strict=True)), Fraction(0))


def value_of(name: str, params: Params, at: int) -> Any:
    """One entry of a proved gradient at these numbers."""
    from derive.terms.index import Index

    bias, *weights = (Fraction(w) for w in params["weights"])
    entries: dict[str, Fraction | Sequence[Fraction]] = {
        "b": bias,
        "w": weights,
        "x": [Fraction(x) for x in params["inputs"]],
        "g": Fraction(params["upstream"]),
    }
    place, sizes = {Index("c", "D"): at}, {"D": len(weights)}
    return derived.value(derived.derivation(name), entries, sizes, place)


def drawing(count: int) -> JSON:
    """The graph of a neuron with so many inputs: weights and inputs in pairs, the bias below them."""
    from questions import figures

    def place(column: int, steps: Fraction) -> list[JSON]:
        return [column, typeset.number(steps * ROW)]

    nodes: list[dict[str, JSON]] = [{"name": "w_0", "label": "w_0", "at": place(1, Fraction(0))}]
    edges = [["w_0", "sum"], ["sum", "sigma", "z"], ["sigma", "f"]]
    for k in range(1, count + 1):
        low = Fraction(2 * (count - k) + 1)
        nodes += [
            {"name": f"w_{k}", "label": f"w_{k}", "at": place(0, low + 1)},
            {"name": f"x_{k}", "label": f"x_{k}", "at": place(0, low)},
            {
                "name": f"product {k}",
                "label": r"\times",
                "at": place(1, low + Fraction(1, 2)),
                "operation": True,
            },
        ]
        edges += [[f"w_{k}", f"product {k}"], [f"x_{k}", f"product {k}"], [f"product {k}", "sum"]]
    nodes += [
        {"name": "sum", "label": "+", "at": place(2, Fraction(count)), "operation": True},
        {"name": "sigma", "label": r"\sigma", "at": place(3, Fraction(count)), "operation": True},
        {"name": "f", "label": "f", "at": place(4, Fraction(count))},
    ]
    pairs = ", ".join(f"w_{k} and x_{k}" for k in range(1, count + 1))
    alt = f"a graph with a product for each of the pairs {pairs}, the sum z of these and w_0, and a sigmoid of z"
    return figures.graph(nodes, edges, alt)


def solve(params: Params) -> Mapping[str, Solved]:
    z, g = argument(params), Fraction(params["upstream"])
    gate = derived.value(derived.derivation("sigmoid_gate"), {"g": g, "x": z})
    f = rounding.fraction(derived.evaluated(_sigmoid(), {"x": z}))
    count = len(params["inputs"])
    by_weight = (gate, *(value_of("sigmoid_neuron_weight", params, k) for k in range(count)))
    by_input = tuple(value_of("sigmoid_neuron_input", params, k) for k in range(count))
    bias, *weights = params["weights"]
    terms = [typeset.product(w, x) for w, x in zip(weights, params["inputs"], strict=True)]
    facts = {
        "sum": typeset.signed_sum((typeset.number(bias), *terms)),
        "z": typeset.number(z),
        "f": typeset.about(f, 6),
        "slope": typeset.about(f * (1 - f), 6),
        "g": typeset.factor(g),
        "with_upstream": g != 1,
        "common": typeset.about(g * f * (1 - f), 6),
        "weights": [{"name": f"w_{k}", "other": typeset.number(x), "value": typeset.about(v, 4)}
                    for k, (x, v) in enumerate(zip(("1", *params["inputs"]), by_weight, strict=True))],
        "inputs": [{"name": f"x_{k}", "other": typeset.number(w), "value": typeset.about(v, 4)}
                   for k, (w, v) in enumerate(zip(weights, by_input, strict=True), start=1)],
    }  # fmt: skip
    proved, other = (derived.derivation(f"sigmoid_neuron_{what}") for what in ("weight", "input"))
    steps = (Intermediate("output", "f", typeset.plain(f, 6), 6),)
    return {
        "a": Solved(Exact("expression", proved.result), facts, derivation=proved, figures=(drawing(count),)),
        "b": Solved(Exact("number", f, 6), facts, intermediates=steps),
        "c": Solved(Exact("array", by_weight, 4), facts),
        "d": Solved(Exact("array", by_input, 4), facts, derivation=other),
    }


def _sigmoid() -> Any:
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Apply, Component

    return Apply("sigmoid", (Component(Tensor("x")),))


# -- what goes wrong ---------------------------------------------------------------------------------------


def output(params: Params) -> float:
    return 1 / (1 + math.exp(-float(argument(params))))


def scaled(factor: Callable[[float], float], what: str) -> Callable[[Params], Any]:
    """The numbers of inputs or weights, times a factor made from the output."""

    def wrong(params: Params) -> Any:
        common = float(params["upstream"]) * factor(output(params))
        others = ["1", *params["inputs"]] if what == "inputs" else params["weights"][1:]
        return tuple(common * float(v) for v in others)

    return wrong


def swapped(params: Params) -> Any:
    """The weights where the inputs belong."""
    f = output(params)
    return tuple(float(params["upstream"]) * f * (1 - f) * float(v) for v in ("1", *params["weights"][1:]))


def swapped_back(params: Params) -> Any:
    """The inputs where the weights belong."""
    f = output(params)
    return tuple(float(params["upstream"]) * f * (1 - f) * float(x) for x in params["inputs"])


def without(what: str) -> Callable[[Params], Any]:
    """A wrong general answer: without the upstream gradient, or with the weight in place of the input."""

    def term(_params: Params) -> Any:
        from derive.terms.index import indices
        from derive.terms.tensors import Tensor
        from derive.terms.terms import Apply, Component, Sum

        d, c = indices("d:D c:D")
        w, x = Tensor("w", ("D",)), Tensor("x", ("D",))
        s = Apply("sigmoid", (Component(Tensor("b")) + Sum(d, Component(w, (d,)) * Component(x, (d,))),))
        g = Component(Tensor("g"))
        return {
            "upstream": s * (1 - s) * Component(x, (c,)),
            "input": g * s * (1 - s) * Component(w, (c,)),
            "slope": g * Component(x, (c,)),
        }[what]

    return term


SWAPPED = "In a product each factor gets the other one: a weight gets its input, an input gets its weight."
NO_SLOPE = "The sigmoid is a node as well: its slope $f (1 - f)$ is a factor of everything below it."
VALUE = "It is the slope $f (1 - f)$ of the sigmoid that comes back, not its value."

MISTAKES = (
    Mistake("a", "w and x gradients swapped", without("input"), SWAPPED),
    Mistake("a", "forgot the upstream gradient", without("upstream"), "The chain rule goes on above the neuron."),
    Mistake("a", "forgot the slope of the sigmoid", without("slope"), NO_SLOPE),
    Mistake("b", "without the bias", lambda p: 1 / (1 + math.exp(-float(argument(p) - Fraction(p["weights"][0])))),
            "The bias $w_0$ is added before the sigmoid."),
    Mistake("b", "sign of the exponent", lambda p: 1 - output(p), "The sigmoid has $e^{-z}$ in its denominator."),
    Mistake("c", "w and x gradients swapped", swapped, SWAPPED),
    Mistake("c", "forgot the slope of the sigmoid", scaled(lambda f: 1.0, "inputs"), NO_SLOPE),
    Mistake("c", "the output instead of its slope", scaled(lambda f: f, "inputs"), VALUE),
    Mistake("d", "w and x gradients swapped", swapped_back, SWAPPED),
    Mistake("d", "forgot the slope of the sigmoid", scaled(lambda f: 1.0, "weights"), NO_SLOPE),
    Mistake("d", "the output instead of its slope", scaled(lambda f: f, "weights"), VALUE),
)  # fmt: skip

family = Family(
    cases=("output", "upstream", "three_inputs"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "weights": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 3,
            "maxItems": 4,
            "description": "bias w0, then a weight for each input, e.g. [-3, 2, -3]",
        },
        "inputs": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 3,
            "description": "inputs x1, x2, ..., e.g. [-1, -2]",
        },
        "upstream": {
            **DECIMAL,
            "description": "upstream gradient of the output, 1 for the output itself, e.g. 1",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
