"""In which order modules are called forwards and backwards, and what the way back delivers: of what, by what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import statements, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

GREATEST = 200  # of a gradient that one still works out by hand


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case and _handy(p)
    )


def _numbers(case: str, stream: Stream) -> Params:
    count = stream.integer(3, 4)
    modules = tuple(range(count))
    return {
        "order": list(modules if case == "sequential" else stream.shuffle(modules)),
        "weights": [str(stream.sign() * stream.integer(1, 3)) for _ in modules],
        "x": str(stream.sign() * stream.integer(1, 3)),
        "y": str(stream.integer(-5, 5)),
        "statements": list(stream.sample(list(STATEMENTS), 5)),
    }


def _handy(params: Params) -> bool:
    sizes = [abs(g) for g in gradient(params)]
    return max(sizes) <= GREATEST and len(set(gradient(params))) == len(sizes)


def case_of(params: Params) -> str:
    return "sequential" if params["order"] == sorted(params["order"]) else "reordered"


def ill_posed(params: Params) -> str | None:
    order, weights = params["order"], [Fraction(w) for w in params["weights"]]
    if sorted(order) != list(range(len(weights))):
        return f"the order does not name each of the modules 0 to {len(weights) - 1} once"
    if 0 in (*weights, Fraction(params["x"])):
        return "a weight or the input is 0"
    if error(params) == 0:
        return "the output is equal to the target: there is no gradient"
    if order == order[::-1]:
        return "there is a single module"
    if len(set(values(params)[1:])) == 1:
        return "the value does not change on its way"
    if any(abs(g) == 1 for g in gradient(params)):
        return "a derivative is 1 or -1, its own reciprocal"
    names = params["statements"]
    if len(set(names)) < len(names):
        return "a statement stands twice"
    true = sum(STATEMENTS[name][1](params) for name in names)
    return None if 0 < true < len(names) else "some statements must hold, and not all"


# -- forwards and backwards --------------------------------------------------------------------------------


def values(params: Params) -> list[Fraction]:
    """What goes into each module in the order of the calls, and the output."""
    found = [Fraction(params["x"])]
    for module in params["order"]:
        found.append(Fraction(params["weights"][module]) * found[-1])
    return found


def error(params: Params) -> Fraction:
    return values(params)[-1] - Fraction(params["y"])


def by_values(params: Params) -> list[Fraction]:
    """The derivative of the loss by the output, and by what goes into each module, from the last one called on."""
    found = [error(params)]
    for module in reversed(params["order"]):
        found.append(found[-1] * Fraction(params["weights"][module]))
    return found


def gradient(params: Params) -> tuple[Fraction, ...]:
    """The derivative of the loss by the weight of each module, module 0 first."""
    found = {}
    entered = reversed(values(params)[:-1])
    for module, value, above in zip(reversed(params["order"]), entered, by_values(params), strict=False):
        found[module] = above * value
    return tuple(found[module] for module in sorted(found))


STATEMENTS: Mapping[str, tuple[Statement, Callable[[Params], bool]]] = {
    "loss_by_parameters": (
        Statement("Backpropagation gives the gradient of the loss with respect to the parameters.",
                  "Of the scalar loss, by every parameter: one number for each of them."),
        lambda p: len(gradient(p)) == len(p["weights"])),
    "parameters_by_loss": (
        Statement("Backpropagation gives the gradient of the parameters with respect to the loss.",
                  "What is differentiated is the loss; the parameters are what it is differentiated by."),
        lambda p: all(g == 1 / g for g in gradient(p))),
    "forward_evaluates": (
        Statement("Forward propagation evaluates the whole network, from the input to the output.",
                  "It computes the value of every module, and from the last one the loss."),
        lambda p: len(values(p)) == len(p["weights"]) + 1),
    "forward_gradients": (
        Statement("Forward propagation computes the gradients of the weights, module by module.",
                  "It computes values; the gradients need what comes back from the loss."),
        lambda p: [values(p)[1:][p["order"].index(k)] for k in range(len(p["weights"]))] == list(gradient(p))),
    "starts_at_loss": (
        Statement("Backward propagation starts at the loss and ends at the module that was called first.",
                  "Each derivative is made from that of the module called after it."),
        lambda p: _back(p)[0] == p["order"][-1] and _back(p)[-1] == p["order"][0]),
    "starts_at_input": (
        Statement("In a drawing with the input on the left, gradients flow from left to right, as values do.",
                  "Values flow to the right, gradients to the left: from the loss to the input."),
        lambda p: _back(p)[0] == p["order"][0]),
    "needs_values": (
        Statement("The way back needs values of the forward pass: with another input the gradients are others.",
                  "The derivative by a weight is multiplied by what went into its module."),
        lambda p: gradient({**p, "x": str(Fraction(p["x"]) + 1)}) != gradient(p)),
    "updates": (
        Statement("After the backward pass the weights have other values.",
                  "It only computes gradients; the optimiser changes the weights, in a step of its own."),
        lambda p: values(_after_backward(p)) != values(p)),
    "intermediates": (
        Statement("On its way backpropagation also finds the derivative by every value between the modules.",
                  "They are handed from module to module."),
        lambda p: len(by_values(p)) == len(values(p))),
    "outputs_only": (
        Statement("The backward pass gives a derivative for the last weight only.",
                  "It goes through all modules, and each weight gets its derivative on the way."),
        lambda p: len(gradient(p)) == 1),
}  # fmt: skip


def _after_backward(params: Params) -> Params:
    """What the way back leaves: the gradients are new, nothing else is."""
    return {**params, "gradients": [str(g) for g in gradient(params)]}


def _back(params: Params) -> list[int]:
    return list(reversed(params["order"]))


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    entered, above = values(params), by_values(params)
    rows = [
        {
            "module": module,
            "weight": typeset.number(params["weights"][module]),
            "value": typeset.number(entered[-2 - k]),
            "above": typeset.number(above[k]),
            "by_w": typeset.number(above[k] * entered[-2 - k]),
            "below": typeset.number(above[k + 1]),
        }
        for k, module in enumerate(_back(params))
    ]
    facts: dict[str, Any] = {
        "chain": r" \to ".join(typeset.number(v) for v in entered),
        "rows": rows,
        "o": typeset.number(entered[-1]),
        "error": typeset.number(error(params)),
    }
    decided = [(STATEMENTS[name][0], STATEMENTS[name][1](params)) for name in params["statements"]]
    return {
        "a": Solved(Exact("array", tuple(entered[1:])), facts),
        "b": Solved(Exact("array", tuple(_back(params))), facts),
        "c": Solved(Exact("array", gradient(params)), facts),
        "d": statements.tick_all(decided, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def _by_number(params: Params) -> Any:
    """The modules by their numbers, where this is not the order of the calls."""
    numbers = sorted(params["order"])
    return None if numbers == params["order"] else numbers


MISTAKES = (
    Mistake("a", "by number", lambda p: tuple(values({**p, "order": sorted(p["order"])})[1:]),
            "The loop decides in which order the modules are called, not their numbers."),
    Mistake("a", "each module by itself",
            lambda p: tuple(Fraction(p["weights"][k]) * Fraction(p["x"]) for k in p["order"]),
            "Each module gets what the one before it has put out, not the input."),
    Mistake("b", "the same as forward", lambda p: tuple(p["order"]),
            "Gradients start at the loss, so the module that was called last comes first."),
    Mistake("b", "by number", _by_number, "The order of the calls is turned round."),
    Mistake("c", "forgot the error", lambda p: tuple(g / error(p) for g in gradient(p)),
            "The derivative of the loss by the output, output minus target, is a factor of all of them."),
    Mistake("c", "in the order of the calls", lambda p: tuple(gradient(p)[k] for k in p["order"]),
            "The derivatives are asked for in the order of the numbers of the modules."),
)  # fmt: skip

family = Family(
    cases=("sequential", "reordered"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "order": {
            "type": "array",
            "items": {"type": "integer", "minimum": 0, "maximum": 5},
            "minItems": 2,
            "maxItems": 6,
            "description": "modules in the order of their calls, counted from 0, e.g. [0, 1, 2]",
        },
        "weights": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 6,
            "description": "weight of each module, module 0 first, e.g. [2, -1, 3]",
        },
        "x": {**DECIMAL, "description": "the input, e.g. 2"},
        "y": {**DECIMAL, "description": "the target, e.g. 1"},
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
