"""The output activation of a task, its slope, and the gradient of its loss by the pre-activation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questions import derived, statements, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement

SHARES = (("0.5", "0.3", "0.2"), ("0.6", "0.3", "0.1"), ("0.7", "0.2", "0.1"), ("0.4", "0.5", "0.1"))


@dataclass(frozen=True, slots=True)
class Outputs:
    """What an activation puts out: between `low` and `high` (None: without bound), as shares of 1 or one by one."""

    low: int | None
    high: int | None
    shares: bool = False


NEEDED = {"regression": Outputs(None, None), "binary": Outputs(0, 1), "classes": Outputs(0, 1, shares=True)}
PUTS_OUT = {
    "identity": Outputs(None, None),
    "sigmoid": Outputs(0, 1),
    "softmax": Outputs(0, 1, shares=True),
    "tanh": Outputs(-1, 1),
    "relu": Outputs(0, None),
    "exp": Outputs(0, None),
}
PROVED = {
    "regression": "canonical_link_identity",
    "binary": "canonical_link_sigmoid",
    "classes": "canonical_link_softmax",
}
TEXT: Mapping[str, Statement] = {
    "identity": Statement(
        "the identity, $f(a) = a$", "It puts out any number: right for a quantity without bounds."
    ),
    "sigmoid": Statement("the sigmoid of each output", "It puts out numbers between 0 and 1, one by one."),
    "softmax": Statement("softmax over the outputs", "It puts out positive numbers that sum to 1."),
    "tanh": Statement("the hyperbolic tangent", "It puts out numbers between $-1$ and 1 only."),
    "relu": Statement(
        "the ReLU, $f(a) = \\max(0, a)$", "It puts out no negative number, but numbers above 1."
    ),
    "exp": Statement("the exponential function", "It puts out positive numbers only, but numbers above 1."),
}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    if case == "classes":
        outputs = list(stream.shuffle(stream.choice(SHARES)))
        targets = list(stream.shuffle(("1", "0", "0")))
    elif case == "binary":
        outputs, targets = [fixed(stream.integer(1, 19) * 5, 2)], [stream.choice(("1", "0.9", "0.1"))]
    else:
        outputs, targets = [stream.decimal(-4, 9, 1)], [stream.decimal(-4, 9, 1)]
    right = next(name for name in PUTS_OUT if PUTS_OUT[name] == NEEDED[case])
    others = stream.sample([name for name in PUTS_OUT if name != right], 3)
    return {
        "task": case,
        "outputs": [o.rstrip("0").rstrip(".") if "." in o else o for o in outputs],
        "targets": [t.removesuffix(".0") for t in targets],
        "options": list(stream.shuffle((right, *others))),
    }


def ill_posed(params: Params) -> str | None:
    task = params["task"]
    outputs, targets = numbers(params, "outputs"), numbers(params, "targets")
    if len(outputs) != len(targets) or (len(outputs) > 1) != (task == "classes"):
        return "classes have several outputs, the other tasks one, and as many targets"
    if task != "regression" and not all(0 < o < 1 for o in outputs):
        return "an output is no probability between 0 and 1"
    if task == "classes" and (sum(outputs) != 1 or sorted(targets) != [0] * (len(targets) - 1) + [1]):
        return "the outputs do not sum to 1, or the target is not one-hot"
    if task == "binary" and (not 0 <= targets[0] <= 1 or outputs[0] == Fraction(1, 2)):
        return "the target is not between 0 and 1, or the output one half"
    if outputs == targets or (task == "regression" and (0 in outputs or 1 in outputs or 0 in targets)):
        return "an output is equal to its target, or is 0 or 1"
    names = params["options"]
    right = sum(PUTS_OUT[name] == NEEDED[task] for name in names)
    return None if right == 1 and len(set(names)) == len(names) else "of the options, just one must be right"


# -- the solution ------------------------------------------------------------------------------------------


def numbers(params: Params, name: str) -> list[Fraction]:
    return [Fraction(v) for v in params[name]]


def slope(params: Params) -> Fraction:
    """The derivative of the first output by its own pre-activation."""
    o = numbers(params, "outputs")[0]
    return Fraction(1) if params["task"] == "regression" else o * (1 - o)


def gradient(params: Params) -> Any:
    """Output minus target: the same for all three tasks with their own loss."""
    found = tuple(o - y for o, y in zip(numbers(params, "outputs"), numbers(params, "targets"), strict=True))
    return found if params["task"] == "classes" else found[0]


def solve(params: Params) -> Mapping[str, Solved]:
    task, o = params["task"], numbers(params, "outputs")
    found = gradient(params)
    errors = [
        f"{typeset.number(a)} - {typeset.factor(b)}"
        for a, b in zip(o, numbers(params, "targets"), strict=True)
    ]
    facts: dict[str, Any] = {
        "o": typeset.number(o[0]),
        "rest": typeset.number(1 - o[0]),
        "slope": typeset.number(slope(params)),
        "difference": typeset.vector(errors) if task == "classes" else errors[0],
        "gradient": typeset.vector(map(typeset.number, found))
        if task == "classes"
        else typeset.number(found),
    }
    decided = [(TEXT[name], PUTS_OUT[name] == NEEDED[task]) for name in params["options"]]
    kind = "array" if task == "classes" else "number"
    return {
        "a": statements.pick_one(decided, facts),
        "b": Solved(Exact("number", slope(params), 4), facts),
        "c": Solved(Exact(kind, found, 3), facts, derivation=derived.derivation(PROVED[task])),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def for_each(rule: Callable[[Fraction, Fraction], Fraction], *tasks: str) -> Callable[[Params], Any]:
    """A wrong gradient from output and target."""

    def wrong(params: Params) -> Any:
        if params["task"] not in tasks:
            return None
        found = tuple(
            rule(o, y) for o, y in zip(numbers(params, "outputs"), numbers(params, "targets"), strict=True)
        )
        return found if params["task"] == "classes" else found[0]

    return wrong


def first(rule: Callable[[Fraction], Fraction], *tasks: str) -> Callable[[Params], Any]:
    """A wrong slope from the first output."""
    return lambda params: rule(numbers(params, "outputs")[0]) if params["task"] in tasks else None


CHANCES, ALL = ("binary", "classes"), tuple(NEEDED)

MISTAKES = (
    Mistake("b", "the output itself", first(lambda o: o, *ALL), "Value and slope are different numbers."),
    Mistake("b", "the slope of a sigmoid", first(lambda o: o * (1 - o), "regression"),
            "The output of a regression is linear: the slope of the identity is 1."),
    Mistake("b", "the slope of the identity", first(lambda o: Fraction(1), *CHANCES),
            "The output is no linear function of its pre-activation here."),
    Mistake("b", "the slope of tanh", first(lambda o: 1 - o * o, *CHANCES), "That slope belongs to tanh."),
    Mistake("c", "the target minus the output", for_each(lambda o, y: y - o, *ALL),
            "The gradient points uphill: it is positive where the output is too large."),
    Mistake("c", "times the slope of the output", for_each(lambda o, y: (o - y) * o * (1 - o), *CHANCES),
            "The derivative of the cross-entropy has the slope in its denominator, so that it cancels."),
    Mistake("c", "twice the error", for_each(lambda o, y: 2 * (o - y), "regression"),
            "The one half of the loss cancels the 2 of the square."),
    Mistake("c", "the gradient by the output", for_each(
        lambda o, y: (o - y) / (o * (1 - o)), "binary"),
            "This is the derivative by the output; on to the pre-activation it is multiplied by the slope."),
)  # fmt: skip

family = Family(
    cases=ALL,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "task": {"type": "string", "enum": list(ALL), "description": "what the network is trained for"},
        "outputs": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 1,
            "maxItems": 4,
            "description": "outputs for one example, e.g. [2.5], or probabilities, e.g. [0.7, 0.2, 0.1]",
        },
        "targets": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 1,
            "maxItems": 4,
            "description": "the target, e.g. [4], or one-hot for classes, e.g. [0, 1, 0]",
        },
        "options": {
            "type": "array",
            "items": {"type": "string", "enum": list(PUTS_OUT)},
            "minItems": 2,
            "maxItems": 6,
            "description": "options of the first part by name, one of them right, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["task"],
)
