"""Approximations of the GELU: a value, and the largest error with the place where it occurs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from questions import rounding, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

DIGITS = 40
REACH, CELLS = 6, 240  # extrema of the error are looked for between 0 and 6, in so many cells
CUBIC, SCALE = "0.044715", "1.702"  # the published constants
CUBICS = (CUBIC, "0.03", "0.035", "0.04", "0.05", "0.06", "0.02", "0.01")
SCALES = (SCALE, "1.4", "1.5", "1.6", "1.65", "1.75", "1.8", "2")


def draw(case: str, stream: Stream) -> Params:
    return {
        "formula": case,
        "x": fixed(stream.sign() * stream.integer(3, 25), 1).removesuffix(".0"),
        "cubic": stream.choice(CUBICS) if case == "tanh" else CUBIC,
        "scale": stream.choice(SCALES) if case == "sigmoid" else SCALE,
    }


def ill_posed(params: Params) -> str | None:
    if not Fraction(1, 5) <= abs(Fraction(params["x"])) <= 4:
        return "x is nearer to 0 than 0.2, or beyond 4"
    sizes = sorted((size for _, size in extrema(params)), reverse=True)
    if len(sizes) > 1 and sizes[1] > sizes[0] * Fraction(98, 100):
        return "two errors at different places are nearly the same"
    return None


# -- the solution ------------------------------------------------------------------------------------------


def real(mp: Any, value: Any) -> Any:
    exact = Fraction(value)
    return mp.mpf(exact.numerator) / exact.denominator


def cheap(mp: Any, x: Any, params: Params) -> Any:
    """The approximation at x."""
    if params["formula"] == "sigmoid":
        return x / (1 + mp.exp(-real(mp, params["scale"]) * x))
    inner = mp.sqrt(2 / mp.pi) * (x + real(mp, params["cubic"]) * x**3)
    return x / 2 * (1 + mp.tanh(inner))


def error_slope(mp: Any, x: Any, params: Params) -> Any:
    """The derivative of approximation minus GELU, by the product rule and GELU' = Phi + x phi."""
    exact = mp.ncdf(x) + x * mp.npdf(x)
    if params["formula"] == "sigmoid":
        k = real(mp, params["scale"])
        s = 1 / (1 + mp.exp(-k * x))
        return s + x * k * s * (1 - s) - exact
    root, c = mp.sqrt(2 / mp.pi), real(mp, params["cubic"])
    t = mp.tanh(root * (x + c * x**3))
    return (1 + t) / 2 + x / 2 * (1 - t * t) * root * (1 + 3 * c * x * x) - exact


def extrema(params: Params) -> list[tuple[Fraction, Fraction]]:
    """Place and size of each extremum of the error at positive x."""
    return _extrema(params["formula"], params["cubic"], params["scale"])


@cache
def _extrema(formula: str, cubic: str, scale: str) -> list[tuple[Fraction, Fraction]]:
    """By roots of the slope between its changes of sign."""
    import mpmath as mp

    params = {"formula": formula, "cubic": cubic, "scale": scale}
    with mp.workdps(DIGITS):
        ends = [mp.mpf(REACH) * k / CELLS for k in range(1, CELLS + 1)]
        slopes = [error_slope(mp, x, params) for x in ends]
        found = []
        for low, high, before, after in zip(ends, ends[1:], slopes, slopes[1:], strict=False):
            if before * after < 0:
                place = mp.findroot(
                    lambda x: error_slope(mp, x, params), (low, high), solver="anderson", tol=1e-60
                )
                size = abs(cheap(mp, place, params) - place * mp.ncdf(place))
                found.append((rounding.fraction(place), rounding.fraction(size)))
        return found


def largest(params: Params) -> tuple[Fraction, Fraction]:
    return max(extrema(params), key=lambda row: row[1])


def value(params: Params) -> Fraction:
    import mpmath as mp

    with mp.workdps(DIGITS):
        return rounding.fraction(cheap(mp, real(mp, params["x"]), params))


def exact_value(params: Params) -> Fraction:
    import mpmath as mp

    with mp.workdps(DIGITS):
        x = real(mp, params["x"])
        return rounding.fraction(x * mp.ncdf(x))


def solve(params: Params) -> Mapping[str, Solved]:
    place, size = largest(params)
    facts = {
        "exact": typeset.about(exact_value(params), 4),
        "gap": typeset.about(abs(value(params) - exact_value(params)), 2),
        "published": params["cubic"] == CUBIC and params["scale"] == SCALE,
        "extrema": len(extrema(params)),
    }
    return {
        "a": Solved(Exact("number", value(params), 5), facts),
        "b": Solved(Exact("array", (place, size), 3), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def tanh_formula(params: Params, root: float, cubic: float) -> float | None:
    if params["formula"] != "tanh":
        return None
    x = float(params["x"])
    return x / 2 * (1 + math.tanh(root * (x + cubic * x**3)))


def without_scale(params: Params) -> float | None:
    x = float(params["x"])
    return x / (1 + math.exp(-x)) if params["formula"] == "sigmoid" else None


MISTAKES = (
    Mistake(
        "a",
        "the root upside down",
        lambda p: tanh_formula(p, math.sqrt(math.pi / 2), float(p["cubic"])),
        r"The slope at 0 of $\tanh$ must be that of $\operatorname{erf}(x/\sqrt{2})$, which is $\sqrt{2/\pi}$.",
    ),
    Mistake(
        "a",
        "dropped the cubic term",
        lambda p: tanh_formula(p, math.sqrt(2 / math.pi), 0.0),
        "The cubic term is small near 0, but it counts from about 0.5 on.",
    ),
    Mistake(
        "a",
        "without the scale",
        without_scale,
        r"With $\sigma(x)$ as the gate this is the SiLU, a poor approximation.",
    ),
    Mistake("a", "the exact GELU", exact_value, "That is the function that is approximated."),
    Mistake(
        "b",
        "the error at 0",
        lambda p: (Fraction(0), Fraction(0)),
        "At 0 both functions are 0; the largest error lies where the two gates differ most, weighted with $x$.",
    ),
)

family = Family(
    cases=("tanh", "sigmoid"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "formula": {
            "type": "string",
            "enum": ["tanh", "sigmoid"],
            "description": "the approximation by name, e.g. tanh",
        },
        "x": {**DECIMAL, "description": "the point of part (a), e.g. 1"},
        "cubic": {
            "type": "string",
            "enum": list(CUBICS),
            "description": f"factor of the cubic term in the tanh formula; published: {CUBIC}",
        },
        "scale": {
            "type": "string",
            "enum": list(SCALES),
            "description": f"factor in the sigmoid formula; published: {SCALE}",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["formula"],
)
