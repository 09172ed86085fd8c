"""Element-wise or not: the Jacobian of an activation of a vector, and which functions have a diagonal one."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from questions import activation_terms, derived, rounding, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement, tick_all, told

CASES = ("sigmoid", "tanh", "relu", "leaky_relu", "softmax")
STRAIGHT = ("relu", "leaky_relu")  # made of straight lines: values and slopes are exact
ASKED = 5  # functions of part (c)
SIZE = 3  # of the drawn vector
OWN = "Output $i$ is a function of $z_i$ alone."
FUNCTIONS: Mapping[str, Statement] = {
    "relu": Statement("ReLU", OWN),
    "leaky_relu": Statement("leaky ReLU", OWN),
    "sigmoid": Statement("sigmoid", OWN),
    "tanh": Statement("hyperbolic tangent", OWN),
    "softplus": Statement(r"softplus, $\log(1 + e^{z_i})$", OWN),
    "square": Statement("$z_i^2$", OWN),
    "softmax": Statement("softmax", "The denominator contains all entries."),
    "log_softmax": Statement(r"log-softmax, $z_i - \log \sum_j e^{z_j}$", "The sum contains all entries."),
    "maxout": Statement(
        "maxout of neighbouring pairs, $\\max(z_i, z_{i+1})$ (with $z_{n+1} = z_1$)",
        "Output $i$ may follow its neighbour.",
    ),
    "centring": Statement(
        r"$z_i - \bar z$, with the mean $\bar z$ of the entries", "The mean contains all entries."
    ),
    "normalise": Statement(r"$z_i / \lVert z \rVert$", "The norm contains all entries."),
    "product": Statement("$z_i z_{i+1}$ (with $z_{n+1} = z_1$)", "Output $i$ contains its neighbour."),
    "cumulative": Statement("$z_1 + z_2 + \\dots + z_i$", "Output $i$ contains all entries before it."),
}


def vector_functions() -> Mapping[str, Any]:
    """Output i as a SymPy expression of the entries."""
    import sympy as sp

    def own(f: Any) -> Any:
        return lambda z, i: f(z[i])

    def neighbour(z: Any, i: int) -> Any:
        return z[(i + 1) % len(z)]

    total = sum
    return {
        "relu": own(lambda u: sp.Max(0, u)),
        "leaky_relu": own(lambda u: sp.Max(u / 10, u)),
        "sigmoid": own(lambda u: 1 / (1 + sp.exp(-u))),
        "tanh": own(sp.tanh),
        "softplus": own(lambda u: sp.log(1 + sp.exp(u))),
        "square": own(lambda u: u**2),
        "softmax": lambda z, i: sp.exp(z[i]) / total(map(sp.exp, z)),
        "log_softmax": lambda z, i: z[i] - sp.log(total(map(sp.exp, z))),
        "maxout": lambda z, i: sp.Max(z[i], neighbour(z, i)),
        "centring": lambda z, i: z[i] - total(z) / len(z),
        "normalise": lambda z, i: z[i] / sp.sqrt(total(u**2 for u in z)),
        "product": lambda z, i: z[i] * neighbour(z, i),
        "cumulative": lambda z, i: total(z[: i + 1]),
    }


@cache
def is_elementwise(name: str) -> bool:
    """Whether output i contains no entry but z_i: then, and only then, is the Jacobian diagonal everywhere."""
    import sympy as sp

    z = sp.symbols("z1:4", real=True)
    outputs = [vector_functions()[name](z, i) for i in range(len(z))]
    return all(output.free_symbols <= {z[i]} for i, output in enumerate(outputs))


# -- drawing -----------------------------------------------------------------------------------------------


def draw(case: str, stream: Stream) -> Params:
    def make() -> Params:
        tenths = [stream.sign() * stream.integer(2, 20) for _ in range(SIZE)]
        return {
            "activation": case,
            "z": [fixed(k, 1).removesuffix(".0") for k in tenths],
            "n": stream.choice((10, 12, 16, 20, 32, 50, 64)),
            "batch": stream.choice((4, 5, 6, 8, 12, 15, 20, 25)),
            "functions": list(stream.sample(list(FUNCTIONS), ASKED)),
        }

    return stream.until(make, lambda params: ill_posed(params) is None)


def ill_posed(params: Params) -> str | None:
    z = [Fraction(v) for v in params["z"]]
    if any(abs(v) < Fraction(1, 10) for v in z):
        return "an entry is nearer to 0 than 0.1, where some of the functions have a kink"
    if any(abs(v) > 6 for v in z):
        return "an entry is beyond 6"
    if len(set(z)) < len(z) or len({v > 0 for v in z}) < 2:
        return "two entries are the same, or all have the same sign"
    asked = params["functions"]
    if len(set(asked)) < len(asked):
        return "a function stands twice in the list"
    kept = {is_elementwise(name) for name in asked}
    return None if len(kept) == 2 else "all of the functions are element-wise, or none is"


# -- the solution ------------------------------------------------------------------------------------------


def entries(params: Params) -> list[Fraction]:
    return [Fraction(v) for v in params["z"]]


def jacobian(params: Params) -> tuple[tuple[Fraction, ...], ...]:
    """Rows are outputs, columns are inputs; exact or good to 40 digits."""
    name, z = params["activation"], entries(params)
    if name == "softmax":
        s = softmax(z)
        return tuple(tuple(s[i] * ((i == j) - s[j]) for j in range(len(z))) for i in range(len(z)))
    slopes = [slope(name, v) for v in z]
    return tuple(tuple(slopes[i] if i == j else Fraction(0) for j in range(len(z))) for i in range(len(z)))


def slope(name: str, v: Fraction) -> Fraction:
    constants = {"alpha": Fraction(1, 10)} if name == "leaky_relu" else {}
    found = rounding.fraction(activation_terms.slope(name, v, constants))
    return found.limit_denominator(1000) if name in STRAIGHT else found


def softmax(z: list[Fraction]) -> list[Fraction]:
    import mpmath as mp

    with mp.workdps(40):
        powers = [mp.exp(mp.mpf(v.numerator) / v.denominator) for v in z]
        return [rounding.fraction(power / sum(powers)) for power in powers]


def solve(params: Params) -> Mapping[str, Solved]:
    name, n = params["activation"], params["n"]
    digits = None if name in STRAIGHT else 3

    def shown(slope: Fraction) -> str:
        return typeset.number(slope) if digits is None else typeset.about(slope, digits)

    count = params["batch"] * (n if is_elementwise(name) else n * n)
    facts = {
        "diagonal": is_elementwise(name),
        "squared": str(n * n),
        "slopes": typeset.vector([shown(row[k]) for k, row in enumerate(jacobian(params))]),
        "shares": typeset.vector([typeset.about(s, 4) for s in softmax(entries(params))]),
    }
    decided = [(FUNCTIONS[one], is_elementwise(one)) for one in params["functions"]]
    proof = derived.derivation("softmax_jacobian" if name == "softmax" else name)
    return {
        "a": Solved(Exact("array", jacobian(params), digits), facts, derivation=proof),
        "b": Solved(Exact("integer", count), facts),
        "c": tick_all(decided, {"rows": told(decided)}),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def all_columns(params: Params) -> tuple[tuple[Fraction, ...], ...] | None:
    """f'(z_j) in every row, as if each output listened to each input."""
    if params["activation"] == "softmax":
        return None
    slopes = [slope(params["activation"], v) for v in entries(params)]
    return tuple(tuple(slopes) for _ in slopes)


def diagonal_only(params: Params) -> tuple[tuple[Fraction, ...], ...] | None:
    if params["activation"] != "softmax":
        return None
    found = jacobian(params)
    return tuple(
        tuple(entry if i == j else Fraction(0) for j, entry in enumerate(row)) for i, row in enumerate(found)
    )


def values_on_the_diagonal(params: Params) -> tuple[tuple[Fraction, ...], ...] | None:
    name, z = params["activation"], entries(params)
    if name == "softmax":
        values = softmax(z)
    else:
        constants = {"alpha": Fraction(1, 10)} if name == "leaky_relu" else {}
        values = [rounding.fraction(activation_terms.value(name, v, constants)) for v in z]
        if name in STRAIGHT:
            values = [value.limit_denominator(1000) for value in values]
    return tuple(
        tuple(value if i == j else Fraction(0) for j in range(len(z))) for i, value in enumerate(values)
    )


def other_count(params: Params) -> int:
    n = params["n"]
    return int(params["batch"] * (n if params["activation"] == "softmax" else n * n))


def one_example(params: Params) -> int:
    n = params["n"]
    return int(n * n if params["activation"] == "softmax" else n)


MISTAKES = (
    Mistake("a", "every output listens to every input", all_columns,
            "Output $i$ does not contain $z_j$, so the entry off the diagonal is 0."),
    Mistake("a", "softmax taken as element-wise", diagonal_only,
            "The denominator of softmax contains all entries: raising one logit lowers the other shares."),
    Mistake("a", "values instead of slopes", values_on_the_diagonal, "The Jacobian contains derivatives, not values."),
    Mistake("b", "the other kind of Jacobian", other_count,
            "Count what can be different from 0: the diagonal of an element-wise function, all entries otherwise."),
    Mistake("b", "a single example", one_example, "Each example of the batch has a Jacobian of its own."),
)  # fmt: skip

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {
            "type": "string",
            "enum": list(CASES),
            "description": "the activation by name, e.g. tanh",
        },
        "z": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 4,
            "description": "pre-activations of part (a), not 0, e.g. [0.5, -1, 2]",
        },
        "n": {
            "type": "integer",
            "minimum": 2,
            "maximum": 1000,
            "description": "length of the vector of part (b), e.g. 64",
        },
        "batch": {
            "type": "integer",
            "minimum": 2,
            "maximum": 1000,
            "description": "number of examples in part (b), e.g. 8",
        },
        "functions": {
            "type": "array",
            "items": {"type": "string", "enum": list(FUNCTIONS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "the functions of part (c) by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["activation"],
)
