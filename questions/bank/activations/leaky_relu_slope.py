"""max(alpha x, x) for any alpha: when it is the leaky ReLU, and what it loses when alpha is negative or above 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from questions import typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, tick_all, told

ASKED = 4  # statements on a sheet
ALPHAS = {
    "leaky": ("0.01", "0.05", "0.1", "0.2", "0.25", "0.3", "0.4", "0.5"),
    "steep": ("1.2", "1.25", "1.5", "2", "2.5", "3", "4"),
    "negative": ("-0.1", "-0.2", "-0.3", "-0.4", "-0.5", "-1.5", "-2"),
}

STATEMENTS: Mapping[str, Statement] = {
    "usual_pieces": Statement(
        r"$f(x) = x$ for $x > 0$, and $f(x) = \alpha x$ for $x \le 0$.",
        r"This is so for all $\alpha \le 1$: then $\alpha x$ is not above $x$ on the right, nor below it on the left.",
    ),
    "swapped_pieces": Statement(
        r"$f(x) = \alpha x$ for $x > 0$, and $f(x) = x$ for $x \le 0$.",
        r"This is so for all $\alpha \ge 1$, where the two pieces change roles.",
    ),
    "monotone": Statement(
        "$f$ never decreases when $x$ increases.", r"This needs both slopes to be at least 0."
    ),
    "injective": Statement(
        "$f$ takes no value twice.",
        r"This needs two slopes of the same sign; else two inputs on different sides of 0 have the same output.",
    ),
    "negative_values": Statement("$f$ takes negative values.", "It does if the slope on the left is positive."),
    "never_negative": Statement("$f$ is never negative.", "This needs a slope on the left that is not positive."),
    "minimum": Statement(
        r"$f(x) = \min(\alpha x,\ x)$ for all $x$.",
        r"The smaller of two different numbers is not the larger one; here they differ at every $x \ne 0$.",
    ),
    "relu": Statement("$f$ is the ReLU.", r"That is so for $\alpha = 0$ only."),
    "convex": Statement("$f$ is convex.", "The maximum of two straight lines is convex, whatever their slopes."),
    "centred": Statement(
        "For inputs symmetric about 0, the mean output is 0.",
        r"$f(x) + f(-x) = |1 - \alpha|\, |x|$ is positive: taking both signs would not be enough.",
    ),
    "no_zero_slope": Statement(
        "The slope is nowhere 0, so no gradient is blocked.", r"The slopes are $\alpha$ and 1, and neither is 0."
    ),
}  # fmt: skip


def draw(case: str, stream: Stream) -> Params:
    def make() -> Params:
        sizes = stream.sample(range(1, 10), 3)
        x = [-sizes[0], sizes[1], stream.sign() * sizes[2]]
        return {
            "x": list(stream.shuffle(x)),
            "alpha": stream.choice(ALPHAS[case]),
            "statements": list(stream.sample(list(STATEMENTS), ASKED)),
        }

    return stream.until(make, lambda params: ill_posed(params) is None)


def case_of(params: Params) -> str:
    alpha = Fraction(params["alpha"])
    return "negative" if alpha < 0 else "leaky" if alpha < 1 else "steep"


def ill_posed(params: Params) -> str | None:
    alpha = Fraction(params["alpha"])
    if alpha in (0, 1, -1) or abs(alpha) > 10:
        return "alpha is 0, 1 or -1, where f is the ReLU, x or |x|, or it is beyond 10"
    if 0 in params["x"] or not any(x < 0 for x in params["x"]):
        return "an input is 0, or none is negative"
    asked = params["statements"]
    if len(set(asked)) < len(asked):
        return "a statement stands twice in the list"
    held = {holds(statement, alpha) for statement in asked}
    return None if len(held) == 2 else "all of the statements hold, or none does"


# -- the solution ------------------------------------------------------------------------------------------


def slopes(alpha: Fraction) -> tuple[Fraction, Fraction]:
    """Left and right: of two lines through 0 the one with the smaller slope is on top on the left."""
    return min(alpha, Fraction(1)), max(alpha, Fraction(1))


def value(x: int, alpha: Fraction) -> Fraction:
    left, right = slopes(alpha)
    return (right if x > 0 else left) * x


def holds(statement: str, alpha: Fraction) -> bool:
    """Decided by the two slopes, which determine the function."""
    left, right = slopes(alpha)
    decided: Mapping[str, Callable[[], bool]] = {
        "usual_pieces": lambda: left == alpha and right == 1,
        "swapped_pieces": lambda: left == 1 and right == alpha,
        "monotone": lambda: left >= 0 and right >= 0,
        "injective": lambda: left * right > 0,
        "negative_values": lambda: left > 0 or right < 0,
        "never_negative": lambda: left <= 0 <= right,
        "minimum": lambda: left == right,
        "relu": lambda: left == 0 and right == 1,
        "convex": lambda: left <= right,
        "centred": lambda: left == right,
        "no_zero_slope": lambda: left * right != 0,
    }
    return decided[statement]()


def solve(params: Params) -> Mapping[str, Solved]:
    alpha = Fraction(params["alpha"])
    left, right = slopes(alpha)
    rows = [
        {
            "x": typeset.number(x),
            "scaled": typeset.number(alpha * x),
            "value": typeset.number(value(x, alpha)),
        }
        for x in params["x"]
    ]
    facts = {"rows": rows, "left": typeset.number(left), "right": typeset.number(right)}
    decided = [(STATEMENTS[name], holds(name, alpha)) for name in params["statements"]]
    return {
        "a": Solved(Exact("array", tuple(value(x, alpha) for x in params["x"])), facts),
        "b": Solved(Exact("array", (left, right)), facts),
        "c": tick_all(decided, {**facts, "rows": told(decided)}),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def smaller(params: Params) -> tuple[Fraction, ...]:
    alpha = Fraction(params["alpha"])
    return tuple(min(alpha * x, Fraction(x)) for x in params["x"])


def usual_pieces(params: Params) -> tuple[Fraction, ...]:
    """The pieces of a leaky ReLU, whatever alpha is."""
    alpha = Fraction(params["alpha"])
    return tuple(Fraction(x) if x > 0 else alpha * x for x in params["x"])


def kept_negative(params: Params) -> tuple[Fraction, ...] | None:
    """Negative inputs with a negative output, although alpha is negative."""
    alpha = Fraction(params["alpha"])
    return tuple(Fraction(x) if x > 0 else abs(alpha) * x for x in params["x"]) if alpha < 0 else None


MISTAKES = (
    Mistake("a", "the plain ReLU", lambda p: tuple(Fraction(max(x, 0)) for x in p["x"]),
            r"The second number is not 0 but $\alpha x$."),
    Mistake("a", "the smaller one", smaller, "The maximum is the larger of the two numbers."),
    Mistake("a", "the usual pieces", usual_pieces,
            r"For $\alpha > 1$ it is $\alpha x$ that is larger for positive $x$, and $x$ for negative $x$."),
    Mistake("a", "negative outputs for negative inputs", kept_negative,
            r"With a negative $\alpha$ and a negative $x$ the product $\alpha x$ is positive."),
    Mistake("b", "the plain ReLU", lambda p: (Fraction(0), Fraction(1)), r"On the left the function is not constant."),
    Mistake("b", "left and right swapped", lambda p: slopes(Fraction(p["alpha"]))[::-1],
            "On the left the line with the smaller slope is on top, on the right the one with the larger slope."),
)  # fmt: skip

family = Family(
    cases=tuple(ALPHAS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "alpha": {**DECIMAL, "description": "the factor alpha, not 0, 1 or -1, e.g. 0.1"},
        "x": {
            "type": "array",
            "items": {"type": "integer", "minimum": -99, "maximum": 99},
            "minItems": 2,
            "maxItems": 6,
            "description": "inputs of part (a), whole numbers but 0, e.g. [-2, 3]",
        },
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
