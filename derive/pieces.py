"""Exact analysis of a function in pieces: breaks, one-sided slopes, subgradients, range, limits, monotony.

Each piece is a smooth SymPy expression up to its closed end, so values and one-sided derivatives at a break are plain
substitutions, and limits are taken of single pieces. SymPy never sees a Piecewise: its limits and ranges of those are
wrong (the one-sided difference quotient of the ReLU at 0 comes out as 1 from the left).

Proved here, exactly: continuity, one-sided slopes, the kind of every kink, and every sign. A sign is proved by writing
the expression as a fraction of polynomials in positive quantities (the distance u from the end of the piece, e^x,
the parameters) in which all coefficients have one sign; where that fails the sign is None, and what needs it
raises Undecided. Taken from SymPy: limits of single pieces at infinity. The minima of SiLU, GELU and Mish
are certified in `minima.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import sympy
from sympy import S, oo

from .kernel.prover import prove
from .terms.functions import function, symbolic
from .terms.tensors import POSITIVE_REAL, Tensor
from .terms.terms import Apply, Component

# What may be assumed of a parameter, as a function of a positive t: every value that is allowed is reached by one t.
ASSUMPTIONS: dict[str, Callable[[Any], Any]] = {
    "positive": lambda t: t,
    "negative": lambda t: -t,
    "zero": lambda t: S.Zero,
    "between 0 and 1": lambda t: t / (1 + t),
    "greater than 1": lambda t: 1 + t,
}


class Undecided(ValueError):
    """A sign that is needed was not proved."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers between two ends, each of which is attained or not."""

    low: sympy.Expr
    high: sympy.Expr
    low_open: bool
    high_open: bool

    def latex(self) -> str:
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        return f"{left}{sympy.latex(self.low)}, {sympy.latex(self.high)}{right}"

    def text(self) -> str:
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        ends = [str(end).replace("oo", "infinity") for end in (self.low, self.high)]
        return f"{left}{ends[0]}, {ends[1]}{right}"


@dataclass(frozen=True, slots=True)
class Break:
    """What happens where two pieces meet.

    kind     "jump", "smooth", "convex kink", "concave kink", or "kink" where that depends on the parameters
    slopes   the one-sided derivatives, from the left and from the right
    smooth_if  values of a parameter for which the slopes agree after all: {"alpha": 1}
    """

    at: Fraction
    values: tuple[sympy.Expr, sympy.Expr]
    slopes: tuple[sympy.Expr, sympy.Expr]
    kind: str
    smooth_if: Mapping[str, sympy.Expr]

    @property
    def jump(self) -> sympy.Expr:
        return self.values[1] - self.values[0]

    @property
    def subgradients(self) -> Interval | None:
        """The subdifferential of a convex kink; of any other kink Clarke's, the hull of the slopes. None at a jump."""
        left, right = self.slopes
        if self.kind == "jump":
            return None
        if self.kind == "kink":
            return Interval(sympy.Min(left, right), sympy.Max(left, right), False, False)
        return Interval(*((right, left) if self.kind == "concave kink" else (left, right)), False, False)


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is known of one function; the parameters in it are SymPy symbols under `assumptions`.

    monotone   "increasing" (strictly), "non-decreasing", or "" if it is neither or not proved
    range      None if no piece-by-piece range is proved (a function with a minimum inside a piece)
    """

    name: str
    assumptions: Mapping[str, str]
    breaks: tuple[Break, ...]
    limits: tuple[sympy.Expr, sympy.Expr]
    monotone: str
    range: Interval | None
    odd: bool
    sum_at_one: sympy.Expr  # f(1) + f(-1), which is 0 if f is odd

    @property
    def continuous(self) -> bool:
        return all(point.kind != "jump" for point in self.breaks)

    @property
    def kinks(self) -> tuple[Break, ...]:
        return tuple(point for point in self.breaks if "kink" in point.kind)


@dataclass(frozen=True, slots=True)
class Piece:
    """One smooth expression in x on a closed interval."""

    expression: sympy.Expr
    low: sympy.Expr
    high: sympy.Expr


X = sympy.Symbol("x", real=True)


def parameter(name: str, assumption: str) -> sympy.Expr:
    """A parameter as a SymPy symbol of the right sign; 0 if it is assumed to be 0."""
    if assumption not in ASSUMPTIONS:
        raise ValueError(f"no assumption {assumption!r}: there are {', '.join(ASSUMPTIONS)}")
    if assumption == "zero":
        return S.Zero
    return sympy.Symbol(name, **{"negative" if assumption == "negative" else "positive": True})


def pieces_of(name: str, assumptions: Mapping[str, str]) -> tuple[Piece, ...]:
    """The pieces of a row, its parameters as symbols under the assumptions."""
    missing = set(function(name).parameters) - set(assumptions)
    if missing:
        raise ValueError(f"{name}: say what is assumed of {', '.join(sorted(missing))}")
    symbols, expressions = symbolic(name)
    known = {s: X if s.name == "x" else parameter(s.name, assumptions[s.name]) for s in symbols}
    ends = [-oo, *(S(b.numerator) / b.denominator for b in function(name).breaks), oo]
    return tuple(
        Piece(sympy.sympify(e).subs(known), low, high)
        for e, (low, high) in zip(expressions, pairwise(ends), strict=True)
    )


def sign(
    expression: sympy.Expr, assumptions: Mapping[str, str], low: Any = -oo, high: Any = oo
) -> int | None:
    """The sign of an expression for all x in (low, high) and all parameters as assumed; None if it is not proved."""
    expression = _in_positive_terms(sympy.sympify(expression), assumptions)
    if expression.is_number:
        return (
            1
            if expression.is_positive
            else -1
            if expression.is_negative
            else 0
            if expression.is_zero
            else None
        )
    u = _positive("u")
    inside = {
        (False, False): X,
        (True, False): low + u,
        (False, True): high - u,
        (True, True): low + (high - low) * u / (1 + u),
    }[low != -oo, high != oo]
    expression = _without_exponentials(expression.rewrite(sympy.exp).subs(X, inside))
    return None if expression.has(X) else _sign_of_fraction(expression)


def _in_positive_terms(expression: sympy.Expr, assumptions: Mapping[str, str]) -> sympy.Expr:
    return expression.subs(
        {
            parameter(p, kind): ASSUMPTIONS[kind](_positive(p))
            for p, kind in assumptions.items()
            if kind != "zero"
        }
    )


def _positive(name: str) -> sympy.Symbol:
    return sympy.Symbol("+" + name, positive=True)


def _without_exponentials(expression: sympy.Expr) -> sympy.Expr:
    """Every e^(q r), q rational, as a power of one positive quantity that stands for e^r."""
    powers = {}
    for call in sorted(expression.atoms(sympy.exp), key=sympy.default_sort_key):
        factor, rest = call.args[0].as_coeff_Mul()
        powers[call] = _positive(f"e^({rest})") ** factor
    return expression.xreplace(powers)


def _sign_of_fraction(expression: sympy.Expr) -> int | None:
    above, below = sympy.fraction(sympy.cancel(sympy.together(expression)))
    signs = [_sign_of_polynomial(part) for part in (above, below)]
    if signs[0] == 0:
        return 0
    return None if None in signs else signs[0] * signs[1]  # type: ignore[operator]


def _sign_of_polynomial(polynomial: sympy.Expr) -> int | None:
    """All terms of one sign: each is a number times positive quantities."""
    terms = sympy.Add.make_args(sympy.expand(polynomial))
    signs = {1 if t.is_positive else -1 if t.is_negative else 0 if t.is_zero else None for t in terms}
    return signs.pop() if len(signs) == 1 else None


def analyse(name: str, assumptions: Mapping[str, str]) -> Analysis:
    """The analysis of a row of `functions.py`, each of its parameters as assumed. Raises Undecided."""
    assumed = dict(assumptions)
    pieces = pieces_of(name, assumed)
    breaks = tuple(_break(left, right, assumed) for left, right in pairwise(pieces))
    limits = tuple(_end(piece, end, assumed) for piece, end in ((pieces[0], -oo), (pieces[-1], oo)))
    return Analysis(
        name,
        assumed,
        breaks,
        (limits[0], limits[1]),
        _monotone(pieces, breaks, assumed),
        _range(pieces, breaks, assumed),
        is_odd(name),
        sympy.cancel(sympy.together(sum(_value(pieces, S(point)) for point in (1, -1)))),
    )


def _break(left: Piece, right: Piece, assumed: Mapping[str, str]) -> Break:
    at = left.high
    values = tuple(piece.expression.subs(X, at) for piece in (left, right))
    slopes = tuple(sympy.diff(piece.expression, X).subs(X, at) for piece in (left, right))
    bend = sympy.cancel(slopes[1] - slopes[0])
    kind = {1: "convex kink", -1: "concave kink", 0: "smooth", None: "kink"}[sign(bend, assumed)]
    if sympy.cancel(values[1] - values[0]) != 0:
        kind = "jump"
    parameters = sorted(bend.free_symbols, key=str) if kind == "kink" else []
    smooth_if = {p.name: root for p in parameters for root in sympy.solve(bend, p)}
    return Break(Fraction(int(at.p), int(at.q)), values, slopes, kind, smooth_if)


def _end(piece: Piece, end: Any, assumed: Mapping[str, str]) -> sympy.Expr:
    """The value at a finite end of a piece, the limit at an infinite one."""
    if end not in (oo, -oo):
        return piece.expression.subs(X, end)
    found = _limit(_in_positive_terms(piece.expression, assumed), end)
    return found if found in (oo, -oo) else _limit(piece.expression, end)


@cache
def _limit(expression: sympy.Expr, end: Any) -> sympy.Expr:
    return sympy.limit(expression, X, end)


def _slope_sign(piece: Piece, assumed: Mapping[str, str]) -> int | None:
    return sign(sympy.diff(piece.expression, X), assumed, piece.low, piece.high)


def _monotone(pieces: tuple[Piece, ...], breaks: tuple[Break, ...], assumed: Mapping[str, str]) -> str:
    signs = [_slope_sign(piece, assumed) for piece in pieces]
    signs += [sign(point.jump, assumed) for point in breaks if point.kind == "jump"]
    if all(s == 1 for s in signs):
        return "increasing"
    return "non-decreasing" if all(s in (0, 1) for s in signs) else ""


def _range(
    pieces: tuple[Piece, ...], breaks: tuple[Break, ...], assumed: Mapping[str, str]
) -> Interval | None:
    """The union of the ranges of the pieces; neighbours share a point, since the function is continuous."""
    if any(point.kind == "jump" for point in breaks):
        return None
    ranges = [_range_of_piece(piece, assumed) for piece in pieces]
    result = ranges[0]
    for other in ranges[1:]:
        if result is None or other is None:
            return None
        result = _hull(result, other, assumed)
    return result


def _range_of_piece(piece: Piece, assumed: Mapping[str, str]) -> Interval | None:
    """Of a monotone piece: attained at finite ends, not at infinity."""
    direction = _slope_sign(piece, assumed)
    if direction is None:
        return None
    ends = [(_end(piece, end, assumed), end in (oo, -oo)) for end in (piece.low, piece.high)]
    if direction == 0:
        return Interval(ends[0][0], ends[0][0], False, False)
    (low, low_open), (high, high_open) = ends if direction > 0 else ends[::-1]
    return Interval(low, high, low_open, high_open)


def _hull(one: Interval, other: Interval, assumed: Mapping[str, str]) -> Interval:
    low, low_open = _lesser((one.low, one.low_open), (other.low, other.low_open), 1, assumed)
    high, high_open = _lesser((one.high, one.high_open), (other.high, other.high_open), -1, assumed)
    return Interval(low, high, low_open, high_open)


End = tuple[Any, bool]


def _lesser(one: End, other: End, direction: int, assumed: Mapping[str, str]) -> End:
    """The lesser of two ends (the greater for direction -1); of equal ones, that which is attained."""
    if one[0] == other[0]:
        return one[0], one[1] and other[1]
    for end, second in ((one, other), (other, one)):
        if end[0] == -oo * direction:
            return end
        if end[0] == oo * direction:
            return second
    difference = sign(one[0] - other[0], assumed)
    if difference is None:
        raise Undecided(f"which of {one[0]} and {other[0]} is less")
    return (one[0], one[1] and other[1]) if difference == 0 else one if difference * direction < 0 else other


def _value(pieces: tuple[Piece, ...], at: sympy.Expr) -> sympy.Expr:
    return next(piece for piece in pieces if at <= piece.high).expression.subs(X, at)


@cache
def is_odd(name: str) -> bool:
    """Whether f(-x) = -f(x) for all x and all positive parameters, by the kernel's prover; then f is zero-centred."""
    x = Component(Tensor("x"))
    parameters = tuple(Component(Tensor(p, (), POSITIVE_REAL)) for p in function(name).parameters)
    return prove(Apply(name, (-x, *parameters)), -Apply(name, (x, *parameters))) is not None
