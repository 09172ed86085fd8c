"""Logits divided by a temperature: what becomes of probabilities, of their ratios, and of the predicted class."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction

from questions import derived, exact_softmax, statements, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

TAUS = {"colder": ("0.5", "0.4", "0.25", "0.8"), "hotter": ("2", "4", "5", "2.5", "10")}
ASKED = 5  # statements
WIDEST = Fraction(69, 10)  # gap of two scaled logits: their probabilities differ by less than a factor 1000

CLAIMS: Mapping[str, Statement] = {
    "same_class": Statement(
        "The predicted class is the one that is predicted without the temperature.",
        "Dividing by a positive number keeps the order of the logits, and softmax keeps it, too.",
    ),
    "more_confident": Statement(
        "The largest probability is larger than without the temperature.",
        r"A temperature below 1 spreads the logits and sharpens; one above 1 brings them together and flattens.",
    ),
    "higher_entropy": Statement(
        "The entropy of the probabilities is larger than without the temperature.",
        "A temperature above 1 flattens the distribution, which raises its entropy; below 1 it is lowered.",
    ),
    "ratio_to_the_power": Statement(
        r"The ratio $s_1 / s_2$ is its value without the temperature, to the power $1/\tau$.",
        r"$s_1 / s_2 = e^{(z_1 - z_2)/\tau}$ is the power $1/\tau$ of $e^{z_1 - z_2}$.",
    ),
    "divided_and_renormalised": Statement(
        r"The same comes out when the probabilities without temperature are divided by $\tau$, and by their sum.",
        r"A common factor cancels in the division by the sum; the temperature acts on logits, inside the exponential.",
    ),
    "sum_one_over_tau": Statement(
        r"The probabilities sum to $1/\tau$.",
        "Whatever the logits are, softmax divides by the sum of the exponentials: the probabilities sum to 1.",
    ),
    "hot_is_uniform": Statement(
        r"As $\tau \to \infty$ all probabilities tend to the same value.",
        r"$z/\tau$ tends to 0 for each logit, and equal logits have equal probabilities.",
    ),
    "cold_is_one_hot": Statement(
        r"As $\tau \to 0$ the probabilities tend to those of a one-hot vector.",
        "The gap to the largest logit is divided by a number near 0, so all other probabilities vanish.",
    ),
    "shift_first": Statement(
        "Adding 1 to all logits before the division changes nothing.",
        r"All $z_i/\tau$ are moved by the same $1/\tau$, and softmax does not see a common shift.",
    ),
}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    logits = stream.sample(range(-2, 5), 3)
    return {
        "logits": [str(z) for z in logits],
        "tau": stream.choice(TAUS[case]),
        "claims": list(stream.sample(tuple(CLAIMS), ASKED)),
    }


def case_of(params: Params) -> str:
    return "colder" if Fraction(params["tau"]) < 1 else "hotter"


def ill_posed(params: Params) -> str | None:
    tau = Fraction(params["tau"])
    if tau <= 0 or tau == 1:
        return "a temperature is positive, and 1 changes nothing"
    if len(set(map(Fraction, params["logits"]))) < len(params["logits"]):
        return "two logits are equal, and a class may not be predicted clearly"
    scaled = [Fraction(z) / tau for z in params["logits"]]
    if max(scaled) - min(scaled) > WIDEST:
        return (
            f"the logits over the temperature are more than {float(WIDEST)} apart: a probability is nearly 0"
        )
    if max(map(abs, scaled)) > 600:
        return "a logit over the temperature is beyond 600, where exponentials overflow"
    if len(set(params["claims"])) < len(params["claims"]):
        return "a statement stands there twice"
    if len({holds(name, params) for name in params["claims"]}) < 2:
        return "of the statements some must hold, and some must not"
    return None


def holds(name: str, params: Params) -> bool:
    """Whether a statement holds for every vector of different logits, at this temperature.

    Sharper or flatter is decided by tau alone: d/d(1/tau) of the logarithm of the largest probability is the gap of
    the largest logit to the mean under softmax, which is positive; the entropy moves the other way. The power law of
    the ratios is what is left of the normaliser, so a common factor of probabilities (or a common shift) says nothing.
    """
    colder = Fraction(params["tau"]) < 1
    return {
        "same_class": True,
        "more_confident": colder,
        "higher_entropy": not colder,
        "ratio_to_the_power": True,
        "divided_and_renormalised": False,
        "sum_one_over_tau": False,
        "hot_is_uniform": True,
        "cold_is_one_hot": True,
        "shift_first": True,
    }[name]


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    scaled = [Fraction(z) / Fraction(params["tau"]) for z in params["logits"]]
    s = exact_softmax.softmax([exact_softmax.decimal(z) for z in scaled])
    before = exact_softmax.softmax([Decimal(z) for z in params["logits"]])
    with localcontext() as context:
        context.prec = exact_softmax.PRECISION
        ratio = max(s) / min(s)
    gap = max(scaled) - min(scaled)
    rows = [
        {
            "z": typeset.number(z),
            "scaled": typeset.number(x),
            "before": typeset.about(q, 4),
            "s": typeset.about(p, 4),
        }
        for z, x, q, p in zip(params["logits"], scaled, before, s, strict=True)
    ]
    values = [Fraction(z) for z in params["logits"]]
    decided = [(CLAIMS[name], holds(name, params)) for name in params["claims"]]
    facts = {
        "rows": rows,
        "gap": typeset.number(gap),
        "worked": f"{typeset.number(max(values) - min(values))} / {typeset.number(params['tau'])}",
        "colder": case_of(params) == "colder",
        "told": statements.told(decided),
    }
    return {
        "a": Solved(Exact("array", s, 4), facts),
        "b": Solved(Exact("number", ratio, 3), facts, derivation=derived.derivation("softmax_ratio")),
        "c": statements.tick_all(decided, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def floats(params: Params) -> list[float]:
    return [float(z) for z in params["logits"]]


def multiplied(params: Params) -> tuple[float, ...]:
    return exact_softmax.in_floats([z * float(params["tau"]) for z in floats(params)])


def divided_after(params: Params) -> tuple[float, ...]:
    """The probabilities without temperature, over tau."""
    return tuple(p / float(params["tau"]) for p in exact_softmax.in_floats(floats(params)))


def spread(params: Params) -> float:
    return max(floats(params)) - min(floats(params))


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        "a",
        "multiplied by tau",
        multiplied,
        r"The logits are divided by $\tau$; multiplying sharpens where dividing flattens.",
    ),
    Mistake(
        "a",
        "divided the probabilities by tau",
        divided_after,
        r"The temperature acts on the logits, inside the exponential; what is left must sum to 1.",
    ),
    Mistake(
        "a",
        "without the temperature",
        lambda p: exact_softmax.in_floats(floats(p)),
        "These are the probabilities at temperature 1.",
    ),
    Mistake(
        "b",
        "without the temperature",
        lambda p: math.exp(spread(p)),
        r"The logits are divided by $\tau$ before they are subtracted.",
    ),
    Mistake(
        "b",
        "the ratio divided by tau",
        lambda p: math.exp(spread(p)) / float(p["tau"]),
        r"The temperature stands in the exponent: the ratio is raised to the power $1/\tau$, not divided.",
    ),
    Mistake(
        "b",
        "multiplied by tau",
        lambda p: math.exp(min(spread(p) * float(p["tau"]), 700.0)),
        r"The exponent is $(z_i - z_j)/\tau$, with a division.",
    ),
)


family = Family(
    cases=("colder", "hotter"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logits": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 6,
            "description": "logits z of the classes, all different, e.g. [2, 1, 0]",
        },
        "tau": {**DECIMAL, "description": "the temperature, positive and not 1, e.g. 2"},
        "claims": {
            "type": "array",
            "items": {"type": "string", "enum": list(CLAIMS)},
            "minItems": 2,
            "maxItems": 9,
            "description": "statements among which those that hold are to be found",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
