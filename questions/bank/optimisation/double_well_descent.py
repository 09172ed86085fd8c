"""Gradient descent on a loss with two valleys: which learning rates stay in the valley of the start, which leave it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from questions import claims, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, tick_all

PRECISION = 25
STILL = Decimal("1e-10")  # a move that is no move any more
STEPS = 20000
FAR = 5
STRONG, WEAK = "3", "0.2"  # sizes of noise: one is larger than every slope on the way up, one is smaller
HAIR = Decimal("0.005")  # numbers that are moved so little lead to the same valley
STARTS = ("1.7", "1.75", "1.8", "1.85", "1.9", "1.95", "2")
SHORTER = ("0.01", "0.02", "0.03", "0.04", "0.05", "0.06", "0.07")
LONGER = ("0.1", "0.11", "0.12", "0.13", "0.14", "0.15", "0.16", "0.17", "0.18")
TOO_LARGE = Fraction(24, 100)  # near a minimum the second derivative is about 8: beyond 2/8 nothing settles


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream),
        lambda p: ill_posed(p) is None and _several(p) and _robust(p),
    )


def _numbers(case: str, stream: Stream) -> Params:
    tilt, start = stream.integer(1, 4), stream.choice(STARTS)
    side = stream.sign()
    deep = (
        1 if (case == "from_shallow") == (side > 0) else -1
    )  # the tilt is positive where the left valley is deep
    count = stream.choice((2, 2, 3))
    rates = [*stream.sample(SHORTER, 2), *stream.sample(LONGER, count)]
    return {
        "tilt": ("" if deep > 0 else "-") + f"0.{tilt}",
        "start": ("" if side > 0 else "-") + start,
        "rates": list(stream.shuffle(rates)),
        "claims": claims.drawn(CLAIMS, stream, 5),
    }


def case_of(params: Params) -> str:
    return "from_deep" if starts_deep(params) else "from_shallow"


def ill_posed(params: Params) -> str | None:
    tilt, start = Fraction(params["tilt"]), Fraction(params["start"])
    if not 0 < abs(tilt) < 1:
        return "the tilt is 0, or so strong that there may be one valley only"
    if not Fraction(1) < abs(start) <= 2:
        return "the start is not on the outer slope of a valley, between 1 and 2 in size"
    if not all(Fraction(1, 200) <= Fraction(rate) <= TOO_LARGE for rate in params["rates"]):
        return "a learning rate is not between 0.005 and 0.24, where gradient descent comes to rest"
    if len(set(params["rates"])) < len(params["rates"]):
        return "two learning rates are the same"
    if any(end(params["start"], rate, params["tilt"]) is None for rate in params["rates"]):
        return "with one of the learning rates the weight does not come to rest"
    if len({ends_left(params, rate) for rate in params["rates"]}) == 1:
        return "all learning rates end in the same valley"
    return claims.all_alike(CLAIMS, params)


def _several(params: Params) -> bool:
    """Whether more than one rate leaves the valley, and more than one ends on the left: else it is the extreme one."""
    leaving, left = (sum(test(params, rate) for rate in params["rates"]) for test in (leaves, ends_left))
    return leaving > 1 and left > 1


def _robust(params: Params) -> bool:
    """Whether numbers a little beside these lead to the same valleys."""
    for rate in params["rates"]:
        given = [Decimal(params["start"]), Decimal(rate), Decimal(params["tilt"])]
        for place in range(3):
            for way in (-1, 1):
                moved = [value + way * HAIR * (k == place) for k, value in enumerate(given)]
                found = end(*(f"{value:f}" for value in moved))
                if found is None or (found < 0) != ends_left(params, rate):
                    return False
    return True


# -- the run -----------------------------------------------------------------------------------------------


def slope(w: Decimal, tilt: Decimal) -> Decimal:
    """The derivative of (w^2 - 1)^2 + b w."""
    return 4 * w * (w * w - 1) + tilt


@lru_cache(maxsize=256)
def path(start: str, rate: str, tilt: str) -> tuple[Decimal, ...]:
    """The weights from the start to where they come to rest; to where they run away, or to the last step, else."""
    with localcontext() as context:
        context.prec = PRECISION
        w, b, eta = Decimal(start), Decimal(tilt), Decimal(rate)
        found = [w]
        for _ in range(STEPS):
            move = eta * slope(w, b)
            w -= move
            found.append(w)
            if abs(move) < STILL or abs(w) > FAR:
                break
    return tuple(found)


def end(start: str, rate: str, tilt: str) -> Decimal | None:
    """Where the weight comes to rest; None where it does not."""
    found = path(start, rate, tilt)
    return found[-1] if abs(found[-1] - found[-2]) < STILL else None


def ends_left(params: Params, rate: str) -> bool:
    found = end(params["start"], rate, params["tilt"])
    return found is not None and found < 0


def by_size(params: Params) -> list[str]:
    return sorted(params["rates"], key=Fraction)


def stepped(params: Params, rate: str) -> Fraction:
    """The weight after the first step."""
    return Fraction(params["start"]) - Fraction(rate) * first_slope(params)


def first_slope(params: Params) -> Fraction:
    w = Fraction(params["start"])
    return 4 * w * (w * w - 1) + Fraction(params["tilt"])


# -- what is said of it ------------------------------------------------------------------------------------


def starts_left(params: Params) -> bool:
    return Fraction(params["start"]) < 0


def starts_deep(params: Params) -> bool:
    """The tilt lowers the valley on the side where b w is negative."""
    return Fraction(params["start"]) * Fraction(params["tilt"]) < 0


def leaves(params: Params, rate: str) -> bool:
    return ends_left(params, rate) != starts_left(params)


def tiny(params: Params) -> str:
    return f"{Decimal(by_size(params)[0]) / 10:f}"


def reaches_deepest(params: Params, rate: str) -> bool:
    return leaves(params, rate) != starts_deep(params)


def falls_throughout(params: Params) -> bool:
    """Whether the loss falls in each step with the smallest rate."""
    tilt = Decimal(params["tilt"])
    heights = [(w * w - 1) ** 2 + tilt * w for w in path(params["start"], by_size(params)[0], params["tilt"])]
    return all(b < a + STILL for a, b in pairwise(heights))


def noise_leads_out(strength: str) -> Callable[[Params], bool]:
    """Whether noise of this size, always in the same direction by chance, outweighs the slope all the way up."""

    def holds(params: Params) -> bool:
        # The slope 4 w (w^2 - 1) + b is steepest between minimum and maximum where w^2 = 1/3: 8 / (3 sqrt 3).
        side = 1 if Fraction(params["start"]) > 0 else -1
        rest = Fraction(strength) + side * Fraction(params["tilt"])
        return leaves(params, by_size(params)[0]) or (rest > 0 and rest**2 > Fraction(64, 27))

    return holds


CLAIMS = {
    "strong_noise": Claim(
        f"If a random number between $-{STRONG}$ and ${STRONG}$ is added to the derivative in every step, the weight"
        " can leave the valley of its start even with the smallest of the learning rates.",
        "Noise as mini-batches make it can carry the weight uphill for many steps, if it is stronger than the slope.",
        noise_leads_out(STRONG),
    ),
    "weak_noise": Claim(
        f"If a random number between $-{WEAK}$ and ${WEAK}$ is added to the derivative in every step, the weight"
        " can leave the valley of its start even with the smallest of the learning rates.",
        "The slope on the way up is steeper than this noise: it always drives the weight back.",
        noise_leads_out(WEAK),
    ),
    "tiny_escapes": Claim(
        "With a learning rate ten times as small as the smallest of these, the weight would leave the valley of its"
        " start: small steps explore more thoroughly.",
        "Small steps go down to the bottom of the valley and stay there; it takes large steps, or noise, to leave it.",
        lambda p: leaves(p, tiny(p)),
    ),
    "tiny_stays": Claim(
        "With a learning rate ten times as small as the smallest of these, the weight would stay in the valley of its"
        " start.",
        "Steps that are small enough never jump over the maximum between the valleys.",
        lambda p: not leaves(p, tiny(p)),
    ),
    "largest_leaves": Claim(
        "The largest of the learning rates leads out of the valley of the start.",
        "Follow the first steps: a step that crosses the maximum between the valleys leads out.",
        lambda p: leaves(p, by_size(p)[-1]),
    ),
    "always_global": Claim(
        "All of these learning rates lead to the global minimum.",
        "Gradient descent does not know how deep a valley is: where it ends depends on the start and on the rate.",
        lambda p: all(reaches_deepest(p, rate) for rate in p["rates"]),
    ),
    "falls": Claim(
        "With the smallest of the learning rates the loss falls in every step, although it is not convex.",
        "Steps that are short enough go downhill on every smooth loss.",
        falls_throughout,
    ),
    "starts_deep": Claim(
        "The weight starts in the valley of the global minimum.",
        "The linear term lowers the valley on the side where it is negative.",
        starts_deep,
    ),
    "same_depth": Claim(
        "Both valleys are equally deep, so it does not matter where gradient descent ends.",
        "The linear term makes one valley deeper than the other.",
        lambda p: Fraction(p["tilt"]) == 0,
    ),
    "same_end": Claim(
        "The learning rate changes how fast the weight comes to rest, but not where.",
        "A large step can lead into another valley.",
        lambda p: len({ends_left(p, rate) for rate in p["rates"]}) == 1,
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    rates = by_size(params)
    first = (stepped(params, rates[0]), stepped(params, rates[-1]))
    facts = {
        "slope": typeset.number(first_slope(params)),
        "linear": typeset.signed_sum((r"4w(w^2 - 1)", typeset.number(params["tilt"]))),
        "rows": [
            {
                "rate": typeset.number(rate),
                "first": typeset.about(stepped(params, rate), 4),
                "end": typeset.about(_settled(params, rate), 4),
                "left": ends_left(params, rate),
                "leaves": leaves(params, rate),
            }
            for rate in rates
        ],
        "smallest": typeset.number(rates[0]),
        "largest": typeset.number(rates[-1]),
        "starts_left": starts_left(params),
        "deep": starts_deep(params),
    }
    decided = [
        (Statement(rf"$\eta = {typeset.number(rate)}$", _why(params, rate)), ends_left(params, rate))
        for rate in params["rates"]
    ]
    return {
        "a": Solved(Exact("number", first_slope(params), 5), facts),
        "b": Solved(Exact("array", first, 4), facts),
        "c": tick_all(decided, facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


def _settled(params: Params, rate: str) -> Decimal:
    found = end(params["start"], rate, params["tilt"])
    assert found is not None, "ill_posed has looked at each rate"
    return found


def _why(params: Params, rate: str) -> str:
    side = "left" if ends_left(params, rate) else "right"
    if leaves(params, rate):
        return f"Its steps are so long that the weight crosses to the {side}."
    return f"The weight comes to rest in the valley of its start, on the {side}."


# -- what goes wrong ---------------------------------------------------------------------------------------


def uphill(params: Params) -> tuple[Fraction, ...]:
    rates = by_size(params)
    start = Fraction(params["start"])
    return tuple(2 * start - stepped(params, rate) for rate in (rates[0], rates[-1]))


MISTAKES = (
    Mistake(
        "a",
        "forgot the linear term",
        lambda p: first_slope(p) - Fraction(p["tilt"]),
        "The derivative of the linear term is its coefficient.",
    ),
    Mistake(
        "a",
        "forgot the inner derivative",
        lambda p: 2 * (Fraction(p["start"]) ** 2 - 1) + Fraction(p["tilt"]),
        "The square is taken of $w^2 - 1$, whose derivative is $2w$.",
    ),
    Mistake("b", "ascent", uphill, "The step goes against the derivative: it is subtracted."),
    Mistake(
        "b",
        "forgot the learning rate",
        lambda p: (Fraction(p["start"]) - first_slope(p),) * 2,
        "The derivative is multiplied by the learning rate.",
    ),
)

family = Family(
    cases=("from_shallow", "from_deep"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "tilt": {**DECIMAL, "description": "the b of (w^2 - 1)^2 + b w, between -1 and 1, e.g. 0.3"},
        "start": {**DECIMAL, "description": "the first weight, between 1 and 2 in size, e.g. 1.5"},
        "rates": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 5,
            "uniqueItems": True,
            "description": "learning rates to compare, e.g. [0.01, 0.05, 0.2]",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
