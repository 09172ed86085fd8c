"""One gate of a computational graph: what it makes of the upstream gradient, in symbols, numbers and words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import derived, statements, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Intermediate, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

PROVED = {
    "add": "add_gate",
    "multiply": "multiply_gate",
    "max": "max_gate",
    "square": "square_gate",
    "sigmoid": "sigmoid_gate",
}
LARGEST = 6  # of a drawn whole number, in size
FLATTEST = 4  # the size of an input beyond which a sigmoid is flat

Pair = tuple[Fraction, Fraction]


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    if case == "sigmoid":
        inputs = [stream.decimal(-2, 2, 1).removesuffix(".0")]
    else:
        inputs = [str(stream.sign() * stream.integer(2, LARGEST)) for _ in range(2)]
    return {
        "gate": case,
        "upstream": str(stream.sign() * stream.integer(2, LARGEST)),
        "inputs": inputs,
        "statements": list(_options(case, stream)),
    }


def _options(case: str, stream: Stream) -> tuple[str, ...]:
    """The rule that holds among three others, in any order."""
    right = next(name for name in _pool(case) if holds(name, case))
    others = [name for name in _pool(case) if name != right]
    return stream.shuffle((right, *stream.sample(others, 3)))


def _pool(gate: str) -> tuple[str, ...]:
    """Rules that can be put beside each other: those of two inputs, or those of any local derivative."""
    return GENERAL if gate in ("square", "sigmoid") else OF_TWO_INPUTS


def ill_posed(params: Params) -> str | None:
    gate, names = params["gate"], params["statements"]
    inputs = [Fraction(v) for v in params["inputs"]]
    if len(inputs) != (1 if gate == "sigmoid" else 2):
        return f"a gate {gate} has {'one input' if gate == 'sigmoid' else 'two inputs'}"
    if gate != "sigmoid" and inputs[0] == inputs[1]:
        return (
            "the inputs are equal: the gradients of a product do not tell them apart, a max has a kink there"
        )
    if gate == "square" and inputs[0] == 2 * inputs[1]:
        return "x is 2 y, so that the gradients of x and y are equal"
    if 0 in (*inputs, Fraction(params["upstream"])):
        return "an input or the upstream gradient is 0"
    if abs(inputs[0]) > FLATTEST and gate == "sigmoid":
        return f"the input of the sigmoid is beyond {FLATTEST}, where it is flat"
    if len(set(names)) < len(names) or any(name not in _pool(gate) for name in names):
        return (
            f"the statements for the gate {gate} are {typeset.listing(_pool(gate), 'or')}, each at most once"
        )
    if sum(holds(name, gate) for name in names) != 1:
        return "of the statements, just one must hold"
    return None


# -- what is right -----------------------------------------------------------------------------------------


def local(gate: str, x: Fraction, y: Fraction) -> Pair:
    """The local derivatives with respect to x and y; a sigmoid is taken at its output x."""
    one, zero = Fraction(1), Fraction(0)
    return {
        "add": lambda: (one, one),
        "multiply": lambda: (y, x),
        "max": lambda: (one, zero) if x > y else (zero, one),
        "square": lambda: (2 * x * y, x * x),
        "sigmoid": lambda: (x * (1 - x), x * (1 - x)),
    }[gate]()


def output(gate: str, x: Fraction, y: Fraction) -> Fraction:
    return {"add": x + y, "multiply": x * y, "max": max(x, y), "square": x * x * y, "sigmoid": x}[gate]


# Each rule in words: what becomes of the upstream gradient g, from the inputs, the output q and the local derivatives.
RULES: Mapping[str, tuple[Statement, Callable[[Fraction, Pair, Fraction, Pair], Pair]]] = {
    "copied": (
        Statement("Each input gets the upstream gradient unchanged.",
                  "This is the rule of an add gate, whose local derivatives are both 1."),
        lambda g, v, q, s: (g, g)),
    "split": (
        Statement("Each input gets one half of the upstream gradient.",
                  "Nothing is shared out: if either input of a sum grows by 1, the sum grows by 1."),
        lambda g, v, q, s: (g / 2, g / 2)),
    "other": (
        Statement("Each input gets the upstream gradient times the value of the other input.",
                  "This is the rule of a multiply gate: the derivative of $xy$ with respect to $x$ is $y$."),
        lambda g, v, q, s: (g * v[1], g * v[0])),
    "own": (
        Statement("Each input gets the upstream gradient times its own value.",
                  "The derivative of $xy$ with respect to $x$ is $y$: the values change sides."),
        lambda g, v, q, s: (g * v[0], g * v[1])),
    "larger": (
        Statement("The larger input gets all of the upstream gradient, the other one gets 0.",
                  "This is the rule of a max gate: only the larger input moves the output."),
        lambda g, v, q, s: (g, Fraction(0)) if v[0] > v[1] else (Fraction(0), g)),
    "smaller": (
        Statement("The smaller input gets all of the upstream gradient, the other one gets 0.",
                  "This is the rule of a min gate: the smaller input moves the minimum."),
        lambda g, v, q, s: (Fraction(0), g) if v[0] > v[1] else (g, Fraction(0))),
    "times": (
        Statement("Upstream gradient times local derivative.",
                  "This is the chain rule: the gate scales a change of the input, and so does what follows."),
        lambda g, v, q, s: (g * s[0], g * s[1])),
    "plus": (
        Statement("Upstream gradient plus local derivative.",
                  "Rates of change multiply along a path; a sum belongs to different paths."),
        lambda g, v, q, s: (g + s[0], g + s[1])),
    "local": (
        Statement("The local derivative alone, whatever comes from above.",
                  "The local derivative is that of the gate's output, not that of the loss."),
        lambda g, v, q, s: s),
    "output": (
        Statement("Upstream gradient times the output of the gate.",
                  "It is the slope of the gate that counts, not its value."),
        lambda g, v, q, s: (g * q, g * q)),
}  # fmt: skip
OF_TWO_INPUTS = ("copied", "split", "other", "own", "larger", "smaller")
GENERAL = ("times", "plus", "local", "output", "copied", "split")
TRIALS = tuple(
    (Fraction(g), Fraction(x), Fraction(y))
    for g, x, y in (("3", "1/5", "2/7"), ("-2", "3/4", "1/3"), ("5", "2/3", "1/9"))
)


def holds(rule: str, gate: str) -> bool:
    """Whether a rule gives the gradient, decided at points that no two rules share."""
    for g, x, y in TRIALS:
        slopes = local(gate, x, y)
        told = RULES[rule][1](g, (x, y), output(gate, x, y), slopes)
        if told != tuple(g * slope for slope in slopes):
            return False
    return True


def gradients(params: Params) -> Any:
    """Upstream times local derivative, exactly; for a sigmoid to 40 digits."""
    g, inputs = Fraction(params["upstream"]), [Fraction(v) for v in params["inputs"]]
    if params["gate"] == "sigmoid":
        return derived.value(derived.derivation("sigmoid_gate"), {"g": g, "x": inputs[0]})
    return tuple(g * slope for slope in local(params["gate"], inputs[0], inputs[1]))


def solve(params: Params) -> Mapping[str, Solved]:
    gate, g = params["gate"], Fraction(params["upstream"])
    proved, found = derived.derivation(PROVED[gate]), gradients(params)
    facts: dict[str, Any] = {"g": typeset.number(g), "g_factor": typeset.factor(g)}
    steps: tuple[Intermediate, ...] = ()
    if gate == "sigmoid":
        q = derived.evaluated(_sigmoid(), {"x": Fraction(params["inputs"][0])})
        steps = (Intermediate("output of the gate", r"\sigma(x)", typeset.plain(q, 5), 5),)
        facts |= {"q": typeset.about(q, 5), "slope": typeset.about(q * (1 - q), 5)}
        answer = Exact("number", found, 3)
    else:
        x, y = (Fraction(v) for v in params["inputs"])
        slopes = local(gate, x, y)
        facts |= {
            "slopes": [typeset.number(s) for s in slopes],
            "products": [typeset.product(g, s) for s in slopes],
            "results": [typeset.number(v) for v in found],
            "larger": "x" if x > y else "y",
        }
        answer = Exact("array", found)
    decided = [(RULES[name][0], holds(name, gate)) for name in params["statements"]]
    return {
        "a": Solved(Exact("expression", proved.result), facts, derivation=proved),
        "b": Solved(answer, facts, intermediates=steps),
        "c": statements.pick_one(decided, facts),
    }


def _sigmoid() -> Any:
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Apply, Component

    return Apply("sigmoid", (Component(Tensor("x")),))


# -- what goes wrong ---------------------------------------------------------------------------------------


def wrong(rule: str, *gates: str) -> Callable[[Params], Any]:
    """What a rule gives that does not belong to the gate."""

    def value(params: Params) -> Any:
        gate, g = params["gate"], Fraction(params["upstream"])
        if gate not in gates:
            return None
        if gate == "sigmoid":
            q = 1 / (1 + math.exp(-float(params["inputs"][0])))
            return RULES[rule][1](g, (Fraction(q),) * 2, Fraction(q), (Fraction(q * (1 - q)),) * 2)[0]
        x, y = (Fraction(v) for v in params["inputs"])
        return RULES[rule][1](g, (x, y), output(gate, x, y), local(gate, x, y))

    return value


def of_the_input(params: Params) -> Fraction | None:
    """G x (1 - x): the rule of the sigmoid with its argument in place of its output."""
    x = Fraction(params["inputs"][0])
    return Fraction(params["upstream"]) * x * (1 - x) if params["gate"] == "sigmoid" else None


def symbols(build: Callable[[Any, Any, Any, Callable[..., Any]], Any], gate: str) -> Callable[[Params], Any]:
    """A wrong answer in symbols, from g, x and y."""

    def term(params: Params) -> Any:
        from derive.terms.tensors import Tensor
        from derive.terms.terms import Apply, Component

        g, x, y = (Component(Tensor(name)) for name in ("g", "x", "y"))
        return build(g, x, y, lambda u: Apply("sigmoid", (u,))) if params["gate"] == gate else None

    return term


MISTAKES = (
    Mistake("a", "split in half", symbols(lambda g, x, y, s: g / 2, "add"), RULES["split"][0].feedback),
    Mistake("a", "the rule of an add gate", symbols(lambda g, x, y, s: g, "multiply"),
            "Only an add gate hands the upstream gradient on unchanged; here the other input scales it."),
    Mistake("a", "the sum", symbols(lambda g, x, y, s: g + y, "multiply"), RULES["plus"][0].feedback),
    Mistake("a", "the local derivative only", symbols(lambda g, x, y, s: 2 * x * y, "square"),
            RULES["local"][0].feedback),
    Mistake("a", "the sum", symbols(lambda g, x, y, s: g + 2 * x * y, "square"), RULES["plus"][0].feedback),
    Mistake("a", "the local derivative only", symbols(lambda g, x, y, s: s(x) * (1 - s(x)), "sigmoid"),
            RULES["local"][0].feedback),
    Mistake("a", "the rule applied to the input", symbols(lambda g, x, y, s: g * x * (1 - x), "sigmoid"),
            "In $q (1 - q)$ stands the output of the sigmoid, not its input."),
    Mistake("b", "split in half", wrong("split", "add"), RULES["split"][0].feedback),
    Mistake("b", "the rule of a multiply gate", wrong("other", "add", "max"),
            "The values of the inputs enter only where they are multiplied."),
    Mistake("b", "not switched", wrong("own", "multiply"), RULES["own"][0].feedback),
    Mistake("b", "the rule of an add gate", wrong("copied", "multiply", "max"),
            "Only an add gate hands the upstream gradient on to every input unchanged."),
    Mistake("b", "to the smaller input", wrong("smaller", "max"),
            "The smaller input does not move the maximum, so it gets nothing."),
    Mistake("b", "times the value", wrong("output", "max"),
            "The local derivative of a maximum is 1 or 0, not the value of the input."),
    Mistake("b", "the sum", wrong("plus", "square", "sigmoid"), RULES["plus"][0].feedback),
    Mistake("b", "the local derivative only", wrong("local", "square", "sigmoid"), RULES["local"][0].feedback),
    Mistake("b", "the rule applied to the input", of_the_input,
            "In $q (1 - q)$ stands the output of the sigmoid, not its input."),
)  # fmt: skip

family = Family(
    cases=tuple(PROVED),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "gate": {"type": "string", "enum": list(PROVED), "description": "what the gate does, e.g. multiply"},
        "upstream": {
            **DECIMAL,
            "description": "upstream gradient, the derivative of the loss by the output, e.g. -3",
        },
        "inputs": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 1,
            "maxItems": 2,
            "description": "values of the inputs x and y (a sigmoid has only x), e.g. [2, -4]",
        },
        "statements": {
            "type": "array",
            "items": {"type": "string", "enum": list(RULES)},
            "minItems": 2,
            "maxItems": 6,
            "description": "options of the last part by name, just one of which holds, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["gate"],
    exempt=(Exemption("degenerate", "Equal gradients are what an add gate hands on.", case="add", part="b"),),
)
