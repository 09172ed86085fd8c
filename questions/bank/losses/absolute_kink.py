"""The mean absolute error where a residual is 0: one-sided slopes, subgradients, and why training does not mind."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import claims, rounding, statements, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement

CASES = ("three_residuals", "five_residuals")
SLOPES = ("-1.5", "-2", "-1", "-0.5", "-0.25", "0", "0.3", "0.75", "1", "1.2", "2", "3")
CLOSEST = Fraction(1, 100)  # how far a slope is from -1 and 1, unless it is one of them


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    others = 2 if case == "three_residuals" else 4
    found = [
        "0",
        *(fixed(stream.sign() * stream.integer(1, 50), 1).removesuffix(".0") for _ in range(others)),
    ]
    return {
        "residuals": list(stream.shuffle(found)),
        "slopes": list(stream.sample(SLOPES, 5)),
        "claims": claims.drawn(CLAIMS, stream, 4),
    }


def case_of(params: Params) -> str:
    return "three_residuals" if len(params["residuals"]) <= 3 else "five_residuals"


def ill_posed(params: Params) -> str | None:
    found, slopes = residuals(params), [Fraction(g) for g in params["slopes"]]
    if found.count(Fraction(0)) != 1:
        return "just one residual is 0"
    if len({r > 0 for r in found if r}) < 2:
        return "the other residuals all have the same sign"
    if len(set(slopes)) < len(slopes):
        return "a slope occurs twice"
    if len({abs(g) <= 1 for g in slopes}) < 2:
        return "all of the slopes are subgradients, or none is"
    return claims.all_alike(CLAIMS, params)


def residuals(params: Params) -> list[Fraction]:
    return [Fraction(r) for r in params["residuals"]]


def sign(r: Fraction) -> int:
    return (r > 0) - (r < 0)


def gradient(params: Params) -> tuple[Fraction, ...]:
    return tuple(Fraction(sign(r), len(params["residuals"])) for r in residuals(params))


LEFT, RIGHT = Fraction(-1), Fraction(1)  # the slopes of |r| on either side of 0

# Whether each holds is read from the two slopes alone.
CLAIMS: Mapping[str, Claim] = {
    "one_point": Claim(
        "The absolute value has a derivative everywhere but at the single point 0, which training hardly ever meets.",
        "On either side of 0 it is a straight line.",
        lambda p: True,
    ),
    "convex": Claim(
        "The absolute value is convex, so that it has a subgradient at 0 as well.",
        "Its slope only ever grows.",
        lambda p: LEFT <= RIGHT,
    ),
    "zero_is_subgradient": Claim(
        "The number 0, which frameworks return at a residual of 0, is a subgradient there.",
        "It lies between the slopes of the two sides.",
        lambda p: LEFT <= 0 <= RIGHT,
    ),
    "every_number": Claim(
        "At a residual of 0 every real number is a subgradient of the absolute value.",
        "A line steeper than 1 leaves the graph on one side.",
        lambda p: Fraction(3) <= RIGHT,
    ),
    "descent_arrives": Claim(
        "For a constant prediction, descent along subgradients with steps that shrink like $1/k$ tends to the median.",
        "The loss is convex and its subgradients are bounded.",
        lambda p: LEFT < 0 < RIGHT,
    ),
    "robust_is_enough": Claim(
        "That the loss is robust to outliers is in itself the reason why gradient descent can minimise it.",
        "Counting the residuals beyond a limit is robust too, but its slope is 0, and nothing is learned.",
        lambda p: LEFT == 0,
    ),
    "two_sides_agree": Claim(
        "At a residual of 0 the slopes of the absolute value from the left and from the right agree.",
        "They are -1 and 1: there is a kink.",
        lambda p: LEFT == RIGHT,
    ),
    "slope_shrinks": Claim(
        "The slope of the absolute value gets smaller as a residual comes near 0.",
        "It is 1 or -1, however small the residual is; that is why the steps have to shrink.",
        lambda p: RIGHT == 0,
    ),
}  # fmt: skip


def tried(params: Params) -> list[tuple[Statement, bool]]:
    """The slopes as options."""
    steep = "The line with this slope through the kink leaves the graph of $|r|$ on one side."
    flat = "The line with this slope through the kink stays below the graph of $|r|$."
    rows = []
    for text in params["slopes"]:
        inside = LEFT <= Fraction(text) <= RIGHT
        rows.append((Statement(f"${typeset.number(text)}$", flat if inside else steep), inside))
    return rows


def solve(params: Params) -> Mapping[str, Solved]:
    n = len(params["residuals"])
    place = residuals(params).index(Fraction(0)) + 1
    inside = [typeset.number(g) for g in params["slopes"] if abs(Fraction(g)) <= 1]
    facts = {
        "N": n,
        "place": place,
        "part": rounding.fraction_latex(Fraction(1, n)),
        "inside": typeset.listing([f"${g}$" for g in inside]),
        "signs": r",\ ".join(str(sign(r)) for r in residuals(params)),
    }
    return {
        "a": Solved(Exact("array", (LEFT / n, RIGHT / n)), facts),
        "b": statements.tick_all(tried(params), facts),
        "c": Solved(Exact("array", gradient(params)), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "forgot 1/N",
        lambda p: (LEFT, RIGHT),
        "The loss is a mean: its slope in one prediction has the factor $1/N$.",
    ),
    Mistake(
        "a",
        "sides mixed up",
        lambda p: (RIGHT / len(p["residuals"]), LEFT / len(p["residuals"])),
        "Left of the kink the loss falls, right of it it rises.",
    ),
    Mistake(
        "a",
        "no slope at the kink",
        lambda p: (Fraction(0), Fraction(0)),
        "There is no derivative, but from each side there is a slope.",
    ),
    Mistake(
        "c",
        "residuals instead of signs",
        lambda p: tuple(r / len(p["residuals"]) for r in residuals(p)),
        "The slope of an absolute value does not depend on the size of the residual.",
    ),
    Mistake(
        "c",
        "one at the kink",
        lambda p: tuple(g or Fraction(1, len(p["residuals"])) for g in gradient(p)),
        "`np.sign(0)` is 0: neither side is preferred.",
    ),
    Mistake(
        "c",
        "forgot 1/N",
        lambda p: tuple(len(p["residuals"]) * g for g in gradient(p)),
        "The code divides by the number of residuals.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "residuals": {
            "type": "array",
            "items": {**DECIMAL},
            "minItems": 3,
            "maxItems": 7,
            "description": "residuals, one of them 0 and the others of both signs, e.g. [1.5, 0, -2]",
        },
        "slopes": {
            "type": "array",
            "items": {**DECIMAL},
            "minItems": 3,
            "maxItems": 8,
            "description": "numbers that may or may not be subgradients of |r| at 0, e.g. [-1, 0, 0.5, 2]",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(Exemption("kink", "What holds at the kink itself is what the question is about."),),
)
