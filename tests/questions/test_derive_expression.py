"""`backproof derive --expr`: the gradient of an expression, its NumPy function, and errors that point at the place."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner, Result

from questions.cli import main

CALL = ("--expr", "sum((X@W + b - Y)**2)/N", "--wrt", "W", "--shapes", "X:N,D W:D,M b:M Y:N,M")


def derive(*words: str) -> Result:
    return CliRunner().invoke(main, ["derive", *words])


def test_the_gradient_its_layout_and_its_function_are_printed() -> None:
    result = derive(*CALL)
    assert result.exit_code == 0
    assert (
        "dL/dW\n  = 2/N*X.T @ (X @ W + ones(N) @ b.T - Y)   [recognise the matrix product]" in result.stdout
    )
    assert "The gradient has the shape of W, (D, M)" in result.stdout
    assert "    return 2 / N * (X.T @ (X @ W + b - Y))" in result.stdout
    assert "5 steps proved." in result.stdout


@pytest.mark.parametrize(
    ("format_", "holds"),
    [
        ("markdown", ["```math", "```python\nimport numpy as np", r"\mathbf{X}^\top"]),
        ("latex", [r"\begin{aligned}", r"\begin{verbatim}", r"\paragraph{Gradient of sum"]),
    ],
)
def test_each_format_has_the_derivation_and_the_function(format_: str, holds: list[str]) -> None:
    result = derive(*CALL, "--format", format_)
    assert result.exit_code == 0
    assert all(words in result.stdout for words in holds)


def test_json_holds_steps_shape_and_a_function_that_runs() -> None:
    data = json.loads(derive(*CALL, "--format", "json").stdout)
    assert (data["wrt"], data["shape"], data["proved"]) == ("W", ["D", "M"], True)
    assert len(data["steps"]) == 5
    names: dict[str, object] = {}
    exec(data["numpy"], names)
    gradient = names["gradient"]
    assert callable(gradient)
    ones = np.ones((3, 2))
    np.testing.assert_allclose(gradient(ones, np.ones((2, 4)), np.ones(4), np.zeros((3, 4))), 6)


def test_sympy_may_be_asked_too() -> None:
    result = derive(
        "--expr", "y@log(p)", "--wrt", "p", "--shapes", "y:C p:C", "--assume", "p:positive", "--audit"
    )
    assert result.exit_code == 0
    assert "SymPy agrees" in result.stdout
    assert "Where p > 0." in result.stdout


@pytest.mark.parametrize(
    ("words", "place", "says"),
    [
        (
            ("--expr", "sum(X[0])", "--wrt", "X", "--shapes", "X:N,D"),
            "  sum(X[0])\n      ^^^^\n",
            "entries and slices",
        ),
        (
            ("--expr", "sum(X@q)", "--wrt", "X", "--shapes", "X:N,D"),
            "  sum(X@q)\n        ^\n",
            "q has no shape",
        ),
        (("--expr", "X@X", "--wrt", "X", "--shapes", "X:N,D"), "  X@X\n  ^^^\n", "D is not N"),
        (
            ("--expr", "X", "--wrt", "X", "--shapes", "X:N,D"),
            "  X\n  ^\n",
            "put sum(...) or mean(...) around it",
        ),
        (("--expr", "", "--wrt", "X", "--shapes", "X:N"), "", "the expression is empty"),
        (("--expr", "sum(X)", "--wrt", "X", "--shapes", "X:N,"), "", "'X:N,': a dimension is a name"),
        (("--expr", "sum(X)", "--wrt", "X"), "", "--shapes is missing"),
        (("--wrt", "X"), "", "--expr and --shapes are missing"),
        (("sigmoid", *CALL), "", "do not go together"),
    ],
)
def test_a_bad_call_is_one_line_below_the_place(words: tuple[str, ...], place: str, says: str) -> None:
    result = derive(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"{place}backproof: ")
    assert says in result.stderr
    assert result.stderr.count("\n") == place.count("\n") + 1
