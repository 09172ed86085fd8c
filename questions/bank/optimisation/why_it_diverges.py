"""Why gradient descent diverges with too large a learning rate: its factor, what follows from it, and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from questions import claims, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Criterion, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(_case: str, stream: Stream) -> Params:
    return stream.until(lambda: candidate(stream), lambda params: ill_posed(params) is None)


def candidate(stream: Stream) -> Params:
    count = stream.choice((3, 4))
    return {
        "inputs": [stream.sign() * stream.integer(1, 6) for _ in range(count)],
        "targets": [stream.integer(-9, 9) for _ in range(count)],
        "rate": stream.choice(("0.1", "0.15", "0.2", "0.25", "0.3", "0.4", "0.5")),
        claims.FIELD: claims.drawn(POOL, stream, 5),
    }


def ill_posed(params: Params) -> str | None:
    if len(params["inputs"]) != len(params["targets"]):
        return "there must be a target for each input"
    if not any(params["inputs"]):
        return "all inputs are 0: the loss does not depend on the weight"
    if not Fraction(-11, 2) <= factor(params) <= Fraction(-11, 10):
        return "the factor of a step must be between -5.5 and -1.1, so that gradient descent diverges, and visibly"
    if any(abs(2 - share * step(params)) < Fraction(1, 4) for share in SHARES):
        return "with one of the other learning rates the loss hardly changes"
    return claims.all_alike(POOL, params)


def curvature(params: Params) -> Fraction:
    squares = [Fraction(x) ** 2 for x in params["inputs"]]
    return sum(squares, Fraction(0)) / len(squares)


def step(params: Params) -> Fraction:
    """The learning rate times the curvature."""
    return Fraction(params["rate"]) * curvature(params)


def factor(params: Params) -> Fraction:
    return 1 - step(params)


SHARES = tuple(Fraction(share) for share in ("1/4", "1/2", "1", "4"))


def settles(share: str) -> Callable[[Params], bool]:
    """Whether it converges where learning rate times curvature is this share of what it is."""
    return lambda params: abs(1 - Fraction(share) * step(params)) < 1


# Each claim with its feedback; whether it holds is decided from the factor.
POOL: Mapping[str, Claim] = {
    "other_side": Claim(
        "Each step leads to the other side of the minimum.", "The factor of the distance is negative.",
        lambda p: factor(p) < 0,
    ),
    "uphill": Claim(
        "The steps go uphill at the point where they start: the gradient has the wrong sign.",
        "The direction is right, downhill. It is the length of the step that is wrong.",
        lambda p: curvature(p) < 0,
    ),
    "near_start": Claim(
        "It would converge from a start that is near enough to the minimum, not the minimum itself.",
        "The factor is the same at every distance: a small one grows as well.", settles("1"),
    ),
    "half_rate": Claim(
        "Half the learning rate would converge.", r"It converges just if $\eta$ times the curvature is below 2.",
        settles("1/2"),
    ),
    "quarter_rate": Claim(
        "A quarter of the learning rate would converge.",
        r"It converges just if $\eta$ times the curvature is below 2.", settles("1/4"),
    ),
    "halved_inputs": Claim(
        "With all inputs divided by 2 and this learning rate it would converge.",
        "The curvature is the mean square of the inputs: it would be a quarter of what it is.", settles("1/4"),
    ),
    "doubled_inputs": Claim(
        "With all inputs multiplied by 2 and this learning rate it would converge.",
        "The curvature would be four times what it is, and the learning rate would be too large all the more.",
        settles("4"),
    ),
    "excess_squared": Claim(
        "In each step the loss, less its minimum, is multiplied by the square of that factor.",
        "The loss is a parabola: it grows with the square of the distance.",
        lambda p: factor(p) ** 2 == _of_the_excess(p),
    ),
    "excess_by_factor": Claim(
        "In each step the loss, less its minimum, is multiplied by the size of that factor.",
        "The loss is a parabola: it grows with the square of the distance.",
        lambda p: abs(factor(p)) == _of_the_excess(p),
    ),
    "smaller_targets": Claim(
        "With all targets divided by 10 and this learning rate it would converge.",
        "The targets move the minimum; they have no part in the curvature.", settles("1"),
    ),
    "best_rate": Claim(
        "With the learning rate $1/L''$ one step leads to the minimum.", "There the factor is 0.",
        lambda p: 1 - curvature(p) / curvature(p) == 0,
    ),
    "more_steps": Claim(
        "It would converge after more steps.", "Each further step makes the distance larger.", settles("1")
    ),
}  # fmt: skip


def _of_the_excess(params: Params) -> Fraction:
    """The excess of the loss at distance 1 after a step, as a multiple of what it was."""
    a, moved = curvature(params), 1 - Fraction(params["rate"]) * curvature(params)
    return (a / 2 * moved**2) / (a / 2)


WORDS = (
    "Every step goes downhill, but it is too long: it jumps over the minimum and lands farther away on the other side, "
    "where the gradient is larger, so that the next step is longer still. The distance to the minimum is multiplied by "
    "the same factor in each step, and a factor larger than 1 in size makes it grow geometrically. It converges if the "
    "learning rate is below 2 divided by the curvature."
)
RUBRIC = (
    Criterion(1, "The direction is right and the step too long: it jumps over the minimum."),
    Criterion(
        1, "The distance is multiplied by a constant factor larger than 1 in size, so it grows geometrically."
    ),
    Criterion(1, "What to do: a learning rate below 2 divided by the curvature, or smaller inputs."),
)


def solve(params: Params) -> Mapping[str, Solved]:
    a, eta = curvature(params), Fraction(params["rate"])
    sizes = {
        "squares": " + ".join(f"{abs(x)}^2" for x in params["inputs"]),
        "count": len(params["inputs"]),
        "factor": typeset.about(factor(params), 4),
        "threshold": typeset.about(2 / a, 4),
    }
    number = Exact("rational", a, 4)
    product = Exact("number", 1 - eta * a, 4)
    return {
        "a": Solved(number, sizes),
        "b": Solved(product, sizes),
        "c": claims.judged(POOL, params, sizes),
        "d": Solved(Exact("prose", WORDS), sizes, rubric=RUBRIC),
    }


MISTAKES = (
    Mistake(
        "a", "the mean is not squared", lambda p: sum(map(Fraction, p["inputs"]), Fraction(0)) / len(p["inputs"]),
        "Differentiating twice leaves the square of each input.",
    ),
    Mistake(
        "a", "the half is kept", lambda p: curvature(p) / 2,
        "The 2 that comes down from the square cancels the half.",
    ),
    Mistake(
        "a", "sum instead of mean", lambda p: curvature(p) * len(p["inputs"]), "The loss is a mean over the examples.",
    ),
    Mistake(
        "b", "the 1 is forgotten", lambda p: -step(p), "The step is added to the distance that is there.",
    ),
    Mistake(
        "b", "uphill", lambda p: 1 + step(p), "Gradient descent subtracts the gradient.",
    ),
)  # fmt: skip

family = Family(
    cases=("diverges",),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "inputs": {
            "type": "array", "items": {"type": "integer", "minimum": -50, "maximum": 50}, "minItems": 2, "maxItems": 8,
            "description": "an input for each example, e.g. [3, -2, 5]",
        },
        "targets": {
            "type": "array", "items": {"type": "integer", "minimum": -50, "maximum": 50}, "minItems": 2, "maxItems": 8,
            "description": "a target for each example",
        },
        "rate": {**DECIMAL, "description": "the learning rate, too large: e.g. 0.3"},
        claims.FIELD: claims.schema(POOL),
    },
    ill_posed=ill_posed,
)  # fmt: skip
