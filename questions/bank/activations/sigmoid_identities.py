"""Identities of sigmoid and hyperbolic tangent: proved, used for a value, and told from what only looks like one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from questions import derived, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, tick_all, told

PROOFS = {
    "complement": "sigmoid_complement",
    "tanh_by_sigmoid": "tanh_by_sigmoid",
    "one_exponential": "tanh_one_exponential",
}
PROVED = {
    "complement": "mirrored",
    "tanh_by_sigmoid": "scaled",
    "one_exponential": "double_plus",
}  # not drawn
ASKED = 5  # forms on a sheet
NUMBERS = {
    "complement": ("0.2", "0.25", "0.4", "0.6", "0.75", "0.8", "0.9", "0.1", "0.3", "0.7"),
    "tanh_by_sigmoid": ("0.2", "0.25", "0.4", "0.6", "0.75", "0.8", "0.9", "0.1", "0.3", "0.7"),
    "one_exponential": ("2", "3", "4", "5", "0.5", "0.25", "1.5", "2.5", "0.2", "10"),
}


def forms() -> Mapping[str, Callable[[Any], Any]]:
    """What is compared with the function, as terms of x."""
    from derive.terms.terms import Apply, exp, lift

    def sigma(u: Any) -> Any:
        return Apply("sigmoid", (u,))

    def tanh(u: Any) -> Any:
        return Apply("tanh", (u,))

    one = lift(1)
    return {
        "mirrored": lambda x: sigma(-x),
        "minus_over_plus": lambda x: exp(-x) / (1 + exp(-x)),
        "one_over": lambda x: one / (1 + exp(x)),
        "exp_over": lambda x: exp(x) / (1 + exp(x)),
        "negative": lambda x: -sigma(x),
        "minus_one": lambda x: sigma(x) - 1,
        "exp_times": lambda x: exp(-x) * sigma(x),
        "by_tanh": lambda x: (1 - tanh(x / 2)) / 2,
        "by_tanh_unscaled": lambda x: (1 - tanh(x)) / 2,
        "scaled": lambda x: 2 * sigma(2 * x) - 1,
        "unscaled": lambda x: 2 * sigma(x) - 1,
        "double_plus": lambda x: (exp(2 * x) - 1) / (exp(2 * x) + 1),
        "double_minus": lambda x: (1 - exp(-2 * x)) / (1 + exp(-2 * x)),
        "single": lambda x: (exp(x) - 1) / (exp(x) + 1),
        "difference": lambda x: sigma(2 * x) - sigma(-2 * x),
        "difference_unscaled": lambda x: sigma(x) - sigma(-x),
        "mirrored_scaled": lambda x: 1 - 2 * sigma(-2 * x),
        "upside_down": lambda x: (exp(x) + exp(-x)) / (exp(x) - exp(-x)),
        "without_shift": lambda x: 2 * sigma(2 * x),
    }


OF_SIGMOID = (
    "mirrored", "minus_over_plus", "one_over", "exp_over", "negative", "minus_one", "exp_times", "by_tanh",
    "by_tanh_unscaled",
)  # fmt: skip
OF_TANH = (
    "scaled", "unscaled", "double_plus", "double_minus", "single", "difference", "difference_unscaled",
    "mirrored_scaled", "upside_down", "without_shift",
)  # fmt: skip


def pool(identity: str) -> tuple[str, ...]:
    return OF_SIGMOID if identity == "complement" else OF_TANH


def target(identity: str, x: Any) -> Any:
    """The function that the forms are compared with."""
    from derive.terms.terms import Apply

    return 1 - Apply("sigmoid", (x,)) if identity == "complement" else Apply("tanh", (x,))


@cache
def is_identity(identity: str, form: str) -> bool:
    """Whether a form is proved to be the function; where it is not, they must differ at 1, else ArithmeticError."""
    from derive.kernel.prover import prove

    x = variable()
    if prove(target(identity, x), forms()[form](x)) is not None:
        return True
    if abs(at_one(target(identity, x)) - at_one(forms()[form](x))) < 1e-6:
        raise ArithmeticError(f"nothing is proved of {form}")
    return False


def variable() -> Any:
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component

    return Component(Tensor("x"))


def at_one(term: Any) -> Any:
    return derived.evaluated(term, {"x": Fraction(1)})


def statement(identity: str, form: str) -> Statement:
    """A form as printed from its term, and what speaks for or against it."""
    from derive.terms.latex import latex
    from questions import rounding

    term = forms()[form](variable())
    if is_identity(identity, form):
        why = "Write out the definitions, and multiply numerator and denominator by a power of $e^{x}$: it is the same."
    else:
        own, wanted = (
            typeset.about(rounding.fraction(at_one(u)), 4) for u in (term, target(identity, variable()))
        )
        why = f"At $x = 1$ it is about ${own}$, and ${latex(target(identity, variable()))}$ is about ${wanted}$."
    return Statement(f"${latex(term)}$", why)


# -- drawing -----------------------------------------------------------------------------------------------


def draw(case: str, stream: Stream) -> Params:
    def make() -> Params:
        return {
            "identity": case,
            "number": stream.choice(NUMBERS[case]),
            "forms": list(stream.sample([form for form in pool(case) if form != PROVED[case]], ASKED)),
        }

    return stream.until(make, lambda params: ill_posed(params) is None)


def ill_posed(params: Params) -> str | None:
    identity, number = params["identity"], Fraction(params["number"])
    if identity == "one_exponential":
        if not Fraction(1, 20) <= number <= 20 or number == 1:
            return "the exponential must lie between 0.05 and 20, and not be 1 (which is y = 0)"
    elif not 0 < number < 1 or number == Fraction(1, 2):
        return "a value of the sigmoid lies between 0 and 1, and 0.5 is only y = 0"
    asked = params["forms"]
    if len(set(asked)) < len(asked) or not set(asked) <= set(pool(identity)):
        return "a form stands twice, or belongs to another function"
    same = {is_identity(identity, form) for form in asked}
    return None if len(same) == 2 else "all of the forms are right, or none is"


# -- the solution ------------------------------------------------------------------------------------------


def exponential(params: Params) -> Fraction:
    """e^y: given, or the odds of the given value of the sigmoid."""
    number = Fraction(params["number"])
    return number if params["identity"] == "one_exponential" else number / (1 - number)


def asked_value(params: Params) -> Fraction:
    """sigma(-2y), or tanh(y), from e^y."""
    square = exponential(params) ** 2
    return 1 / (1 + square) if params["identity"] == "complement" else (square - 1) / (square + 1)


def solve(params: Params) -> Mapping[str, Solved]:
    identity = params["identity"]
    e = exponential(params)
    facts = {
        "odds": typeset.quotient(e),
        "square": typeset.quotient(e * e),
        "result": typeset.quotient(asked_value(params)),
    }
    decided = [(statement(identity, form), is_identity(identity, form)) for form in params["forms"]]
    return {
        "a": Solved(Exact("proof", derived.derivation(PROOFS[identity]))),
        "b": Solved(Exact("rational", asked_value(params), 4), facts),
        "c": tick_all(decided, {"rows": told(decided)}),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def without_doubling(params: Params) -> Fraction:
    """sigma(-y), 2 sigma(y) - 1, or (e^y - 1)/(e^y + 1)."""
    e = exponential(params)
    return 1 / (1 + e) if params["identity"] == "complement" else (e - 1) / (e + 1)


def other_sign(params: Params) -> Fraction:
    found = asked_value(params)
    return 1 - found if params["identity"] == "complement" else -found


def squared_value(params: Params) -> Fraction | None:
    return (1 / (1 + exponential(params))) ** 2 if params["identity"] == "complement" else None


MISTAKES = (
    Mistake("b", "argument not doubled", without_doubling,
            "The argument is doubled, so the exponential is squared: $e^{2y} = (e^{y})^2$."),
    Mistake("b", "wrong sign of the argument", other_sign, "That is the value for the argument with the other sign."),
    Mistake("b", "squared the value", squared_value,
            "It is the exponential that is squared when its argument is doubled, not the value of the sigmoid."),
)  # fmt: skip

family = Family(
    cases=tuple(PROOFS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "identity": {
            "type": "string",
            "enum": list(PROOFS),
            "description": "the identity that is proved, by name, e.g. complement",
        },
        "number": {
            **DECIMAL,
            "description": "the given value: of the sigmoid (between 0 and 1), or of e^y, e.g. 0.8",
        },
        "forms": {
            "type": "array",
            "items": {"type": "string", "enum": [*OF_SIGMOID, *OF_TANH]},
            "minItems": 2,
            "maxItems": 8,
            "description": "the forms of part (c) by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["identity"],
)
