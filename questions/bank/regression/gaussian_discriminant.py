"""Two Gaussian classes: with different covariances the log-ratio is quadratic, with a common one it is affine."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import derived, typeset
from questions.model import Exact, Family, Mistake, Option, Params, Solved
from questions.seeds import Stream

VARIANCES = (1, 2, 3, 4, 5)
SHAPES = {
    "line": "straight lines",
    "ellipse": "ellipses (or circles)",
    "hyperbola": "hyperbolas",
    "parabola": "parabolas",
}
PROOFS = {1: "gaussian_log_ratio_common", 2: "gaussian_log_ratio"}  # by the degree
DIFFERENT = ("ellipse", "hyperbola", "parabola")


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    wanted = stream.choice(DIFFERENT)
    first, second = ([stream.choice(VARIANCES) for _ in range(2)] for _ in range(2))
    if case == "common_covariance":
        second = list(first)
    elif wanted == "parabola":
        place = stream.integer(0, 1)
        second[place] = first[place]
    return {
        "first": {"mean": [stream.integer(-3, 3) for _ in range(2)], "variances": first},
        "second": {"mean": [stream.integer(-3, 3) for _ in range(2)], "variances": second},
        "shapes": list(stream.shuffle(tuple(SHAPES))),
    }


def case_of(params: Params) -> str:
    same = params["first"]["variances"] == params["second"]["variances"]
    return "common_covariance" if same else "different_covariances"


def ill_posed(params: Params) -> str | None:
    if params["first"]["mean"] == params["second"]["mean"]:
        return "both classes have the same mean"
    found = coefficients(params)
    if 0 in found[2:]:
        return "a linear coefficient is 0"
    if len(set(found)) == 1 or sorted(params["shapes"]) != sorted(SHAPES):
        return "all coefficients are equal, or not each shape stands there once"
    return None


def squares(params: Params) -> tuple[Fraction, ...]:
    """The coefficients of the squares: -1/2 (1/v1 - 1/v2)."""
    pairs = zip(params["first"]["variances"], params["second"]["variances"], strict=True)
    return tuple(-Fraction(1, 2) * (Fraction(1, v) - Fraction(1, u)) for v, u in pairs)


def lines(params: Params) -> tuple[Fraction, ...]:
    """The coefficients of the coordinates: m1/v1 - m2/v2."""
    first, second = params["first"], params["second"]
    entries = zip(first["mean"], first["variances"], second["mean"], second["variances"], strict=True)
    return tuple(Fraction(m, v) - Fraction(n, u) for m, v, n, u in entries)


def coefficients(params: Params) -> tuple[Fraction, ...]:
    return (*squares(params), *lines(params))


def shape(params: Params) -> str:
    a, b = squares(params)
    if a == b == 0:
        return "line"
    if a * b == 0:
        return "parabola"
    return "ellipse" if a * b > 0 else "hyperbola"


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    order = 1 if shape(params) == "line" else 2
    names = ("x_1^2", "x_2^2", "x_1", "x_2")
    numbers = [typeset.number(c) for c in coefficients(params)]
    first, second = params["first"], params["second"]
    v, u, m, n = first["variances"][0], second["variances"][0], first["mean"][0], second["mean"][0]
    facts = {
        "ratio": typeset.signed_sum(_term(c, name) for c, name in zip(numbers, names, strict=True)),
        "square": rf"-\frac{{1}}{{2}} \left({_over(1, v)} - {_over(1, u)}\right) = {numbers[0]}",
        "line": f"{_difference(_over(m, v), _over(n, u))} = {numbers[2]}",
        "shape": shape(params),
        "order": order,
    }
    letters = {name: "ABCD"[k] for k, name in enumerate(params["shapes"])}
    right = shape(params)
    why = "The signs of the coefficients of the squares decide, and here they say something else."
    options = tuple(
        Option(letters[name], SHAPES[name], name == right, "" if name == right else why)
        for name in params["shapes"]
    )
    return {
        "a": Solved(Exact("integer", order), facts, derivation=derived.derivation(PROOFS[order])),
        "b": Solved(Exact("array", coefficients(params)), facts),
        "c": Solved(Exact("choice", letters[right]), facts, options=options),
    }


def _term(coefficient: str, name: str) -> str:
    """A term without a coefficient 1 or -1; "0" for one that vanishes."""
    return {"0": "0", "1": name, "-1": f"-{name}"}.get(coefficient, f"{coefficient} {name}")


def _over(top: int, bottom: int) -> str:
    return typeset.number(Fraction(top, bottom))


def _difference(left: str, right: str) -> str:
    return f"{left} - {typeset.enclosed(right)}"


# -- what goes wrong ---------------------------------------------------------------------------------------


def of_covariances(params: Params) -> tuple[Fraction, ...]:
    """With the difference of the variances in the place of that of their inverses."""
    pairs = zip(params["first"]["variances"], params["second"]["variances"], strict=True)
    return (*(-Fraction(1, 2) * (v - u) for v, u in pairs), *lines(params))


MISTAKES = (
    Mistake(
        "a",
        "1 (linear)",
        lambda p: 1 if shape(p) != "line" else None,
        "The squares cancel only if both classes have the same covariance matrix.",
    ),
    Mistake(
        "a",
        "quadratic",
        lambda p: 2 if shape(p) == "line" else None,
        "With the same covariance matrix the squares of both densities cancel.",
    ),
    Mistake(
        "b",
        "the other ratio",
        lambda p: tuple(-c for c in coefficients(p)),
        "These are the coefficients of the logarithm of the second density over the first.",
    ),
    Mistake(
        "b",
        "forgot the half",
        lambda p: (*(2 * c for c in squares(p)), *lines(p)) if shape(p) != "line" else None,
        r"The exponent of a Gaussian is $-\frac{1}{2}$ times the square over the variance.",
    ),
    Mistake(
        "b",
        "covariances not inverted",
        lambda p: of_covariances(p) if shape(p) != "line" else None,
        "In the exponent the covariance matrix is inverted.",
    ),
    Mistake(
        "b",
        "differences of the means",
        lambda p: (
            *squares(p),
            *(Fraction(m - n) for m, n in zip(p["first"]["mean"], p["second"]["mean"], strict=True)),
        ),
        "Each mean is divided by the variance of its own class.",
    ),
)

CLASS = {
    "type": "object",
    "properties": {
        "mean": {
            "type": "array",
            "items": {"type": "integer", "minimum": -20, "maximum": 20},
            "minItems": 2,
            "maxItems": 2,
        },
        "variances": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 20},
            "minItems": 2,
            "maxItems": 2,
        },
    },
    "required": ["mean", "variances"],
    "additionalProperties": False,
}

family = Family(
    cases=("different_covariances", "common_covariance"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "first": {
            **CLASS,
            "description": "mean and variances of class 1, e.g. {mean: [0, 1], variances: [1, 2]}",
        },
        "second": {**CLASS, "description": "mean and variances of class 2"},
        "shapes": {
            "type": "array",
            "items": {"type": "string", "enum": list(SHAPES)},
            "minItems": 4,
            "maxItems": 4,
            "uniqueItems": True,
            "description": "the four curves in the order of the sheet",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
