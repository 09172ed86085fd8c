"""Symbolic derivations of neural-network formulas: every step is proved before it exists.

A derivation starts from what is to be found and goes on line by line. Each line is proved equal to the one before it,
for all sizes of its dimensions; a line that is not cannot be added.

    >>> from derive import Apply, Component, Partial, Tensor, begin
    >>> x = Component(Tensor("x"))
    >>> s = Apply("sigmoid", (x,))
    >>> proof = begin("slope of the sigmoid", Partial(s, x)).then(s * (1 - s), "derivative of the sigmoid")
    >>> print(proof.text())
    d/dx sigmoid(x)
      = sigmoid(x)*(1 - sigmoid(x))   [derivative of the sigmoid]
    >>> proof.then(s**2, "wishful thinking")
    Traceback (most recent call last):
    derive.kernel.gate.StepRefuted: the step 'wishful thinking' does not hold: ...

Matrices have symbolic shapes, checked when they are written, and the layout of a gradient is that of its matrix:

    >>> from derive import matrices
    >>> X, W, b = matrices("X:N,D W:D,H b:H")
    >>> W @ X
    Traceback (most recent call last):
    ValueError: ...
    >>> (X @ W).shape
    ('N', 'H')

The library holds the results of a course; `find` builds one of them:

    >>> from derive import find
    >>> find("cross_entropy_gradient").build().hypotheses()
    ('y sums to 1 over C',)

Names are loaded when they are first used: `import derive` alone imports neither SymPy nor mpmath.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .audit import second_opinion as second_opinion
    from .derivation import Derivation as Derivation
    from .derivation import StepRejected as StepRejected
    from .derivation import begin as begin
    from .library import find as find
    from .library import names as names
    from .terms.index import indices as indices
    from .terms.matrix import matrices as matrices
    from .terms.tensors import Tensor as Tensor
    from .terms.terms import Apply as Apply
    from .terms.terms import Component as Component
    from .terms.terms import Definition as Definition
    from .terms.terms import Partial as Partial
    from .terms.terms import Sum as Sum
    from .terms.terms import component as component
    from .terms.terms import exp as exp
    from .terms.terms import log as log

HOMES = {
    "second_opinion": "audit",
    "Derivation": "derivation",
    "StepRejected": "derivation",
    "begin": "derivation",
    "find": "library",
    "names": "library",
    "indices": "terms.index",
    "matrices": "terms.matrix",
    "Tensor": "terms.tensors",
    "Apply": "terms.terms",
    "Component": "terms.terms",
    "Definition": "terms.terms",
    "Partial": "terms.terms",
    "Sum": "terms.terms",
    "component": "terms.terms",
    "exp": "terms.terms",
    "log": "terms.terms",
}
__all__ = sorted(HOMES)  # noqa: PLE0605 (the table is the list)


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'derive' has no attribute {name!r}: it offers {', '.join(__all__)}")
    return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
