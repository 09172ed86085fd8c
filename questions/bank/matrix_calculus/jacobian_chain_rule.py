"""The chain rule through a map with one or more outputs: a Jacobian, a gradient, and their product in numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TypeAlias

from questions import derived, typeset
from questions.model import JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

Terms: TypeAlias = "Sequence[tuple[int, Sequence[int]]]"  # of a polynomial: coefficient and exponents

INPUTS = 2
SHAPES = ((2, 0), (1, 1), (0, 2), (1, 0), (0, 1))  # of the exponents in a drawn term
LARGEST = 400  # of an entry of an answer, in size


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and _telling(params)
    )


def _numbers(case: str, stream: Stream) -> Params:
    outputs = 1 if case == "one_output" else 2
    last = stream.choice([[2], [3]]) if outputs == 1 else stream.choice([[1, 1], [2, 0], [0, 2], [2, 1]])
    rest = [1] if outputs == 1 else stream.choice([[1, 0], [0, 1]])
    return {
        "f": [[list(term) for term in _two_terms(stream)] for _ in range(outputs)],
        "L": [[stream.choice((1, 1, 2)), last], [stream.choice((-3, -2, -1, 2, 3)), rest]],
        "x": [stream.sign() * stream.integer(1, 3) for _ in range(INPUTS)],
    }


def _two_terms(stream: Stream) -> list[tuple[int, list[int]]]:
    shapes = stream.sample(SHAPES, 2)
    return [(stream.choice((-2, -1, 1, 1, 2, 3)), list(shape)) for shape in shapes]


def _telling(params: Params) -> bool:
    """Whether each input moves each output, each output the loss, and the numbers stay small."""
    j, g, found = jacobian(params), by_output(params), by_input(params)
    small = max(map(abs, (*found, *g))) <= LARGEST
    return (
        small and all(map(all, j)) and all(g) and len(set(found)) > 1 and len(set(g)) == len(g) and all(found)
    )


def ill_posed(params: Params) -> str | None:
    if any(len(exponents) != len(params["x"]) for terms in params["f"] for _, exponents in terms):
        return f"a term of f has not just one exponent for each of the {len(params['x'])} inputs"
    if any(len(exponents) != len(params["f"]) for _, exponents in params["L"]):
        return f"a term of L has not just one exponent for each of the {len(params['f'])} outputs"
    if any(_nothing_depends(terms) for terms in (*params["f"], params["L"])):
        return "a function is constant"
    if not any(by_input(params)):
        return "the gradient is 0"
    return None


def _nothing_depends(terms: Terms) -> bool:
    return not any(coefficient and any(exponents) for coefficient, exponents in terms)


def case_of(params: Params) -> str:
    return "one_output" if len(params["f"]) == 1 else "several_outputs"


# -- polynomials -------------------------------------------------------------------------------------------


def value(terms: Terms, at: Sequence[int]) -> int:
    return sum(c * prod(u**e for u, e in zip(at, exponents, strict=True)) for c, exponents in terms)


def slope(terms: Terms, k: int) -> list[tuple[int, list[int]]]:
    """The derivative by variable k, term by term."""
    return [
        (c * exponents[k], [e - (i == k) for i, e in enumerate(exponents)])
        for c, exponents in terms
        if exponents[k]
    ]


def reached(params: Params) -> tuple[int, ...]:
    """The outputs f(x)."""
    return tuple(value(terms, params["x"]) for terms in params["f"])


def jacobian(params: Params) -> tuple[tuple[int, ...], ...]:
    """Row i, column j: the derivative of f_i by x_j."""
    x = params["x"]
    return tuple(tuple(value(slope(terms, j), x) for j in range(len(x))) for terms in params["f"])


def by_output(params: Params) -> tuple[int, ...]:
    outputs = reached(params)
    return tuple(value(slope(params["L"], i), outputs) for i in range(len(outputs)))


def by_input(params: Params) -> tuple[int, ...]:
    columns = zip(*jacobian(params), strict=True)
    g = by_output(params)
    return tuple(sum(u * v for u, v in zip(g, column, strict=True)) for column in columns)


# -- the solution ------------------------------------------------------------------------------------------


def names(params: Params) -> list[str]:
    """The outputs as printed: one alone has no index."""
    count = len(params["f"])
    return ["f"] if count == 1 else [f"f_{i}" for i in range(1, count + 1)]


def formulas(params: Params) -> Mapping[str, JSON]:
    """What the solution prints of the functions."""
    outputs, inputs = names(params), [f"x_{j}" for j in range(1, len(params["x"]) + 1)]
    rows = [
        " & ".join(typeset.polynomial(slope(terms, j), *inputs) for j in range(len(inputs)))
        for terms in params["f"]
    ]
    return {
        "symbolic": r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}",
        "slopes": [
            {"name": name, "slope": typeset.polynomial(slope(params["L"], i), *outputs)}
            for i, name in enumerate(outputs)
        ],
        "reached": r", \quad ".join(f"{n} = {v}" for n, v in zip(outputs, reached(params), strict=True)),
    }


def solve(params: Params) -> Mapping[str, Solved]:
    j, g = jacobian(params), by_output(params)
    sums = [
        typeset.signed_sum(typeset.product(u, v) for u, v in zip(g, column, strict=True))
        for column in zip(*j, strict=True)
    ]
    facts = {
        **formulas(params),
        "g": typeset.vector(map(str, g)),
        "sums": [
            {"number": k, "sum": line, "value": found, "value_text": str(found)}
            for k, (line, found) in enumerate(zip(sums, by_input(params), strict=True), start=1)
        ],
        "J": typeset.matrix(j),
    }
    proved = derived.derivation("gradients_add_up") if len(g) == 2 else None
    return {
        "a": Solved(Exact("array", j), facts),
        "b": Solved(Exact("array", g), facts),
        "c": Solved(Exact("array", by_input(params)), facts, derivation=proved),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def turned(params: Params) -> tuple[tuple[int, ...], ...]:
    return tuple(zip(*jacobian(params), strict=True))


def at_input(params: Params) -> tuple[int, ...] | None:
    """The slopes of L with the inputs in place of the outputs."""
    if len(params["x"]) != len(params["f"]):
        return None
    return tuple(value(slope(params["L"], i), params["x"]) for i in range(len(params["x"])))


def product_of_sums(params: Params) -> tuple[int, ...] | None:
    """The sum of the slopes of L times the sum of each column."""
    if len(params["f"]) == 1:
        return None
    total = sum(by_output(params))
    return tuple(total * sum(column) for column in zip(*jacobian(params), strict=True))


def dot_product(params: Params) -> int | None:
    """All products added up to one number."""
    return sum(by_input(params)) if len(params["f"]) == 1 else None


def first_path(params: Params) -> tuple[int, ...] | None:
    if len(params["f"]) == 1:
        return None
    return tuple(by_output(params)[0] * entry for entry in jacobian(params)[0])


def rows_for_columns(params: Params) -> tuple[int, ...] | None:
    """J g instead of its transpose, where J is square."""
    if len(params["f"]) != len(params["x"]):
        return None
    return tuple(sum(u * v for u, v in zip(row, by_output(params), strict=True)) for row in jacobian(params))


MISTAKES = (
    Mistake("a", "transposed", turned, "The rows belong to the outputs here, the columns to the inputs."),
    Mistake(
        "a",
        "the outputs themselves",
        lambda p: tuple((f,) * len(p["x"]) for f in reached(p)),
        "The Jacobian holds derivatives, not values.",
    ),
    Mistake(
        "b",
        "at x instead of f(x)",
        at_input,
        "$L$ is a function of $f$: its derivative is taken at the value that $f$ has there.",
    ),
    Mistake(
        "c",
        "the product of the sums",
        product_of_sums,
        "Each path has its own product; the products are added, not the factors.",
    ),
    Mistake(
        "c",
        "a dot product",
        dot_product,
        "The left-hand side is a gradient: the number $dL/df$ stretches the vector $\\nabla f$.",
    ),
    Mistake(
        "c",
        "only the first path",
        first_path,
        "An input moves all outputs, and each of them moves the loss.",
    ),
    Mistake(
        "c",
        "along the rows of the Jacobian",
        rows_for_columns,
        "Input $j$ reaches the outputs through column $j$ of this Jacobian.",
    ),
)

WHOLE = {"type": "integer", "minimum": -9, "maximum": 9}
TERMS = {
    "type": "array",
    "minItems": 1,
    "maxItems": 4,
    "items": {
        "type": "array",
        "prefixItems": [
            WHOLE,
            {
                "type": "array",
                "items": {"type": "integer", "minimum": 0, "maximum": 4},
                "minItems": 1,
                "maxItems": INPUTS,
            },
        ],
        "minItems": 2,
        "maxItems": 2,
    },
}

family = Family(
    cases=("one_output", "several_outputs"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "f": {
            "type": "array",
            "items": TERMS,
            "minItems": 1,
            "maxItems": 2,
            "description": "polynomials of x, each a list of [coefficient, exponents]: [[[1, [1, 1]], [3, [0, 1]]]]",
        },
        "L": {
            **TERMS,
            "description": "the loss, a polynomial of f, as [coefficient, exponents], e.g. [[1, [2]]]",
        },
        "x": {
            "type": "array",
            "items": WHOLE,
            "minItems": INPUTS,
            "maxItems": INPUTS,
            "description": "the point, whole numbers, e.g. [2, -1]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
