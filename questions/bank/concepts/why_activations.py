"""What activations are for: two ReLUs make a fold, |x| for instance, which no stack of affine layers can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from questions import claims, derived, statements
from questions.claims import Claim
from questions.model import Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

COUNT = 4  # statements


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    a = stream.sign() * stream.integer(1, 5)
    other = stream.choice([b for b in (-4, -3, -2, -1, 1, 2, 3, 4, a) if b != -a])
    left, right = stream.sample(range(2, 9), 2)
    return {
        "a": a,
        "b": -a if case == "straight" else other,
        "right": right,
        "left": left,
        "claims": claims.drawn(CLAIMS, stream, COUNT),
    }


def f(params: Params, x: int) -> int:
    return int(params["a"] * max(x, 0) + params["b"] * max(-x, 0))


def bend(params: Params) -> int:
    """f(1) + f(-1) - 2 f(0), which is 0 for every affine map."""
    return f(params, 1) + f(params, -1) - 2 * f(params, 0)


def case_of(params: Params) -> str:
    return "folded" if bend(params) else "straight"


def ill_posed(params: Params) -> str | None:
    if not params["a"] or not params["b"]:
        return "a unit has the output weight 0"
    if params["a"] * params["right"] == params["b"] * params["left"]:
        return "the network gives the same at both points"
    return claims.all_alike(CLAIMS, params)


def straight(params: Params) -> bool:
    """Whether the slopes of both sides, a and -b, are the same."""
    return bend(params) == 0


def affine_layers_only(weights: tuple[int, ...]) -> bool:
    """Whether layers w u + 1, one after the other, keep f(1) + f(-1) = 2 f(0)."""

    def run(x: int) -> int:
        for w in weights:
            x = w * x + 1
        return x

    return run(1) + run(-1) == 2 * run(0)


CLAIMS: Mapping[str, Claim] = {
    "affine": Claim(
        "$f$ is an affine function of $x$.", "Its slope is $a$ on the right and $-b$ on the left.", straight
    ),
    "one_layer": Claim(
        "A single layer $w x + c$ without activation can compute the same $f$.",
        "Such a layer has the same slope everywhere.",
        straight,
    ),
    "abs": Claim(
        "$f$ is a multiple of $|x|$.",
        "$|x| = \\mathrm{ReLU}(x) + \\mathrm{ReLU}(-x)$: this needs equal output weights.",
        lambda p: all(f(p, x) == f(p, -x) for x in (1, 2)),
    ),
    "identity": Claim(
        "With the identity in place of both ReLUs the network would be affine.",
        "Without activations all layers collapse to one affine layer.",
        lambda _: affine_layers_only((2, -3)),
    ),
    "hundred": Claim(
        "With a hundred hidden units and the identity as activation the network could compute $|x|$.",
        "Without activations all layers collapse to one affine layer, however wide they are.",
        lambda _: not affine_layers_only(tuple(range(1, 101))),
    ),
    "kink": Claim(
        "$f$ has a kink at 0.", "It has one if the slopes $a$ and $-b$ differ.", lambda p: not straight(p)
    ),
    "pass_through": Claim(
        "$f$ is a multiple of $x$.",
        "$x = \\mathrm{ReLU}(x) - \\mathrm{ReLU}(-x)$: this needs opposite output weights.",
        lambda p: all(f(p, x) == -f(p, -x) for x in (1, 2)),
    ),
    "stack_affine": Claim(
        "The network applied twice, $f(f(x))$, is an affine function of $x$.",
        "Work out $f(f(1))$ and $f(f(-1))$: for an affine function without a constant they are opposite numbers.",
        lambda p: f(p, f(p, 1)) + f(p, f(p, -1)) == 0,
    ),
}


def solve(params: Params) -> Mapping[str, Solved]:
    right, left = params["right"], -params["left"]
    facts = {
        "right": f(params, right),
        "left": f(params, left),
        "one": f(params, 1),
        "minus_one": f(params, -1),
        "straight": straight(params),
        "reasons": statements.told(claims.decided(CLAIMS, params)),
    }
    judged = replace(
        claims.all_that_hold(CLAIMS, params, facts), derivation=derived.derivation("affine_symmetry")
    )
    return {
        "a": Solved(Exact("array", (f(params, right), f(params, left))), facts),
        "b": Solved(Exact("integer", bend(params)), facts),
        "c": judged,
    }


MISTAKES = (
    Mistake(
        "a",
        "without the ReLUs",
        lambda p: tuple((p["a"] - p["b"]) * x for x in (p["right"], -p["left"])),
        "Each ReLU is on for one side only: a positive input switches the second one off.",
    ),
    Mistake(
        "a",
        "negative on the left",
        lambda p: (f(p, p["right"]), -f(p, -p["left"])),
        "The second ReLU gets $-x$, which is positive for a negative $x$.",
    ),
    Mistake(
        "b",
        "the difference of the weights",
        lambda p: p["a"] - p["b"],
        "$f(1) = a$ and $f(-1) = b$: the output weights are added.",
    ),
)

family = Family(
    cases=("folded", "straight"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "a": {"type": "integer", "minimum": -20, "maximum": 20, "description": "output weight of ReLU(x)"},
        "b": {"type": "integer", "minimum": -20, "maximum": 20, "description": "output weight of ReLU(-x)"},
        "right": {"type": "integer", "minimum": 1, "maximum": 99, "description": "the positive point"},
        "left": {
            "type": "integer",
            "minimum": 1,
            "maximum": 99,
            "description": "the negative point, without its sign",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "degenerate",
            "That two ReLUs may also make a straight line is this case.",
            case="straight",
            part="b",
        ),
    ),
)
