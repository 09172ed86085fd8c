"""A dead ReLU in training: which way its weight has to go, where it is best, and which optimisers move it at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from questions import claims, derived, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement, pick_one

WAYS = ("up", "down", "itself", "nothing")


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    side = -1 if case == "negative_inputs" else 1
    inputs = sorted(stream.sample(range(1, 11), 3))
    return {
        "inputs": [side * x for x in inputs],
        "targets": [fixed(stream.integer(1, 10), 1).removesuffix(".0") for _ in inputs],
        "w1": fixed(-side * stream.integer(1, 9), 1),
        "w2": fixed(stream.integer(1, 9), 1),
        "rate": stream.choice(("0.1", "0.2", "0.5")),
        "decay": stream.choice(("0.1", "0.2", "0.05")),
        "steps": stream.integer(5, 20),
        "ways": list(stream.shuffle(WAYS)),
        "claims": claims.drawn(CLAIMS, stream, 5),
    }


def case_of(params: Params) -> str:
    return "positive_inputs" if params["inputs"][0] > 0 else "negative_inputs"


def ill_posed(params: Params) -> str | None:
    inputs, targets = params["inputs"], params["targets"]
    if len(inputs) != len(targets):
        return f"there are {len(inputs)} inputs and {len(targets)} targets"
    if Fraction(params["w2"]) <= 0 or any(Fraction(params["w1"]) * x >= 0 for x in inputs):
        return (
            "the unit is not dead on all inputs, or its output is multiplied by a weight that is not positive"
        )
    if any(Fraction(y) < 0 for y in targets) or products(params) == 0:
        return "a target is negative, or all are 0"
    if lowest(params) == 0:
        return "the network can fit the data without error"
    if not 0 < Fraction(params["rate"]) * Fraction(params["decay"]) < 1:
        return "the weight decay does not shrink the weight"
    return claims.all_alike(CLAIMS, params)


def products(params: Params) -> Fraction:
    pairs = zip(params["inputs"], params["targets"], strict=True)
    return sum((x * Fraction(y) for x, y in pairs), Fraction(0))


def squares(params: Params) -> int:
    return sum(x * x for x in params["inputs"])


def best(params: Params) -> Fraction:
    """Where the derivative of the loss is 0 on the live side: sum x y over w2 sum x^2."""
    return products(params) / (Fraction(params["w2"]) * squares(params))


def loss(params: Params, w1: Fraction) -> Fraction:
    """The mean squared error of ReLU(w2 ReLU(w1 x))."""
    w2 = Fraction(params["w2"])
    outputs = [max(w2 * max(w1 * x, Fraction(0)), Fraction(0)) for x in params["inputs"]]
    pairs = zip(outputs, params["targets"], strict=True)
    return sum(((p - Fraction(y)) ** 2 for p, y in pairs), Fraction(0)) / len(outputs)


def lowest(params: Params) -> Fraction:
    return loss(params, best(params))


def slope(params: Params) -> Fraction:
    """The derivative by w1 where the weight is: every term has the indicator of w1 x > 0 as a factor."""
    w1, w2 = Fraction(params["w1"]), Fraction(params["w2"])
    pairs = zip(params["inputs"], params["targets"], strict=True)
    terms = ((w2 * w1 * x - Fraction(y)) * w2 * x for x, y in pairs if w1 * x > 0)
    return 2 * sum(terms, Fraction(0)) / len(params["inputs"])


def decayed(params: Params, steps: int) -> Fraction:
    """The weight after steps in which only the decay acts."""
    return Fraction(params["w1"]) * shrink(params) ** steps


def shrink(params: Params) -> Fraction:
    return 1 - Fraction(params["rate"]) * Fraction(params["decay"])


# -- which way, and what moves the weight ------------------------------------------------------------------


def way(params: Params) -> str:
    """To the side of the best weight, if the gradient does not lead there and the loss is lower there."""
    now = Fraction(params["w1"])
    if slope(params) != 0:
        return "itself"
    if lowest(params) >= loss(params, now):
        return "nothing"
    return "up" if best(params) > now else "down"


MEANS = "On this side of 0 the loss is the same for all weights; on the other side it falls at first."
WAY_ROWS = {
    "up": Statement("It has to be increased far enough, by other means than the gradient.", MEANS),
    "down": Statement("It has to be decreased far enough, by other means than the gradient.", MEANS),
    "itself": Statement(
        "Gradient descent moves it by itself, since the slope of the loss is not 0.",
        "That is so without the ReLU; with it the derivative is 0 where the pre-activation is negative.",
    ),
    "nothing": Statement(
        "It is as good as any other weight, since the slope of the loss is 0.",
        "A slope of 0 means a flat place, not the best one: elsewhere the loss is smaller.",
    ),
}


def _moves(own: Callable[[Params], Fraction]) -> Callable[[Params], bool]:
    """Whether an optimiser moves the weight: by a multiple of the gradient, or by something of its own."""
    return lambda params: slope(params) != 0 or own(params) != 0


def nothing(_params: Params) -> Fraction:
    """Optimisers that only build on the gradients they have seen."""
    return Fraction(0)


def by_decay(params: Params) -> Fraction:
    return Fraction(params["rate"]) * Fraction(params["decay"]) * Fraction(params["w1"])


def by_velocity(params: Params) -> Fraction:
    """A velocity of -1/2 that is left from earlier steps."""
    return Fraction(params["rate"]) / 2


ONLY_GRADIENTS = "From zero state it is built on this gradient alone, and the gradient is 0 in every step."

CLAIMS = {
    "sgd": Claim("Plain SGD changes the weight.", ONLY_GRADIENTS, _moves(nothing)),
    "momentum": Claim("SGD with momentum and velocity 0 changes the weight.", ONLY_GRADIENTS, _moves(nothing)),
    "adam": Claim("Adam with moments 0 changes the weight.", ONLY_GRADIENTS, _moves(nothing)),
    "rmsprop": Claim("RMSProp from zero state changes the weight.", ONLY_GRADIENTS, _moves(nothing)),
    "sgd_decay": Claim(
        "SGD with weight decay changes the weight.",
        "The decay multiplies the weight in each step, whatever the gradient of the data is.",
        _moves(by_decay),
    ),
    "adamw": Claim(
        "AdamW, which has weight decay, changes the weight.",
        "The decay multiplies the weight in each step, whatever the gradient of the data is.",
        _moves(by_decay),
    ),
    "moving": Claim(
        "SGD with momentum changes the weight if its velocity is not 0 from earlier steps.",
        "The velocity goes on for a while even when the gradients are 0.",
        _moves(by_velocity),
    ),
    "none": Claim(
        "No gradient-based optimiser whatsoever changes this weight.",
        "Weight decay does, and so does a velocity that is left from earlier steps.",
        lambda p: not any(_moves(own)(p) for own in (nothing, by_decay, by_velocity)),
    ),
    "decay_revives": Claim(
        "Enough steps of SGD with weight decay make the unit alive again.",
        "The decay only drives the weight towards 0; it never changes its sign, and the unit stays dead.",
        lambda p: any(decayed(p, 200) * x > 0 for x in p["inputs"]),
    ),
}  # fmt: skip


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    w2, count = Fraction(params["w2"]), len(params["inputs"])
    terms = [typeset.product(x, y) for x, y in zip(params["inputs"], params["targets"], strict=True)]
    facts = {
        "dead_loss": typeset.quotient(loss(params, Fraction(params["w1"]))),
        "N": count,
        "products": typeset.signed_sum(terms),
        "product": typeset.number(products(params)),
        "squares": " + ".join(typeset.squared(x) for x in params["inputs"]),
        "square": squares(params),
        "best": typeset.quotient(best(params)),
        "under": typeset.product(w2, squares(params)),
        "last": _times(f"{typeset.number(shrink(params))}^{{{params['steps']}}}", params["w1"]),
        "lowest": typeset.quotient(lowest(params)),
        "slope": typeset.about(w2 * best(params), 4),
        "shrink": typeset.number(shrink(params)),
        "decayed": typeset.about(decayed(params, params["steps"]), 4),
    }
    decided = [(WAY_ROWS[name], name == way(params)) for name in params["ways"]]
    proved = derived.derivation("scaled_least_squares")
    return {
        "a": pick_one(decided, facts),
        "b": Solved(Exact("rational", best(params), 4), facts, derivation=proved),
        "c": Solved(Exact("rational", lowest(params), 4), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
        "e": Solved(Exact("number", decayed(params, params["steps"]), 4), facts),
    }


def _times(power: str, weight: str) -> str:
    """A power times the first weight, without a factor 1."""
    if abs(Fraction(weight)) == 1:
        return power if Fraction(weight) > 0 else f"-{power}"
    return rf"{power} \cdot {typeset.factor(weight)}"


# -- what goes wrong ---------------------------------------------------------------------------------------


def of_means(params: Params) -> Fraction:
    """The mean target over the mean input."""
    total = sum((Fraction(y) for y in params["targets"]), Fraction(0))
    return total / (Fraction(params["w2"]) * sum(params["inputs"]))


MISTAKES = (
    Mistake(
        "b",
        "forgot w2",
        lambda p: best(p) * Fraction(p["w2"]),
        "The output is $w_2 w_1 x$: the best $w_1$ is divided by $w_2$.",
    ),
    Mistake(
        "b",
        "mean y over mean x",
        of_means,
        "In least squares the errors are weighted with the inputs: the sums are over $xy$ and $x^2$.",
    ),
    Mistake(
        "c",
        "the sum of the squared errors",
        lambda p: lowest(p) * len(p["inputs"]),
        "The loss is the mean of the squared errors.",
    ),
    Mistake(
        "c",
        "the loss of the dead network",
        lambda p: loss(p, Fraction(p["w1"])),
        "With the best weight the unit is alive, and the loss is smaller.",
    ),
    Mistake(
        "e",
        "unchanged",
        lambda p: Fraction(p["w1"]),
        "The gradient of the data is 0, but the weight decay acts all the same.",
    ),
    Mistake(
        "e",
        "the same amount in each step",
        lambda p: Fraction(p["w1"]) * (1 - p["steps"] * (1 - shrink(p))),
        "The decay is proportional to the weight, so it multiplies it by the same factor in each step.",
    ),
    Mistake(
        "e",
        "forgot the learning rate",
        lambda p: Fraction(p["w1"]) * (1 - Fraction(p["decay"])) ** p["steps"],
        "The gradient of the penalty is multiplied by the learning rate.",
    ),
    Mistake(
        "e",
        "factor 2",
        lambda p: Fraction(p["w1"]) * (2 * shrink(p) - 1) ** p["steps"],
        r"With the penalty $\frac{\lambda}{2} w_1^2$ the 2 of the derivative cancels.",
    ),
)

family = Family(
    cases=("positive_inputs", "negative_inputs"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "inputs": {
            "type": "array",
            "items": {"type": "integer", "minimum": -100, "maximum": 100},
            "minItems": 2,
            "maxItems": 6,
            "description": "inputs x, whole numbers of one sign, e.g. [1, 2, 10]",
        },
        "targets": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 6,
            "description": "targets y, one for each input, e.g. [0, 0.3, 1]",
        },
        "w1": {**DECIMAL, "description": "hidden weight, of the other sign than the inputs, e.g. -0.1"},
        "w2": {**DECIMAL, "description": "output weight, positive, e.g. 0.1"},
        "rate": {**DECIMAL, "description": "learning rate, e.g. 0.1"},
        "decay": {**DECIMAL, "description": "the lambda of the weight decay, e.g. 0.1"},
        "steps": {"type": "integer", "minimum": 2, "maximum": 100, "description": "steps with weight decay"},
        "ways": {
            "type": "array",
            "items": {"type": "string", "enum": list(WAYS)},
            "minItems": 4,
            "maxItems": 4,
            "uniqueItems": True,
            "description": "the answers of part (a) in the order of the options",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
