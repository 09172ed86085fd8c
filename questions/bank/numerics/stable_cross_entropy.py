"""Cross-entropy of logits far apart: which programs survive overflow and the logarithm of 0."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from questions import claims, derived, exact_softmax, precise, statements, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

OVERFLOW = Fraction(precise.log((2 - Fraction(1, 2**52)) * 2**1023))  # the greatest logit with an exponential
UNDERFLOW = -1074 * Fraction(precise.log(2))  # and the least one whose exponential is not 0
CLIP = 30
RIGHT = Fraction(1, 1000)  # relative
GAPS = {"far_apart": (760, 1500), "apart": (40, 600)}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    low, high = GAPS[case]
    gap = 10 * stream.integer(low // 10, high // 10) + stream.integer(0, 5)
    base = stream.choice((0, 0, -gap, -(gap // 2), 10 * stream.integer(1, 80)))
    logits = [base, base + gap, base + gap - stream.integer(1, 2)]
    order = stream.shuffle(range(3))
    return {
        "logits": [str(logits[k]) for k in order],
        "label": order.index(0) + 1,
        "exponent": stream.integer(5, 10),
        "programs": list(stream.shuffle(("log_sum_exp", *stream.sample(OTHERS, 4)))),
    }


def case_of(params: Params) -> str:
    return "far_apart" if loss(params) > 745 else "apart"


def ill_posed(params: Params) -> str | None:
    logits = [Fraction(z) for z in params["logits"]]
    if params["label"] > len(logits):
        return f"there are {len(logits)} classes, and the label is {params['label']}"
    if len(set(logits)) < len(logits):
        return "two logits are equal"
    if loss(params) < 2 * CLIP + 5:
        return "the true class is so little behind that all programs find the same"
    gaps = [abs(z - edge) for z in logits for edge in (OVERFLOW, UNDERFLOW)]
    if min(gaps) < 3 or 700 < loss(params) < 750:
        return "a number is at the edge of overflow or underflow"
    return claims.all_alike(POOL, params, "programs")


# -- what the programs return ------------------------------------------------------------------------------


def decimals(params: Params) -> list[Decimal]:
    return [exact_softmax.decimal(z) for z in params["logits"]]


def of_label(params: Params) -> Fraction:
    return Fraction(params["logits"][params["label"] - 1])


def largest(params: Params) -> Fraction:
    return max(Fraction(z) for z in params["logits"])


def loss(params: Params) -> Fraction:
    return Fraction(exact_softmax.log_sum_exp(decimals(params))) - of_label(params)


def smoothed(params: Params) -> Decimal:
    """With eps inside the logarithm."""
    return -precise.log(precise.total([precise.exp(-loss(params)), Fraction(1, 10 ** params["exponent"])]))


def no_overflow(params: Params) -> bool:
    return largest(params) < OVERFLOW


def quotient_is_there(params: Params) -> bool:
    """Whether the naive quotient is neither infinite over infinite nor 0."""
    return no_overflow(params) and of_label(params) > UNDERFLOW and loss(params) < -UNDERFLOW


POOL: Mapping[str, Claim] = {
    "naive": Claim(
        "`-np.log(np.exp(z[c]) / np.exp(z).sum())`",
        "It fails where an exponential overflows, and where that of the label, or the quotient, is rounded to 0.",
        quotient_is_there,
    ),
    "plus_constant": Claim(
        lambda p: f"`z = z + 1e-{p['exponent']:02d}; -np.log(np.exp(z[c]) / np.exp(z).sum())`",
        "Softmax does not see a constant that is added to all logits: the line works just where it works without.",
        quotient_is_there,
    ),
    "clipped_logits": Claim(
        f"`z = np.clip(z, -{CLIP}, {CLIP}); -np.log(np.exp(z[c]) / np.exp(z).sum())`",
        f"Clipped logits are other logits: they are at most {2 * CLIP} apart, and so is the loss.",
        lambda p: False,
    ),
    "log_of_softmax": Claim(
        "`e = np.exp(z - z.max()); -np.log(e[c] / e.sum())`",
        "Nothing overflows, but the logarithm of 0 is taken if the true class is more than 745 behind.",
        lambda p: loss(p) < -UNDERFLOW,
    ),
    "eps_inside": Claim(
        lambda p: f"`e = np.exp(z - z.max()); -np.log(e[c] / e.sum() + 1e-{p['exponent']:02d})`",
        "It is finite, but the small number in the logarithm caps the loss: it is not the loss.",
        lambda p: abs(Fraction(smoothed(p)) / loss(p) - 1) < RIGHT,
    ),
    "naive_log_sum_exp": Claim(
        "`np.log(np.exp(z).sum()) - z[c]`",
        "No quotient is formed, so none is rounded to 0; what can still overflow is the exponential of a large logit.",
        lambda p: no_overflow(p) and largest(p) > UNDERFLOW,
    ),
    "log_sum_exp": Claim(
        "`m = z.max(); m + np.log(np.exp(z - m).sum()) - z[c]`",
        "The largest exponential is 1: the sum is neither infinite nor 0, and no quotient is formed.",
        lambda p: True,
    ),
}
OTHERS = tuple(name for name in POOL if name != "log_sum_exp")


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    shifted = sorted((Fraction(z) - largest(params) for z in params["logits"]), reverse=True)
    facts = {
        "top": typeset.number(largest(params)),
        "shifted": " + ".join(f"e^{{{typeset.number(z)}}}" if z else "e^0" for z in shifted),
        "rest": typeset.about(Fraction(exact_softmax.log_sum_exp(decimals(params))) - largest(params), 5),
        "gap": typeset.number(largest(params) - of_label(params)),
        "eps": f"10^{{-{params['exponent']}}}",
        "told": statements.told(claims.decided(POOL, params, "programs")),
        "sum": typeset.signed_sum((typeset.number(largest(params)), typeset.number(-of_label(params))))
        + " = "
        if of_label(params) and largest(params)
        else "",
    }
    proved = derived.derivation("log_sum_exp_shift")
    return {
        "a": Solved(Exact("number", loss(params), 5), facts, derivation=proved),
        "b": Solved(Exact("number", smoothed(params), 4), facts),
        "c": claims.all_that_hold(POOL, params, facts, "programs"),
    }


MISTAKES = (
    Mistake(
        "a",
        "eps inside the log",
        lambda p: float(smoothed(p)),
        "A small number in the logarithm caps the loss, however wrong the network is.",
    ),
    Mistake(
        "a",
        "logits clipped",
        lambda p: float(2 * CLIP),
        "Clipped logits are other logits; the loss must be that of the logits given.",
    ),
    Mistake(
        "a",
        "the largest logit itself",
        lambda p: float(largest(p)) if of_label(p) else None,
        "The logit of the label is still to be subtracted.",
    ),
    Mistake(
        "b",
        "the exact loss",
        lambda p: float(loss(p)),
        "The probability is far below the small number that is added to it, and disappears beside it.",
    ),
    Mistake(
        "b", "logarithm to base 10", lambda p: float(smoothed(p)) / math.log(10), "`np.log` has the base e."
    ),
)

family = Family(
    cases=tuple(GAPS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logits": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 5,
            "description": "logits far apart, e.g. [1000, 0]",
        },
        "label": {
            "type": "integer",
            "minimum": 1,
            "maximum": 5,
            "description": "the true class, counted from 1",
        },
        "exponent": {
            "type": "integer",
            "minimum": 3,
            "maximum": 15,
            "description": "k of the small number 10^-k that some programs add, e.g. 7",
        },
        "programs": {
            **claims.schema(POOL, 2),
            "description": "the programs to be judged, by name, in this order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
