"""Gradients of expressions that the library does not have: read, derived in proved steps, written as NumPy code.

>>> from derive.expressions import gradient
>>> print(gradient("sum((X@w - y)**2)", "w", "X:N,D w:D y:N").matrix.text(names=False))
dL/dw
  = 2*X.T @ (X @ w - y)   [recognise the matrix product]
"""

from .place import ExpressionError
from .steps import ExpressionGradient, gradient

__all__ = ["ExpressionError", "ExpressionGradient", "gradient"]
