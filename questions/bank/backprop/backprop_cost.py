"""What backpropagation saves: all gradients of a chain of layers, each by itself and from the layer above."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from questions import statements
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

DEEP = 9  # layers from which a network is called deep here
MOST = 10**7  # paths that one still writes down


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    low, high = (DEEP, 20) if case == "deep" else (4, DEEP - 1)
    return {
        "layers": stream.integer(low, high),
        "width": stream.integer(2, 5),
        "statements": list(stream.sample(list(STATEMENTS), 5)),
    }


def case_of(params: Params) -> str:
    return "deep" if params["layers"] >= DEEP else "shallow"


def ill_posed(params: Params) -> str | None:
    if paths(params["width"], params["layers"]) > MOST:
        return f"there are more than {MOST} paths"
    names = params["statements"]
    if len(set(names)) < len(names):
        return "a statement stands twice"
    true = sum(STATEMENTS[name][1](params) for name in names)
    return None if 0 < true < len(names) else "some statements must hold, and not all"


# -- counts ------------------------------------------------------------------------------------------------


def naive(layers: int) -> int:
    """L - l products for each layer l: half of all pairs of different layers."""
    return layers * (layers - 1) // 2


def cached(layers: int) -> int:
    """One product for each layer below the last."""
    return layers - 1


def paths(width: int, layers: int) -> int:
    """One of `width` units in each of the layers above the first."""
    return int(width ** (layers - 1))


def growth(count: Callable[[int], int], layers: int) -> int:
    """The degree of a count as a polynomial in the number of layers: 1 for a straight line."""
    values = [count(layers + k) for k in range(6)]
    for degree in range(len(values)):
        if len(set(values)) == 1:
            return degree
        values = [b - a for a, b in pairwise(values)]
    raise ValueError("the count is no polynomial of degree 4 or less")


def derivatives(factors: list[Fraction], above: bool) -> list[Fraction]:
    """At every layer: from that of the layer above, or as a product of its own."""
    found = [factors[-1]]
    for k in reversed(range(len(factors) - 1)):
        if above:
            found.insert(0, factors[k] * found[0])
        else:
            product = Fraction(1)
            for factor in factors[k:]:
                product *= factor
            found.insert(0, product)
    return found


def agree(layers: int) -> bool:
    """Whether both ways give the same for layers that are all different."""
    factors = [1 + Fraction(1, k + 1) for k in range(layers)]
    return derivatives(factors, above=True) == derivatives(factors, above=False)


STATEMENTS: Mapping[str, tuple[Statement, Callable[[Params], bool]]] = {
    "both_linear": (
        Statement("Both numbers of products grow linearly with the number of layers.",
                  "Each layer by itself takes about $L^2/2$ products: with twice as many layers, four times as many."),
        lambda p: growth(naive, p["layers"]) == growth(cached, p["layers"]) == 1),
    "quadratic_and_linear": (
        Statement("Each by itself, the products grow as $L^2$, with backpropagation as $L$.",
                  "$L(L-1)/2$ against $L - 1$."),
        lambda p: growth(naive, p["layers"]) == 2 and growth(cached, p["layers"]) == 1),
    "paths_exponential": (
        Statement("One layer more multiplies the number of paths by the number of units in a layer.",
                  "Each path goes on through any of the units of the new layer."),
        lambda p: paths(p["width"], p["layers"] + 1) == p["width"] * paths(p["width"], p["layers"])),
    "paths_linear": (
        Statement("The number of paths grows linearly with the number of layers.",
                  "It is multiplied by the width for each layer: it grows exponentially."),
        lambda p: paths(p["width"], p["layers"] + 2) + paths(p["width"], p["layers"])
        == 2 * paths(p["width"], p["layers"] + 1)),
    "needs_symmetry": (
        Statement("Results can be used again only because the hidden layers are alike: else nothing is saved.",
                  "What is shared is the part of the path above a layer; no symmetry is needed for that."),
        lambda p: not agree(p["layers"]) or cached(p["layers"]) >= naive(p["layers"])),
    "cached_chain_rule": (
        Statement("Backpropagation is the chain rule with its intermediate results kept: the same result, less work.",
                  "The derivative of the layer above is a factor of that of the layer below, and is kept."),
        lambda p: agree(p["layers"]) and cached(p["layers"]) < naive(p["layers"])),
    "approximation": (
        Statement("Backpropagation gives approximate gradients, the chain rule for each layer exact ones.",
                  "It is the same product in another order of evaluation: exact, too."),
        lambda p: not agree(p["layers"])),
    "equal_faster": (
        Statement("With equal weights in all layers, backpropagation takes fewer products than with different ones.",
                  "It takes $L - 1$ products, whatever the weights are."),
        lambda p: cached(p["layers"]) != p["layers"] - 1),
    "differences": (
        Statement("One-sided differences for a chain with one weight in each layer would take $L + 1$ passes forwards.",
                  "One for the loss itself, and one with each weight moved a little."),
        lambda p: p["layers"] + 1 == 1 + sum(1 for _ in range(p["layers"]))),
    "half": (
        Statement("Backpropagation takes half as many products, whatever the number of layers is.",
                  "The ratio is $L/2$: it grows with the number of layers."),
        lambda p: all(2 * cached(n) == naive(n) for n in (p["layers"], p["layers"] + 1))),
}  # fmt: skip


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    from derive import library

    count: Any = library.find("naive_chain_rule_cost").build()
    layers, width = params["layers"], params["width"]
    facts: dict[str, Any] = {
        "L": layers,
        "naive": naive(layers),
        "cached": cached(layers),
        "below": layers - 1,
        "ratio": str(Fraction(layers, 2)),
        "paths": paths(width, layers),
        "n": width,
        "weights": layers * width * width,
    }
    decided = [(STATEMENTS[name][0], STATEMENTS[name][1](params)) for name in params["statements"]]
    return {
        "a": Solved(Exact("proof", count.counted), facts),
        "b": Solved(Exact("array", (naive(layers), cached(layers))), facts),
        "c": Solved(Exact("integer", paths(width, layers)), facts),
        "d": statements.tick_all(decided, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def of_layers(wrong: Callable[[int], tuple[int, int]]) -> Callable[[Params], Any]:
    return lambda params: wrong(params["layers"])


MISTAKES = (
    Mistake("b", "the same for both", of_layers(lambda n: (cached(n), cached(n))),
            "By itself, each layer starts from the last one again: its products are not shared."),
    Mistake("b", "the square of the number of layers", of_layers(lambda n: (n * n, n)),
            "Only the layers above count, and the last derivative is given: $L - l$ products for layer $l$."),
    Mistake("b", "a product too many for each layer", of_layers(lambda n: (n * (n + 1) // 2, n)),
            "The derivative at the last layer is there already."),
    Mistake("b", "swapped", of_layers(lambda n: (cached(n), naive(n))), "Backpropagation takes fewer products."),
    Mistake("c", "units times layers", lambda p: p["width"] * (p["layers"] - 1),
            "In each layer there is a choice among all units, and the choices multiply."),
    Mistake("c", "the first layer counted", lambda p: p["width"] ** p["layers"],
            "The paths start at one unit of the first layer: there is no choice."),
    Mistake("c", "layers to the power of units", lambda p: (p["layers"] - 1) ** p["width"],
            "One unit is chosen in each layer, not one layer for each unit."),
)  # fmt: skip

family = Family(
    cases=("shallow", "deep"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "layers": {
            "type": "integer",
            "minimum": 3,
            "maximum": 24,
            "description": "number of layers L, e.g. 10",
        },
        "width": {
            "type": "integer",
            "minimum": 2,
            "maximum": 10,
            "description": "units in each layer, e.g. 3",
        },
        "statements": {
            "type": "array",
            "items": {"type": "string", "enum": list(STATEMENTS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "statements of the last part by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
