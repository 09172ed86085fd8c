"""One step of gradient descent on a sum of squared errors: with one example, with a mini-batch, with all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from questions import claims, derived, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

RATES = ("0.01", "0.02", "0.05")


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    count = 3 if case == "full_batch" else 4
    size = {"one_example": 1, "mini_batch": 3, "full_batch": count}[case]
    rules = ["descent", "ascent", "no_rate"]
    rules += {"one_example": ["all"], "mini_batch": ["mean", "all"], "full_batch": ["mean"]}[case]
    return {
        "inputs": [stream.sign() * stream.integer(1, 5) for _ in range(count)],
        "targets": [stream.integer(-6, 9) for _ in range(count)],
        "weight": str(stream.sign() * stream.integer(1, 3)),
        "rate": stream.choice(RATES),
        "batch": sorted(stream.sample(range(1, count + 1), size)),
        "rules": list(stream.shuffle(rules)),
    }


def case_of(params: Params) -> str:
    if len(params["batch"]) == len(params["inputs"]):
        return "full_batch"
    return "one_example" if len(params["batch"]) == 1 else "mini_batch"


def ill_posed(params: Params) -> str | None:
    count = len(params["inputs"])
    if len(params["targets"]) != count:
        return f"there are {count} inputs and {len(params['targets'])} targets"
    if params["batch"] != sorted(set(params["batch"])) or params["batch"][-1] > count:
        return f"the batch does not name examples from 1 to {count} in order"
    if Fraction(params["rate"]) <= 0:
        return "the learning rate is not positive"
    if 0 in slopes(params) or gradient(params) == 0:
        return "a gradient is 0"
    if stepped(params, "descent") == 0:
        return "the step leads to the weight 0"
    if len({stepped(params, rule) for rule in params["rules"]}) < len(params["rules"]):
        return "two of the rules lead to the same weight"
    if "descent" not in params["rules"]:
        return "the right rule is not among the options"
    return None


def errors(params: Params) -> tuple[Fraction, ...]:
    """Prediction minus target for each example."""
    w = Fraction(params["weight"])
    return tuple(w * x - y for x, y in zip(params["inputs"], params["targets"], strict=True))


def slopes(params: Params) -> tuple[Fraction, ...]:
    """The derivative of each example's squared error."""
    return tuple(2 * e * x for e, x in zip(errors(params), params["inputs"], strict=True))


def in_batch(params: Params) -> list[Fraction]:
    found = slopes(params)
    return [found[number - 1] for number in params["batch"]]


def gradient(params: Params) -> Fraction:
    """The derivative of the loss of the step, a sum."""
    return sum(in_batch(params), Fraction(0))


def stepped(params: Params, rule: str) -> Fraction:
    """The weight after one step of a rule."""
    rate, total, size = Fraction(params["rate"]), gradient(params), len(params["batch"])
    step = {
        "descent": -rate * total,
        "ascent": rate * total,
        "no_rate": -total,
        "mean": -rate * total / size,
        "all": -rate * sum(slopes(params), Fraction(0)),
    }
    return Fraction(params["weight"]) + step[rule]


# -- the update rule as a choice ---------------------------------------------------------------------------


def _rule(sign: str, factor: str, part: str) -> Callable[[Params], str]:
    """The text of a rule; `part` is what is summed over: the batch, or all examples."""

    def text(params: Params) -> str:
        single = len(params["batch"]) == 1
        whole = part == "all" or len(params["batch"]) == len(params["inputs"])
        one = rf"\nabla\ell_{{{params['batch'][0]}}}(w)"
        total = r"\sum_{i=1}^{n} \nabla\ell_i(w)" if whole else r"\sum_{i \in T} \nabla\ell_i(w)"
        return rf"$w \leftarrow w {sign} {factor}{one if single and part != 'all' else total}$"

    return text


def _leads_downhill(rule: str) -> Callable[[Params], bool]:
    """Whether the rule makes the step of gradient descent on the loss of the batch."""

    def holds(params: Params) -> bool:
        wanted = Fraction(params["weight"]) - Fraction(params["rate"]) * gradient(params)
        return stepped(params, rule) == wanted

    return holds


UPHILL = "The gradient points to where the loss grows: with a plus sign this is gradient ascent."
RULES = {
    "descent": Claim(
        _rule("-", r"\eta ", "batch"),
        "It goes against the gradient of the loss of this step.",
        _leads_downhill("descent"),
    ),
    "ascent": Claim(_rule("+", r"\eta ", "batch"), UPHILL, _leads_downhill("ascent")),
    "no_rate": Claim(
        _rule("-", "", "batch"),
        r"The learning rate $\eta$ is missing: the step would be as long as the gradient.",
        _leads_downhill("no_rate"),
    ),
    "mean": Claim(
        lambda p: _rule("-", r"\frac{\eta}{|T|} ", "batch")(p).replace(
            r"\frac{\eta}{|T|}",
            r"\frac{\eta}{n}" if len(p["batch"]) == len(p["inputs"]) else r"\frac{\eta}{|T|}",
        ),
        "The loss of this step is a sum; dividing by the number of examples makes the step of the mean.",
        _leads_downhill("mean"),
    ),
    "all": Claim(
        _rule("-", r"\eta ", "all"),
        "Only the examples of this step enter: with all of them it is full-batch gradient descent.",
        _leads_downhill("all"),
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    rows = [
        {
            "n": n,
            "x": str(x),
            "y": str(y),
            "e": typeset.number(e),
            "g": typeset.number(g),
            "product": typeset.product(2, e, x),
            "used": n in params["batch"],
        }
        for n, (x, y, e, g) in enumerate(
            zip(params["inputs"], params["targets"], errors(params), slopes(params), strict=True), start=1
        )
    ]
    after, total = stepped(params, "descent"), gradient(params)
    facts = {
        "rows": rows,
        "sum": typeset.signed_sum(typeset.number(g) for g in in_batch(params)),
        "gradient": typeset.number(total),
        "step": typeset.signed_sum((params["weight"], _minus(typeset.product(params["rate"], total)))),
        "result": typeset.number(after),
        "before": typeset.number(_loss(params, Fraction(params["weight"]))),
        "after": typeset.about(_loss(params, after), 4),
        "falls": _loss(params, after) < _loss(params, Fraction(params["weight"])),
        "grows": total > 0,
    }
    proved = derived.derivation("full_gradient")
    return {
        "a": claims.the_one(RULES, params, facts, "rules"),
        "b": Solved(Exact("array", slopes(params)), facts),
        "c": Solved(Exact("integer", int(total)), facts, derivation=proved),
        "d": Solved(Exact("number", after, 4), facts),
    }


def _minus(latex: str) -> str:
    """Minus a product."""
    return latex[1:] if latex.startswith("-") else f"-{latex}"


def _loss(params: Params, w: Fraction) -> Fraction:
    pairs = [(params["inputs"][n - 1], params["targets"][n - 1]) for n in params["batch"]]
    return sum(((w * x - y) ** 2 for x, y in pairs), Fraction(0))


# -- what goes wrong ---------------------------------------------------------------------------------------


def mean(params: Params) -> Fraction | None:
    """The mean over the batch, where that is another number."""
    return gradient(params) / len(params["batch"]) if len(params["batch"]) > 1 else None


def other_total(params: Params) -> Fraction | None:
    """The sum over all examples, where the batch is a part of them."""
    return sum(slopes(params), Fraction(0)) if case_of(params) != "full_batch" else None


FORGOT_2 = "The derivative of the square brings down a factor 2."
MEAN = "The loss of the step is the sum over its examples; nothing is divided by their number."

MISTAKES = (
    Mistake("b", "forgot the factor 2", lambda p: tuple(g / 2 for g in slopes(p)), FORGOT_2),
    Mistake(
        "b",
        "forgot the inner derivative",
        lambda p: tuple(2 * e for e in errors(p)),
        "The error is $w x_i - y_i$: its derivative with respect to $w$ is $x_i$.",
    ),
    Mistake(
        "b",
        "target minus prediction",
        lambda p: tuple(-g for g in slopes(p)),
        "The inner derivative of $(y_i - w x_i)^2$ is $-x_i$: the two signs cancel.",
    ),
    Mistake("c", "mean", mean, MEAN),
    Mistake("c", "all examples", other_total, "Only the examples of this step enter its gradient."),
    Mistake("c", "forgot the factor 2", lambda p: gradient(p) / 2, FORGOT_2),
    Mistake("d", "ascent", lambda p: stepped(p, "ascent"), UPHILL),
    Mistake(
        "d",
        "forgot the learning rate",
        lambda p: stepped(p, "no_rate"),
        "The gradient is multiplied by the learning rate before it is subtracted.",
    ),
    Mistake(
        "d",
        "forgot the factor 2",
        lambda p: Fraction(p["weight"]) - Fraction(p["rate"]) * gradient(p) / 2,
        FORGOT_2,
    ),
    Mistake("d", "mean", lambda p: stepped(p, "mean") if mean(p) is not None else None, MEAN),
)

INTEGERS = {
    "type": "array",
    "items": {"type": "integer", "minimum": -99, "maximum": 99},
    "minItems": 2,
    "maxItems": 6,
}

family = Family(
    cases=("one_example", "mini_batch", "full_batch"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "inputs": {**INTEGERS, "description": "inputs x, whole numbers, e.g. [1, 2, -3]"},
        "targets": {**INTEGERS, "description": "targets y, one for each input, whole numbers"},
        "weight": {
            **DECIMAL,
            "pattern": r"^-?[0-9]+$(?!\n)",
            "description": "the weight before the step, a whole number, e.g. 2",
        },
        "rate": {**DECIMAL, "description": "learning rate, e.g. 0.01"},
        "batch": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 6},
            "minItems": 1,
            "maxItems": 6,
            "description": "the examples of the step, by their numbers from 1 on, e.g. [2, 3]",
        },
        "rules": {
            **claims.schema(RULES),
            "description": "the update rules to choose from, by name, in order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
