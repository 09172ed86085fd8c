"""Clipping a gradient by its norm and by its entries, and what the second does to its direction."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from math import isqrt

from questions import derived, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

PRECISION = 40
TRIPLES = ((3, 4), (6, 8), (5, 12), (8, 15), (9, 12), (1, 2, 2), (2, 3, 6), (4, 4, 7), (2, 6, 9), (1, 4, 8))


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream),
        lambda p: ill_posed(p) is None and any(abs(g) < Fraction(p["value"]) for g in p["gradient"]),
    )


def _numbers(case: str, stream: Stream) -> Params:
    entries = stream.shuffle(stream.choice(TRIPLES))
    size = isqrt(sum(g * g for g in entries))
    bound = stream.integer(1, size - 1) if case == "clipped" else stream.integer(size + 1, 2 * size)
    limit = fixed(5 * stream.integer(1, 2 * max(entries) - 1), 1).removesuffix(".0")
    return {
        "gradient": [stream.sign() * g for g in entries],
        "norm": str(bound),
        "value": limit,
    }


def case_of(params: Params) -> str:
    return "clipped" if Fraction(params["norm"]) < norm(params) else "short"


def ill_posed(params: Params) -> str | None:
    square = sum(g * g for g in params["gradient"])
    if isqrt(square) ** 2 != square or square == 0:
        return "the norm of the gradient is 0 or no whole number"
    if Fraction(params["norm"]) <= 0 or Fraction(params["value"]) <= 0:
        return "a bound is not positive"
    if Fraction(params["norm"]) == norm(params):
        return "the norm of the gradient is just the bound"
    if Fraction(params["value"]) in map(abs, params["gradient"]):
        return "an entry of the gradient is just the bound of the entries"
    if not any(abs(g) > Fraction(params["value"]) for g in params["gradient"]):
        return "no entry is clipped"
    if cosine(params) == 1:
        return "clipping the entries leaves the direction as it is"
    return None


def norm(params: Params) -> int:
    return isqrt(sum(g * g for g in params["gradient"]))


def scaled(params: Params, bound: Fraction) -> tuple[Fraction, ...]:
    """The gradient with another length."""
    return tuple(bound * g / norm(params) for g in params["gradient"])


def by_norm(params: Params) -> tuple[Fraction, ...]:
    return scaled(params, min(Fraction(params["norm"]), Fraction(norm(params))))


def by_value(params: Params) -> tuple[Fraction, ...]:
    limit = Fraction(params["value"])
    return tuple(max(-limit, min(limit, Fraction(g))) for g in params["gradient"])


def dot(params: Params) -> Fraction:
    """The inner product of the gradient and its clipped entries."""
    return sum((g * c for g, c in zip(params["gradient"], by_value(params), strict=True)), Fraction(0))


def squares(params: Params) -> Fraction:
    return sum((c * c for c in by_value(params)), Fraction(0))


def cosine(params: Params) -> Decimal:
    with localcontext() as context:
        context.prec = PRECISION
        length = (Decimal(squares(params).numerator) / squares(params).denominator).sqrt()
        return Decimal(dot(params).numerator) / dot(params).denominator / norm(params) / length


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    clipped = case_of(params) == "clipped"
    facts = {
        "squares": " + ".join(typeset.squared(g) for g in params["gradient"]),
        "square": norm(params) ** 2,
        "norm": norm(params),
        "factor": typeset.quotient(Fraction(params["norm"]) / norm(params)),
        "by_norm": typeset.vector(typeset.number(g) for g in by_norm(params)),
        "by_value": typeset.vector(typeset.number(g) for g in by_value(params)),
        "dot": typeset.number(dot(params)),
        "inner": typeset.number(squares(params)),
    }
    proved = derived.derivation("gradient_clipping") if clipped else None
    return {
        "a": Solved(Exact("integer", norm(params)), facts),
        "b": Solved(Exact("array", by_norm(params), 4), facts, derivation=proved),
        "c": Solved(Exact("array", by_value(params), 4), facts),
        "d": Solved(Exact("number", cosine(params), 3), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def capped_above(params: Params) -> tuple[Fraction, ...]:
    """Only the upper bound seen."""
    return tuple(min(Fraction(params["value"]), Fraction(g)) for g in params["gradient"])


def entries_by_norm(params: Params) -> tuple[Fraction, ...]:
    limit = Fraction(params["norm"])
    return tuple(max(-limit, min(limit, Fraction(g))) for g in params["gradient"])


MISTAKES = (
    Mistake(
        "a",
        "the sum of the entries",
        lambda p: sum(map(abs, p["gradient"])),
        "The Euclidean norm is the root of the sum of the squares.",
    ),
    Mistake("a", "forgot the root", lambda p: norm(p) ** 2, "The root of the sum of the squares is missing."),
    Mistake(
        "b",
        "by value",
        entries_by_norm,
        "Clipping by the norm multiplies all entries by the same factor, so that the direction stays.",
    ),
    Mistake(
        "b",
        "always normalised",
        lambda p: scaled(p, Fraction(p["norm"])),
        "A gradient that is shorter than the bound is left as it is.",
    ),
    Mistake(
        "b",
        "length 1",
        lambda p: scaled(p, Fraction(1)),
        "The gradient gets the length of the bound, not the length 1.",
    ),
    Mistake(
        "b",
        "left as it is",
        lambda p: tuple(p["gradient"]),
        "The gradient is longer than the bound.",
    ),
    Mistake(
        "c",
        "by norm",
        lambda p: scaled(p, min(Fraction(p["value"]), Fraction(norm(p)))),
        "By value, each entry is looked at by itself; those within the bounds stay.",
    ),
    Mistake(
        "c",
        "no lower bound",
        capped_above,
        "The entries are kept between minus the bound and the bound.",
    ),
    Mistake(
        "d",
        "the direction is kept",
        lambda p: 1,
        "Only some of the entries are changed, so the direction changes.",
    ),
)

family = Family(
    cases=("clipped", "short"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "gradient": {
            "type": "array",
            "items": {"type": "integer", "minimum": -999, "maximum": 999},
            "minItems": 2,
            "maxItems": 4,
            "description": "the gradient, whole numbers whose norm is a whole number, e.g. [3, 4]",
        },
        "norm": {**DECIMAL, "description": "bound of the norm, e.g. 1"},
        "value": {**DECIMAL, "description": "bound of each entry, below the largest one, e.g. 3.5"},
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "given-away",
            "A gradient that is short enough is left as it is, which a student has to notice.",
            case="short",
            part="b",
        ),
    ),
)
