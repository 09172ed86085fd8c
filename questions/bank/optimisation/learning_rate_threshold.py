"""Which learning rates converge on a quadratic loss, which one is best, and what too large a rate does."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt

from questions import derived, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, pick_one

OUTCOMES = ("converges", "oscillates", "diverges")
MARGIN = Fraction(1, 10)  # between eta lambda_max and 2, where the three outcomes meet
LARGEST = 12  # eigenvalue of a drawn Hessian


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream),
        lambda p: ill_posed(p) is None and case_of(p) == case and spectrum(p)[1] <= LARGEST,
    )


def _numbers(case: str, stream: Stream) -> Params:
    a, b, d = stream.choice(GOOD)
    params = {"hessian": [[a, b], [b, d]], "outcomes": list(stream.shuffle(OUTCOMES))}
    top = spectrum(params)[1]
    share = {"converges": stream.choice((50, 80, 120, 150, 180)), "oscillates": 200, "diverges": 230}[case]
    rate = Fraction(share, 100 * top)
    return {**params, "rate": _rounded(rate) if case != "oscillates" else _decimal(rate)}


def _rounded(rate: Fraction) -> str:
    return f"{float(round(rate, 2)):g}"


def _decimal(rate: Fraction) -> str:
    """The rate as it is where three decimals hold it, else the rounded one, which is another case."""
    return f"{float(rate):g}" if (rate * 1000).denominator == 1 else _rounded(rate)


def _integer_spectra() -> tuple[tuple[int, int, int], ...]:
    """Positive definite matrices [[a, b], [b, d]] with different whole eigenvalues, none of them diagonal."""
    found = []
    for a in range(1, 11):
        for d in range(1, 11):
            for b in (-4, -3, -2, -1, 1, 2, 3, 4):
                square = (a - d) ** 2 + 4 * b * b
                if isqrt(square) ** 2 == square and a * d > b * b:
                    found.append((a, b, d))
    return tuple(found)


GOOD = _integer_spectra()


def case_of(params: Params) -> str:
    excess = Fraction(params["rate"]) * spectrum(params)[1] - 2
    return "oscillates" if excess == 0 else "diverges" if excess > 0 else "converges"


def ill_posed(params: Params) -> str | None:
    (a, b), (c, d) = params["hessian"]
    if b != c:
        return "the Hessian is not symmetric"
    if isqrt((a - d) ** 2 + 4 * b * b) ** 2 != (a - d) ** 2 + 4 * b * b:
        return "the eigenvalues are not rational"
    low, high = spectrum(params)
    if low <= 0:
        return "the Hessian is not positive definite: the loss has no minimum"
    if low == high:
        return "the two eigenvalues are equal: one learning rate leads to the minimum at once"
    rate = Fraction(params["rate"])
    if not 0 < rate * high < 3 or 0 < abs(rate * high - 2) < MARGIN:
        return (
            "the learning rate is not between 0 and three times the inverse of the largest eigenvalue, or so "
            "near the threshold that the loss hardly changes"
        )
    return None


def spectrum(params: Params) -> tuple[Fraction, Fraction]:
    """The eigenvalues, from the trace and the determinant."""
    (a, b), (_, d) = params["hessian"]
    root = isqrt((a - d) ** 2 + 4 * b * b)
    return Fraction(a + d - root, 2), Fraction(a + d + root, 2)


def threshold(params: Params) -> Fraction:
    return 2 / spectrum(params)[1]


def best(params: Params) -> Fraction:
    return 2 / sum(spectrum(params), Fraction(0))


def slowest(params: Params) -> Fraction:
    """The factor at the best rate, (kappa - 1) / (kappa + 1)."""
    low, high = spectrum(params)
    return (high - low) / (high + low)


ROWS = {
    "converges": Statement(
        "It converges to the minimum.", r"This takes factors $1 - \eta\lambda$ that are all smaller than 1 in size."
    ),
    "oscillates": Statement(
        "It neither converges nor runs away: in the end it jumps between two points.",
        r"This happens where $1 - \eta\lambda_{\max}$ is just $-1$.",
    ),
    "diverges": Statement(
        "It diverges: the loss grows beyond all bounds.",
        r"This takes a factor $1 - \eta\lambda$ that is larger than 1 in size.",
    ),
}  # fmt: skip


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    (a, b), (_, d) = params["hessian"]
    low, high = spectrum(params)
    rate = Fraction(params["rate"])
    factors = [1 - rate * eigenvalue for eigenvalue in (low, high)]
    facts = {
        "hessian": typeset.matrix(params["hessian"]),
        "trace": a + d,
        "determinant": a * d - b * b,
        "low": typeset.number(low),
        "high": typeset.number(high),
        "kappa": typeset.number(high / low),
        "threshold": typeset.quotient(threshold(params)),
        "best": typeset.quotient(best(params)),
        "rate": typeset.quotient(slowest(params)),
        "factors": [typeset.number(factor) for factor in factors],
        "outcome": case_of(params),
        "ends": [typeset.quotient(1 - best(params) * e) for e in (low, high)],
    }
    decided = [(ROWS[name], name == case_of(params)) for name in params["outcomes"]]
    return {
        "a": Solved(Exact("array", (low, high)), facts),
        "b": Solved(Exact("rational", threshold(params), 4), facts,
                    derivation=derived.derivation("learning_rate_threshold")),
        "c": Solved(Exact("rational", best(params), 4), facts,
                    derivation=derived.derivation("learning_rate_two_curvatures")),
        "d": Solved(Exact("rational", slowest(params), 4), facts),
        "e": pick_one(decided, facts),
    }  # fmt: skip


# -- what goes wrong ---------------------------------------------------------------------------------------


def diagonal(params: Params) -> tuple[int, ...]:
    (a, _), (_, d) = params["hessian"]
    return tuple(sorted((a, d)))


MISTAKES = (
    Mistake(
        "a",
        "the diagonal of the Hessian",
        diagonal,
        "Only of a diagonal matrix are the entries of the diagonal the eigenvalues.",
    ),
    Mistake(
        "b",
        "1/lambda",
        lambda p: 1 / spectrum(p)[1],
        r"At $1/\lambda_{\max}$ the factor is 0, which is fine; it reaches $-1$ only at twice that rate.",
    ),
    Mistake(
        "b",
        "the smallest eigenvalue",
        lambda p: 2 / spectrum(p)[0],
        "The steepest direction is the first to diverge: the largest eigenvalue counts.",
    ),
    Mistake(
        "b",
        "the sum of the eigenvalues",
        best,
        "Each direction has its own factor; the threshold is set by the steepest one alone.",
    ),
    Mistake(
        "c",
        "1/lambda",
        lambda p: 1 / spectrum(p)[1],
        "That is best for the steepest direction alone; the flat one would crawl.",
    ),
    Mistake(
        "c",
        "the inverse of the sum",
        lambda p: best(p) / 2,
        "At the best rate the two outer factors are opposite, which gives twice this rate.",
    ),
    Mistake(
        "d",
        "the flat direction at 1/lambda",
        lambda p: 1 - spectrum(p)[0] / spectrum(p)[1],
        r"This is the factor at the rate $1/\lambda_{\max}$, which is not the best one.",
    ),
    Mistake(
        "d",
        "the inverse condition number",
        lambda p: spectrum(p)[0] / spectrum(p)[1],
        "A large condition number means slow convergence, that is a factor near 1.",
    ),
)

family = Family(
    cases=OUTCOMES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "hessian": {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": {
                "type": "array",
                "minItems": 2,
                "maxItems": 2,
                "items": {"type": "integer", "minimum": -50, "maximum": 50},
            },
            "description": "symmetric, of whole numbers, positive, with rational eigenvalues, e.g. [[5, 2], [2, 2]]",
        },
        "rate": {**DECIMAL, "description": "the learning rate that is tried in the end, e.g. 0.3"},
        "outcomes": {
            "type": "array",
            "items": {"type": "string", "enum": list(OUTCOMES)},
            "minItems": 3,
            "maxItems": 3,
            "uniqueItems": True,
            "description": "the three outcomes in the order of the options",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "kink",
            "At the threshold itself the outcome is another one than on either side: that is asked.",
            case="oscillates",
            part="e",
        ),
        Exemption(
            "given-away",
            "The rate that is tried in the end is the threshold, which a student has to notice.",
            case="oscillates",
            part="b",
        ),
    ),
)
