"""A chain of layers with one unit each: the derivative is passed back from layer to layer, with cached values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import derived, statements, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement

LEAK = Fraction(1, 10)
SLOPES: Mapping[
    str, Callable[[Fraction], Fraction]
] = {  # the derivative of h by its pre-activation, from h itself
    "sigmoid": lambda h: h * (1 - h),
    "tanh": lambda h: 1 - h * h,
    "leaky_relu": lambda h: Fraction(1) if h > 0 else LEAK,
}
TENTHS = {"sigmoid": (1, 9), "tanh": (-8, 8), "leaky_relu": (-9, 30)}
Numbers = tuple[Fraction, ...]


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and _lively(p))


def _numbers(case: str, stream: Stream) -> Params:
    layers = stream.integer(3, 4)
    others = [name for name in RULES if name != "right"]
    return {
        "activation": case,
        "x": str(stream.sign() * stream.integer(1, 3)),
        "weights": [str(stream.sign() * stream.integer(1, 4)) for _ in range(layers)],
        "hidden": [fixed(stream.integer(*TENTHS[case]), 1).removesuffix(".0") for _ in range(layers)],
        "upstream": str(stream.sign() * stream.integer(1, 5)),
        "rules": list(stream.shuffle(("right", *stream.sample(others, 3)))),
    }


def _lively(params: Params) -> bool:
    sizes = [abs(Fraction(w)) for w in params["weights"]]
    return len(set(sizes)) > 1 and len(set(params["hidden"])) == len(sizes) and max(sizes[1:]) > 1


def ill_posed(params: Params) -> str | None:
    name, hidden, weights = params["activation"], numbers(params, "hidden"), numbers(params, "weights")
    if len(hidden) != len(weights):
        return f"there are {len(weights)} weights and {len(hidden)} hidden values"
    low, high = {"sigmoid": (0, 1), "tanh": (-1, 1), "leaky_relu": (-1000, 1000)}[name]
    if not all(low < h < high for h in hidden) or (name == "leaky_relu" and 0 in hidden):
        return f"a hidden value is none that the activation {name} puts out, or lies at its kink"
    if 0 in (*weights, *hidden[:-1], Fraction(params["x"]), Fraction(params["upstream"])):
        return "a weight, an input of a layer or the upstream gradient is 0"
    if min(abs(d) for d in deltas(params)) < Fraction(1, 10**4):
        return "a derivative is so small that it has vanished"
    rules = params["rules"]
    if len(set(rules)) < len(rules) or [holds(rule, params) for rule in rules].count(True) != 1:
        return "of the rules, each at most once, just one must hold for these numbers"
    return None


# -- back through the chain --------------------------------------------------------------------------------


def numbers(params: Params, name: str) -> Numbers:
    return tuple(Fraction(v) for v in params[name])


def slopes(params: Params) -> Numbers:
    return tuple(SLOPES[params["activation"]](h) for h in numbers(params, "hidden"))


def inputs(params: Params) -> Numbers:
    """What each layer multiplies by its weight: the hidden value of the layer below."""
    return (Fraction(params["x"]), *numbers(params, "hidden")[:-1])


def deltas(params: Params) -> Numbers:
    """dL/da_k for every layer: the last one from the upstream gradient, every other one from the layer above."""
    w, s = numbers(params, "weights"), slopes(params)
    found = [Fraction(params["upstream"]) * s[-1]]
    for k in reversed(range(len(w) - 1)):
        found.insert(0, w[k + 1] * found[0] * s[k])
    return tuple(found)


def gradient(params: Params) -> Numbers:
    """dL/dw_k: the derivative of the pre-activation times what the weight is multiplied by."""
    return tuple(d * h for d, h in zip(deltas(params), inputs(params), strict=True))


# A rule for delta_k from k (counted from 0), weights, slopes and all deltas; None where it says nothing of this layer.
RULES: Mapping[str, tuple[Statement, Callable[[int, Numbers, Numbers, Numbers], Fraction | None]]] = {
    "right": (
        Statement(r"$\delta_k = w_{k+1}\, \delta_{k+1}\, f'(a_k)$",
                  "Each layer takes the derivative of the layer above, its weight, and its own slope."),
        lambda k, w, s, d: w[k + 1] * d[k + 1] * s[k]),
    "own_weight": (
        Statement(r"$\delta_k = w_k\, \delta_{k+1}\, f'(a_k)$",
                  "Between layer $k$ and the layer above stands $w_{k+1}$."),
        lambda k, w, s, d: w[k] * d[k + 1] * s[k]),
    "upper_slope": (
        Statement(r"$\delta_k = w_{k+1}\, \delta_{k+1}\, f'(a_{k+1})$",
                  r"The slope of layer $k + 1$ is already in $\delta_{k+1}$; that of layer $k$ is missing."),
        lambda k, w, s, d: w[k + 1] * d[k + 1] * s[k + 1]),
    "from_below": (
        Statement(r"$\delta_k = w_k\, \delta_{k-1}\, f'(a_k)$",
                  "Derivatives of the loss start at the loss: they come from the layer above, not from the one below."),
        lambda k, w, s, d: w[k] * d[k - 1] * s[k] if k else None),
    "no_slope": (
        Statement(r"$\delta_k = w_{k+1}\, \delta_{k+1}$",
                  "This is the derivative by the hidden value; on to the pre-activation the slope is missing."),
        lambda k, w, s, d: w[k + 1] * d[k + 1]),
    "no_weight": (
        Statement(r"$\delta_k = \delta_{k+1}\, f'(a_k)$", "The weight between the two layers is missing."),
        lambda k, w, s, d: d[k + 1] * s[k]),
    "added": (
        Statement(r"$\delta_k = \delta_{k+1} + w_{k+1}\, f'(a_k)$", "Along a path, derivatives are multiplied."),
        lambda k, w, s, d: d[k + 1] + w[k + 1] * s[k]),
}  # fmt: skip


def holds(rule: str, params: Params) -> bool:
    """Whether a rule leads to the derivative at every layer below the last."""
    w, s, d = numbers(params, "weights"), slopes(params), deltas(params)
    told = [(RULES[rule][1](k, w, s, d), d[k]) for k in range(len(w) - 1)]
    return all(value is None or value == delta for value, delta in told)


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    proved, found = derived.derivation("three_layers"), deltas(params)
    w, s = numbers(params, "weights"), slopes(params)
    rows, count = [], len(w)
    for k in reversed(range(count)):
        above = (Fraction(params["upstream"]), s[k]) if k == count - 1 else (w[k + 1], found[k + 1], s[k])
        rows.append(
            {
                "k": k + 1,
                "slope": typeset.number(s[k]),
                "product": _factors(above),
                "delta": typeset.about(found[k], 4),
                "input": typeset.number(inputs(params)[k]),
                "by_w": typeset.about(gradient(params)[k], 4),
            }
        )
    facts: dict[str, Any] = {"rows": rows, "L": count}
    decided = [(RULES[rule][0], holds(rule, params)) for rule in params["rules"]]
    return {
        "a": Solved(Exact("expression", proved.result), facts, derivation=proved),
        "b": Solved(Exact("array", found, 4), facts),
        "c": Solved(Exact("array", gradient(params), 4), facts),
        "d": statements.pick_one(decided, facts),
    }


def _factors(values: Numbers) -> str:
    """A product that is not worked out, without factors 1 and -1; long decimals with four digits."""
    first, *others = [value for value in values if abs(value) != 1] or [Fraction(1)]
    shown = [first * (-1) ** sum(value == -1 for value in values), *others]
    text = [typeset.number(v) if (v * 1000).denominator == 1 else typeset.about(v, 4) for v in shown]
    return r" \cdot ".join([text[0], *map(typeset.enclosed, text[1:])])


# -- what goes wrong ---------------------------------------------------------------------------------------


def changed(weights: bool = True, steep: bool = True) -> Callable[[Params], Any]:
    """The gradient of the weights without the weights, or without the slopes, on the way back."""

    def wrong(params: Params) -> Any:
        count = len(params["weights"])
        w = numbers(params, "weights") if weights else (Fraction(1),) * count
        s = slopes(params) if steep else (Fraction(1),) * count
        found = [Fraction(params["upstream"]) * s[-1]]
        for k in reversed(range(count - 1)):
            found.insert(0, w[k + 1] * found[0] * s[k])
        return tuple(d * h for d, h in zip(found, inputs(params), strict=True))

    return wrong


def own_outputs(params: Params) -> Numbers:
    return tuple(d * h for d, h in zip(deltas(params), numbers(params, "hidden"), strict=True))


def without_input(params: Params) -> Numbers:
    return deltas(params)


def of_values(params: Params) -> Numbers:
    """dL/dh_k instead of dL/da_k."""
    return tuple(d / s for d, s in zip(deltas(params), slopes(params), strict=True))


def term(drop: str) -> Callable[[Params], Any]:
    """The general answer without some of its factors, in the names of the proof."""

    def wrong(_params: Params) -> Any:
        from derive.library import backprop as proof

        first, second, third = (proof.slope(a) for a in (proof.A3, proof.A2, proof.A1))
        factors = {
            "slopes": proof.g * proof.W3 * proof.W2 * proof.x,
            "weights": proof.g * first * second * third * proof.x,
            "input": proof.g * first * proof.W3 * second * proof.W2 * third,
        }
        return factors[drop]

    return wrong


NO_SLOPES = "Each layer multiplies by the slope of its activation as well."
NO_WEIGHTS = "Between two layers stands a weight, and it is a factor on the way back."

MISTAKES = (
    Mistake("a", "forgot the slopes of the activations", term("slopes"), NO_SLOPES),
    Mistake("a", "forgot the weights", term("weights"), NO_WEIGHTS),
    Mistake("a", "forgot the input", term("input"), "The derivative of $w_1 x + b_1$ by $w_1$ is $x$."),
    Mistake("b", "by the hidden values", of_values,
            "This is the derivative by the hidden values; each slope leads on to the pre-activation."),
    Mistake("c", "forgot the slopes of the activations", changed(steep=False), NO_SLOPES),
    Mistake("c", "forgot the weights", changed(weights=False), NO_WEIGHTS),
    Mistake("c", "the output of the layer instead of its input", own_outputs,
            "A weight is multiplied by the input of its layer, so that is its derivative."),
    Mistake("c", "the derivatives by the pre-activations", without_input,
            "From the pre-activation on to the weight there is one factor more, the input of the layer."),
)  # fmt: skip


def _list(words: str) -> Mapping[str, Any]:
    return {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 5, "description": words}


family = Family(
    cases=tuple(SLOPES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {"type": "string", "enum": list(SLOPES), "description": "activation of all layers"},
        "x": {**DECIMAL, "description": "the input of the first layer, e.g. 2"},
        "weights": _list("a weight for each layer, the first one first, e.g. [2, -1, 3]"),
        "hidden": _list("the cached value of each layer, e.g. [0.5, 0.8, 0.2]"),
        "upstream": {**DECIMAL, "description": "derivative of the loss by the last value, e.g. -2"},
        "rules": {
            "type": "array",
            "items": {"type": "string", "enum": list(RULES)},
            "minItems": 2,
            "maxItems": 6,
            "description": "options of the last part by name, one of them right, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["activation"],
)
