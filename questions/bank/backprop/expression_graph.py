"""A small computational graph of sums, products, maxima and a sigmoid: its value, and back to all gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from questions import derived, rounding, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Intermediate, Mistake, Params, Solved
from questions.seeds import Stream

LARGEST = 5  # of a drawn input, in size
GREATEST = 60  # of the value of a node, in size
STEEPEST = 3  # size of the argument of a sigmoid, beyond which it is flat
NAMES = ("x", "y", "z", "w")
INNER = ("a", "b", "c", "d")

Node: TypeAlias = "Sequence[str]"  # name, operation, left, right ("" for a sigmoid)
Back: TypeAlias = "Callable[[Fraction, Fraction, Fraction, Fraction], tuple[Fraction, Fraction]]"
Values: TypeAlias = "dict[str, Fraction]"

# What each operation hands back: (upstream, left, right, output) to the gradients of left and right.
BACK: Mapping[str, Back] = {
    "+": lambda g, u, v, q: (g, g),
    "*": lambda g, u, v, q: (g * v, g * u),
    "max": lambda g, u, v, q: (g, Fraction(0)) if u > v else (Fraction(0), g),
    "sigmoid": lambda g, u, v, q: (g * q * (1 - q), Fraction(0)),
}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and _lively(p, case))


def _numbers(case: str, stream: Stream) -> Params:
    names = NAMES[:3] if case == "reused_input" else NAMES
    leaves = list(names) if case != "reused_input" else [*names, stream.choice(names)]
    nodes = _tree(stream.shuffle(leaves), stream)
    if case == "sigmoid_on_top":
        nodes.append(["f", "sigmoid", nodes[-1][0], ""])
        values = [stream.decimal(-2, 2, 1).removesuffix(".0") for _ in names]
    else:
        nodes[-1] = ["f", *nodes[-1][1:]]
        values = [str(stream.sign() * stream.integer(1, LARGEST)) for _ in names]
    return {"names": list(names), "inputs": values, "nodes": nodes}


def _tree(leaves: Sequence[str], stream: Stream) -> list[list[str]]:
    """Three nodes over four leaves: two pairs joined, or one leaf after the other."""
    kinds = list(stream.shuffle(("+", "*", "max")))
    one, two, three, four = leaves
    first = [INNER[0], kinds[0], one, two]
    if stream.integer(0, 1):
        return [first, [INNER[1], kinds[1], three, four], [INNER[2], kinds[2], INNER[0], INNER[1]]]
    return [first, [INNER[1], kinds[1], INNER[0], three], [INNER[2], kinds[2], INNER[1], four]]


def _lively(params: Params, case: str) -> bool:
    """Whether gradients of different inputs tell themselves apart, and a reused input is used on both paths."""
    found = gradients(params)
    told = len(set(found)) > 1 and sum(g == 0 for g in found) <= 1
    if case == "reused_input":
        return told and found != gradients(params, together=False)
    return told and any(node[1] == "max" for node in params["nodes"])


def case_of(params: Params) -> str:
    if params["nodes"][-1][1] == "sigmoid":
        return "sigmoid_on_top"
    used = [arm for node in params["nodes"] for arm in node[2:] if arm]
    return "reused_input" if len(set(used)) < len(used) else "tree"


def ill_posed(params: Params) -> str | None:
    names, nodes = params["names"], params["nodes"]
    if len(names) != len(params["inputs"]):
        return f"there are {len(names)} names and {len(params['values'])} values"
    return _ill_formed(names, nodes) or _ill_valued(params)


def _ill_formed(names: Sequence[str], nodes: Sequence[Node]) -> str | None:
    known = list(names)
    for name, kind, left, right in nodes:
        if name in known:
            return f"the name {name} is used twice"
        if left not in known or (right not in known if kind != "sigmoid" else right != ""):
            return f"the node {name} needs what does not stand before it; a sigmoid has '' as its right side"
        if left == right:
            return f"the node {name} has the same value on both sides"
        if kind == "sigmoid" and name != nodes[-1][0]:
            return "a sigmoid stands only at the end"
        known.append(name)
    used = {arm for node in nodes for arm in node[2:]}
    idle = [name for name in known[:-1] if name not in used]
    return f"nothing uses {typeset.listing(idle)}" if idle else None


def _ill_valued(params: Params) -> str | None:
    if any(not Fraction(v) for v in params["inputs"]):
        return "an input is 0"
    if params["nodes"][-1][1] == "sigmoid" and abs(_argument(params)) > STEEPEST:
        return f"the sigmoid is taken beyond {STEEPEST}, where it is flat"
    values = forward(params)
    for name, kind, left, right in params["nodes"]:
        if kind == "max" and values[left] == values[right]:
            return f"the maximum {name} has equal inputs, where the gradient does not exist"
        if abs(values[name]) > GREATEST:
            return f"the node {name} is beyond {GREATEST}"
    if not any(gradients(params)):
        return "all gradients are 0"
    return None


# -- forwards and backwards --------------------------------------------------------------------------------


def forward(params: Params) -> Values:
    """Every value by its name: exact, or to 40 digits behind a sigmoid."""
    values = {name: Fraction(v) for name, v in zip(params["names"], params["inputs"], strict=True)}
    for name, kind, left, right in params["nodes"]:
        if kind == "sigmoid":
            values[name] = _sigmoid(values[left])
        else:
            u, v = values[left], values[right]
            values[name] = {"+": u + v, "*": u * v, "max": max(u, v)}[kind]
    return values


def _argument(params: Params) -> Fraction:
    """What goes into the sigmoid at the end."""
    return forward({**params, "nodes": params["nodes"][:-1]})[params["nodes"][-1][2]]


def _sigmoid(at: Fraction) -> Fraction:
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Apply, Component

    return rounding.fraction(derived.evaluated(Apply("sigmoid", (Component(Tensor("x")),)), {"x": at}))


def backward(params: Params, rules: Mapping[str, Back] = BACK, *, together: bool = True) -> Values:
    """The gradient of the last node with respect to every value; `together`: several uses of a value add up."""
    values = forward(params)
    found = dict.fromkeys(values, Fraction(0))
    found[params["nodes"][-1][0]] = Fraction(1)
    for name, kind, left, right in reversed(params["nodes"]):
        u, v = values[left], values.get(right, Fraction(0))
        for arm, gradient in zip((left, right), rules[kind](found[name], u, v, values[name]), strict=True):
            if arm:
                found[arm] = found[arm] + gradient if together else gradient
    return found


def gradients(
    params: Params, rules: Mapping[str, Back] = BACK, *, together: bool = True
) -> tuple[Fraction, ...]:
    """With respect to the inputs, in their order."""
    found = backward(params, rules, together=together)
    return tuple(found[name] for name in params["names"])


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    values, found, last = forward(params), backward(params), params["nodes"][-1]
    smooth = last[1] == "sigmoid"
    written = (lambda v: typeset.about(v, 5)) if smooth else typeset.number
    rows = [
        {"name": name, "how": _formula(kind, left, right), "value": typeset.number(values[name])}
        for name, kind, left, right in params["nodes"]
    ]
    if smooth:
        rows[-1]["value"] = typeset.about(values[last[0]], 5)
    facts: dict[str, Any] = {
        "rows": rows,
        "back": list(_way_back(params, values, found, written)),
        "smooth": smooth,
    }
    facts["reused"] = [
        name for name in params["names"] if sum(name in node[2:] for node in params["nodes"]) > 1
    ]
    if smooth:
        steps = (Intermediate("output", "f", typeset.plain(values["f"], 5), 5),)
        return {
            "a": Solved(Exact("number", values[last[0]], 3), facts, intermediates=steps),
            "b": Solved(Exact("array", gradients(params), 3), facts),
        }
    return {
        "a": Solved(Exact("rational", values[last[0]], 4), facts),
        "b": Solved(Exact("array", gradients(params)), facts),
    }


def _formula(kind: str, left: str, right: str) -> str:
    return {
        "+": f"{left} + {right}",
        "*": rf"{left}\, {right}",
        "max": rf"\max({left}, {right})",
        "sigmoid": rf"\sigma({left})",
    }[kind]


RULE = {
    "+": "add gate: hands it on",
    "*": "multiply gate: times the other input",
    "max": "max gate: to the larger input",
    "sigmoid": "sigmoid: times $f (1 - f)$",
}


def _way_back(
    params: Params, values: Values, found: Values, written: Callable[[Fraction], str]
) -> Sequence[Mapping[str, str]]:
    """One row for each node from the last to the first: its gradient, and what it hands back."""
    rows = []
    for name, kind, left, right in reversed(params["nodes"]):
        handed = BACK[kind](found[name], values[left], values.get(right, Fraction(0)), values[name])
        arms = [(arm, part) for arm, part in zip((left, right), handed, strict=True) if arm]
        rows.append(
            {
                "name": name,
                "gradient": written(found[name]) if found[name] != 1 else "1",
                "rule": RULE[kind],
                "handed": typeset.listing(
                    [f"${written(part) if part else 0}$ to ${arm}$" for arm, part in arms]
                ),
            }
        )
    return rows


# -- what goes wrong ---------------------------------------------------------------------------------------


def with_rule(kind: str, rule: Back) -> Callable[[Params], Any]:
    """The gradients if one operation hands back something else."""

    def wrong(params: Params) -> Any:
        if kind not in [node[1] for node in params["nodes"]]:
            return None
        return gradients(params, {**BACK, kind: rule})

    return wrong


def last_use(params: Params) -> Any:
    """The gradient of only one use of each input."""
    return gradients(params, together=False) if case_of(params) == "reused_input" else None


MISTAKES = (
    Mistake(
        "b",
        "add gate split in half",
        with_rule("+", lambda g, u, v, q: (g / 2, g / 2)),
        "An add gate hands the whole gradient on to both inputs; nothing is shared out.",
    ),
    Mistake(
        "b",
        "max gate sends it to both",
        with_rule("max", lambda g, u, v, q: (g, g)),
        "The smaller input does not move the maximum, so it gets nothing.",
    ),
    Mistake(
        "b",
        "max gate sends it to the smaller",
        with_rule("max", lambda g, u, v, q: (Fraction(0), g) if u > v else (g, Fraction(0))),
        "The larger input is the one that moves the maximum.",
    ),
    Mistake(
        "b",
        "multiply gate not switched",
        with_rule("*", lambda g, u, v, q: (g * u, g * v)),
        "The derivative of a product with respect to one factor is the other factor.",
    ),
    Mistake(
        "b",
        "forgot the slope of the sigmoid",
        with_rule("sigmoid", lambda g, u, v, q: (g, Fraction(0))),
        "The sigmoid is a gate like the others: its slope $f (1 - f)$ is a factor of all gradients below it.",
    ),
    Mistake(
        "b",
        "only one use of the input",
        last_use,
        "Where an input is used twice, the gradients of both paths are added.",
    ),
)

NAME = {"type": "string", "pattern": r"^[a-z]$(?!\n)", "maxLength": 1}

family = Family(
    cases=("tree", "reused_input", "sigmoid_on_top"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "names": {
            "type": "array",
            "items": NAME,
            "minItems": 2,
            "maxItems": 6,
            "description": 'inputs by their letters, e.g. ["x", "y", "z", "w"]',
        },
        "inputs": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 6,
            "description": "a value for each input, e.g. [3, -4, 2, -1]",
        },
        "nodes": {
            "type": "array",
            "items": {
                "type": "array",
                "items": {"type": "string", "maxLength": 7},
                "minItems": 4,
                "maxItems": 4,
            },
            "minItems": 1,
            "maxItems": 6,
            "description": "name, operation (+, *, max, sigmoid), left and right of each node, e.g. "
            '[["a", "+", "x", "y"], ["f", "*", "a", "z"]]; a sigmoid stands at the end and has "" on its right',
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(Exemption("degenerate", "A sum and a product of small numbers may be 0.", part="a"),),
)
