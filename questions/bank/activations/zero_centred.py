"""What an activation makes of symmetric inputs: a proof, a mean output, and which activations are zero-centred."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from questions import derived, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, tick_all, told

PROOFS = {"sigmoid": "sigmoid_complement", "tanh": "tanh_odd", "leaky_relu": "leaky_relu_even_part"}
ASKED = 5  # functions on a sheet

ODD = "Its values at $z$ and $-z$ cancel."
FUNCTIONS: Mapping[str, Statement] = {
    "sigmoid": Statement(r"$\sigma(z)$", r"All of its values are positive: $\sigma(z) + \sigma(-z) = 1$."),
    "tanh": Statement(r"$\tanh(z)$", ODD),
    "relu": Statement(r"$\max(0, z)$", r"It has no negative value that could cancel the positive ones."),
    "leaky_relu": Statement(
        r"$\max(0.1\, z,\ z)$", r"It takes both signs, but $f(1) + f(-1) = 1 - 0.1$ is not 0."
    ),
    "elu": Statement(
        r"the ELU with $\alpha = 1$", r"It takes both signs, but $f(1) + f(-1) = e^{-1}$ is not 0."
    ),
    "gelu": Statement(
        r"the GELU, $z\, \Phi(z)$", r"It takes both signs, but $f(1) + f(-1) = \Phi(1) - \Phi(-1)$ is not 0."
    ),
    "silu": Statement(
        r"the SiLU, $z\, \sigma(z)$",
        r"It takes both signs, but $f(1) + f(-1) = \sigma(1) - \sigma(-1)$ is not 0.",
    ),
    "softsign": Statement(r"the softsign, $\frac{z}{1 + |z|}$", ODD),
    "hard_tanh": Statement(r"the hard tanh, $\min(\max(z, -1),\ 1)$", ODD),
    "scaled_sigmoid": Statement(r"$2\, \sigma(2z) - 1$", r"This is the hyperbolic tangent, which is odd."),
    "cube": Statement(r"$z^3$", ODD),
    "absolute": Statement(r"$|z|$", "Its values at $z$ and $-z$ are the same, they do not cancel."),
    "shifted_relu": Statement(
        r"$\max(0, z) - \frac{1}{2}$",
        "A shift moves the mean for one input distribution to 0, not for all of them.",
    ),
    "shifted_tanh": Statement(
        r"$\tanh(z) + \frac{1}{2}$", r"The mean output is that of $\tanh(Z)$, which is 0, plus $\frac{1}{2}$."
    ),
    "softplus_difference": Statement(
        r"$\log(1 + e^{z}) - \log(1 + e^{-z})$",
        r"The two terms change places with the sign of $z$; in fact it is $z$.",
    ),
}


def terms() -> Mapping[str, Callable[[Any], Any]]:
    """The functions as terms of their argument."""
    from derive.terms.terms import Apply, lift

    def call(name: str, *constants: Fraction) -> Callable[[Any], Any]:
        return lambda u: Apply(name, (u, *(lift(c) for c in constants)))

    half, sigma, plus = lift(Fraction(1, 2)), call("sigmoid"), call("softplus")
    rows: dict[str, Callable[[Any], Any]] = {
        name: call(name) for name in ("sigmoid", "tanh", "relu", "gelu", "silu", "softsign", "hard_tanh")
    }
    return rows | {
        "leaky_relu": call("leaky_relu", Fraction(1, 10)),
        "elu": call("elu", Fraction(1)),
        "scaled_sigmoid": lambda u: 2 * sigma(2 * u) - 1,
        "cube": lambda u: u**3,
        "absolute": call("abs"),
        "shifted_relu": lambda u: call("relu")(u) - half,
        "shifted_tanh": lambda u: call("tanh")(u) + half,
        "softplus_difference": lambda u: plus(u) - plus(-u),
    }


@cache
def is_odd(name: str) -> bool:
    """Whether f(-x) = -f(x) is proved; where it is not, f(2) + f(-2) must not be 0, else ArithmeticError."""
    from derive.kernel.prover import prove
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component

    x, f = Component(Tensor("x")), terms()[name]
    if prove(f(-x), -f(x)) is not None:
        return True
    if abs(derived.evaluated(f(x) + f(-x), {"x": Fraction(2)})) < 1e-6:
        raise ArithmeticError(f"nothing is proved of {name}: neither that it is odd nor that it is not")
    return False


# -- drawing -----------------------------------------------------------------------------------------------


def draw(case: str, stream: Stream) -> Params:
    def make() -> Params:
        return {
            "activation": case,
            "alpha": stream.choice(("0.1", "0.2", "0.3", "0.4")) if case == "leaky_relu" else "0.1",
            "a": stream.choice((2, 3, 4, 5, 6)),
            "k": stream.choice((2, 3)),
            "b": stream.choice((-3, -2, 2, 3)),
            "sizes": sorted(stream.sample(range(1, 7), 2)),
            "functions": list(stream.sample(list(FUNCTIONS), ASKED)),
        }

    return stream.until(make, lambda params: ill_posed(params) is None)


def ill_posed(params: Params) -> str | None:
    if not 0 < Fraction(params["alpha"]) < 1:
        return "alpha is not between 0 and 1"
    if 0 in (params["a"], params["k"]):
        return "with a = 0 or k = 0 the activation has no say"
    if len(set(params["sizes"])) < len(params["sizes"]):
        return "two inputs are the same"
    if mean(params) == 0:
        return "the mean output is 0 by chance"
    asked = params["functions"]
    if len(set(asked)) < len(asked):
        return "a function stands twice in the list"
    odd = sum(map(is_odd, asked))
    return None if 0 < odd < len(asked) else "all of the functions are zero-centred, or none is"


# -- the solution ------------------------------------------------------------------------------------------


def pair(params: Params, size: int) -> Fraction:
    """f(kz) + f(-kz) for z = size: what does not cancel."""
    rest = {
        "sigmoid": Fraction(1),
        "tanh": Fraction(0),
        "leaky_relu": (1 - Fraction(params["alpha"])) * abs(params["k"]) * size,
    }
    return rest[params["activation"]]


def mean(params: Params) -> Fraction:
    pairs = [params["a"] * pair(params, size) + 2 * params["b"] * size for size in params["sizes"]]
    return sum(pairs, Fraction(0)) / (2 * len(pairs))


def solve(params: Params) -> Mapping[str, Solved]:
    proof = derived.derivation(PROOFS[params["activation"]])
    a, b = params["a"], params["b"]
    rows = [
        {
            "size": str(size),
            "pair": typeset.number(pair(params, size)),
            "sum": typeset.signed_sum([typeset.product(a, pair(params, size)), typeset.product(2 * b, size)]),
            "total": typeset.number(a * pair(params, size) + 2 * b * size),
        }
        for size in params["sizes"]
    ]
    facts = {"rows": rows, "count": 2 * len(rows), "result": typeset.quotient(mean(params))}
    decided = [(FUNCTIONS[name], is_odd(name)) for name in params["functions"]]
    return {
        "a": Solved(Exact("proof", proof)),
        "b": Solved(Exact("rational", mean(params), 4), facts),
        "c": tick_all(decided, {"rows": told(decided)}),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def of_positive_inputs(params: Params) -> Fraction | None:
    """The mean over the positive inputs alone, where it is a fraction."""
    if params["activation"] != "leaky_relu":
        return None
    outputs = [(params["a"] * abs(params["k"]) + params["b"]) * size for size in params["sizes"]]
    return Fraction(sum(outputs), len(outputs)) if params["k"] > 0 else None


def sizes_cancel(params: Params) -> Fraction:
    """As if |z| were z, whose mean is 0."""
    pairs = [params["a"] * pair(params, size) for size in params["sizes"]]
    return sum(pairs, Fraction(0)) / (2 * len(pairs))


def everything_cancels(params: Params) -> Fraction | None:
    """As if both signs of f were enough."""
    return mean({**params, "activation": "tanh"}) if params["activation"] != "tanh" else None


def slopes_added(params: Params) -> Fraction | None:
    if params["activation"] != "leaky_relu":
        return None
    return mean({**params, "alpha": f"-{params['alpha']}"})


MISTAKES = (
    Mistake("b", "only the positive inputs", of_positive_inputs,
            "Half of the inputs are negative, and their outputs count as well."),
    Mistake("b", "the absolute values cancel", sizes_cancel,
            "$|z|$ is the same for $z$ and $-z$: it does not cancel."),
    Mistake("b", "the activation cancels", everything_cancels,
            "The outputs for $z$ and $-z$ cancel only if $f(-z) = -f(z)$, which does not hold here."),
    Mistake("b", "added the slope of the left side", slopes_added,
            r"For $-z$ the output is $-\alpha z$, so the two outputs add up to $(1 - \alpha)\, z$."),
)  # fmt: skip

WHOLE = {"type": "integer", "minimum": -20, "maximum": 20}
family = Family(
    cases=tuple(PROOFS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {
            "type": "string",
            "enum": list(PROOFS),
            "description": "the activation f by name, e.g. tanh",
        },
        "alpha": {**DECIMAL, "description": "alpha of the leaky ReLU, e.g. 0.1; the others do not use it"},
        "a": {**WHOLE, "description": "factor of f in part (b), a whole number but 0, e.g. 2"},
        "k": {**WHOLE, "description": "factor of the input in part (b), a whole number but 0, e.g. 3"},
        "b": {**WHOLE, "description": "factor of |z| in part (b), a whole number, e.g. -1"},
        "sizes": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 20},
            "minItems": 1,
            "maxItems": 4,
            "description": "the positive inputs of part (b); each stands there with its negative, e.g. [1, 3]",
        },
        "functions": {
            "type": "array",
            "items": {"type": "string", "enum": list(FUNCTIONS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "the functions of part (c) by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["activation"],
)
