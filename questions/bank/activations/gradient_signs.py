"""Why inputs of one sign matter: all weights of a unit move in the same direction, or all in the other."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import derived, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, tick_all, told

UNITS = (3, 4, 5)  # inputs of the drawn unit
TARGETS = 4


def draw(case: str, stream: Stream) -> Params:
    def make() -> Params:
        count = stream.choice(UNITS)
        h = [stream.integer(1, 5) for _ in range(count)]
        if case == "mixed_inputs":
            h = [stream.sign() * v for v in h]
        w = [stream.integer(-4, 4) for _ in range(count)]
        return {
            "h": h,
            "w": w,
            "delta": stream.choice(("-2", "-1.5", "-0.5", "0.5", "1.5", "2", "3", "-3")),
            "eta": stream.choice(("0.1", "0.2", "0.5")),
            "targets": _targets(h, w, stream),
        }

    return stream.until(make, lambda params: ill_posed(params) is None and case_of(params) == case)


def _targets(h: list[int], w: list[int], stream: Stream) -> list[list[int]]:
    """Weights on the line through w along h, and off it: a sign turned, other steps, one weight kept."""
    side = stream.sign()
    turned = stream.integer(0, len(h) - 1)
    steps = [
        [side * stream.choice((1, 2)) * v for v in h],
        [-side * v for v in h],
        [side * (-v if k == turned else v) for k, v in enumerate(h)],
        [side * (1 if v > 0 else -1) * (k + 1) for k, v in enumerate(h)],
        [0 if k == turned else v for k, v in enumerate(h)],
    ]
    chosen = stream.sample(steps, TARGETS)
    return [[a + b for a, b in zip(w, step, strict=True)] for step in chosen]


def case_of(params: Params) -> str:
    return "one_sign" if len({v > 0 for v in params["h"]}) == 1 else "mixed_inputs"


def ill_posed(params: Params) -> str | None:
    h, w, targets = params["h"], params["w"], params["targets"]
    if len(h) != len(w) or any(len(target) != len(w) for target in targets):
        return "inputs, weights and targets differ in length"
    if 0 in h:
        return "an input is 0, and so is its derivative"
    if Fraction(params["delta"]) == 0 or Fraction(params["eta"]) <= 0:
        return "delta is 0, or the learning rate is not positive"
    if len(set(map(tuple, targets))) < len(targets) or list(w) in [list(target) for target in targets]:
        return "a target stands twice, or is where the weights are"
    if len(set(h)) == 1:
        return "all inputs are the same"
    found = {is_reachable(target, params) for target in targets}
    return None if len(found) == 2 else "all of the targets can be reached, or none can"


# -- the solution ------------------------------------------------------------------------------------------


def gradient(params: Params) -> tuple[Fraction, ...]:
    return tuple(Fraction(params["delta"]) * v for v in params["h"])


def stepped(params: Params) -> tuple[Fraction, ...]:
    eta = Fraction(params["eta"])
    return tuple(w - eta * g for w, g in zip(params["w"], gradient(params), strict=True))


def is_reachable(target: list[int], params: Params) -> bool:
    """Whether the difference is a multiple of h, but not 0: then some delta and eta lead there."""
    ratios = {Fraction(t - w, v) for t, w, v in zip(target, params["w"], params["h"], strict=True)}
    return len(ratios) == 1 and ratios != {Fraction(0)}


def missing(params: Params) -> int:
    """Sign patterns that the gradient never has: it is a multiple of h, with one sign or the other."""
    return int(2 ** len(params["h"]) - 2)


def solve(params: Params) -> Mapping[str, Solved]:
    rows = [
        {"h": str(v), "g": typeset.number(g), "w": str(w), "after": typeset.number(after)}
        for v, g, w, after in zip(params["h"], gradient(params), params["w"], stepped(params), strict=True)
    ]
    facts = {"rows": rows, "count": len(params["h"]), "patterns": str(2 ** len(params["h"]))}
    decided = [
        (Statement(_vector(target), why(target, params)), is_reachable(target, params))
        for target in params["targets"]
    ]
    return {
        "a": Solved(Exact("proof", derived.derivation("sigmoid_neuron_weight"))),
        "b": Solved(Exact("array", stepped(params)), facts),
        "c": Solved(Exact("integer", missing(params)), facts),
        "d": tick_all(decided, {"rows": told(decided)}),
    }


def _vector(entries: list[int]) -> str:
    row = ",\\ ".join(map(str, entries))
    return f"$({row})$"


def why(target: list[int], params: Params) -> str:
    change = [t - w for t, w in zip(target, params["w"], strict=True)]
    kind = "a multiple" if is_reachable(target, params) else "no multiple"
    return f"The change is {_vector(change)}, which is {kind} of $x$."


# -- what goes wrong ---------------------------------------------------------------------------------------


def uphill(params: Params) -> tuple[Fraction, ...]:
    eta = Fraction(params["eta"])
    return tuple(w + eta * g for w, g in zip(params["w"], gradient(params), strict=True))


def without_inputs(params: Params) -> tuple[Fraction, ...]:
    step = Fraction(params["eta"]) * Fraction(params["delta"])
    return tuple(w - step for w in params["w"])


def only_gradient(params: Params) -> tuple[Fraction, ...]:
    return gradient(params)


MISTAKES = (
    Mistake("b", "uphill", uphill, "Gradient descent subtracts the gradient."),
    Mistake(
        "b",
        "the same step for all weights",
        without_inputs,
        "The derivative with respect to $w_c$ has the factor $x_c$.",
    ),
    Mistake(
        "b", "the gradient instead of the weights", only_gradient, "Asked are the weights after the step."
    ),
    Mistake(
        "c",
        "no restriction",
        lambda p: 0,
        r"All entries are $\delta$ times an input: one number $\delta$ cannot choose each sign by itself.",
    ),
    Mistake(
        "c",
        "only one pattern possible",
        lambda p: missing(p) + 1,
        r"$\delta$ may have either sign, which turns all signs at once: two patterns are possible.",
    ),
    Mistake(
        "c", "counted the possible patterns", lambda p: 2, "Asked are the patterns that are *not* possible."
    ),
)

VECTOR = {
    "type": "array",
    "items": {"type": "integer", "minimum": -50, "maximum": 50},
    "minItems": 2,
    "maxItems": 8,
}
family = Family(
    cases=("one_sign", "mixed_inputs"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "h": {**VECTOR, "description": "inputs of the unit, whole numbers but 0, e.g. [1, 3, 2]"},
        "w": {**VECTOR, "description": "its weights, whole numbers, e.g. [1, -2, 0]"},
        "delta": {**DECIMAL, "description": "derivative of the loss by the pre-activation, e.g. -0.5"},
        "eta": {**DECIMAL, "description": "learning rate, e.g. 0.1"},
        "targets": {
            "type": "array",
            "items": VECTOR,
            "minItems": 2,
            "maxItems": 8,
            "description": "weights of part (d), each a list, e.g. [[2, 1, 2], [0, 1, -2]]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
