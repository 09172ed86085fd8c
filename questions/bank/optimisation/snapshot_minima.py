"""A cyclic learning rate on a loss with several valleys: where the low-rate phases end, how many minima are found."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from math import prod

from questions import claims, typeset
from questions.claims import Claim
from questions.model import DECIMAL, JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

VALLEYS = {"three_valleys": 3, "four_valleys": 4}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    count = 2 * VALLEYS[case] - 1
    critical = sorted(stream.sample(range(-6, 7), count))
    cycles = stream.integer(3, 5)
    places = stream.sample(range(critical[0] - 1, critical[-1] + 1), cycles)
    starts = [fixed(10 * place + 5, 1) for place in places]
    return {"critical": critical, "starts": starts, "claims": claims.drawn(CLAIMS, stream, 5)}


def case_of(params: Params) -> str:
    return "three_valleys" if len(params["critical"]) < 7 else "four_valleys"


def ill_posed(params: Params) -> str | None:
    roots = params["critical"]
    if roots != sorted(set(roots)) or len(roots) % 2 == 0:
        return "the zeros of the derivative are not an odd number of different numbers in order"
    if any(Fraction(start) in roots for start in params["starts"]):
        return "a cycle begins where the derivative is 0"
    if len(set(ends(params))) == 1:
        return "all cycles end in the same minimum"
    return claims.all_alike(CLAIMS, params)


def slope(params: Params, w: Fraction | int) -> Fraction:
    """The derivative of the loss: its zeros are given, far to the right it is positive."""
    return prod((Fraction(w) - root for root in params["critical"]), start=Fraction(1))


def minima(params: Params) -> tuple[int, ...]:
    """Every other zero, from the first on: there the derivative changes from minus to plus."""
    return tuple(params["critical"][::2])


def end(params: Params, start: str) -> int:
    """The minimum of the valley of a weight: the next one in the direction against the slope."""
    w = Fraction(start)
    if slope(params, w) > 0:
        return max(m for m in minima(params) if m < w)
    return min(m for m in minima(params) if m > w)


def ends(params: Params) -> tuple[int, ...]:
    return tuple(end(params, start) for start in params["starts"])


def most(params: Params) -> int:
    """One minimum for each cycle, and not more than there are."""
    return min(len(params["starts"]), len(minima(params)))


def neighbours(params: Params) -> bool:
    """Whether each cycle has ended in a valley next to that of the cycle before."""
    places = [minima(params).index(m) for m in ends(params)]
    return all(abs(a - b) == 1 for a, b in pairwise(places))


CLAIMS = {
    "avoids": Claim(
        "The cycles of the learning rate have kept the training from ending in a local minimum.",
        "Each low-rate phase ends in a local minimum; the cycles only let it be another one each time.",
        lambda p: not set(ends(p)) & set(minima(p)),
    ),
    "ends_in_one": Claim(
        "Every low-rate phase has ended in a local minimum.",
        "With a small rate gradient descent goes down to the bottom of its valley.",
        lambda p: set(ends(p)) <= set(minima(p)),
    ),
    "all_found": Claim(
        "The cycles together have found all minima of this loss.",
        "Compare the different ends of the cycles with the list of all minima.",
        lambda p: set(ends(p)) == set(minima(p)),
    ),
    "twice": Claim(
        "Two cycles have ended in the same minimum.",
        "Nothing keeps a cycle from coming back to a minimum that was found before: look at the ends.",
        lambda p: len(set(ends(p))) < len(ends(p)),
    ),
    "adjacent": Claim(
        "Each cycle has ended in a valley next to that of the cycle before.",
        "A high rate may carry the weight across more than one maximum, or back into the same valley.",
        neighbours,
    ),
    "low_stays": Claim(
        "If the rate had stayed small after the first cycle, the weight would have stayed in that minimum.",
        "Small steps lead back down: the weight leaves a valley only with large steps or with noise.",
        lambda p: all(end(p, str(ends(p)[0] + Fraction(s, 20))) == ends(p)[0] for s in (-1, 1)),
    ),
    "low_leaves": Claim(
        "If the rate had stayed small after the first cycle, the weight would have moved on to the next minimum.",
        "Small steps lead back down: the weight leaves a valley only with large steps or with noise.",
        lambda p: any(end(p, str(ends(p)[0] + Fraction(s, 20))) != ends(p)[0] for s in (-1, 1)),
    ),
    "bound": Claim(
        "There are no more different ends than cycles.",
        "Each cycle has a single end.",
        lambda p: len(set(ends(p))) <= len(p["starts"]),
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    roots = params["critical"]
    facts = {
        "minima": typeset.listing([f"${m}$" for m in minima(params)]),
        "maxima": typeset.listing([f"${m}$" for m in roots[1::2]]),
        "rows": [
            {
                "cycle": k,
                "start": typeset.number(start),
                "up": slope(params, Fraction(start)) > 0,
                "end": end(params, start),
            }
            for k, start in enumerate(params["starts"], start=1)
        ],
        "found": typeset.listing([f"${m}$" for m in sorted(set(ends(params)))]),
        "cycles": len(params["starts"]),
        "valleys": len(minima(params)),
        "fewer_cycles": len(params["starts"]) <= len(minima(params)),
    }
    return {
        "a": Solved(Exact("array", minima(params)), facts, figures=(picture(len(params["starts"])),)),
        "b": Solved(Exact("array", ends(params)), facts),
        "c": Solved(Exact("integer", len(set(ends(params)))), facts),
        "d": Solved(Exact("integer", most(params)), facts),
        "e": claims.all_that_hold(CLAIMS, params, facts),
    }


def picture(cycles: int) -> JSON:
    """The learning rate over the training: a cosine that starts again with every cycle."""
    from questions import figures

    steps = 24  # points of a cycle
    curves = [
        [
            [f"{cycle + k / steps:.4f}", f"{(1 + math.cos(math.pi * k / steps)) / 2:.4f}"]
            for k in range(steps + 1)
        ]
        for cycle in range(cycles)
    ]
    return figures.plot(
        [{"points": points} for points in curves],
        f"A learning rate that falls from its highest value to 0 in each of {cycles} cycles.",
        [str(k) for k in range(cycles + 1)],
        ["0", "1"],
        ("t", r"\eta"),
    )


# -- what goes wrong ---------------------------------------------------------------------------------------


def nearest(params: Params) -> tuple[int, ...]:
    """The minimum nearest to each start, whatever the slope; the lower one if two are equally near."""
    return tuple(
        min(minima(params), key=lambda m, w=Fraction(start): abs(m - w))  # type: ignore[misc]
        for start in params["starts"]
    )


def nearest_zero(params: Params) -> tuple[int, ...]:
    """The nearest zero of the derivative, a maximum among them."""
    return tuple(
        min(params["critical"], key=lambda r, w=Fraction(start): abs(r - w))  # type: ignore[misc]
        for start in params["starts"]
    )


MISTAKES = (
    Mistake(
        "a",
        "all zeros of the derivative",
        lambda p: tuple(p["critical"]),
        "At a maximum the derivative is 0 as well; at a minimum it changes from minus to plus.",
    ),
    Mistake(
        "a",
        "the maxima",
        lambda p: tuple(p["critical"][1::2]),
        "There the derivative changes from plus to minus: the loss falls on both sides.",
    ),
    Mistake("b", "the nearest minimum", nearest, "Gradient descent goes downhill, not to what is nearest."),
    Mistake(
        "b",
        "the nearest zero of the derivative",
        nearest_zero,
        "A maximum is never where gradient descent ends.",
    ),
    Mistake(
        "c",
        "one for each cycle",
        lambda p: len(p["starts"]),
        "Two cycles may end in the same minimum, which counts once.",
    ),
    Mistake(
        "c", "all minima", lambda p: len(minima(p)), "Only those count in which a cycle has really ended."
    ),
    Mistake(
        "d",
        "more than there are",
        lambda p: max(len(p["starts"]), len(minima(p))),
        "There are never more ends than cycles, nor more than there are minima.",
    ),
    Mistake(
        "d",
        "only one",
        lambda p: 1,
        "A high rate between two low-rate phases can carry the weight into another valley.",
    ),
)

family = Family(
    cases=tuple(VALLEYS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "critical": {
            "type": "array",
            "items": {"type": "integer", "minimum": -20, "maximum": 20},
            "minItems": 3,
            "maxItems": 9,
            "description": "the zeros of the derivative in order, an odd number of them, e.g. [-4, -2, 0, 1, 3]",
        },
        "starts": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 8,
            "description": "the weight at the start of the low-rate phase of each cycle, e.g. [-3.5, 0.5, 2.5]",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
    shown=lambda params: {
        "slope": "".join(f"(w{typeset.shift(-r)})" if r else "w" for r in params["critical"])
    },
)
