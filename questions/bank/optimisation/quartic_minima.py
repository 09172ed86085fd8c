"""Local and global minima of a loss of one weight, the tilted double well: how many, where, and how deep."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

from questions import typeset
from questions.model import DECIMAL, JSON, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

PRECISION = 40
MARGIN = Fraction(1, 5)  # of the discriminant, from 0, where two zeros of the derivative meet


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    if case == "two_valleys":
        width, tilt = stream.choice(("1", "1.2", "1.5", "1.8", "2")), stream.integer(1, 20)
    else:
        width, tilt = stream.choice(("0.5", "0.8", "1", "1.2")), stream.integer(18, 50)
    sign = "-" if stream.sign() < 0 else ""
    return {"width": width, "tilt": f"{sign}{Fraction(tilt, 10).__float__():g}"}


def discriminant(params: Params) -> Fraction:
    """Of 4 w^3 - 4 a w + b, over 16: positive for three zeros, negative for one."""
    a, b = Fraction(params["width"]), Fraction(params["tilt"])
    return 16 * a**3 - 27 * b**2 / 4


def case_of(params: Params) -> str:
    return "two_valleys" if discriminant(params) > 0 else "one_valley"


def ill_posed(params: Params) -> str | None:
    if Fraction(params["width"]) <= 0 or Fraction(params["tilt"]) == 0:
        return "without a tilt there are two global minima; without a width no second one can be"
    if abs(discriminant(params)) < MARGIN:
        return "two of the zeros of the derivative are so near each other that they cannot be told apart"
    if max(abs(Fraction(params["width"])), abs(Fraction(params["tilt"]))) > 9:
        return "the width or the tilt is beyond 9"
    return None


def loss(params: Params, w: Any) -> Any:
    import mpmath

    a, b = (mpmath.mpf(str(params[name])) for name in ("width", "tilt"))
    return (w**2 - a) ** 2 + b * w


def zeros(params: Params) -> list[Any]:
    """The zeros of the derivative 4 w^3 - 4 a w + b in order, to forty digits."""
    import mpmath

    with mpmath.workdps(PRECISION):
        a, b = (mpmath.mpf(str(params[name])) for name in ("width", "tilt"))
        found = mpmath.polyroots([4, 0, -4 * a, b], maxsteps=200, extraprec=200)
        return sorted(root.real for root in found if abs(root.imag) < mpmath.mpf(10) ** -20)


def minima(params: Params) -> list[Any]:
    """The zeros at which the second derivative 12 w^2 - 4 a is positive."""
    a = Fraction(params["width"])
    return [w for w in zeros(params) if 12 * w**2 > float(4 * a)]


def best(params: Params) -> Any:
    """The global minimum."""
    import mpmath

    with mpmath.workdps(PRECISION):
        return min(minima(params), key=lambda w: loss(params, w))


def depth(params: Params) -> Any:
    import mpmath

    with mpmath.workdps(PRECISION):
        return +loss(params, best(params))


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    a, b = Fraction(params["width"]), Fraction(params["tilt"])
    lows = minima(params)
    facts = {
        "loss": expression(params),
        "slope": typeset.signed_sum((r"4w^3", typeset.number(-4 * a) + "w", typeset.number(b))),
        "bend": typeset.signed_sum((r"12w^2", typeset.number(-4 * a))),
        "rows": [
            {
                "w": typeset.about(w, 5),
                "bend": typeset.about(12 * w**2 - float(4 * a), 3),
                "low": w in lows,
                "loss": typeset.about(loss(params, w), 4),
            }
            for w in zeros(params)
        ],
        "left": b > 0,
        "several": len(lows) > 1,
    }
    return {
        "a": Solved(Exact("array", (len(zeros(params)), len(lows), 1)), facts, figures=(picture(params),)),
        "b": Solved(Exact("number", best(params), 5), facts),
        "c": Solved(Exact("number", depth(params), 3), facts),
    }


def picture(params: Params) -> JSON:
    """The graph of the loss, from below its lowest point to a little above its hill at 0."""
    from questions import figures

    a, b = Fraction(params["width"]), Fraction(params["tilt"])
    points = [(w, (w**2 - a) ** 2 + b * w) for w in (Fraction(k, 20) for k in range(-60, 61))]
    low, high = floor(min(y for _, y in points)), ceil(a**2) + 2
    step = max(1, ceil(Fraction(high - low, 6)))
    levels = range(low, high + step, step)
    shown = [(w, y) for w, y in points if y <= levels[-1] + step]
    side = ceil(max(abs(w) for w, _ in shown))
    return figures.plot(
        [{"points": [[f"{float(w):.2f}", f"{float(y):.4f}"] for w, y in shown]}],
        "The graph of the loss over the weight.",
        [str(w) for w in range(-side, side + 1)],
        [str(y) for y in levels],
        ("w", "L(w)"),
    )


def expression(params: Params) -> str:
    b = Fraction(params["tilt"])
    linear = "w" if b == 1 else "-w" if b == -1 else f"{typeset.number(b)}w"
    return typeset.signed_sum((f"(w^2 - {typeset.number(params['width'])})^2", linear))


# -- what goes wrong ---------------------------------------------------------------------------------------


def all_minima(params: Params) -> tuple[int, int, int] | None:
    """Each zero of the derivative counted as a minimum."""
    count = len(zeros(params))
    return (count, count, 1) if count > 1 else None


def without_global(params: Params) -> tuple[int, int, int]:
    """The global minimum not counted as a local one."""
    return len(zeros(params)), len(minima(params)) - 1, 1


def other(params: Params) -> Any:
    """The minimum that is not the global one, where there is one."""
    return next((w for w in minima(params) if w != best(params)), None)


def of_other(params: Params) -> Any:
    found = other(params)
    return None if found is None else loss(params, found)


def untilted(params: Params) -> float:
    """The minimum of the double well without its tilt, on the right side."""
    side = -1 if Fraction(params["tilt"]) > 0 else 1
    return side * float(params["width"]) ** 0.5


MISTAKES = (
    Mistake(
        "a",
        "each zero of the derivative is a minimum",
        all_minima,
        "Where the second derivative is negative, the zero of the derivative is a maximum.",
    ),
    Mistake(
        "a",
        "the global minimum is not local",
        without_global,
        "A global minimum is lowest among its neighbours too, so it is a local minimum as well.",
    ),
    Mistake(
        "b", "the other minimum", other, "It is a local minimum, but the loss is smaller at the other one."
    ),
    Mistake(
        "b",
        "forgot the linear term",
        untilted,
        "The linear term moves the zeros of the derivative: its derivative is a constant.",
    ),
    Mistake("c", "the other minimum", of_other, "The loss is smaller at the minimum on the other side."),
    Mistake(
        "c",
        "forgot the linear term",
        lambda p: loss(p, best(p)) - float(p["tilt"]) * best(p),
        "The linear term belongs to the loss.",
    ),
)


def tilted(params: Params) -> str:
    """The last term of the loss: "+ 0.3w", "- w"."""
    latex = typeset.coefficient(params["tilt"]).removesuffix(r"\,")
    return f"- {latex[1:]}w" if latex.startswith("-") else f"+ {latex}w"


family = Family(
    cases=("two_valleys", "one_valley"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "width": {**DECIMAL, "description": "the a of (w^2 - a)^2 + b w, positive, e.g. 1"},
        "tilt": {**DECIMAL, "description": "the b of (w^2 - a)^2 + b w, not 0, e.g. 0.3"},
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "degenerate",
            "One zero, one minimum, and that is global: what is left when the tilt is strong.",
            case="one_valley",
            part="a",
        ),
    ),
    shown=lambda params: {"tilt": tilted(params)},
)
