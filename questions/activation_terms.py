"""The activation functions of `derive` at a point: the function as a term, its exact value and its exact slope.

Solvers take them from here. The slope is that of the proved derivation of the same name. Imports `derive` when called.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from questions import derived

Constants = Mapping[str, Fraction]  # by the name that they have in the library: alpha, a, lamda
NONE: Constants = {}


def forward(name: str) -> Any:
    """The activation itself, as a term of x."""
    from derive.terms.functions import function
    from derive.terms.tensors import POSITIVE_REAL, REAL, Tensor
    from derive.terms.terms import Apply, Component

    domains = {"alpha": POSITIVE_REAL, "lamda": POSITIVE_REAL}
    parameters = [Component(Tensor(word, (), domains.get(word, REAL))) for word in function(name).parameters]
    return Apply(name, (Component(Tensor("x")), *parameters))


def value(name: str, x: Fraction, constants: Constants = NONE) -> Any:
    """f(x), good to 40 digits."""
    return derived.evaluated(forward(name), {"x": x, **constants})


def slope(name: str, x: Fraction, constants: Constants = NONE) -> Any:
    """f'(x), good to 40 digits; x is not a kink."""
    return derived.value(derived.derivation(name), {"x": x, **constants})
