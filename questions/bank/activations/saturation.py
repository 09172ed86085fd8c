"""Saturation: the slope of an activation far from 0, and which activations have next to none at which inputs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from questions import activation_terms, derived, rounding, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, tick_all, told

CASES = ("sigmoid", "tanh", "elu")
ASKED = 5  # rows of part (c)
FARTHEST = {"sigmoid": 20, "tanh": 12, "elu": 30}
FLOAT_RANGE = Fraction(1, 2**1075)  # half of the smallest positive double: what is below becomes 0
WORDS = {
    "sigmoid": "the sigmoid",
    "tanh": "the hyperbolic tangent",
    "relu": "the ReLU",
    "leaky_relu": r"the leaky ReLU with $\alpha = 0.01$",
    "elu": r"the ELU with $\alpha = 1$",
    "softsign": r"the softsign, $\frac{z}{1 + |z|}$,",
}
REASONS = {
    "sigmoid": r"On both sides the slope falls like $e^{-|z|}$.",
    "tanh": r"On both sides the slope falls like $4 e^{-2|z|}$.",
    "relu": "The slope is 1 on the right, however far, and exactly 0 on the left, however near.",
    "leaky_relu": "The slope is 1 on the right and 0.01 on the left, however far.",
    "elu": "The slope is 1 on the right; on the left it is $e^{z}$, which is never 0 and soon tiny.",
    "softsign": r"The slope is $1/(1 + |z|)^2$, which falls slowly.",
}
PLACES = {
    "sigmoid": (-30, -20, -5, -2, 2, 5, 20, 30),
    "tanh": (-20, -10, -2, -1, 1, 2, 10, 20),
    "relu": (-1000, -10, -1, 1, 10, 1000),
    "leaky_relu": (-1000, -50, 50),
    "elu": (-40, -30, -2, -1, 5, 1000),
    "softsign": (-5, -2, 2, 5),
}
DEEPEST = 40  # 10 e^(-40), the largest slope there that may be asked about, is below each limit
FLOAT = "float64"
FLOATS = (-700, -730, -760, -800, -1000)


def row_names() -> list[str]:
    """All rows that part (c) may ask about, as kind@place."""
    rows = [f"{name}@{z}" for name, places in PLACES.items() for z in places]
    return [*rows, *(f"{FLOAT}@{z}" for z in FLOATS)]


def parsed(row: str) -> tuple[str, Fraction]:
    kind, _, place = row.partition("@")
    return kind, Fraction(place)


def constants(name: str, alpha: str) -> dict[str, Fraction]:
    return {"alpha": Fraction(alpha)} if name in ("elu", "leaky_relu") else {}


def slope(name: str, z: Fraction, alpha: str) -> Fraction:
    return rounding.fraction(activation_terms.slope(name, z, constants(name, alpha)))


def is_flat(row: str, m: int) -> bool:
    """Whether the slope is below 10^-m, or, in float64, whether the exponential is rounded to 0."""
    kind, z = parsed(row)
    if kind == FLOAT:
        return rounding.fraction(_exponential(z)) < FLOAT_RANGE
    return slope_of(row) < Fraction(1, 10**m)


def slope_of(row: str) -> Fraction:
    """The slope that part (c) asks about, with the customary alpha of the activation."""
    kind, z = parsed(row)
    return slope(kind, z, "0.01" if kind == "leaky_relu" else "1")


def _exponential(z: Fraction) -> object:
    import mpmath as mp

    with mp.workdps(40):
        return mp.exp(mp.mpf(z.numerator) / z.denominator)


def statement(row: str) -> Statement:
    kind, z = parsed(row)
    at = typeset.number(z)
    if kind == FLOAT:
        return Statement(
            f"In double precision (float64) `np.exp({at}.0)`, the slope of an ELU there, returns exactly 0.",
            r"The smallest positive double is about $5 \times 10^{-324} \approx e^{-744.4}$; below half of it is 0.",
        )
    return Statement(f"{WORDS[kind]} at $z = {at}$", REASONS[kind])


# -- drawing -----------------------------------------------------------------------------------------------


def draw(case: str, stream: Stream) -> Params:
    def make() -> Params:
        side = -1 if case == "elu" else stream.sign()
        rows = stream.sample(row_names(), ASKED)
        return {
            "activation": case,
            "z": side * stream.integer(3, FARTHEST[case]),
            "alpha": stream.choice(("0.5", "1", "1.5", "2")) if case == "elu" else "1",
            "m": stream.integer(3, 8),
            "rows": list(rows),
        }

    return stream.until(make, lambda params: ill_posed(params) is None)


def ill_posed(params: Params) -> str | None:
    name, z, m = params["activation"], params["z"], params["m"]
    if z == 0 or abs(z) > 60:
        return "z is 0, or beyond 60"
    if name == "elu" and z > 0:
        return "on the right of 0 the ELU is a straight line"
    if not 0 < Fraction(params["alpha"]) <= 10:
        return "alpha must be positive and at most 10"
    rows = params["rows"]
    if len(set(rows)) < len(rows) or not set(rows) <= set(row_names()):
        return "a row stands twice, or is none of those that can be asked"
    if len({is_flat(row, m) for row in rows}) < 2:
        return "all of the rows are flat, or none is"
    first = first_flat(params)
    if first < 2:
        return "the slope is below the limit from the start"
    near = [slope(name, Fraction(_side(params) * n), params["alpha"]) * 10**m for n in (first - 1, first)]
    near += [slope_of(row) * 10**m for row in rows if not row.startswith(FLOAT)]
    return "a slope is too near the limit" if any(abs(v - 1) < Fraction(1, 50) for v in near) else None


def _side(params: Params) -> int:
    return 1 if params["z"] > 0 else -1


def first_flat(params: Params) -> int:
    """The smallest whole |z| at which the slope is below 10^-m: it falls with |z|."""
    limit = Fraction(1, 10 ** params["m"])
    name, side, alpha = params["activation"], _side(params), params["alpha"]
    return next(n for n in range(1, DEEPEST + 1) if slope(name, Fraction(side * n), alpha) < limit)


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    name, z, alpha, m = params["activation"], params["z"], params["alpha"], params["m"]
    found = slope(name, Fraction(z), alpha)
    first = first_flat(params)
    around = {
        word: typeset.about(slope(name, Fraction(_side(params) * n), alpha), 3)
        for word, n in (("before", first - 1), ("after", first))
    }
    facts = {"size": str(abs(z)), "alpha_is_1": alpha == "1", **around, "previous": str(first - 1)}
    decided = [(statement(row), is_flat(row, m)) for row in params["rows"]]
    return {
        "a": Solved(Exact("number", found, 4), facts, derivation=derived.derivation(name)),
        "b": Solved(Exact("integer", first), facts),
        "c": tick_all(decided, {"rows": told(decided)}),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def peak(params: Params) -> Fraction:
    """The slope of the sigmoid or the hyperbolic tangent where it is largest."""
    return Fraction(1, 4) if params["activation"] == "sigmoid" else Fraction(1)


def value(params: Params) -> Fraction:
    name = params["activation"]
    return rounding.fraction(
        activation_terms.value(name, Fraction(params["z"]), constants(name, params["alpha"]))
    )


def one_exponential_too_few(params: Params) -> float | None:
    """4 e^-|z| for the hyperbolic tangent, 1 - e^-|z| for the others."""
    return 4 * math.exp(-abs(params["z"])) if params["activation"] == "tanh" else None


def by_logarithm_to_base_10(params: Params) -> int:
    """The decimal exponent itself."""
    return int(params["m"])


MISTAKES = (
    Mistake("a", "the largest slope", lambda p: None if p["activation"] == "elu" else peak(p),
            "That is the slope at 0, where the curve is steepest."),
    Mistake("a", "the value instead of the slope", value,
            "The value is near its limit, and that is why the slope is tiny."),
    Mistake("a", "exactly 0", lambda p: 0, "The curve goes on rising: in exact arithmetic the slope is nowhere 0."),
    Mistake("a", "the slope of a leaky ReLU", lambda p: Fraction(p["alpha"]) if p["activation"] == "elu" else None,
            r"The left side of an ELU is $\alpha (e^z - 1)$, with slope $\alpha e^z$, not a straight line."),
    Mistake("a", "forgot the 2 in the exponent", one_exponential_too_few,
            r"$\tanh$ has $e^{2z}$ in it: far out its slope is about $4 e^{-2|z|}$."),
    Mistake("b", "the exponent itself", by_logarithm_to_base_10,
            r"The slope falls like a power of e, not of 10: $10^{-m} = e^{-2.3 m}$."),
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
            "description": "the activation by name, e.g. sigmoid",
        },
        "z": {
            "type": "integer",
            "minimum": -60,
            "maximum": 60,
            "description": "the point of part (a), e.g. 10",
        },
        "alpha": {**DECIMAL, "description": "alpha of the ELU, e.g. 1; the others do not use it"},
        "m": {
            "type": "integer",
            "minimum": 1,
            "maximum": 12,
            "description": "a slope below 10^-m counts as saturated, e.g. 3",
        },
        "rows": {
            "type": "array",
            "items": {"type": "string", "enum": row_names()},
            "minItems": 2,
            "maxItems": 8,
            "description": "what part (c) asks about, each as activation@point, e.g. relu@-10",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["activation"],
)
