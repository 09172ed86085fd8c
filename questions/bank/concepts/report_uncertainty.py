"""A result over several random seeds: the mean, the standard deviation, and the standard error of the mean."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import precise, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream),
        lambda params: ill_posed(params) is None and mean(params) not in values(params),
    )


def _numbers(case: str, stream: Stream) -> Params:
    """Accuracies in hundredths whose mean has few digits, or losses."""
    runs = stream.choice((4, 5))
    if case == "accuracies":
        middle, places = stream.integer(70, 95), 2
        offsets = [stream.integer(-4, 4) for _ in range(runs - 1)]
    else:
        middle, places = stream.integer(200, 900), 3
        offsets = [stream.integer(-40, 40) for _ in range(runs - 1)]
    counts = stream.shuffle([middle + offset for offset in (*offsets, -sum(offsets))])
    return {"scores": [fixed(count, places) for count in counts], "measure": case}


def ill_posed(params: Params) -> str | None:
    scores = values(params)
    if len(set(scores)) == 1:
        return "all runs have the same score, and nothing is uncertain"
    if min(scores) < 0 or (params["measure"] == "accuracies" and max(scores) >= 1):
        return "an accuracy lies between 0 and 1, and a loss is not negative"
    return None


def values(params: Params) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, params["scores"]))


def mean(params: Params) -> Fraction:
    return sum(values(params), Fraction(0)) / len(params["scores"])


def squares(params: Params) -> Fraction:
    """The sum of the squared distances from the mean."""
    return sum(((score - mean(params)) ** 2 for score in values(params)), Fraction(0))


def root(value: Fraction) -> Fraction:
    """The square root, to forty digits."""
    return Fraction(precise.root(precise.quotient(value.numerator, value.denominator)))


def variance(params: Params) -> Fraction:
    return squares(params) / (len(params["scores"]) - 1)


def solve(params: Params) -> Mapping[str, Solved]:
    n = len(params["scores"])
    deviation, error = root(variance(params)), root(variance(params) / n)
    facts = {
        "n": n,
        "less": n - 1,
        "total": typeset.number(sum(values(params), Fraction(0))),
        "mean": typeset.number(mean(params)),
        "squares": typeset.signed_sum(typeset.squared(score - mean(params)) for score in values(params)),
        "sum": typeset.number(squares(params)),
        "deviation": typeset.about(deviation, 4),
        "error": typeset.about(error, 4),
        "short_mean": typeset.about(mean(params), 3),
        "short_error": typeset.about(error, 1),
    }
    return {
        "a": Solved(Exact("rational", mean(params), 4), facts),
        "b": Solved(Exact("number", deviation, 4), facts),
        "c": Solved(Exact("number", error, 4), facts),
    }


def best(params: Params) -> Fraction:
    return max(values(params)) if params["measure"] == "accuracies" else min(values(params))


def biased(params: Params) -> Fraction:
    """The root of the sum of squares divided by n."""
    return root(squares(params) / len(params["scores"]))


MISTAKES = (
    Mistake(
        "a",
        "the best run",
        best,
        "The best run is chosen because it was lucky: it says what can happen, not what will.",
    ),
    Mistake(
        "b",
        "divided by n",
        biased,
        "The mean was computed from the same runs, so the squares are divided by $n - 1$.",
    ),
    Mistake("b", "the variance", variance, "The standard deviation is the root of the variance."),
    Mistake(
        "c",
        "the standard deviation again",
        lambda p: root(variance(p)),
        "The mean of $n$ runs is less uncertain than a single one, by the root of $n$.",
    ),
    Mistake(
        "c",
        "divided by n instead of its root",
        lambda p: root(variance(p)) / len(p["scores"]),
        "Variances are divided by $n$, so standard deviations are divided by its root.",
    ),
    Mistake(
        "c",
        "from the deviation with n",
        lambda p: root(squares(p)) / len(p["scores"]),
        "The standard deviation of a sample divides the squares by $n - 1$.",
    ),
)

family = Family(
    cases=("accuracies", "losses"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "scores": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 3,
            "maxItems": 10,
            "description": "the score of each run, e.g. [0.91, 0.93, 0.90, 0.94, 0.92]",
        },
        "measure": {"type": "string", "enum": ["accuracies", "losses"], "description": "what the scores are"},
    },
    ill_posed=ill_posed,
    case_of=lambda params: str(params["measure"]),
)
