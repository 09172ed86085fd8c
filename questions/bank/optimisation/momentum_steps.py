"""The first weights of gradient descent with momentum on a parabola: the heavy ball, and Nesterov's look-ahead."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import claims, derived, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

# (sign of the gradient, sign of the momentum, whether the gradient is taken ahead) of each rule
SIGNS = {
    "downhill": (-1, 1, False),
    "uphill": (1, 1, False),
    "back": (-1, -1, False),
    "look_ahead": (-1, 1, True),
    "uphill_ahead": (1, 1, True),
}

OPTIONS = {
    "heavy_ball": ("downhill", "uphill", "back", "look_ahead"),
    "nesterov": ("downhill", "uphill_ahead", "back", "look_ahead"),
}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    return {
        "method": case,
        "curvature": stream.integer(1, 3),
        "start": str(stream.sign() * stream.integer(1, 3)),
        "rate": stream.choice(("0.05", "0.1", "0.2")),
        "momentum": stream.choice(("0.5", "0.6", "0.8", "0.9")),
        "steps": 3,
        "rules": list(stream.shuffle(OPTIONS[case])),
    }


def ill_posed(params: Params) -> str | None:
    if not 0 < Fraction(params["momentum"]) < 1 or Fraction(params["rate"]) <= 0:
        return "the momentum is not between 0 and 1, or the learning rate is not positive"
    found = weights(params)
    if 0 in found or Fraction(params["start"]) == 0:
        return "a weight is 0, the minimum"
    if not any(RULES[rule].holds(params) for rule in params["rules"]):
        return "the right rule is not among the options"
    if len({weights(params, *SIGNS[rule])[1] for rule in SIGNS}) < len(SIGNS):
        return "two of the rules lead to the same weights"
    return None


def weights(
    params: Params, gradient: int = -1, momentum: int = 1, ahead: bool | None = None
) -> tuple[Fraction, ...]:
    """The weights after each step, with the signs of the two terms; `ahead` None means as the method says."""
    a, rate, share = params["curvature"], Fraction(params["rate"]), Fraction(params["momentum"])
    ahead = params["method"] == "nesterov" if ahead is None else ahead
    before = now = Fraction(params["start"])
    found = []
    for _ in range(params["steps"]):
        jump = share * (now - before)
        slope = 2 * a * (now + jump if ahead else now)
        before, now = now, now + gradient * rate * slope + momentum * jump
        found.append(now)
    return tuple(found)


def plain(params: Params) -> tuple[Fraction, ...]:
    """The weights without momentum."""
    return weights({**params, "momentum": "0"})


def _right(rule: str) -> Claim:
    sign, other, ahead = SIGNS[rule]
    place = r"\bigl(w_j + \gamma (w_j - w_{j-1})\bigr)" if ahead else "(w_j)"
    text = (
        rf"$w_{{j+1}} = w_j {'-' if sign < 0 else '+'} \eta f'{place}"
        rf" {'+' if other > 0 else '-'} \gamma (w_j - w_{{j-1}})$"
    )
    return Claim(text, FEEDBACK[rule], lambda p: weights(p, *SIGNS[rule]) == weights(p))


UPHILL = "The gradient points uphill: with a plus sign the weight is driven away from the minimum."
FLIPPED = "Momentum goes on in the direction of the last step; a minus sign would turn the step back."
PLACE = (
    "The two methods differ in where the gradient is taken: at the weight, or where the momentum alone leads."
)
FEEDBACK = {"downhill": PLACE, "uphill": UPHILL, "back": FLIPPED, "look_ahead": PLACE, "uphill_ahead": UPHILL}
RULES = {rule: _right(rule) for rule in SIGNS}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    found, without = weights(params), plain(params)
    nesterov = params["method"] == "nesterov"
    facts = {
        "rows": _rows(params),
        "double": 2 * params["curvature"],
        "factor": typeset.number(1 - Fraction(params["rate"]) * 2 * params["curvature"]),
        "plain": ", ".join(f"${_short(w)}$" for w in without),
        "plain_last": _short(without[-1]),
        "last": _short(found[-1]),
        "crossed": any(w * Fraction(params["start"]) < 0 for w in found),
        "plain_crossed": any(w * Fraction(params["start"]) < 0 for w in without),
    }
    proved = derived.derivation("nesterov" if nesterov else "momentum_heavy_ball")
    return {
        "a": claims.the_one(RULES, params, facts, "rules"),
        "b": Solved(Exact("array", found, 4), facts, derivation=proved),
        "c": Solved(Exact("number", without[-1], 4), facts),
    }


def _short(value: Fraction) -> str:
    return typeset.about(value, 4)


def _rows(params: Params) -> list[dict[str, str]]:
    """A row for each step: what is kept of the last one, where the gradient is taken, the weight after it."""
    share, rate, a = Fraction(params["momentum"]), Fraction(params["rate"]), params["curvature"]
    before = now = Fraction(params["start"])
    rows = []
    for number, after in enumerate(weights(params), start=1):
        jump = share * (now - before)
        slope = 2 * a * (now + jump if params["method"] == "nesterov" else now)
        rows.append(
            {
                "step": str(number),
                "before": typeset.number(now) if number == 1 else _short(now),
                "jump": "0" if jump == 0 else _short(jump),
                "place": _short(now + jump),
                "slope": _short(slope),
                "down": _short(-rate * slope),
                "after": _short(after),
            }
        )
        before, now = now, after
    return rows


# -- what goes wrong ---------------------------------------------------------------------------------------


def always(params: Params, rule: str) -> tuple[Fraction, ...]:
    """The weights by one rule, whatever the method."""
    return weights(params, *SIGNS[rule])


def slope_without_2(params: Params) -> tuple[Fraction, ...]:
    """The weights where the derivative of w^2 is taken for w."""
    return weights({**params, "rate": str(Fraction(params["rate"]) / 2)})


MISTAKES = (
    Mistake("b", "gradient ascent", lambda p: always(p, "uphill"), UPHILL),
    Mistake(
        "b",
        "no momentum",
        plain,
        "From the second step on, a share of the last step is added to the step downhill.",
    ),
    Mistake("b", "momentum sign flipped", lambda p: always(p, "back"), FLIPPED),
    Mistake(
        "b",
        "the gradient at the other place",
        lambda p: always(p, "downhill" if p["method"] == "nesterov" else "look_ahead"),
        PLACE,
    ),
    Mistake("b", "forgot the factor 2", slope_without_2, "The derivative of $a w^2$ is $2 a w$."),
    Mistake(
        "c",
        "gradient ascent",
        lambda p: always({**p, "momentum": "0"}, "uphill")[-1],
        UPHILL,
    ),
    Mistake(
        "c", "with momentum", lambda p: weights(p)[-1], "Without momentum a step forgets the one before it."
    ),
)

family = Family(
    cases=("heavy_ball", "nesterov"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "method": {
            "type": "string",
            "enum": ["heavy_ball", "nesterov"],
            "description": "where the gradient is taken: at the weight, or ahead of it",
        },
        "curvature": {
            "type": "integer",
            "minimum": 1,
            "maximum": 10,
            "description": "the a of f(w) = a w^2, e.g. 1",
        },
        "start": {**DECIMAL, "description": "the weight before the first step, e.g. 1"},
        "rate": {**DECIMAL, "description": "learning rate, e.g. 0.1"},
        "momentum": {
            **DECIMAL,
            "description": "the share of the last step that is kept, between 0 and 1, e.g. 0.9",
        },
        "steps": {
            "type": "integer",
            "minimum": 2,
            "maximum": 5,
            "description": "how many steps are made, e.g. 3",
        },
        "rules": {
            **claims.schema(RULES, 4),
            "description": "the update rules to choose from, by name, in order",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: str(params["method"]),
)
