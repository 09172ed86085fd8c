"""From logits to probabilities, to the predicted class, to the loss of the true one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction

from questions import derived, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Intermediate, Mistake, Option, Params, Solved
from questions.seeds import Stream

LETTERS = "ABCDEFGH"
PRECISION = 40  # digits of exponentials and logarithms
LARGE = 50  # logits from here on have exponentials that no one wants to write down
COARSE = 0.02  # relative; what a loss must be off for three digits to show it beyond doubt
SHIFT = "softmax_shift"  # the lemma behind the case of large logits
CLOSEST, LEAST = 0.05, 0.01  # gap between the two largest logits; loss that a rounded probability still gives


def draw(case: str, stream: Stream) -> Params:
    """Three logits with one decimal place; the label is the predicted class, or another one, by case."""
    return stream.until(
        lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and len(set(p["logits"])) == 3
    )


def _numbers(case: str, stream: Stream) -> Params:
    base = 100 * stream.integer(1, 6) if case == "large_logits" else 0
    logits = [stream.decimal(base - 1, base + 4, 1) for _ in range(3)]
    logits = [z.removesuffix(".0") for z in logits]
    best = LETTERS[max(range(3), key=lambda i: Decimal(logits[i]))]
    others = [letter for letter in LETTERS[:3] if letter != best]
    return {"logits": logits, "label": best if case == "right_label" else stream.choice(others)}


def case_of(params: Params) -> str:
    if max(abs(Decimal(z)) for z in params["logits"]) >= LARGE:
        return "large_logits"
    return "right_label" if params["label"] == predicted(params) else "wrong_label"


def ill_posed(params: Params) -> str | None:
    logits = [float(z) for z in params["logits"]]
    if params["label"] not in LETTERS[: len(logits)]:
        return f"the label {params['label']} is none of the {len(logits)} classes"
    first, second = sorted(logits, reverse=True)[:2]
    if first - second < CLOSEST:
        return "the two largest logits are so near each other that no class is clearly predicted"
    if max(map(abs, logits)) > 650:
        return "a logit is beyond 650, where exponentials overflow"
    if first - min(logits) > 20:
        return "the logits are more than 20 apart, and the smallest probability is next to nothing"
    if -math.log(_chances(logits)[LETTERS.index(params["label"])]) < LEAST:
        return "the true class is so probable that the loss cannot be computed from a rounded probability"
    return None


def _chances(logits: list[float], base: float = math.e) -> list[float]:
    """Softmax in floats, for mistakes and limits; `base` replaces e."""
    powers = [base ** (z - max(logits)) for z in logits]
    return [p / sum(powers) for p in powers]


def predicted(params: Params) -> str:
    logits = [Decimal(z) for z in params["logits"]]
    return LETTERS[logits.index(max(logits))]


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    from derive.terms.index import Index

    large = case_of(params) == "large_logits"
    label = LETTERS.index(params["label"])
    with localcontext() as context:
        context.prec = PRECISION
        shift = max(Decimal(z) for z in params["logits"]) if large else Decimal(0)
        powers = [(Decimal(z) - shift).exp() for z in params["logits"]]
        total = sum(powers, Decimal(0))
        probabilities = tuple(power / total for power in powers)
    proved = derived.derivation("nll_logits")
    numbers = {"z": [Fraction(z) for z in params["logits"]]}
    loss = derived.value(proved, numbers, sizes={"C": len(powers)}, at={Index("t", "C"): label})
    facts = _facts(params, shift, powers, probabilities)
    best = predicted(params)
    steps = (Intermediate("sum of the exponentials", r"\sum_j e^{z_j}", typeset.plain(total, 6), 6),)
    return {
        "a": Solved(
            Exact("array", probabilities, 4),
            facts,
            derivation=derived.derivation(SHIFT) if large else None,
            intermediates=() if large else steps,
        ),
        "b": Solved(Exact("choice", best), facts, options=_options(params, best)),
        "c": Solved(Exact("number", loss, 3), facts, derivation=proved),
    }


def _facts(
    params: Params, shift: Decimal, powers: list[Decimal], probabilities: tuple[Decimal, ...]
) -> Mapping[str, object]:
    label, best = LETTERS.index(params["label"]), LETTERS.index(predicted(params))
    rows = [
        {
            "letter": LETTERS[i],
            "z": typeset.number(z),
            "shifted": typeset.number(str(Decimal(z) - shift)),
            "power": typeset.about(powers[i], 6),
            "p": typeset.about(probabilities[i], 4),
        }
        for i, z in enumerate(params["logits"])
    ]
    with localcontext() as context:
        context.prec = PRECISION
        total = sum(powers, Decimal(0))
        log_total = total.ln()
    z = Decimal(params["logits"][label]) - shift
    return {
        "rows": rows,
        "sum": " + ".join(row["power"] for row in rows),
        "total": typeset.about(total, 6),
        "shifted": typeset.signed_sum(("z_i", typeset.number(str(-shift)))),
        "best": LETTERS[best],
        "best_logit": rows[best]["z"],
        "p": rows[label]["p"],
        "check": typeset.signed_sum((typeset.number(str(-z)), typeset.about(log_total, 6))),
        "uniform": typeset.about(Decimal(len(rows)).ln(), 3),
        "right": label == best,
        "classes": len(rows),
    }


def _options(params: Params, best: str) -> tuple[Option, ...]:
    feedback = "Softmax keeps the order of the logits: the largest logit has the largest probability."
    return tuple(
        Option(letter, f"class {letter}", letter == best, "" if letter == best else feedback)
        for letter in LETTERS[: len(params["logits"])]
    )


# -- what goes wrong ---------------------------------------------------------------------------------------


def floats(params: Params) -> list[float]:
    return [float(z) for z in params["logits"]]


def of_label(params: Params, values: list[float]) -> float:
    """The entry of the true class."""
    return values[LETTERS.index(params["label"])]


def chance(params: Params) -> float:
    """The probability of the true class."""
    return of_label(params, _chances(floats(params)))


def over_sum(params: Params) -> tuple[float, ...] | None:
    """Logits over their sum."""
    logits = floats(params)
    return tuple(z / sum(logits) for z in logits) if sum(logits) else None


def sigmoids(params: Params) -> tuple[float, ...]:
    return tuple(1 / (1 + math.exp(-z)) for z in floats(params))


def least(params: Params) -> str:
    logits = floats(params)
    return LETTERS[logits.index(min(logits))]


def rounded_first(params: Params) -> float | None:
    """The loss from a probability with two decimals (near 1, three); None where three digits do not show it."""
    p = chance(params)
    near = round(p, 3 if p > 0.95 else 2)
    found = -math.log(near) if 0 < near < 1 else None
    return found if found and abs(found / math.log(p) + 1) > COARSE else None


MISTAKES = (
    Mistake(
        "a",
        "divided by the sum of the logits",
        over_sum,
        "The exponentials are divided by their sum, not the logits by theirs.",
    ),
    Mistake(
        "a",
        "powers of 2",
        lambda p: tuple(_chances(floats(p), 2.0)),
        "Softmax uses the exponential function, with base e.",
    ),
    Mistake(
        "a",
        "a sigmoid for each class",
        sigmoids,
        "Sigmoids answer a yes-or-no question for each class; they do not sum to 1.",
    ),
    Mistake("b", "the smallest logit", least, "The class with the largest probability is predicted."),
    Mistake(
        "c", "logarithm to base 10", lambda p: -math.log10(chance(p)), "The loss uses the natural logarithm."
    ),
    Mistake(
        "c", "logarithm to base 2", lambda p: -math.log2(chance(p)), "The loss uses the natural logarithm."
    ),
    Mistake(
        "c",
        "one minus the probability",
        lambda p: 1 - chance(p),
        r"$1 - s$ is near $-\log s$ only when $s$ is near 1; the loss is the logarithm.",
    ),
    Mistake(
        "c",
        "probability rounded first",
        rounded_first,
        "Near 1, rounding the probability spoils the first digits of the loss: keep more of them.",
    ),
    Mistake(
        "c",
        "forgot the minus",
        lambda p: math.log(chance(p)),
        "A probability below 1 has a negative logarithm; the minus makes a loss of it.",
    ),
    Mistake(
        "c",
        "the logit itself",
        lambda p: -of_label(p, floats(p)),
        "The sum of the exponentials is missing: the loss is $-z$ plus the logarithm of that sum.",
    ),
    Mistake(
        "c",
        "loss of the predicted class",
        lambda p: -math.log(max(_chances(floats(p)))),
        "The loss looks at the probability of the true class, whatever the network predicts.",
    ),
)

family = Family(
    cases=("right_label", "wrong_label", "large_logits"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logits": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 8,
            "description": "logits of the classes A, B, C, ..., e.g. [7, 1, 2.2]",
        },
        "label": {
            "type": "string",
            "enum": list(LETTERS),
            "description": "the true class, by its letter",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "float32", "Exponentials that overflow are what the question is about.", case="large_logits"
        ),
    ),
)
