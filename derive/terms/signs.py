"""Signs that are read from the form of a term: sums and products of squares, exponentials, positive entries.

One inequality is known besides: t - 1 - log t >= 0, for the logarithm lies below its tangent at 1.
"""

from __future__ import annotations

from .terms import Add, Apply, Component, Constant, Delta, Dim, Maximum, Mul, Number, Power, Sum, Term

NEVER_NEGATIVE = ("relu", "abs", "step")
POSITIVE = ("exp", "sigmoid", "softplus", "cosh")


def is_positive(term: Term) -> bool:
    """Whether the form of the term shows that it is > 0 wherever it is defined."""
    match term:
        case Number(value):
            return value > 0
        case Dim() | Constant():
            return True
        case Component(tensor, _):
            return tensor.domain.is_positive
        case Apply(function, _):
            return function in POSITIVE
        case Add(args):
            return all(map(is_nonnegative, args)) and any(map(is_positive, args))
        case Mul(args):
            return all(map(is_positive, args))
        case Power(base, _) | Sum(_, base) | Maximum(_, base):
            return is_positive(base)
    return False


def is_nonnegative(term: Term) -> bool:
    """Whether the form of the term shows that it is >= 0 wherever it is defined."""
    if is_positive(term):
        return True
    match term:
        case Number(value):
            return value >= 0
        case Delta():
            return True
        case Component(tensor, _):
            return tensor.domain.kind in {"mask", "one_hot"}
        case Apply(function, _):
            return function in NEVER_NEGATIVE
        case Add(args) if _above_the_logarithm(args):
            return True
        case Add(args) | Mul(args):
            return all(map(is_nonnegative, args))
        case Power(base, exponent):  # a root is not negative where it is defined
            return exponent.denominator != 1 or exponent % 2 == 0 or is_nonnegative(base)
        case Sum(_, body) | Maximum(_, body):
            return is_nonnegative(body)
    return False


def _above_the_logarithm(args: tuple[Term, ...]) -> bool:
    """Whether a sum is t - 1 - log t, written in this order; t must not be a sum, whose terms would run on."""
    return len(args) == 3 and Add(args) == args[0] - 1 - Apply("log", (args[0],))
