"""Sigmoid against hyperbolic tangent: their slopes at a point, where they cross, and what tanh is better at."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import activation_terms, derived, rounding, typeset
from questions.model import DECIMAL, Exact, Family, Intermediate, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement, tick_all, told

ASKED = 4  # statements on a sheet
DIGITS = 40
MULTIPLES = ("1", "1.5", "2", "2.5", "3")
CROSSING = 1.662886  # where the slopes are the same, to see from afar on which side z is
CLOSEST = Fraction(1, 20)  # of z to it

STATEMENTS: Mapping[str, Statement] = {
    "steeper_everywhere": Statement(
        r"At every $z$, $\tanh$ is steeper than $\sigma$.",
        r"Near 0 it is, but $\tanh$ flattens out earlier: $\tanh'(2) \approx 0.071$ and $\sigma'(2) \approx 0.105$.",
    ),
    "flatter_everywhere": Statement(
        r"At every $z$, $\tanh$ is flatter than $\sigma$.",
        r"At 0 the slopes are 1 and $\frac{1}{4}$.",
    ),
    "peak_four": Statement(
        r"The largest slope of $\tanh$ is 4 times the largest slope of $\sigma$.",
        r"Both are steepest at 0, with slopes 1 and $\frac{1}{4}$.",
    ),
    "peak_two": Statement(
        r"The largest slope of $\tanh$ is twice the largest slope of $\sigma$.",
        r"Both are steepest at 0, with slopes 1 and $\frac{1}{4}$.",
    ),
    "saturates_faster": Statement(
        r"For large $|z|$ the slope of $\tanh$ is smaller than that of $\sigma$.",
        r"Far out $\tanh'(z) \approx 4 e^{-2|z|}$ and $\sigma'(z) \approx e^{-|z|}$.",
    ),
    "steeper_here": Statement(
        r"At the $z$ of part (a), $\tanh$ is steeper than $\sigma$.",
        "Part (a) has both slopes.",
    ),
    "both_centred": Statement(
        r"For inputs symmetric about 0, both have the mean output 0.",
        r"$\tanh$ has, since it is odd; the mean output of $\sigma$ is $\frac{1}{2}$.",
    ),
    "only_tanh_centred": Statement(
        r"For inputs symmetric about 0, $\tanh$ has the mean output 0, and $\sigma$ has not.",
        r"$\tanh(-z) = -\tanh(z)$, but $\sigma(-z) = 1 - \sigma(z)$.",
    ),
    "four_times": Statement(
        r"$\tanh'(z) = 4\, \sigma'(z)$ for all $z$.",
        r"This holds at 0 only: the argument changes, too, $\tanh'(z) = 4\, \sigma'(2z)$.",
    ),
    "four_times_scaled": Statement(
        r"$\tanh'(z) = 4\, \sigma'(2z)$ for all $z$.",
        r"This is the derivative of $\tanh(z) = 2\, \sigma(2z) - 1$.",
    ),
}  # fmt: skip


def draw(case: str, stream: Stream) -> Params:
    low, high = (3, 15) if case == "near" else (18, 35)

    def make() -> Params:
        return {
            "z": fixed(stream.sign() * stream.integer(low, high), 1),
            "m": stream.choice(MULTIPLES),
            "statements": list(stream.sample(list(STATEMENTS), ASKED)),
        }

    return stream.until(make, lambda params: ill_posed(params) is None)


def case_of(params: Params) -> str:
    return "near" if abs(float(params["z"])) < CROSSING else "far"


def ill_posed(params: Params) -> str | None:
    z, m = Fraction(params["z"]), Fraction(params["m"])
    if not 0 < abs(z) <= 8:
        return "z is 0, where nothing is to be computed, or beyond 8, where both curves are flat"
    if abs(abs(float(z)) - CROSSING) < CLOSEST:
        return "at this z the two slopes are nearly the same"
    if not Fraction(1, 10) <= m < Fraction(39, 10):
        return "m is not between 0.1 and 3.9: the ratio of the slopes is at most 4"
    asked = params["statements"]
    if len(set(asked)) < len(asked):
        return "a statement stands twice in the list"
    held = {holds(statement, z) for statement in asked}
    return None if len(held) == 2 else "all of the statements hold, or none does"


# -- the solution ------------------------------------------------------------------------------------------


def slopes(z: Fraction) -> tuple[Fraction, Fraction]:
    """The slopes of sigmoid and hyperbolic tangent, from the proved derivatives."""
    found = (activation_terms.slope(name, z) for name in ("sigmoid", "tanh"))
    first, second = (rounding.fraction(value) for value in found)
    return first, second


def crossing(m: Fraction) -> Any:
    """2 arcosh((1 + sqrt(1 + 2m)) / (2 sqrt(m))): with c = cosh(z/2) the slopes are 1/(2c^2 - 1)^2 and 1/(4c^2)."""
    import mpmath as mp

    with mp.workdps(DIGITS):
        multiple = mp.mpf(m.numerator) / m.denominator
        return 2 * mp.acosh((1 + mp.sqrt(1 + 2 * multiple)) / (2 * mp.sqrt(multiple)))


def same_slope(left: str) -> bool:
    """Whether tanh'(x) = 4 sigma'(x), or 4 sigma'(2x), is proved."""
    from derive.kernel.prover import prove
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Apply, Component

    x = Component(Tensor("x"))
    u = 2 * x if left == "four_times_scaled" else x
    s = Apply("sigmoid", (u,))
    return prove(1 - Apply("tanh", (x,)) ** 2, 4 * (s * (1 - s))) is not None


def holds(statement: str, z: Fraction) -> bool:
    """Whether a statement holds; the ratio of the slopes falls from 4 at 0 to 0, and is 1 at the crossing."""
    from derive.facts import facts

    centred = {name: facts(name).zero_centred for name in ("sigmoid", "tanh")}
    peaks = slopes(Fraction(0))
    here, far = slopes(z), slopes(Fraction(int(crossing(Fraction(1))) + 1))
    decided: Mapping[str, Callable[[], bool]] = {
        "steeper_everywhere": lambda: far[1] > far[0] and peaks[1] > peaks[0],
        "flatter_everywhere": lambda: peaks[1] < peaks[0] and far[1] < far[0],
        "peak_four": lambda: _near(peaks[1], 4 * peaks[0]),
        "peak_two": lambda: _near(peaks[1], 2 * peaks[0]),
        "saturates_faster": lambda: far[1] < far[0],
        "steeper_here": lambda: here[1] > here[0],
        "both_centred": lambda: all(centred.values()),
        "only_tanh_centred": lambda: centred["tanh"] and not centred["sigmoid"],
        "four_times": lambda: same_slope("four_times"),
        "four_times_scaled": lambda: same_slope("four_times_scaled"),
    }
    return decided[statement]()


def _near(one: Fraction, other: Fraction) -> bool:
    return abs(one - other) < Fraction(1, 10**30)


def solve(params: Params) -> Mapping[str, Solved]:
    z, m = Fraction(params["z"]), Fraction(params["m"])
    found = slopes(z)
    cosines = tuple(rounding.fraction(value) for value in _cosines(z))
    steps = tuple(
        Intermediate(name, latex, typeset.plain(value, 6), 6)
        for name, latex, value in (
            ("cosh of z/2", r"\cosh(z/2)", cosines[0]),
            ("cosh of z", r"\cosh(z)", cosines[1]),
        )
    )
    facts = {
        "half": typeset.about(cosines[0], 6),
        "whole": typeset.about(cosines[1], 6),
        "steeper": r"\tanh" if found[1] > found[0] else r"\sigma",
    }
    decided = [(STATEMENTS[name], holds(name, z)) for name in params["statements"]]
    return {
        "a": Solved(Exact("array", found, 4), facts, intermediates=steps),
        "b": Solved(Exact("number", crossing(m), 4), derivation=derived.derivation("tanh_by_sigmoid")),
        "c": tick_all(decided, {"rows": told(decided)}),
    }


def _cosines(z: Fraction) -> tuple[Any, Any]:
    import mpmath as mp

    with mp.workdps(DIGITS):
        whole = mp.mpf(z.numerator) / z.denominator
        return mp.cosh(whole / 2), mp.cosh(whole)


# -- what goes wrong ---------------------------------------------------------------------------------------


def _values(params: Params) -> tuple[float, float]:
    z = float(params["z"])
    return 1 / (1 + math.exp(-z)), math.tanh(z)


def rules_swapped(params: Params) -> tuple[float, float]:
    s, t = _values(params)
    return 1 - s * s, t * (1 - t)


def four_times(params: Params) -> tuple[float, float]:
    s, _ = _values(params)
    return s * (1 - s), 4 * s * (1 - s)


def half_crossing(params: Params) -> Fraction:
    return rounding.fraction(crossing(Fraction(params["m"]))) / 2


MISTAKES = (
    Mistake("a", "rules swapped", rules_swapped,
            r"$1 - f^2$ is the slope of the hyperbolic tangent, $f (1 - f)$ that of the sigmoid."),
    Mistake("a", "values instead of slopes", _values, "These are the values of the two functions, not their slopes."),
    Mistake("a", "tanh always 4 times as steep", four_times,
            "The factor 4 holds at 0, where both are steepest; elsewhere the argument counts as well."),
    Mistake("b", "the half angle", half_crossing, r"The equation gives $\cosh(z/2)$, so the result is to be doubled."),
)  # fmt: skip

family = Family(
    cases=("near", "far"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "z": {**DECIMAL, "description": "the point of part (a), not 0, e.g. 2"},
        "m": {**DECIMAL, "description": "the multiple of part (b), below 4, e.g. 1"},
        "statements": {
            "type": "array",
            "items": {"type": "string", "enum": list(STATEMENTS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "the statements of part (c) by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
