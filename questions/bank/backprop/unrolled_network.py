"""A recurrent network unrolled in time, whose shared weight collects gradients; and graphs with and without loops."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from questions import derived, statements, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

STATES = (
    "0.1",
    "0.2",
    "0.3",
    "0.4",
    "0.5",
    "0.6",
    "0.7",
    "0.8",
    "-0.1",
    "-0.2",
    "-0.3",
    "-0.4",
    "-0.5",
    "-0.6",
    "-0.8",
)
NODES = "abcd"
SKIPS, LOOPS = ((0, 2), (1, 3), (0, 3)), ((2, 0), (3, 0), (3, 1), (1, 0), (2, 1), (3, 2))
Numbers = tuple[Fraction, ...]
Edges = Sequence[Sequence[str]]


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    steps = 2 if case == "two_steps" else 3
    return {
        "weight": str(stream.sign() * stream.integer(2, 3)),
        "states": list(stream.sample(STATES, steps + 1)),
        "upstream": str(stream.sign() * stream.integer(1, 5)),
        "graphs": [_graph(stream) for _ in range(4)],
    }


def _graph(stream: Stream) -> list[list[str]]:
    """A chain of four nodes with a connection more: one that skips a node, or one that closes a loop."""
    nodes = stream.shuffle(NODES)
    start, end = stream.choice(SKIPS if stream.integer(0, 1) else LOOPS)
    edges = [*([nodes[k], nodes[k + 1]] for k in range(3)), [nodes[start], nodes[end]]]
    return [list(edge) for edge in stream.shuffle(edges)]


def case_of(params: Params) -> str:
    return "two_steps" if len(params["states"]) == 3 else "three_steps"


def ill_posed(params: Params) -> str | None:
    if not all(-1 < h < 1 and h for h in states(params)):
        return "a state is 0 or none that tanh puts out"
    if 0 in (Fraction(params["weight"]), Fraction(params["upstream"])):
        return "the weight or the upstream gradient is 0"
    if abs(gradient(params)) < Fraction(1, 100):
        return "the gradients of the steps cancel"
    if any(start == end for edges in params["graphs"] for start, end in edges):
        return "an edge leads from a node to itself"
    texts = [graph(edges).text for edges in params["graphs"]]
    if len(set(texts)) < len(texts):
        return "a graph stands twice"
    true = sum(acyclic(edges) for edges in params["graphs"])
    return None if 0 < true < len(texts) else "some graphs must have a loop, and not all"


# -- through time ------------------------------------------------------------------------------------------


def states(params: Params) -> Numbers:
    return tuple(Fraction(h) for h in params["states"])


def slopes(params: Params) -> Numbers:
    """1 - h^2 of every state but the first."""
    return tuple(1 - h * h for h in states(params)[1:])


def deltas(params: Params) -> Numbers:
    """The derivative by the pre-activation of every step, from that of the step after."""
    s, w = slopes(params), Fraction(params["weight"])
    found = [Fraction(params["upstream"]) * s[-1]]
    for slope in reversed(s[:-1]):
        found.insert(0, found[0] * w * slope)
    return tuple(found)


def parts(params: Params) -> Numbers:
    """What each step contributes to the derivative by the shared weight."""
    return tuple(d * h for d, h in zip(deltas(params), states(params), strict=False))


def gradient(params: Params) -> Fraction:
    return sum(parts(params), Fraction(0))


# -- graphs ------------------------------------------------------------------------------------------------


def acyclic(edges: Edges) -> bool:
    """Whether the nodes can be put into an order: again and again a node is taken away that nothing leads to."""
    left = {name for edge in edges for name in edge}
    for _ in range(len(left)):
        left -= left - {end for start, end in edges if start in left and end in left}
    return not left


def graph(edges: Edges) -> Statement:
    """The edges of a graph as an option."""
    text = ", ".join(rf"${start} \to {end}$" for start, end in sorted(map(tuple, edges)))
    if not acyclic(edges):
        return Statement(text, "It has a loop: there is no order in which its nodes could be computed.")
    reason = "Its nodes can be put into an order, and the way back goes through them the other way round."
    return Statement(text, reason)


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    s, found, h = slopes(params), deltas(params), states(params)
    rows = []
    for t in reversed(range(len(s))):
        above = (
            (Fraction(params["upstream"]),) if t == len(s) - 1 else (found[t + 1], Fraction(params["weight"]))
        )
        rows.append(
            {
                "t": t + 1,
                "slope": typeset.number(s[t]),
                "product": _factors(*above, s[t]),
                "delta": typeset.about(found[t], 4),
                "before": typeset.number(h[t]),
                "part": typeset.about(parts(params)[t], 4),
            }
        )
    facts: dict[str, Any] = {
        "rows": rows,
        "sum": typeset.signed_sum(typeset.about(part, 4) for part in parts(params)),
        "steps": len(s),
    }
    decided = [(graph(edges), acyclic(edges)) for edges in params["graphs"]]
    return {
        "a": Solved(Exact("array", found, 4), facts, derivation=derived.derivation("rnn_step_back")),
        "b": Solved(
            Exact("number", gradient(params), 3), facts, derivation=derived.derivation("rnn_shared_weights")
        ),
        "c": statements.tick_all(decided, facts),
    }


def _factors(*values: Fraction) -> str:
    """A product that is not worked out, without factors 1 and -1; long decimals with four digits."""
    first, *others = [value for value in values if abs(value) != 1] or [Fraction(1)]
    shown = [first * (-1) ** sum(value == -1 for value in values), *others]
    text = [typeset.number(v) if (v * 10000).denominator == 1 else typeset.about(v, 4) for v in shown]
    return r" \cdot ".join([text[0], *map(typeset.enclosed, text[1:])])


# -- what goes wrong ---------------------------------------------------------------------------------------


def without_weight(params: Params) -> Numbers:
    found = [Fraction(params["upstream"]) * slopes(params)[-1]]
    for slope in reversed(slopes(params)[:-1]):
        found.insert(0, found[0] * slope)
    return tuple(found)


def without_slopes(params: Params) -> Numbers:
    found = [Fraction(params["upstream"])]
    for _ in slopes(params)[:-1]:
        found.insert(0, found[0] * Fraction(params["weight"]))
    return tuple(found)


def of_new_states(params: Params) -> Fraction:
    """Each step with the state that it has made instead of the one that it has used."""
    return sum((d * h for d, h in zip(deltas(params), states(params)[1:], strict=True)), Fraction(0))


def of_parts(rule: Callable[[Numbers], Fraction]) -> Callable[[Params], Fraction]:
    return lambda params: rule(parts(params))


ALL_STEPS = "The weight is used at every step, and what all its uses get is added."

MISTAKES = (
    Mistake("a", "forgot the weight", without_weight, "Between two states stands the shared weight."),
    Mistake("a", "forgot the slopes", without_slopes, "Each step goes through tanh, with the slope $1 - h_t^2$."),
    Mistake("b", "last step only", of_parts(lambda p: p[-1]), ALL_STEPS),
    Mistake("b", "first step only", of_parts(lambda p: p[0]), ALL_STEPS),
    Mistake("b", "the mean over the steps", of_parts(lambda p: sum(p, Fraction(0)) / len(p)),
            "The gradients of the steps are added, not averaged."),
    Mistake("b", "the new state instead of the old one", of_new_states,
            "At step $t$ the weight multiplies $h_{t-1}$."),
)  # fmt: skip

family = Family(
    cases=("two_steps", "three_steps"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "weight": {**DECIMAL, "description": "the recurrent weight w, e.g. 2"},
        "states": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 3,
            "maxItems": 5,
            "description": "the states h_0, h_1, ... between -1 and 1, e.g. [0.5, -0.2, 0.6]",
        },
        "upstream": {**DECIMAL, "description": "derivative of the loss by the last state, e.g. -2"},
        "graphs": {
            "type": "array",
            "items": {
                "type": "array",
                "items": {
                    "type": "array",
                    "items": {"type": "string", "enum": list(NODES)},
                    "minItems": 2,
                    "maxItems": 2,
                },
                "minItems": 1,
                "maxItems": 6,
            },
            "minItems": 2,
            "maxItems": 6,
            "description": 'graphs by their edges, e.g. [[["a", "b"], ["b", "c"]], [["a", "b"], ["b", "a"]]]',
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
