"""A kink: one-sided derivatives, the subgradients between them, and what a program returns there."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import derived, typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import LABELS, Statement, tick_all

CASES = ("relu", "leaky_relu", "absolute", "two_lines")
ASKED = 5  # slopes of part (b)
FAR = Fraction(1, 10)  # slopes that are asked about lie at an end, or so far from it


def draw(case: str, stream: Stream) -> Params:
    def make() -> Params:
        left, right = _lines(case, stream)
        kink = stream.integer(-3, 3) if case == "two_lines" else 0
        points = [Fraction(kink), *(kink + Fraction(side * stream.integer(1, 30), 10) for side in (-1, 1))]
        inside = [Fraction(k, 4) for k in range(-16, 17) if left < Fraction(k, 4) < right]
        outside = [Fraction(k, 4) for k in range(-16, 17) if not left <= Fraction(k, 4) <= right]
        slopes = [left, right, *stream.sample(inside, 1), *stream.sample(outside, ASKED - 3)]
        return {
            "left": typeset.number(left),
            "right": typeset.number(right),
            "kink": str(kink),
            "level": str(stream.integer(-2, 2)) if case == "two_lines" else "0",
            "slopes": [typeset.number(v) for v in stream.shuffle(slopes)],
            "points": [typeset.number(v) for v in stream.shuffle(points)],
        }

    return stream.until(make, lambda params: ill_posed(params) is None and case_of(params) == case)


def _lines(case: str, stream: Stream) -> tuple[Fraction, Fraction]:
    if case == "relu":
        return Fraction(0), Fraction(1)
    if case == "leaky_relu":
        return Fraction(stream.choice(("0.1", "0.2", "0.25", "0.3", "0.5"))), Fraction(1)
    if case == "absolute":
        return Fraction(-1), Fraction(1)
    left = Fraction(stream.integer(-4, 3))
    return left, left + stream.integer(1, 4)


def case_of(params: Params) -> str:
    left, right, t = (Fraction(params[name]) for name in ("left", "right", "kink"))
    if t != 0 or Fraction(params["level"]) != 0 or right != 1:
        return "two_lines"
    if left == 0:
        return "relu"
    return "absolute" if left == -1 else "leaky_relu" if 0 < left < 1 else "two_lines"


def ill_posed(params: Params) -> str | None:
    left, right = Fraction(params["left"]), Fraction(params["right"])
    if left >= right:
        return "the left slope must be smaller than the right one: else the greater of the two lines has no such kink"
    slopes = [Fraction(v) for v in params["slopes"]]
    if len(set(slopes)) < len(slopes):
        return "two slopes are the same"
    if any(0 < abs(v - end) < FAR for v in slopes for end in (left, right)):
        return "a slope is too near an end of the interval to be told from it"
    if len({left <= v <= right for v in slopes}) < 2:
        return "all of the slopes are subgradients, or none is"
    points = [Fraction(v) for v in params["points"]]
    if Fraction(params["kink"]) not in points or len(set(points)) < len(points):
        return "the kink is not among the points, or one stands twice"
    return None


def inner(params: Params) -> str:
    """The distance from the kink: "x", "(x - 2)"."""
    kink = Fraction(params["kink"])
    return "x" if kink == 0 else f"(x{typeset.shift(-kink)})"


def is_subgradient(v: Fraction, params: Params) -> bool:
    """The subgradients of the greater of two lines are all slopes between theirs."""
    return Fraction(params["left"]) <= v <= Fraction(params["right"])


def steps(params: Params) -> list[Fraction]:
    """From the kink to each point."""
    return [Fraction(v) - Fraction(params["kink"]) for v in params["points"]]


def returned(params: Params) -> tuple[Fraction, ...]:
    """What `where(x > t, right, left)` gives at the points."""
    return tuple(Fraction(params["right" if step > 0 else "left"]) for step in steps(params))


def solve(params: Params) -> Mapping[str, Solved]:
    left, right = Fraction(params["left"]), Fraction(params["right"])
    slopes = [Fraction(v) for v in params["slopes"]]
    decided = [
        (Statement(f"${typeset.number(v)}$", why(v, params)), is_subgradient(v, params)) for v in slopes
    ]
    facts = {
        "left": typeset.number(left),
        "right": typeset.number(right),
        "interval": rf"[{typeset.number(left)},\ {typeset.number(right)}]",
        "rows": [
            {"label": label, "why": row.feedback} for label, (row, _) in zip(LABELS, decided, strict=False)
        ],
        "rule": typeset.number(left),
    }
    name = "relu" if case_of(params) == "relu" else "leaky_relu"
    shown = derived.derivation(name) if case_of(params) in ("relu", "leaky_relu") else None
    return {
        "a": Solved(Exact("array", (left, right)), facts, derivation=shown),
        "b": tick_all(decided, facts),
        "c": Solved(Exact("array", returned(params)), facts),
    }


def why(v: Fraction, params: Params) -> str:
    left, right = Fraction(params["left"]), Fraction(params["right"])
    if v in (left, right):
        return "The line with this slope runs along one of the two pieces: it touches the graph and does not cross it."
    if left < v < right:
        return "The line with this slope lies below both pieces."
    return "The line with this slope crosses the graph at the kink: on one side it lies above it."


# -- what goes wrong ---------------------------------------------------------------------------------------


def ends_left_out(params: Params) -> str | None:
    left, right = Fraction(params["left"]), Fraction(params["right"])
    inside = [left < Fraction(v) < right for v in params["slopes"]]
    return ", ".join(label for label, yes in zip(LABELS, inside, strict=False) if yes) or None


def only_the_ends(params: Params) -> str | None:
    ends = [params["left"], params["right"]]
    found = [v in ends for v in params["slopes"]]
    return ", ".join(label for label, yes in zip(LABELS, found, strict=False) if yes) or None


def from_the_right(params: Params) -> tuple[Fraction, ...]:
    return tuple(Fraction(params["right" if step >= 0 else "left"]) for step in steps(params))


def average_at_the_kink(params: Params) -> tuple[Fraction, ...]:
    middle = (Fraction(params["left"]) + Fraction(params["right"])) / 2
    pairs = zip(steps(params), returned(params), strict=True)
    return tuple(middle if step == 0 else value for step, value in pairs)


def values(params: Params) -> tuple[Fraction, ...]:
    pairs = zip(steps(params), returned(params), strict=True)
    return tuple(step * slope + Fraction(params["level"]) for step, slope in pairs)


MISTAKES = (
    Mistake(
        "a",
        "left and right swapped",
        lambda p: (Fraction(p["right"]), Fraction(p["left"])),
        "From the left one looks at the piece that is used for smaller $x$.",
    ),
    Mistake(
        "a",
        "-1 on the left",
        lambda p: (Fraction(-1), Fraction(p["right"])) if Fraction(p["left"]) >= 0 else None,
        "That is the slope of the absolute value; this function does not fall on the left.",
    ),
    Mistake("b", "the ends left out", ends_left_out, "The one-sided derivatives are subgradients, too."),
    Mistake(
        "b",
        "only the ends",
        only_the_ends,
        "Each slope between the two one-sided derivatives is a subgradient.",
    ),
    Mistake(
        "c",
        "from the right at the kink",
        from_the_right,
        "At the kink $x$ is not *greater* than the kink, so the second value is taken.",
    ),
    Mistake(
        "c",
        "the average at the kink",
        average_at_the_kink,
        "The program knows two values only; at the kink it takes that of the left piece.",
    ),
    Mistake(
        "c", "values instead of slopes", values, "The program returns slopes, not values of the function."
    ),
)

# A slope is exact: at the ends of the interval that is asked about, nothing may be moved a little.
TEXT = {"type": "string", "maxLength": 12, "pattern": r"^-?[0-9]+(\.[0-9]+)?$(?!\n)"}
LIST = {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 8}

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "left": {**TEXT, "description": 'slope on the left of the kink, as text, e.g. "0"'},
        "right": {
            **TEXT,
            "description": 'slope on the right, larger than that on the left, as text, e.g. "1"',
        },
        "kink": {**TEXT, "description": 'where the pieces meet, as text, e.g. "0"'},
        "level": {**TEXT, "description": 'value of the function there, as text, e.g. "0"'},
        "slopes": {**LIST, "description": 'slopes of part (b), each as text, e.g. "0.5"'},
        "points": {
            **LIST,
            "description": 'points of part (c), the kink among them, each as text, e.g. "0.5"',
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    shown=lambda params: {"inner": inner(params)},
)
