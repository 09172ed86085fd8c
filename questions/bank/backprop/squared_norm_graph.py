"""The computational graph of the squared norm of W x: forwards, backwards, and in which orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import permutations
from typing import Any

from questions import derived, statements, typeset
from questions.model import JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

NODES = ("W", "x", "q", "L")
ABOVE: Mapping[str, str] = {"W": "q", "x": "q", "q": "L"}  # by which node each one is used
SHAPES = {"square": (2, 2), "wide": (2, 3), "tall": (3, 2)}
Rows = tuple[tuple[int, ...], ...]


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    high, wide = SHAPES[case]
    orders = [list(order) for order in permutations(NODES)]
    return {
        "matrix": [[stream.integer(-3, 3) for _ in range(wide)] for _ in range(high)],
        "x": [stream.sign() * stream.integer(1, 3) for _ in range(wide)],
        "orders": list(stream.shuffle([*stream.sample([o for o in orders if goes_back(o)], stream.integer(1, 2)),
                                       *stream.sample([o for o in orders if not goes_back(o)], 3)])),
    }  # fmt: skip


def case_of(params: Params) -> str:
    high, wide = len(params["matrix"]), len(params["x"])
    return "square" if high == wide else "wide" if wide > high else "tall"


def ill_posed(params: Params) -> str | None:
    matrix, x, orders = params["matrix"], params["x"], params["orders"]
    if any(len(row) != len(x) for row in matrix):
        return f"x has {len(x)} entries, and a row of W has another number of them"
    if 0 in output(params) or 0 in x:
        return "an entry of x or of W x is 0"
    for gradient in (by_x(params), output(params)):
        if len(set(gradient)) == 1 or not any(gradient):
            return "all entries of a gradient are equal"
    if any(sorted(order) != sorted(NODES) for order in orders):
        return "an order does not name each of W, x, q and L once"
    if len(set(map(tuple, orders))) < len(orders):
        return "an order stands twice"
    true = sum(map(goes_back, orders))
    return None if 0 < true < len(orders) else "some orders must be possible, and not all"


# -- forwards and backwards --------------------------------------------------------------------------------


def output(params: Params) -> tuple[int, ...]:
    """The product W x."""
    return tuple(sum(w * x for w, x in zip(row, params["x"], strict=True)) for row in params["matrix"])


def by_x(params: Params) -> tuple[int, ...]:
    """2 W^T q."""
    return tuple(
        2 * sum(w * q for w, q in zip(column, output(params), strict=True))
        for column in zip(*params["matrix"], strict=True)
    )


def by_matrix(params: Params) -> Rows:
    """2 q x^T."""
    return tuple(tuple(2 * q * x for x in params["x"]) for q in output(params))


def goes_back(order: list[str]) -> bool:
    """Whether each gradient comes after that of the node by which its own node is used."""
    return all(order.index(above) < order.index(node) for node, above in ABOVE.items())


# -- the worked solution -----------------------------------------------------------------------------------


def drawing() -> JSON:
    """The graph: values in boxes, operations in circles."""
    from questions import figures

    nodes: list[dict[str, JSON]] = [
        {"name": "W", "label": "W", "at": [0, 1]},
        {"name": "x", "label": "x", "at": [0, 0]},
        {"name": "product", "label": "W x", "at": [1, "0.5"], "operation": True},
        {"name": "q", "label": "q", "at": [2, "0.5"]},
        {"name": "squares", "label": r"\Vert q \Vert^2", "at": [3, "0.5"], "operation": True},
        {"name": "L", "label": "L", "at": [4, "0.5"]},
    ]
    edges = [["W", "product"], ["x", "product"], ["product", "q"], ["q", "squares"], ["squares", "L"]]
    return figures.graph(
        nodes, edges, "a graph from W and x by a product to q, and by the squared norm of q to L"
    )


def solve(params: Params) -> Mapping[str, Solved]:
    q, matrix = output(params), params["matrix"]
    facts: dict[str, Any] = {
        "W": typeset.matrix(matrix),
        "W_turned": typeset.matrix(list(zip(*matrix, strict=True))),
        "x": typeset.matrix([[entry] for entry in params["x"]]),
        "x_turned": typeset.matrix([params["x"]]),
        "q": typeset.matrix([[entry] for entry in q]),
        "twice": typeset.matrix([[2 * entry] for entry in q]),
        "squares": " + ".join(typeset.squared(entry) for entry in q),
        "loss": sum(entry * entry for entry in q),
        "by_x": typeset.matrix([[entry] for entry in by_x(params)]),
        "by_W": typeset.matrix(by_matrix(params)),
    }
    decided = [(_order(order), goes_back(order)) for order in params["orders"]]
    to_x, to_matrix = (derived.derivation(f"image_norm_{what}_matrix") for what in ("input", "weights"))
    return {
        "a": Solved(Exact("array", q), facts, figures=(drawing(),)),
        "b": Solved(Exact("integer", facts["loss"]), facts),
        "c": Solved(Exact("array", tuple(2 * entry for entry in q)), facts),
        "d": Solved(Exact("array", by_x(params)), facts, derivation=to_x),
        "e": Solved(Exact("array", by_matrix(params)), facts, derivation=to_matrix),
        "f": statements.tick_all(decided, facts),
    }  # fmt: skip


def _order(order: list[str]) -> Statement:
    early = next((node for node, above in ABOVE.items() if order.index(above) > order.index(node)), None)
    reason = (
        "The gradient of each value comes after that of the value which is computed from it."
        if early is None
        else f"The gradient of ${early}$ needs that of ${ABOVE[early]}$, which comes later here."
    )
    return Statement(", ".join(f"${node}$" for node in order), reason)


# -- what goes wrong ---------------------------------------------------------------------------------------


def untransposed(params: Params) -> Any:
    """2 W q, where W is square."""
    if case_of(params) != "square":
        return None
    return tuple(2 * sum(w * q for w, q in zip(row, output(params), strict=True)) for row in params["matrix"])


def halved(gradient: Callable[[Params], Any]) -> Callable[[Params], Any]:
    """Without the factor 2."""

    def half(value: Any) -> Any:
        return tuple(map(half, value)) if isinstance(value, tuple) else value // 2

    return lambda params: half(gradient(params))


TWO = "The derivative of a square brings down a factor 2."

MISTAKES = (
    Mistake("b", "the norm without the square", lambda p: sum(map(abs, output(p))), "The squares are added."),
    Mistake("b", "the square of the sum", lambda p: sum(output(p)) ** 2, "First squared, then added."),
    Mistake("c", "forgot the 2", output, TWO),
    Mistake("c", "the squares", lambda p: tuple(q * q for q in output(p)), "The derivative of $q^2$ is $2 q$."),
    Mistake("d", "forgot the 2", halved(by_x), TWO),
    Mistake("d", "W not transposed", untransposed, "Backwards each input sums over all outputs."),
    Mistake("d", "stopped at q", lambda p: tuple(2 * q for q in output(p)),
            "This is the gradient by $q$; it still has to pass through $W$."),
    Mistake("e", "forgot the 2", halved(by_matrix), TWO),
    Mistake("e", "transposed", lambda p: tuple(zip(*by_matrix(p), strict=True)),
            "The gradient has the shape of $W$: a row for each entry of $q$."),
    Mistake("e", "times W", lambda p: tuple(tuple(2 * q * w for w in row)
                                           for q, row in zip(output(p), p["matrix"], strict=True)),
            "In the product $W x$ each weight is multiplied by an entry of $x$."),
)  # fmt: skip

WHOLE = {"type": "integer", "minimum": -20, "maximum": 20}

family = Family(
    cases=tuple(SHAPES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "matrix": {
            "type": "array",
            "items": {"type": "array", "items": WHOLE, "minItems": 2, "maxItems": 4},
            "minItems": 2,
            "maxItems": 4,
            "description": "W, whole numbers, e.g. [[1, 2], [0, -1]]",
        },
        "x": {
            "type": "array",
            "items": WHOLE,
            "minItems": 2,
            "maxItems": 4,
            "description": "x, e.g. [2, -1]",
        },
        "orders": {
            "type": "array",
            "items": {
                "type": "array",
                "items": {"type": "string", "enum": list(NODES)},
                "minItems": 4,
                "maxItems": 4,
            },
            "minItems": 2,
            "maxItems": 6,
            "description": 'orders of the nodes of which the last part asks, e.g. [["L", "q", "W", "x"]]',
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
