"""Full batch, mini-batches, single examples: what an update costs, how noisy it is, and what is said about both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from questions import claims, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

PRECISION = 40


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    large = case == "large_set"
    return {
        "examples": stream.choice((1000, 1200, 1500, 2000) if large else (50, 60, 80, 100, 120)),
        "batch": stream.choice((16, 20, 32, 50, 64) if large else (5, 8, 10, 16, 20)),
        "deviation": stream.decimal("0.4", "2.5", 2).rstrip("0").rstrip("."),
        "reduction": stream.integer(2, 5),
        "claims": claims.drawn(CLAIMS, stream, 5),
    }


def case_of(params: Params) -> str:
    return "large_set" if params["examples"] >= 500 else "small_set"


def ill_posed(params: Params) -> str | None:
    if not 1 < params["batch"] <= params["examples"] / 4:
        return "a mini-batch has more than one example, and at most a quarter of all"
    if Fraction(params["deviation"]) <= 0:
        return "the standard deviation is not positive"
    return claims.all_alike(CLAIMS, params)


def variance(params: Params, batch: int) -> Fraction:
    """Of the mean gradient of so many different examples: sigma^2 / B (n - B) / (n - 1)."""
    n = params["examples"]
    return Fraction(params["deviation"]) ** 2 / batch * Fraction(n - batch, n - 1)


def root(value: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = PRECISION
        return (Decimal(value.numerator) / Decimal(value.denominator)).sqrt()


def deviations(params: Params) -> tuple[Decimal, Decimal]:
    """The standard deviation of the gradient of one example and of the mini-batch."""
    return root(variance(params, 1)), root(variance(params, params["batch"]))


def costs(params: Params) -> tuple[int, int, int]:
    """Gradients of single examples for one update, with one example, a mini-batch, all."""
    return 1, params["batch"], params["examples"]


def spent(params: Params, batch: int) -> int:
    """Gradients of single examples in an epoch: each example once, whatever the batch size."""
    return sum(min(batch, params["examples"] - first) for first in range(0, params["examples"], batch))


def noise(params: Params) -> tuple[Fraction, Fraction, Fraction]:
    """The variances with one example, a mini-batch, all."""
    one, some, every = (variance(params, batch) for batch in costs(params))
    return one, some, every


def shrinks(params: Params, factor: Fraction) -> bool:
    """Whether the variance with twice the batch size is about so many times that with the batch size."""
    ratio = variance(params, 2 * params["batch"]) / variance(params, params["batch"])
    return abs(ratio / factor - 1) < Fraction(1, 10)


def falling(row: Sequence[Fraction | int]) -> bool:
    return all(a > b for a, b in pairwise(row))


CLAIMS = {
    "combines": Claim(
        "Mini-batch SGD is a compromise between the low noise of full-batch gradient descent and the cheap updates of"
        " online SGD.",
        "Both the cost of an update and its noise lie between those of the two extremes.",
        lambda p: falling(noise(p)) and falling(costs(p)[::-1]),
    ),
    "swapped": Claim(
        "Mini-batch SGD is a compromise between the cheap updates of full-batch gradient descent and the low noise of"
        " online SGD.",
        "It is the other way round: full-batch updates are the expensive ones, and online SGD is the noisy one.",
        lambda p: falling(noise(p)[::-1]) and falling(costs(p)),
    ),
    "exact": Claim(
        "The updates of full-batch gradient descent have no noise: from the same start it always takes the same way.",
        "With all examples there is only one batch, so nothing is left to chance.",
        lambda p: noise(p)[2] == 0,
    ),
    "online_noise": Claim(
        "Of the three, online SGD has the noisiest updates.",
        "The gradient of a single example varies most.",
        lambda p: noise(p)[0] == max(noise(p)),
    ),
    "online_calm": Claim(
        "Online SGD is the most stable of the three, since every update is made for one example alone.",
        "One example says least about the full gradient: its updates are the noisiest.",
        lambda p: noise(p)[0] == min(noise(p)),
    ),
    "more_updates": Claim(
        "In one epoch, mini-batch SGD makes more updates than full-batch gradient descent, for about the same number of"
        " gradients of single examples.",
        "Each example is used once in an epoch, whatever the batch size; the number of updates differs.",
        lambda p: spent(p, p["batch"]) == spent(p, p["examples"]) and p["batch"] < p["examples"],
    ),
    "epoch_saves": Claim(
        "An epoch of online SGD needs far fewer gradients of single examples than an epoch of full-batch gradient"
        " descent.",
        "An epoch takes the gradient of each example once, whatever the batch size: only an update is cheaper.",
        lambda p: spent(p, 1) < spent(p, p["examples"]),
    ),
    "cost_linear": Claim(
        "With twice the batch size, an update needs twice as many gradients of single examples.",
        "The cost of an update is proportional to the batch size.",
        lambda p: spent({**p, "examples": 2 * p["batch"]}, 2 * p["batch"]) == 2 * costs(p)[1],
    ),
    "cost_free": Claim(
        "An update with a mini-batch needs no more gradients of single examples than an update with one example.",
        "It needs the gradient of each of its examples, even if they are computed side by side.",
        lambda p: costs(p)[1] <= costs(p)[0],
    ),
    "halves": Claim(
        "With twice the batch size, the standard deviation of the gradient estimate is halved.",
        r"It falls only by a factor of about $1/\sqrt 2$: the *variance* is about halved.",
        lambda p: shrinks(p, Fraction(1, 4)),
    ),
    "explores": Claim(
        "Including more examples in an update makes it noisier, and so helps to explore the loss surface.",
        "More examples mean less noise, so less exploration: it is small batches that explore.",
        lambda p: variance(p, 2 * p["batch"]) > variance(p, p["batch"]),
    ),
    "exploits": Claim(
        "Including more examples in an update makes it less noisy: if noise is exploration, that is exploitation.",
        "The variance falls with the batch size.",
        lambda p: variance(p, 2 * p["batch"]) < variance(p, p["batch"]),
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    n, size = params["examples"], params["batch"]
    one, some = deviations(params)
    twice = root(variance(params, 2 * size))
    facts = {
        "n": n,
        "B": size,
        "sigma": typeset.number(params["deviation"]),
        "mini": typeset.about(some, 3),
        "simple": typeset.about(root(Fraction(params["deviation"]) ** 2 / size), 3),
        "twice": typeset.about(twice, 3),
        "double": 2 * size,
        "growth": params["reduction"] ** 2,
        "larger": params["reduction"] ** 2 * size,
        "updates": -(-n // size),
    }
    return {
        "a": Solved(Exact("array", costs(params)), facts),
        "b": Solved(Exact("array", (one, some), 3), facts),
        "c": Solved(Exact("integer", params["reduction"] ** 2), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def with_noise(params: Params, value: Decimal) -> tuple[Decimal, Decimal]:
    """The deviations with another one for the mini-batch."""
    return deviations(params)[0], value


def divided(params: Params) -> Decimal:
    """The standard deviation over B: what would fall as 1/B."""
    return root(variance(params, 1)) / params["batch"]


MISTAKES = (
    Mistake(
        "a",
        "updates per epoch",
        lambda p: (p["examples"], -(-p["examples"] // p["batch"]), 1),
        "Asked is what one update needs, not how many updates an epoch makes.",
    ),
    Mistake(
        "a",
        "the same for all",
        lambda p: (p["examples"],) * 3,
        "This is the cost of an epoch; an update needs only the examples of its batch.",
    ),
    Mistake(
        "b",
        "1/B",
        lambda p: with_noise(p, divided(p)),
        r"The variance falls as $1/B$, so the standard deviation falls as $1/\sqrt B$.",
    ),
    Mistake(
        "b",
        "the variance",
        lambda p: (Fraction(p["deviation"]) ** 2, variance(p, p["batch"])),
        "This is the variance; its square root is asked.",
    ),
    Mistake(
        "b",
        "grows with B",
        lambda p: with_noise(p, root(variance(p, 1) * p["batch"])),
        "That is how the noise of a sum grows; the mean of more examples varies less.",
    ),
    Mistake(
        "c",
        "1/B",
        lambda p: p["reduction"],
        r"The standard deviation falls only as $1/\sqrt B$, so the batch must grow by the square.",
    ),
    Mistake(
        "c",
        "doubling for each halving",
        lambda p: 2 * p["reduction"],
        r"The standard deviation falls as $1/\sqrt B$, so the batch must grow by the square.",
    ),
)

family = Family(
    cases=("small_set", "large_set"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "examples": {
            "type": "integer",
            "minimum": 6,
            "maximum": 3000,
            "description": "number of training examples, e.g. 1000",
        },
        "batch": {
            "type": "integer",
            "minimum": 2,
            "maximum": 1000,
            "description": "size of a mini-batch, at most a quarter of all examples, e.g. 32",
        },
        "deviation": {
            **DECIMAL,
            "description": "standard deviation of the gradient of one example, e.g. 0.959",
        },
        "reduction": {
            "type": "integer",
            "minimum": 2,
            "maximum": 10,
            "description": "by which factor the noise is to shrink, e.g. 2",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
