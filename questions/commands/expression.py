"""What `backproof derive --expr` adds: the gradient of an expression that the library does not have.

Imports `derive` when called, not when the command line starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from questions.errors import BadCall, CheckFailed

if TYPE_CHECKING:
    from derive.library import Result

EXAMPLE = "e.g. --expr 'sum((X@w - y)**2)/N' --wrt w --shapes 'X:N,D w:D y:N'"


def expression_result(
    name: str | None, expr: str | None, wrt: str | None, shapes: str | None, assume: str | None
) -> Result:
    """The gradient as a result like those of the library; raise BadCall for what is outside the language.

    Where the error is in the expression, it is shown on stderr with carets under the place.
    """
    if name is not None:
        raise BadCall(f"a NAME and --expr do not go together: leave one out, {EXAMPLE}")
    if expr is None or wrt is None or shapes is None:
        missing = [
            o for o, value in (("--expr", expr), ("--wrt", wrt), ("--shapes", shapes)) if value is None
        ]
        raise BadCall(f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing: {EXAMPLE}")
    from derive.expressions import ExpressionError, gradient
    from derive.kernel.gate import KernelContradiction
    from derive.library import Result

    try:
        found = gradient(expr, wrt, shapes, assume or "")
    except ExpressionError as error:
        if error.pointed():
            click.echo(error.pointed(), err=True)
        raise BadCall(str(error)) from error
    except KernelContradiction as error:
        raise CheckFailed(f"the gradient is not proved: {error}") from error
    return Result("expression", found.title, "expressions", lambda: cast(Any, found))


def said_of(found: Any) -> dict[str, Any]:
    """What is said of such a gradient besides its derivation: the expression, the layout, the NumPy function."""
    return {
        "expression": found.expression,
        "wrt": found.wrt.name,
        "shape": list(found.wrt.dims),
        "layout": found.layout(),
        "numpy": found.to_numpy(),
    }
