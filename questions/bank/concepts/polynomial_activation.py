"""Which activations make networks universal: with a polynomial one, all widths reach the same few functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from questions import claims, statements
from questions.claims import Claim
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

HIGHEST = 6  # degree that a polynomial among the activations may have
COUNT = 5  # activations to judge


def draw(case: str, stream: Stream) -> Params:
    degree = 2 if case == "square" else stream.integer(3, 5)

    def numbers() -> Params:
        units = stream.choice((10, 20, 50, 100, 200, 500, 1000))
        return {"degree": degree, "units": units, "claims": claims.drawn(CLAIMS, stream, COUNT)}

    return stream.until(numbers, lambda params: ill_posed(params) is None)


def case_of(params: Params) -> str:
    return "square" if params["degree"] == 2 else "higher_degree"


def ill_posed(params: Params) -> str | None:
    if params["units"] < params["degree"] + 1:
        return f"{params['units']} units do not reach all polynomials of degree {params['degree']}"
    return claims.all_alike(CLAIMS, params)


# -- activations -------------------------------------------------------------------------------------------


def is_polynomial(f: Callable[[Any], Any]) -> bool:
    """Whether the differences of order 7 vanish at whole numbers, as they do just for polynomials up to degree 6."""
    import mpmath

    with mpmath.workdps(40):
        values = [mpmath.mpf(f(mpmath.mpf(u))) for u in range(-HIGHEST, HIGHEST + 2)]
        for _ in range(HIGHEST + 1):
            values = [b - a for a, b in pairwise(values)]
        return all(abs(value) < mpmath.mpf(10) ** -25 for value in values)


def _row(text: str, f: Callable[[Any], Any], feedback: str) -> Claim:
    return Claim(text, feedback, lambda _: not is_polynomial(f))


def _exp(u: Any) -> Any:
    import mpmath

    return mpmath.exp(u)


def _sine(u: Any) -> Any:
    import mpmath

    return mpmath.sin(u)


STUCK = "A polynomial: all widths reach only polynomials of its degree."
BENT = "It is no polynomial, so enough units come as near as one likes."

CLAIMS: Mapping[str, Claim] = {
    "identity": _row(
        "the identity, $f(u) = u$", lambda u: u, "A polynomial of degree 1: all layers are one affine map."
    ),
    "square": _row(
        "the square, $f(u) = u^2$",
        lambda u: u**2,
        "Not linear, but a polynomial: only parabolas are reached.",
    ),
    "cube": _row("the cube, $f(u) = u^3$", lambda u: u**3, STUCK),
    "quartic": _row("$f(u) = u^4 - u$", lambda u: u**4 - u, STUCK),
    "relu": _row(r"the ReLU, $f(u) = \max(0, u)$", lambda u: max(u, 0), BENT),
    "leaky_relu": _row(r"the leaky ReLU, $f(u) = \max(0.1 u, u)$", lambda u: max(u / 10, u), BENT),
    "tanh": _row(r"$f(u) = \tanh u$", lambda u: 1 - 2 / (_exp(2 * u) + 1), BENT),
    "sigmoid": _row(r"the sigmoid, $f(u) = 1 / (1 + e^{-u})$", lambda u: 1 / (1 + _exp(-u)), BENT),
    "abs": _row("the absolute value, $f(u) = |u|$", abs, BENT),
    "sine": _row(r"the sine, $f(u) = \sin u$", _sine, BENT),
}


def dimension(params: Params) -> int:
    """Of the polynomials up to this degree."""
    return int(params["degree"]) + 1


def solve(params: Params) -> Mapping[str, Solved]:
    degree = params["degree"]
    facts = {
        "basis": ",\\ ".join(["1", "x", *(f"x^{k}" for k in range(2, degree + 1))]),
        "reasons": statements.told(claims.decided(CLAIMS, params)),
        "power": degree,
    }
    return {
        "a": Solved(Exact("integer", dimension(params)), facts),
        "b": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "one for each unit",
        lambda p: p["units"],
        "The outputs of the units are linearly dependent: they are all polynomials of the same degree.",
    ),
    Mistake(
        "a",
        "one for each unit and the bias",
        lambda p: p["units"] + 1,
        "The outputs of the units are linearly dependent, and the constant is among what they reach.",
    ),
    Mistake("a", "forgot the constants", lambda p: p["degree"], "A constant is a polynomial, too."),
)

family = Family(
    cases=("square", "higher_degree"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "degree": {"type": "integer", "minimum": 2, "maximum": 6, "description": "of the activation u^p"},
        "units": {"type": "integer", "minimum": 3, "maximum": 10**6, "description": "hidden units"},
        "claims": {
            **claims.schema(CLAIMS),
            "description": "the activations to be judged, by name, in the order of the sheet",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
