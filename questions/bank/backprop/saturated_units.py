"""A unit that is saturated or off cuts the paths through it, and no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import derived, rounding, statements, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Intermediate, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

FLAT = 40  # size of a pre-activation from which a sigmoid is taken as 0 or 1, with the slope 0
STEEP = 3  # up to here its slope is still worth a number
Numbers = tuple[Fraction, ...]


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    relu, units = case == "relu_off", stream.integer(2, 3)
    small = [str(stream.sign() * stream.integer(1, 3 if relu else 2)) for _ in range(units)]
    count = units if case == "all_saturated" else 0 if relu else 1
    for k in stream.sample(range(units), count):
        small[k] = str(stream.sign() * 100 * stream.integer(1, 5))
    names = ["w", *(f"{letter}_{k + 1}" for letter in "uv" for k in range(units))]
    return {
        "activation": "relu" if relu else "sigmoid",
        "w": str(stream.choice((1, -1, 2, 3))) if relu else str(stream.sign()),
        "x": "1" if not relu else str(stream.integer(1, 3)),
        "inner": small,
        "outer": [str(stream.sign() * stream.integer(1, 4)) for _ in range(units)],
        "asked": list(stream.shuffle(names)),
    }


def case_of(params: Params) -> str:
    if params["activation"] == "relu":
        return "relu_off"
    return "all_saturated" if all(abs(a) > FLAT for a in preactivations(params)) else "one_saturated"


def ill_posed(params: Params) -> str | None:
    if len(params["inner"]) != len(params["outer"]):
        return f"there are {len(params['inner'])} inner and {len(params['outer'])} outer weights"
    if 0 in (
        Fraction(params["w"]),
        Fraction(params["x"]),
        *numbers(params, "inner"),
        *numbers(params, "outer"),
    ):
        return "a weight or the input is 0"
    dead = [s == 0 for s in slopes(params)]
    if not any(dead):
        return "no unit is saturated or off"
    if params["activation"] == "relu" and all(dead):
        return "all ReLUs are off"
    if params["activation"] == "sigmoid" and any(STEEP < abs(a) < 2 * FLAT for a in preactivations(params)):
        return f"a pre-activation is neither within {STEEP} nor beyond {2 * FLAT}"
    if by_w(params) == 0 and not all(dead):
        return "the paths through the other units cancel"
    names = params["asked"]
    units = len(params["inner"])
    if len(set(names)) < len(names) or any(int(name[2:] or 1) > units for name in names):
        return (
            f"the weights that are asked for are w, u_1 to u_{units} and v_1 to v_{units}, each at most once"
        )
    moved = sum(derivatives(params)[name] != 0 for name in names)
    return None if 0 < moved < len(names) else "some weights must get a derivative that is not 0, and not all"


# -- forwards and backwards --------------------------------------------------------------------------------


def numbers(params: Params, name: str) -> Numbers:
    return tuple(Fraction(n) for n in params[name])


def preactivations(params: Params) -> Numbers:
    h = Fraction(params["w"]) * Fraction(params["x"])
    return tuple(u * h for u in numbers(params, "inner"))


def values(params: Params) -> Numbers:
    """Of the hidden units: exactly, or to 40 digits."""
    return tuple(_value(params["activation"], a) for a in preactivations(params))


def _value(activation: str, a: Fraction) -> Fraction:
    if activation == "relu":
        return max(a, Fraction(0))
    if abs(a) > FLAT:
        return Fraction(a > 0)
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Apply, Component

    return rounding.fraction(derived.evaluated(Apply("sigmoid", (Component(Tensor("x")),)), {"x": a}))


def slopes(params: Params) -> Numbers:
    """Of a sigmoid h (1 - h), which is 0 where it is 0 or 1; of a ReLU 1 or 0."""
    if params["activation"] == "relu":
        return tuple(Fraction(a > 0) for a in preactivations(params))
    return tuple(h * (1 - h) for h in values(params))


def paths(params: Params) -> Numbers:
    """What each unit contributes to the derivative by w: v f'(a) u x."""
    each = zip(numbers(params, "outer"), slopes(params), numbers(params, "inner"), strict=True)
    return tuple(v * s * u * Fraction(params["x"]) for v, s, u in each)


def by_w(params: Params) -> Fraction:
    return sum(paths(params), Fraction(0))


def by_inner(params: Params) -> Numbers:
    h = Fraction(params["w"]) * Fraction(params["x"])
    return tuple(v * s * h for v, s in zip(numbers(params, "outer"), slopes(params), strict=True))


def derivatives(params: Params) -> Mapping[str, Fraction]:
    """Of the output by every weight."""
    found = {"w": by_w(params)}
    for k, (u, v) in enumerate(zip(by_inner(params), values(params), strict=True), start=1):
        found |= {f"u_{k}": u, f"v_{k}": v}
    return found


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    smooth = params["activation"] == "sigmoid"
    written = _five if smooth else typeset.number
    rows = [
        {
            "k": k,
            "a": typeset.number(a),
            "h": written(h),
            "slope": written(s),
            "path": written(path),
            "by_u": written(by_u),
        }
        for k, (a, h, s, path, by_u) in enumerate(
            zip(
                preactivations(params),
                values(params),
                slopes(params),
                paths(params),
                by_inner(params),
                strict=True,
            ),
            start=1,
        )
    ]
    steps = tuple(
        Intermediate(f"value {k}", f"h_{k}", typeset.plain(h, 5), 5)
        for k, h in enumerate(values(params), start=1)
        if smooth and 0 < h < 1
    )
    facts: dict[str, Any] = {
        "rows": rows,
        "sign": r"\approx" if smooth else "=",
        "by_w": (typeset.about(by_w(params), 3) if by_w(params) else "0")
        if smooth
        else typeset.number(by_w(params)),
    }
    decided = [(_weight(name, params), derivatives(params)[name] != 0) for name in params["asked"]]
    proof, digits = derived.derivation(params["activation"]), 3 if smooth else None
    return {
        "a": Solved(
            Exact("number", by_w(params), 3) if smooth else Exact("rational", by_w(params)),
            facts,
            intermediates=steps,
            derivation=proof,
        ),
        "b": Solved(Exact("array", values(params), digits), facts),
        "c": Solved(Exact("array", by_inner(params), digits), facts),
        "d": statements.tick_all(decided, facts),
    }


def _five(value: Fraction) -> str:
    return typeset.number(value) if value.denominator == 1 else typeset.about(value, 5)


def _weight(name: str, params: Params) -> Statement:
    """A weight as an option, with the reason why it learns or not."""
    if name == "w":
        reason = "It learns as long as one of the units above it is neither saturated nor off."
    elif name.startswith("u"):
        reason = "Its derivative has the slope of its own unit as a factor."
    elif params["activation"] == "relu":
        reason = "Its derivative is the value of its unit, which is 0 for a ReLU that is off."
    else:
        reason = "Its derivative is the value of its unit, which may well be 1 where the slope is 0."
    return Statement(f"${name}$", reason)


# -- what goes wrong ---------------------------------------------------------------------------------------


def silenced(params: Params) -> Fraction | None:
    """No learning at all as soon as one unit is flat."""
    return Fraction(0) if by_w(params) else None


def with_slopes(rule: Callable[[Fraction, Fraction], Fraction]) -> Callable[[Params], Any]:
    """The derivative by w with another number for each slope, from the slope and the value."""

    def wrong(params: Params) -> Any:
        each = zip(
            numbers(params, "outer"), slopes(params), values(params), numbers(params, "inner"), strict=True
        )
        return sum((v * rule(s, h) * u * Fraction(params["x"]) for v, s, h, u in each), Fraction(0))

    return wrong


CUT = "Only the paths through that unit are cut; the other units still hand the gradient down."

MISTAKES = (
    Mistake("a", "0, since a unit is flat", silenced, CUT),
    Mistake("a", "values instead of slopes", with_slopes(lambda s, h: h), "What comes back passes through the slopes."),
    Mistake("a", "forgot the slopes", with_slopes(lambda s, h: Fraction(1)),
            "Each path has the slope of its unit as a factor."),
    Mistake("b", "slopes instead of values", slopes, "The derivative by an outer weight is the value of its unit."),
    Mistake("b", "times the outer weights",
            lambda p: tuple(v * h for v, h in zip(numbers(p, "outer"), values(p), strict=True)),
            "The derivative of $v_k h_k$ by $v_k$ is $h_k$."),
    Mistake("c", "0 for all, since a unit is flat",
            lambda p: (Fraction(0),) * len(p["inner"]) if any(by_inner(p)) else None, CUT),
    Mistake("c", "values instead of slopes",
            lambda p: tuple(v * h * Fraction(p["w"]) * Fraction(p["x"])
                            for v, h in zip(numbers(p, "outer"), values(p), strict=True)),
            "What comes back passes through the slopes."),
)  # fmt: skip


def _list(words: str) -> Mapping[str, Any]:
    return {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 3, "description": words}


family = Family(
    cases=("one_saturated", "all_saturated", "relu_off"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {
            "type": "string",
            "enum": ["sigmoid", "relu"],
            "description": "activation of the hidden units",
        },
        "w": {**DECIMAL, "description": "weight of the first layer, e.g. 1"},
        "x": {**DECIMAL, "description": "the input, e.g. 1"},
        "inner": _list("weights u into the hidden units, e.g. [1, 400]"),
        "outer": _list("weights v out of the hidden units, e.g. [1, 1]"),
        "asked": {
            "type": "array",
            "items": {"type": "string", "enum": ["w", "u_1", "u_2", "u_3", "v_1", "v_2", "v_3"]},
            "minItems": 2,
            "maxItems": 7,
            "description": "weights of which the last part asks, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "degenerate", "That nothing comes through saturated units is what is asked.", "all_saturated", "a"
        ),
        Exemption(
            "degenerate", "That nothing comes through saturated units is what is asked.", "all_saturated", "b"
        ),
        Exemption(
            "degenerate", "That nothing comes through saturated units is what is asked.", "all_saturated", "c"
        ),
    ),
)
