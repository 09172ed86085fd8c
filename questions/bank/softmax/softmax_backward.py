"""Back-propagation through softmax: a matrix product, where an activation needs an elementwise one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from questions import derived, exact_softmax, statements, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

LEAST = 0.02  # size of an entry of the gradient: it is a difference of rounded numbers

ALONE = "The output of a unit depends on its own input alone, so the Jacobian is diagonal."
LAYERS: Mapping[str, Statement] = {
    "sigmoid": Statement(r"$h_i = 1 / (1 + e^{-z_i})$", ALONE),
    "tanh": Statement(r"$h_i = \tanh(z_i)$", ALONE),
    "square": Statement(r"$h_i = z_i^2$", ALONE),
    "swish": Statement(r"$h_i = z_i / (1 + e^{-z_i})$", ALONE),
    "softmax": Statement(
        r"$h_i = e^{z_i} / \sum_k e^{z_k}$",
        r"The sum makes every probability depend on every logit: $\mathrm{diag}(s) - s s^\top$ is a full matrix.",
    ),
    "share": Statement(
        r"$h_i = z_i / \sum_k z_k$", "The sum in the denominator makes every output depend on every input."
    ),
    "log_softmax": Statement(
        r"$h_i = z_i - \log \sum_k e^{z_k}$",
        "The log-sum-exp is subtracted from every logit and depends on all of them.",
    ),
    "centred": Statement(
        r"$h_i = z_i - \frac{1}{C} \sum_k z_k$", "The mean depends on every input, and is in every output."
    ),
    "reversed": Statement(
        r"$h_i = z_{C+1-i}$",
        "Each output copies an input, in general not its own: the Jacobian is a permutation matrix, not diagonal.",
    ),
}
ASKED = 5  # layers, softmax among them


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    place = stream.integer(0, 2)
    upstream = [stream.integer(-3, 3) for _ in range(3)]
    if case == "one_output":
        upstream = [int(k == place) for k in range(3)]
    others = stream.sample([name for name in LAYERS if name != "softmax"], ASKED - 1)
    return {
        "logits": [stream.decimal(-1, 3, 1).removesuffix(".0") for _ in range(3)],
        "upstream": upstream,
        "layers": list(stream.shuffle(["softmax", *others])),
    }


def case_of(params: Params) -> str:
    return "one_output" if sorted(map(abs, params["upstream"]))[-2:] == [0, 1] else "loss"


def ill_posed(params: Params) -> str | None:
    if len(params["logits"]) != len(params["upstream"]):
        return f"there are {len(params['logits'])} logits and {len(params['upstream'])} upstream entries"
    if len(set(params["logits"])) < len(params["logits"]):
        return "two logits are equal"
    if len(set(params["upstream"])) == 1:
        return "all upstream entries are equal, and softmax passes nothing on"
    if max(abs(float(z)) for z in params["logits"]) > 20:
        return "a logit is beyond 20, where softmax has only zeros and ones to show"
    if min(map(abs, gradient(params))) < LEAST:
        return "an entry of the gradient is so near 0 that rounded probabilities do not give its digits"
    holding = [elementwise(name) for name in params["layers"]]
    if len(set(params["layers"])) < len(holding) or all(holding) or not any(holding):
        return (
            "among the layers there must be some that act element by element and some that do not, each once"
        )
    return None


def chances(params: Params) -> tuple[float, ...]:
    return exact_softmax.in_floats([float(z) for z in params["logits"]])


def gradient(params: Params) -> tuple[float, ...]:
    """In floats: s * (g - s . g)."""
    s, g = chances(params), params["upstream"]
    mean = sum(p * e for p, e in zip(s, g, strict=True))
    return tuple(p * (e - mean) for p, e in zip(s, g, strict=True))


# -- which layers act element by element -------------------------------------------------------------------


def formulas() -> Mapping[str, Callable[[list[Any], int], Any]]:
    """Output i of each layer as a SymPy expression of its inputs."""
    import sympy

    def total(z: list[Any]) -> Any:
        return sum(map(sympy.exp, z))

    return {
        "sigmoid": lambda z, i: 1 / (1 + sympy.exp(-z[i])),
        "tanh": lambda z, i: sympy.tanh(z[i]),
        "square": lambda z, i: z[i] ** 2,
        "swish": lambda z, i: z[i] / (1 + sympy.exp(-z[i])),
        "softmax": lambda z, i: sympy.exp(z[i]) / total(z),
        "share": lambda z, i: z[i] / sum(z),
        "log_softmax": lambda z, i: z[i] - sympy.log(total(z)),
        "centred": lambda z, i: z[i] - sum(z) / len(z),
        "reversed": lambda z, i: z[len(z) - 1 - i],
    }


def elementwise(name: str) -> bool:
    """Whether no output holds another input than its own, so that the Jacobian is diagonal."""
    import sympy

    z = list(sympy.symbols("z1:4"))
    return all(formulas()[name](z, i).free_symbols == {z[i]} for i in range(len(z)))


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    from derive.terms.index import Index

    proved = derived.derivation("softmax_backward")
    s = exact_softmax.softmax([Decimal(z) for z in params["logits"]])
    numbers = {
        "z": [Fraction(z) for z in params["logits"]],
        "g": [Fraction(g) for g in params["upstream"]],
    }
    count = len(s)
    found = tuple(
        derived.value(proved, numbers, sizes={"C": count}, at={Index("j", "C"): j}) for j in range(count)
    )
    mean = sum((p * g for p, g in zip(s, params["upstream"], strict=True)), Decimal(0))
    rows = [
        {
            "z": z,
            "s": typeset.about(p, 5),
            "g": str(g),
            "d": typeset.about(g - mean, 5),
            "back": typeset.about(b, 3),
        }
        for z, p, g, b in zip(params["logits"], s, params["upstream"], found, strict=True)
    ]
    decided = [(LAYERS[name], elementwise(name)) for name in params["layers"]]
    facts = {"rows": rows, "mean": typeset.about(mean, 5), "told": statements.told(decided)}
    return {
        "a": Solved(Exact("expression", proved.result), derivation=proved),
        "b": Solved(Exact("array", s, 4), facts),
        "c": Solved(Exact("array", found, 3), facts),
        "d": statements.tick_all(decided, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def times_slope(params: Params) -> tuple[float, ...]:
    return tuple(p * (1 - p) * g for p, g in zip(chances(params), params["upstream"], strict=True))


def times_output(params: Params) -> tuple[float, ...]:
    return tuple(p * g for p, g in zip(chances(params), params["upstream"], strict=True))


def plus_mean(params: Params) -> tuple[float, ...]:
    s, g = chances(params), params["upstream"]
    mean = sum(p * e for p, e in zip(s, g, strict=True))
    return tuple(p * (e + mean) for p, e in zip(s, g, strict=True))


def term_of_slope(_params: Params) -> Any:
    """The term g_j s_j (1 - s_j)."""
    from derive.terms.index import indices
    from derive.terms.tensors import Tensor
    from derive.terms.terms import component, lift

    (j,) = indices("j:C")
    s, g = component(Tensor("s", ("C",))), component(Tensor("g", ("C",)))
    return g(j) * s(j) * (lift(1) - s(j))


MISTAKES = (
    Mistake(
        "a",
        "an elementwise product",
        term_of_slope,
        "This is the diagonal of the Jacobian alone; the upstream gradients of the other outputs reach $z_j$, too.",
    ),
    Mistake(
        "b",
        "a sigmoid for each logit",
        lambda p: tuple(1 / (1 + 2.718281828459045 ** -float(z)) for z in p["logits"]),
        "Sigmoids answer a yes-or-no question for each class; they do not sum to 1.",
    ),
    Mistake(
        "c",
        "elementwise s (1 - s) g",
        times_slope,
        "Only the diagonal of the Jacobian was used; off the diagonal stands $-s_i s_j$.",
    ),
    Mistake(
        "c",
        "s g, without the second term",
        times_output,
        r"The second term of $\mathrm{diag}(s) - s s^\top$ is missing: from each $g_j$ the mean is subtracted.",
    ),
    Mistake(
        "c",
        "the mean added",
        plus_mean,
        r"The Jacobian is $\mathrm{diag}(s)$ minus $s s^\top$: the mean is subtracted.",
    ),
)

family = Family(
    cases=("one_output", "loss"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logits": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 6,
            "description": "logits z of the classes, e.g. [1, 2, 3]",
        },
        "upstream": {
            "type": "array",
            "items": {"type": "integer", "minimum": -100, "maximum": 100},
            "minItems": 2,
            "maxItems": 6,
            "description": "upstream gradient g, the derivatives of the loss by the probabilities, e.g. [1, 0, 0]",
        },
        "layers": {
            "type": "array",
            "items": {"type": "string", "enum": list(LAYERS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "layers among which those that act element by element are to be found",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
