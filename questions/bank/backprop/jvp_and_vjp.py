"""What `torch.func.jvp` and `torch.func.vjp` return for a small function, and which calls run in which mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from questions import exact_matrices, statements, typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

Gradient = Callable[[int, int], tuple[int, int]]

COMPONENTS: Mapping[
    str, tuple[Gradient, tuple[str, str]]
] = {  # in code: the gradient at (x0, x1), and its formulas
    "x[0] * x[1]": (lambda x, y: (y, x), ("x_1", "x_0")),
    "x[0] ** 2": (lambda x, y: (2 * x, 0), ("2 x_0", "0")),
    "x[1] ** 2": (lambda x, y: (0, 2 * y), ("0", "2 x_1")),
    "3 * x[0] - x[1]": (lambda x, y: (3, -1), ("3", "-1")),
    "x[0] + 2 * x[1]": (lambda x, y: (1, 2), ("1", "2")),
    "x[0] ** 2 * x[1]": (lambda x, y: (2 * x * y, x * x), ("2 x_0 x_1", "x_0^2")),
    "2 * x[0] ** 2 + x[1]": (lambda x, y: (4 * x, 1), ("4 x_0", "1")),
}
INPUTS = 2


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and _lively(p))


def _numbers(case: str, stream: Stream) -> Params:
    count = 2 if case == "square" else 3
    return {
        "components": list(stream.sample(list(COMPONENTS), count)),
        "x": [stream.sign() * stream.integer(1, 4) for _ in range(INPUTS)],
        "v": [stream.integer(-3, 3) for _ in range(INPUTS)],
        "u": [stream.integer(-3, 3) for _ in range(count)],
        "statements": list(stream.sample(list(STATEMENTS), 5)),
    }


def _lively(params: Params) -> bool:
    found = (forward_product(params), reverse_product(params))
    return all(len(set(each)) == len(each) for each in found) and 0 not in params["v"]


def case_of(params: Params) -> str:
    return "square" if len(params["components"]) == INPUTS else "three_outputs"


def ill_posed(params: Params) -> str | None:
    names = params["components"]
    if len(set(names)) < len(names):
        return "a component stands twice"
    if len(params["u"]) != len(names):
        return f"there are {len(names)} components and {len(params['u'])} entries of u"
    if not any(params["v"]) or not any(params["u"]):
        return "v or u is 0"
    if not any(forward_product(params)) or not any(reverse_product(params)):
        return "a product is 0"
    if len(names) == INPUTS and jacobian(params) == exact_matrices.transposed(jacobian(params)):
        return "the Jacobian is symmetric: both products are taken with the same matrix"
    chosen = params["statements"]
    if len(set(chosen)) < len(chosen):
        return "a statement stands twice"
    true = sum(STATEMENTS[name][1](params) for name in chosen)
    return None if 0 < true < len(chosen) else "some statements must hold, and not all"


# -- the Jacobian and its products -------------------------------------------------------------------------


def jacobian(params: Params) -> exact_matrices.Matrix:
    x, y = params["x"]
    return exact_matrices.matrix([COMPONENTS[name][0](x, y) for name in params["components"]])


def forward_product(params: Params) -> tuple[int, ...]:
    """J v."""
    return tuple(int(entry) for entry in exact_matrices.applied(jacobian(params), params["v"]))


def reverse_product(params: Params) -> tuple[int, ...]:
    """J^T u."""
    turned = exact_matrices.transposed(jacobian(params))
    return tuple(int(entry) for entry in exact_matrices.applied(turned, params["u"]))


def passes(mode: str, inputs: int, outputs: int) -> int:
    """Of the full Jacobian: a column a pass, or a row a pass."""
    return inputs if mode == "forward" else outputs


def outputs(params: Params) -> int:
    return len(params["components"])


STATEMENTS: Mapping[str, tuple[Statement, Callable[[Params], bool]]] = {
    "same_jacobian": (
        Statement("`jacfwd(f)(x)` and `jacrev(f)(x)` return the same matrix.",
                  "The modes differ in the order of the multiplications, not in the result."),
        lambda p: _shape("jacfwd", p) == _shape("jacrev", p)),
    "transposed_jacobian": (
        Statement("`jacrev(f)(x)` returns the transpose of `jacfwd(f)(x)`.",
                  "Both return the Jacobian with a row for each output."),
        lambda p: jacobian(p) == exact_matrices.transposed(jacobian(p))),
    "jvp_forward": (
        Statement("`jvp` runs in forward mode: it gives $J v$; `jacfwd` needs such a product for each input.",
                  "`jvp` and `jacfwd` are the two calls of forward mode."),
        lambda p: _shape("jvp", p) == (outputs(p),) and passes("forward", INPUTS, outputs(p)) == INPUTS),
    "vjp_reverse": (
        Statement("`vjp` runs in reverse mode: it gives $J^\\top u$; `jacrev` needs such a product for each output.",
                  "`vjp`, `jacrev` and `backward` are the calls of reverse mode."),
        lambda p: _shape("vjp", p) == (INPUTS,) and passes("reverse", INPUTS, outputs(p)) == outputs(p)),
    "jacfwd_inputs": (
        Statement("`jacfwd(f)(x)` takes a pass for each input.", "Each pass of forward mode gives a column."),
        lambda p: passes("forward", INPUTS, outputs(p)) == INPUTS),
    "jacrev_inputs": (
        Statement("`jacrev(f)(x)` takes as many passes as `x` has entries.",
                  "Each pass of reverse mode gives a row: one for each output."),
        lambda p: passes("reverse", INPUTS, outputs(p)) == INPUTS),
    "jvp_shape_x": (
        Statement("The result of `jvp` has as many entries as `x`.",
                  "`jvp` gives the change of the outputs along `v`: an entry for each output."),
        lambda p: _shape("jvp", p) == (INPUTS,)),
    "vjp_shape_x": (
        Statement("The result of `vjp` has as many entries as `x`.",
                  "`vjp` gives the gradient of $u \\cdot f(x)$ by `x`: an entry for each input."),
        lambda p: _shape("vjp", p) == (INPUTS,)),
    "backward_forward": (
        Statement("`f(x).sum().backward()` takes a pass for each entry of `x`.",
                  "`backward` runs in reverse mode: one scalar, one pass."),
        lambda p: passes("reverse", INPUTS, 1) == INPUTS),
    "backward_reverse": (
        Statement("`f(x).sum().backward()` gives the gradient by all entries of `x` in one pass of reverse mode.",
                  "A scalar has a single row of derivatives."),
        lambda p: passes("reverse", INPUTS, 1) == 1 < passes("forward", INPUTS, 1)),
    "jvp_full": (
        Statement("A single call of `jvp` returns the full Jacobian.", "It returns the Jacobian times `v`."),
        lambda p: _shape("jvp", p) == _shape("jacfwd", p)),
}  # fmt: skip


def _shape(call: str, params: Params) -> tuple[int, ...]:
    """Of what a call returns."""
    whole = (outputs(params), INPUTS)
    return {"jacfwd": whole, "jacrev": whole, "jvp": whole[:1], "vjp": whole[1:]}[call]


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    facts: dict[str, Any] = {
        "formulas": r" \\ ".join(" & ".join(COMPONENTS[name][1]) for name in params["components"]),
        "J": typeset.matrix(jacobian(params)),
        "J_turned": typeset.matrix(exact_matrices.transposed(jacobian(params))),
        "v": typeset.matrix([[entry] for entry in params["v"]]),
        "u": typeset.matrix([[entry] for entry in params["u"]]),
        "Jv": typeset.matrix([[entry] for entry in forward_product(params)]),
        "Ju": typeset.matrix([[entry] for entry in reverse_product(params)]),
        "m": outputs(params),
    }
    decided = [(STATEMENTS[name][0], STATEMENTS[name][1](params)) for name in params["statements"]]
    return {
        "a": Solved(Exact("array", forward_product(params)), facts),
        "b": Solved(Exact("array", reverse_product(params)), facts),
        "c": statements.tick_all(decided, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def turned(params: Params) -> Any:
    """J^T v, where J is square."""
    if outputs(params) != INPUTS:
        return None
    return tuple(map(int, exact_matrices.applied(exact_matrices.transposed(jacobian(params)), params["v"])))


def unturned(params: Params) -> Any:
    """J u, where J is square."""
    if outputs(params) != INPUTS:
        return None
    return tuple(map(int, exact_matrices.applied(jacobian(params), params["u"])))


MISTAKES = (
    Mistake("a", "multiplied by the transpose", turned, "`jvp` multiplies the Jacobian by `v` from the right."),
    Mistake("a", "the product of reverse mode", reverse_product, "This is $J^\\top u$, the result of `vjp`."),
    Mistake("a", "the rows added up", lambda p: tuple(int(sum(row)) for row in jacobian(p)),
            "Each column counts as often as its entry of `v` says."),
    Mistake("b", "not transposed", unturned, "`vjp` multiplies the Jacobian by `u` from the left."),
    Mistake("b", "the product of forward mode", forward_product, "This is $J v$, the result of `jvp`."),
    Mistake("b", "the rows added up without u",
            lambda p: tuple(int(sum(column)) for column in zip(*jacobian(p), strict=True)),
            "Each output counts as often as its entry of `u` says."),
)  # fmt: skip


def _whole(least: int, most: int, words: str) -> Mapping[str, Any]:
    items = {"type": "integer", "minimum": -20, "maximum": 20}
    return {"type": "array", "items": items, "minItems": least, "maxItems": most, "description": words}


family = Family(
    cases=("square", "three_outputs"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "components": {
            "type": "array",
            "items": {"type": "string", "enum": list(COMPONENTS)},
            "minItems": 2,
            "maxItems": 4,
            "description": 'outputs of f as code, e.g. ["x[0] * x[1]", "x[0] ** 2"]',
        },
        "x": _whole(INPUTS, INPUTS, "the point, e.g. [2, -1]"),
        "v": _whole(INPUTS, INPUTS, "direction of change of the inputs, e.g. [1, 3]"),
        "u": _whole(2, 4, "a weight for each output, e.g. [1, -2, 3]"),
        "statements": {
            "type": "array",
            "items": {"type": "string", "enum": list(STATEMENTS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "statements of the last part by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
