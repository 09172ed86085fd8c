"""How many passes forward mode and reverse mode take: for the gradient of a loss, and for a full Jacobian."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from questions import statements
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

IMAGES, SIGNALS = (64, 100, 144, 196, 256, 400, 784), (2, 3, 4, 5)
HIDDEN, CLASSES, OUTPUTS = (16, 20, 32, 50, 64), (3, 4, 5, 10), (50, 64, 100, 200)


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    first, last = (IMAGES, CLASSES) if case == "image" else (SIGNALS, OUTPUTS)
    hidden = [stream.choice(HIDDEN) for _ in range(stream.integer(1, 2))]
    return {
        "sizes": [stream.choice(first), *hidden, stream.choice(last)],
        "statements": list(stream.sample(list(STATEMENTS), 5)),
    }


def case_of(params: Params) -> str:
    return "image" if params["sizes"][0] > params["sizes"][-1] else "generator"


def ill_posed(params: Params) -> str | None:
    sizes, names = params["sizes"], params["statements"]
    if sizes[0] == sizes[-1]:
        return "as many inputs as outputs: the modes cannot be told apart by their passes"
    if 1 in (sizes[0], sizes[-1]):
        return "a single input or output: one pass would do in any case"
    if len(set(names)) < len(names):
        return "a statement stands twice"
    true = sum(STATEMENTS[name][1](sizes) for name in names)
    return None if 0 < true < len(names) else "some statements must hold, and not all"


# -- passes and storage ------------------------------------------------------------------------------------


def parameters(sizes: list[int]) -> int:
    return sum((a + 1) * b for a, b in pairwise(sizes))


def forward(inputs: int, _outputs: int) -> int:
    """A pass of forward mode gives one column J v of the Jacobian: the derivative by one input."""
    return inputs


def reverse(_inputs: int, outputs: int) -> int:
    """A pass of reverse mode gives one row u^T J of the Jacobian: the gradient of one output."""
    return outputs


def kept(sizes: list[int], mode: str) -> int:
    """The layers whose values are kept at the same time, for one pass."""
    return len(sizes) - 1 if mode == "reverse" else 1


def mirrored(sizes: list[int]) -> list[int]:
    return sizes[::-1]


# A statement, and whether it holds for a network of these sizes. A loss is one output of as many inputs as parameters.
STATEMENTS: Mapping[str, tuple[Statement, Callable[[list[int]], bool]]] = {
    "classes_decide": (
        Statement("With one more output, a step of training would take one more pass of reverse mode.",
                  "Trained is on the loss, a single number, however many outputs it is made from."),
        lambda s: reverse(parameters(s) + 1, 1) != reverse(parameters(s), 1)),
    "input_argument": (
        Statement("Were the numbers of inputs and outputs exchanged, forward mode would need fewer passes in training.",
                  "Inputs and outputs do not decide: the gradient of one loss by all parameters is asked."),
        lambda s: forward(parameters(mirrored(s)), 1) < reverse(parameters(mirrored(s)), 1)),
    "parameters": (
        Statement("In training, reverse mode needs one pass, forward mode one for each parameter.",
                  "One loss against all parameters: this is what decides."),
        lambda s: reverse(parameters(s), 1) == 1 and forward(parameters(s), 1) == parameters(s)),
    "row_each": (
        Statement("In reverse mode the full Jacobian of the outputs by the inputs takes a pass for each output.",
                  "A pass of reverse mode starts from one vector over the outputs, and gives one row."),
        lambda s: reverse(s[0], s[-1]) == s[-1]),
    "column_each": (
        Statement("In reverse mode the full Jacobian of the outputs by the inputs takes a pass for each input.",
                  "That is forward mode: a pass for each input."),
        lambda s: reverse(s[0], s[-1]) == s[0]),
    "jacobian_forward": (
        Statement("For the full Jacobian of the outputs by the inputs forward mode needs fewer passes.",
                  "Forward mode takes a pass for each input, reverse mode one for each output."),
        lambda s: forward(s[0], s[-1]) < reverse(s[0], s[-1])),
    "vectors": (
        Statement("What a pass of reverse mode hands down from layer to layer is a vector, not a Jacobian.",
                  "It multiplies a vector by the Jacobian of each layer; no product of Jacobians is ever formed."),
        lambda s: [reverse(size, 1) * size for size in s] == s),
    "forward_keeps": (
        Statement("A pass of forward mode must keep the values of all layers up to its end.",
                  "Value and derivative go through the layers together: the layers before are not needed any more."),
        lambda s: kept(s, "forward") == len(s) - 1),
    "reverse_keeps": (
        Statement("A pass of reverse mode needs the values of all layers on its way back.",
                  "The slopes of the last layers are needed first: the values of all layers are kept until then."),
        lambda s: kept(s, "reverse") == len(s) - 1),
    "only_direction": (
        Statement("The two modes differ in the direction only: they keep the same values for the same time.",
                  "Forward mode keeps one layer at a time, reverse mode all of them; and the passes differ in number."),
        lambda s: kept(s, "forward") == kept(s, "reverse")),
    "image_needed": (
        Statement("The gradient by the inputs as well would take a further pass of reverse mode.",
                  "One pass gives the gradient of the loss by everything that it depends on."),
        lambda s: reverse(parameters(s) + s[0], 1) > reverse(parameters(s), 1)),
}  # fmt: skip


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    sizes = params["sizes"]
    total, n, m = parameters(sizes), sizes[0], sizes[-1]
    facts: dict[str, Any] = {
        "sum": " + ".join(rf"({a} + 1) \cdot {b}" for a, b in pairwise(sizes)),
        "P": total,
        "n": n,
        "m": m,
        "fewer": "forward" if n < m else "reverse",
    }
    decided = [(STATEMENTS[name][0], STATEMENTS[name][1](sizes)) for name in params["statements"]]
    return {
        "a": Solved(Exact("integer", total), facts),
        "b": Solved(Exact("integer", forward(total, 1)), facts),
        "c": Solved(Exact("array", (reverse(total, 1), reverse(n, m), forward(n, m))), facts),
        "d": statements.tick_all(decided, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------

DECIDES = "What counts in training is one loss against all parameters, not inputs against outputs."

MISTAKES = (
    Mistake("a", "forgot the biases", lambda p: sum(a * b for a, b in pairwise(p["sizes"])),
            "Each unit has a bias besides its weights."),
    Mistake("b", "a pass for each input", lambda p: p["sizes"][0], DECIDES),
    Mistake("b", "a pass for each output", lambda p: p["sizes"][-1], DECIDES),
    Mistake("b", "a single pass", lambda p: 1,
            "A single pass is enough in reverse mode; forward mode gives the derivative along one direction a pass."),
    Mistake("c", "forward and reverse swapped",
            lambda p: (parameters(p["sizes"]), p["sizes"][0], p["sizes"][-1]),
            "Reverse mode takes a pass for each output, forward mode one for each input."),
    Mistake("c", "a pass for each output in training",
            lambda p: (p["sizes"][-1], p["sizes"][-1], p["sizes"][0]),
            "The loss is one number, however many outputs it is computed from."),
    Mistake("c", "one pass for the Jacobian", lambda p: (1, 1, p["sizes"][0]),
            "One pass of reverse mode gives the gradient of one output: one row of the Jacobian."),
)  # fmt: skip

family = Family(
    cases=("image", "generator"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "sizes": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 4000},
            "minItems": 3,
            "maxItems": 5,
            "description": "inputs, hidden units of each layer, outputs, e.g. [64, 32, 10]",
        },
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
