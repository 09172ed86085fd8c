"""GELU: the input, gated by the normal distribution function; its value, and what it is and is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from questions import activation_terms, derived, rounding, typeset
from questions.model import DECIMAL, Exact, Family, Intermediate, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement, tick_all, told

ASKED = 5  # statements on a sheet
STATEMENTS: Mapping[str, Statement] = {
    "gate": Statement(
        r"$\mathrm{GELU}(x) = \mathbb{E}\bigl[x \cdot \mathbb{1}[Z \le x]\bigr]$ for a standard normal $Z$.",
        r"The indicator is 1 with probability $\Phi(x)$: the input is let through or not, by chance.",
    ),
    "scaled_cdf": Statement(
        r"$\mathrm{GELU}(x) = c\, \Phi(x)$ for some constant $c$: $\Phi$, scaled by a learned parameter.",
        r"$c\, \Phi(x)$ has one sign and is bounded; what scales $\Phi(x)$ is the input, and nothing is learned.",
    ),
    "cdf_of_scaled": Statement(
        r"$\mathrm{GELU}(x) = \Phi(c x)$ for some constant $c$.",
        r"$\Phi$ stays between 0 and 1; the GELU grows like $x$.",
    ),
    "bounded": Statement(
        "The GELU is bounded.", r"For large $x$ it is nearly $x$: $\mathrm{GELU}(50) = 50$ to all digits."
    ),
    "never_negative": Statement(
        "The GELU is never negative.",
        r"For negative $x$ it is $x$ times a positive number: $\mathrm{GELU}(-1) \approx -0.159$.",
    ),
    "reflection": Statement(
        r"$\mathrm{GELU}(x) - \mathrm{GELU}(-x) = x$ for all $x$.",
        r"$x\, \Phi(x) + x\, \Phi(-x) = x$, since $\Phi(x) + \Phi(-x) = 1$.",
    ),
    "odd": Statement(
        r"$\mathrm{GELU}(-x) = -\mathrm{GELU}(x)$ for all $x$.",
        r"$-x\, \Phi(-x)$ and $-x\, \Phi(x)$ agree at 0 only.",
    ),
    "density": Statement(
        r"$\mathrm{GELU}(x) = x\, \varphi(x)$ with the normal density $\varphi$.",
        r"The gate is the distribution function, which grows from 0 to 1; the density goes to 0 on both sides.",
    ),
    "relu_far_out": Statement(
        r"For $|x| \ge 6$, GELU and ReLU differ by less than $10^{-6}$.",
        r"There $\Phi(x)$ is 0 or 1 up to $10^{-9}$.",
    ),
    "relu_everywhere": Statement("The GELU is the ReLU.", r"They differ most near $x = \pm 0.75$, by 0.17."),
    "scales": Statement(
        r"$\mathrm{GELU}(2x) = 2\, \mathrm{GELU}(x)$ for all $x$.",
        r"So it is for the ReLU; here the gate changes, too: $2x\, \Phi(2x)$ is not $2x\, \Phi(x)$.",
    ),
    "at_most_relu": Statement(
        r"$\mathrm{GELU}(x) \le \max(0, x)$ for all $x$.",
        r"$\Phi(x) < 1$ for positive $x$, and $x\, \Phi(x) < 0$ for negative $x$.",
    ),
}


def draw(case: str, stream: Stream) -> Params:
    side = 1 if case == "positive" else -1
    return stream.until(
        lambda: {
            "x": fixed(side * stream.integer(2, 16 if side > 0 else 25), 1).removesuffix(".0"),
            "statements": list(stream.sample(list(STATEMENTS), ASKED)),
        },
        lambda params: ill_posed(params) is None,
    )


def case_of(params: Params) -> str:
    return "positive" if Fraction(params["x"]) > 0 else "negative"


def ill_posed(params: Params) -> str | None:
    x = Fraction(params["x"])
    if not Fraction(1, 10) <= abs(x) <= 3:
        return "x is nearer to 0 than 0.1, or beyond 3"
    asked = params["statements"]
    if len(set(asked)) < len(asked):
        return "a statement stands twice in the list"
    held = set(map(holds, asked))
    return None if len(held) == 2 else "all of the statements hold, or none does"


# -- the solution ------------------------------------------------------------------------------------------


def number(name: str, x: Fraction) -> Fraction:
    return rounding.fraction(activation_terms.value(name, x))


def gelu(x: Fraction) -> Fraction:
    return number("gelu", x)


def proved(left: Callable[[Any], Any], right: Callable[[Any], Any]) -> bool:
    """Whether two terms of x are proved equal; where they are not, they must differ at 1, else ArithmeticError."""
    from derive.kernel.prover import prove
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component

    x = Component(Tensor("x"))
    if prove(left(x), right(x)) is not None:
        return True
    if abs(derived.evaluated(left(x) - right(x), {"x": Fraction(1)})) < 1e-6:
        raise ArithmeticError("two terms are neither proved to be equal nor to be different")
    return False


@cache
def holds(statement: str) -> bool:
    from derive.facts import facts
    from derive.terms.terms import Apply

    def call(name: str) -> Callable[[Any], Any]:
        return lambda u: Apply(name, (u,))

    g, cdf, one = call("gelu"), call("Phi"), Fraction(1)
    known = facts("gelu")
    far = [abs(gelu(u) - max(u, Fraction(0))) for u in (Fraction(6), Fraction(-6))]
    ratios = {gelu(u) / number("Phi", u) for u in (one, 2 * one)}
    decided: Mapping[str, Callable[[], bool]] = {
        "gate": lambda: (
            abs(chance_below(one) * one - gelu(one)) < Fraction(1, 10**20) and proved(g, lambda x: x * cdf(x))
        ),
        "scaled_cdf": lambda: len(ratios) == 1,
        "cdf_of_scaled": lambda: 0 <= gelu(-one) <= 1 and gelu(2 * one) <= 1,
        "bounded": lambda: not known.range.high.is_infinite,
        "never_negative": lambda: not known.both_signs,
        "reflection": lambda: proved(lambda x: g(x) - g(-x), lambda x: x),
        "odd": lambda: known.zero_centred,
        "density": lambda: proved(g, lambda x: x * call("phi")(x)),
        "relu_far_out": lambda: max(far) < Fraction(1, 10**6),  # beyond, the gap |x| Phi(-|x|) falls on
        "relu_everywhere": lambda: gelu(one) == 1,
        "scales": lambda: proved(lambda x: g(2 * x), lambda x: 2 * g(x)),
        "at_most_relu": lambda: (
            proved(g, lambda x: x * cdf(x)) and number("Phi", -8 * one) > 0 and number("Phi", 8 * one) < 1
        ),
    }
    return decided[statement]()


def chance_below(x: Fraction) -> Fraction:
    """P(Z <= x), by integrating the density."""
    import mpmath as mp

    with mp.workdps(30):
        return rounding.fraction(mp.quad(mp.npdf, [-mp.inf, -3, mp.mpf(x.numerator) / x.denominator]))


def solve(params: Params) -> Mapping[str, Solved]:
    x = Fraction(params["x"])
    gate = number("Phi", x)
    printed = typeset.about(gate, 6)
    sign = "-" if x < 0 else ""
    facts = {
        "x": typeset.number(x),
        "gate": printed,
        "minus": typeset.number(-x),
        "product": f"{sign}{printed}" if abs(x) == 1 else rf"{typeset.number(x)} \cdot {printed}",
    }
    steps = (Intermediate("Phi of x", r"\Phi(x)", typeset.plain(gate, 6), 6),)
    decided = [(STATEMENTS[name], holds(name)) for name in params["statements"]]
    return {
        "a": Solved(Exact("number", gelu(x), 4), facts, intermediates=steps),
        "b": Solved(Exact("number", gelu(-x), 3), facts),
        "c": tick_all(decided, {"rows": told(decided)}),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


MISTAKES = (
    Mistake(
        "a",
        "the density as gate",
        lambda p: Fraction(p["x"]) * number("phi", Fraction(p["x"])),
        r"The gate is the distribution function $\Phi$, the area up to $x$, not the density at $x$.",
    ),
    Mistake(
        "a",
        "only the gate",
        lambda p: number("Phi", Fraction(p["x"])),
        r"The gate $\Phi(x)$ multiplies the input $x$.",
    ),
    Mistake(
        "a",
        "the sigmoid as gate",
        lambda p: number("silu", Fraction(p["x"])),
        "That is the SiLU; the GELU is gated by the normal distribution.",
    ),
    Mistake(
        "a",
        "the ReLU",
        lambda p: max(Fraction(p["x"]), Fraction(0)),
        r"The ReLU has the gate 0 or 1; here it is $\Phi(x)$.",
    ),
    Mistake(
        "b",
        "taken as odd",
        lambda p: -gelu(Fraction(p["x"])),
        r"Input and gate both change: $-x\, \Phi(-x)$ with $\Phi(-x) = 1 - \Phi(x)$.",
    ),
    Mistake(
        "b",
        "the ReLU",
        lambda p: max(-Fraction(p["x"]), Fraction(0)),
        r"The ReLU has the gate 0 or 1; here it is $\Phi(-x)$.",
    ),
)

family = Family(
    cases=("positive", "negative"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "x": {**DECIMAL, "description": "the input, not 0, e.g. 1"},
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
