"""Find the slip in the derivation of the log-sum-exp form of the cross-entropy: one line has another value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from questions import derived, exact_softmax, precise, statements, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

CLASSES = 3
LEAST = Decimal("0.05")  # what values of lines differ by, and are in size

Z, LSE = r"\tilde y", r"\log \sum_j e^{\tilde y_j}"
RIGHT: tuple[str, ...] = (
    r"-\sum_i y_i \log \hat y_i",
    rf"-\sum_i y_i \log \frac{{e^{{{Z}_i}}}}{{\sum_j e^{{{Z}_j}}}}",
    rf"-\sum_i y_i \bigl[ \log e^{{{Z}_i}} - {LSE} \bigr]",
    rf"-\sum_i y_i \bigl[ {Z}_i - {LSE} \bigr]",
    rf"-\sum_i \bigl[ y_i {Z}_i - y_i {LSE} \bigr]",
    rf"-\sum_i y_i {Z}_i + \sum_i y_i {LSE}",
    rf"-\sum_i y_i {Z}_i + {LSE}",
)

SLIPS: Mapping[str, tuple[str, str]] = {
    "2_no_exponential_below": (
        rf"-\sum_i y_i \log \frac{{e^{{{Z}_i}}}}{{\sum_j {Z}_j}}",
        "The softmax divides by the sum of the exponentials, not by the sum of the logits.",
    ),
    "2_own_exponential_lost": (
        rf"-\sum_i y_i \log \frac{{1}}{{\sum_j e^{{{Z}_j}}}}",
        "The numerator of the softmax is the exponential of its own logit.",
    ),
    "3_quotient_as_sum": (
        rf"-\sum_i y_i \bigl[ \log e^{{{Z}_i}} + {LSE} \bigr]",
        "The logarithm of a quotient is a difference.",
    ),
    "3_log_into_the_sum": (
        rf"-\sum_i y_i \bigl[ \log e^{{{Z}_i}} - \sum_j \log e^{{{Z}_j}} \bigr]",
        "The logarithm of a sum is not the sum of the logarithms.",
    ),
    "4_minus_lost": (
        rf"-\sum_i y_i \bigl[ {Z}_i + {LSE} \bigr]",
        "Inside the bracket there is still a difference.",
    ),
    "4_exponential_kept": (
        rf"-\sum_i y_i \bigl[ e^{{{Z}_i}} - {LSE} \bigr]",
        "The logarithm of an exponential is its exponent.",
    ),
    "5_bracket_lost": (
        rf"-\sum_i y_i {Z}_i - \sum_i y_i {LSE}",
        "Without the brackets the minus in front does not reach the second term, which must change its sign.",
    ),
    "5_target_lost": (
        rf"-\sum_i \bigl[ y_i {Z}_i - {LSE} \bigr]",
        "The factor $y_i$ belongs to both terms of the bracket.",
    ),
    "6_both_minus": (
        rf"-\sum_i y_i {Z}_i - \sum_i y_i {LSE}",
        "Minus a difference turns the sign of the second term.",
    ),
    "6_target_lost": (
        rf"-\sum_i {Z}_i + \sum_i y_i {LSE}",
        "The factor $y_i$ stays with the first term.",
    ),
    "7_classes_counted": (
        rf"-\sum_i y_i {Z}_i + C {LSE}",
        "The sum of the target is 1, not the number $C$ of the classes.",
    ),
    "7_minus_sum": (
        rf"-\sum_i y_i {Z}_i - {LSE}",
        "The sum of the target is 1, so the sign stays.",
    ),
}  # fmt: skip
CASES = ("early_lines", "late_lines")


def line_of(slip: str) -> int:
    """The number of the line that a slip spoils."""
    return int(slip[0])


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    slip = stream.choice([name for name in SLIPS if (line_of(name) >= 5) == (case == "late_lines")])
    other = next(name for name in SLIPS if name != slip and line_of(name) == line_of(slip))
    return {
        "logits": [stream.decimal("-1.5", "2.5", 1).removesuffix(".0") for _ in range(CLASSES)],
        "label": stream.integer(1, CLASSES),
        "slip": slip,
        "options": list(stream.shuffle(("right", slip, other))),
    }


def case_of(params: Params) -> str:
    return "late_lines" if line_of(params["slip"]) >= 5 else "early_lines"


def ill_posed(params: Params) -> str | None:
    z = logits(params)
    if params["label"] > len(z):
        return f"the label {params['label']} is beyond the {len(z)} classes"
    if len(set(params["logits"])) == 1 or Fraction(params["logits"][params["label"] - 1]) == 0:
        return "all logits are equal, or that of the true class is 0"
    if precise.total(z) <= LEAST:
        return "the logits do not have a positive sum, so that one slip would take the logarithm of a negative number"
    offered = sorted(name for name in params["options"] if name != "right")
    spoilt = sorted(name for name in SLIPS if line_of(name) == line_of(params["slip"]))
    if "right" not in params["options"] or params["slip"] not in offered or not set(offered) <= set(spoilt):
        return "the options are the right line, the slip, and other slips of the same line"
    values = [loss(params), *(evaluated(name, params) for name in spoilt)]
    gaps = [abs(a - b) for k, a in enumerate(values) for b in values[:k]]
    if min(gaps) < LEAST or min(map(abs, values)) < LEAST:
        return "a slip hardly changes the value of its line"
    return None


def logits(params: Params) -> list[Decimal]:
    return [precise.total([z]) for z in params["logits"]]


def loss(params: Params) -> Decimal:
    z = logits(params)
    return precise.total([exact_softmax.log_sum_exp(z), -z[params["label"] - 1]])


def evaluated(slip: str, params: Params) -> Decimal:
    """The value of a line with a slip: what it makes of own logit z, log-sum-exp L and all logits."""
    z, own = logits(params), logits(params)[params["label"] - 1]
    lse, everything = exact_softmax.log_sum_exp(z), precise.total(z)
    values: Mapping[str, Callable[[], Sequence[Decimal]]] = {
        "2_no_exponential_below": lambda: (precise.log(everything), -own),
        "2_own_exponential_lost": lambda: (lse,),
        "3_quotient_as_sum": lambda: (-own, -lse),
        "3_log_into_the_sum": lambda: (everything, -own),
        "4_minus_lost": lambda: (-own, -lse),
        "4_exponential_kept": lambda: (lse, -precise.exp(own)),
        "5_bracket_lost": lambda: (-own, -lse),
        "5_target_lost": lambda: (-own, precise.product(len(z), lse)),
        "6_both_minus": lambda: (-own, -lse),
        "6_target_lost": lambda: (lse, -everything),
        "7_classes_counted": lambda: (precise.product(len(z), lse), -own),
        "7_minus_sum": lambda: (-own, -lse),
    }
    return precise.total(values[slip]())


def shown(params: Params) -> list[str]:
    """The lines as they are printed, one of them spoilt."""
    place = line_of(params["slip"])
    return [SLIPS[params["slip"]][0] if k == place else line for k, line in enumerate(RIGHT, start=1)]


def spoilt_line(params: Params) -> list[tuple[Statement, bool]]:
    """The lines as options; the one with another value than the first is sought."""
    place = line_of(params["slip"])
    values = [
        evaluated(params["slip"], params) if k == place else loss(params) for k in range(1, len(RIGHT) + 1)
    ]
    said = "This line has the value of the first one; what is beside it may not follow from it."
    spoilt = SLIPS[params["slip"]][1]
    return [
        (Statement(f"${line}$", spoilt if value != values[0] else said), value != values[0])
        for line, value in zip(shown(params), values, strict=True)
    ]


def decided(params: Params) -> list[tuple[Statement, bool]]:
    rows = []
    for name in params["options"]:
        text, said = (RIGHT[line_of(params["slip"]) - 1], "It has the value of the lines around it.")
        if name != "right":
            text, said = SLIPS[name]
        value = loss(params) if name == "right" else evaluated(name, params)
        rows.append((Statement(f"${text}$", said), abs(value - loss(params)) < LEAST / 2))
    return rows


def solve(params: Params) -> Mapping[str, Solved]:
    place = line_of(params["slip"])
    proved = derived.derivation("cross_entropy_logits")
    z = logits(params)
    facts = {
        "place": place,
        "why": SLIPS[params["slip"]][1],
        "right": RIGHT[place - 1],
        "wrong": SLIPS[params["slip"]][0],
        "own": typeset.number(params["logits"][params["label"] - 1]),
        "minus_own": typeset.number(-Fraction(params["logits"][params["label"] - 1])),
        "lse": typeset.about(exact_softmax.log_sum_exp(z), 6),
        "sum": typeset.signed_sum(
            [
                typeset.about(exact_softmax.log_sum_exp(z), 6),
                typeset.number(-Fraction(params["logits"][params["label"] - 1])),
            ]
        ),
    }
    found = statements.pick_one(spoilt_line(params), facts)
    return {
        "a": Solved(found.answer, facts, derivation=proved, options=found.options),
        "b": Solved(Exact("number", loss(params), 4), facts),
        "c": Solved(Exact("number", evaluated(params["slip"], params), 4), facts),
        "d": statements.pick_one(decided(params), facts),
    }


MISTAKES = (
    Mistake(
        "b",
        "the value of the spoilt line",
        lambda p: evaluated(p["slip"], p),
        "That line has a slip; all the others give the loss.",
    ),
    Mistake(
        "b",
        "forgot the logarithm of the sum",
        lambda p: -logits(p)[p["label"] - 1],
        "The loss is log-sum-exp minus the logit of the true class.",
    ),
    Mistake(
        "c",
        "the value of the right line",
        loss,
        "The line is to be read as it is printed, slip and all.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logits": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 5,
            "description": "logits, e.g. [1.5, 0.2, -1]",
        },
        "label": {"type": "integer", "minimum": 1, "maximum": 5, "description": "the true class, from 1"},
        "slip": {
            "type": "string",
            "enum": list(SLIPS),
            "description": "which slip is made, by the number of its line and its name",
        },
        "options": {
            "type": "array",
            "items": {"type": "string", "enum": ["right", *SLIPS]},
            "minItems": 3,
            "maxItems": 3,
            "uniqueItems": True,
            "description": "the readings offered of that line: right, and its two slips, in order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
