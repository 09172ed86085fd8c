"""What activations cost: operations counted in their programs, priced, and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from questions import typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, tick_all, told

PRICED = ("multiply", "divide", "exp", "log")  # comparisons and additions cost 1
SHOWN = 3  # activations on a sheet
ASKED = 4  # statements on a sheet

# Operations for a negative input and for a positive one; a change of sign counts as an addition.
Bill = Mapping[str, int]
SMOOTH: Mapping[str, Bill] = {
    "sigmoid": {"add": 2, "exp": 1, "divide": 1},
    "tanh": {"multiply": 1, "exp": 1, "add": 2, "divide": 1},
    "silu": {"add": 2, "exp": 1, "divide": 1},
    "softplus": {"exp": 1, "add": 1, "log": 1},
}
BILLS: Mapping[str, tuple[Bill, Bill]] = {
    "relu": ({"compare": 1}, {"compare": 1}),
    "leaky_relu": ({"compare": 1, "multiply": 1}, {"compare": 1}),
    "elu": ({"compare": 1, "exp": 1, "add": 1}, {"compare": 1}),
    **{name: (bill, bill) for name, bill in SMOOTH.items()},
}
CASES = ("smooth", "branches")
OTHERS = {"smooth": tuple(SMOOTH), "branches": ("leaky_relu", "elu", "sigmoid", "tanh")}
NAMES = {
    "relu": "ReLU", "leaky_relu": "leaky ReLU", "elu": "ELU", "sigmoid": "sigmoid", "tanh": "tanh", "silu": "SiLU",
    "softplus": "softplus",
}  # fmt: skip

STATEMENTS: Mapping[str, Statement] = {
    "relu_cheapest": Statement(
        "The ReLU is the cheapest of these activations.", "It takes one comparison and nothing else."
    ),
    "all_need_exp": Statement(
        "Each of these activations needs an exponential for some inputs.",
        "The ReLU needs none, whatever its input is.",
    ),
    "relu_without_exp": Statement(
        "Whatever its input is, the program of the ReLU calls neither an exponential nor a logarithm.",
        "It takes one comparison and nothing else.",
    ),
    "same_if_exp_free": Statement(
        "If exponentials cost nothing, all of these activations would cost the same.",
        "What is left besides them, divisions for example, still differs.",
    ),
    "exp_is_most": Statement(
        "The exponential is more than half of the cost of a sigmoid.",
        "Compare it with the additions and the division together.",
    ),
    "sigmoid_twice": Statement(
        "A sigmoid costs more than twice as much as a ReLU.",
        "The ReLU costs 1; the exponential alone costs more than 2.",
    ),
    "sign_matters_for_relu": Statement(
        "The cost of a ReLU depends on the sign of its input.",
        "The comparison is made in any case, and nothing else is.",
    ),
    "sign_matters_for_leaky": Statement(
        "The cost of a leaky ReLU depends on the sign of its input.", "Only a negative input is multiplied."
    ),
    "silu_as_sigmoid": Statement(
        "A SiLU costs as much as a sigmoid.",
        "The numerator is $z$ instead of 1, which saves the multiplication.",
    ),
    "tanh_below_sigmoid": Statement(
        "By these programs a hyperbolic tangent is cheaper than a sigmoid.",
        r"It has a multiplication more, and otherwise the same.",
    ),
}


# Programs that a statement speaks of: they must be in the table.
ABOUT: Mapping[str, frozenset[str]] = {
    "exp_is_most": frozenset({"sigmoid"}),
    "sigmoid_twice": frozenset({"sigmoid"}),
    "sign_matters_for_leaky": frozenset({"leaky_relu"}),
    "silu_as_sigmoid": frozenset({"silu", "sigmoid"}),
    "tanh_below_sigmoid": frozenset({"tanh", "sigmoid"}),
}


def can_be_asked(statement: str, activations: Sequence[str]) -> bool:
    return ABOUT.get(statement, frozenset()) <= set(activations)


def draw(case: str, stream: Stream) -> Params:
    def make() -> Params:
        others = stream.sample(OTHERS[case], SHOWN - 1)
        possible = [name for name in STATEMENTS if can_be_asked(name, others)]
        return {
            "activations": list(stream.shuffle(["relu", *others])),
            "multiply": stream.integer(1, 3),
            "divide": stream.integer(4, 9),
            "exp": stream.integer(10, 40),
            "log": stream.integer(10, 40),
            "units": stream.choice((64, 100, 128, 256, 500, 512)),
            "statements": list(stream.sample(possible, ASKED)),
        }

    return stream.until(make, lambda params: ill_posed(params) is None and case_of(params) == case)


def case_of(params: Params) -> str:
    """Whether an activation but the ReLU has a branch."""
    return "branches" if {"leaky_relu", "elu"} & set(params["activations"]) else "smooth"


def ill_posed(params: Params) -> str | None:
    names, asked = params["activations"], params["statements"]
    if "relu" not in names or len(set(names)) < len(names):
        return "the ReLU is not among the activations, or one stands twice"
    if len(set(asked)) < len(asked):
        return "a statement stands twice in the list"
    if not all(can_be_asked(statement, names) for statement in asked):
        return "a statement speaks of an activation that is not in the table"
    held = {holds(statement, params) for statement in asked}
    return None if len(held) == 2 else "all of the statements hold, or none does"


# -- the solution ------------------------------------------------------------------------------------------


def costs(params: Params) -> dict[str, int]:
    return {"compare": 1, "add": 1, **{name: params[name] for name in PRICED}}


def price(bill: Bill, prices: Mapping[str, int]) -> int:
    return sum(count * prices[operation] for operation, count in bill.items())


def mean_price(name: str, prices: Mapping[str, int]) -> Fraction:
    """Half of the inputs are negative."""
    return Fraction(sum(price(bill, prices) for bill in BILLS[name]), 2)


def holds(statement: str, params: Params) -> bool:
    names, prices = params["activations"], costs(params)
    free = {**prices, "exp": 0}
    own = {name: mean_price(name, prices) for name in BILLS}
    uses = {name: Counter(bills[0]) + Counter(bills[1]) for name, bills in BILLS.items()}
    decided: Mapping[str, Callable[[], bool]] = {
        "relu_cheapest": lambda: all(own["relu"] < own[name] for name in names if name != "relu"),
        "all_need_exp": lambda: all(uses[name]["exp"] for name in names),
        "relu_without_exp": lambda: not uses["relu"]["exp"],
        "same_if_exp_free": lambda: len({mean_price(name, free) for name in names}) == 1,
        "exp_is_most": lambda: 2 * prices["exp"] > own["sigmoid"],
        "sigmoid_twice": lambda: own["sigmoid"] > 2 * own["relu"],
        "sign_matters_for_relu": lambda: BILLS["relu"][0] != BILLS["relu"][1],
        "sign_matters_for_leaky": lambda: BILLS["leaky_relu"][0] != BILLS["leaky_relu"][1],
        "silu_as_sigmoid": lambda: own["silu"] == own["sigmoid"],
        "tanh_below_sigmoid": lambda: own["tanh"] < own["sigmoid"],
    }
    return decided[statement]()


def solve(params: Params) -> Mapping[str, Solved]:
    names, prices = params["activations"], costs(params)
    each = tuple(mean_price(name, prices) for name in names)
    rows = [
        {
            "name": NAMES[name],
            "negative": " + ".join(_terms(BILLS[name][0], prices)) + _worked_out(BILLS[name][0], prices),
            "positive": " + ".join(_terms(BILLS[name][1], prices)) + _worked_out(BILLS[name][1], prices),
            "mean": typeset.number(cost),
        }
        for name, cost in zip(names, each, strict=True)
    ]
    facts = {
        "rows": rows,
        "sum": typeset.signed_sum(map(typeset.number, each)),
        "total": typeset.number(sum(each)),
    }
    decided = [(STATEMENTS[name], holds(name, params)) for name in params["statements"]]
    return {
        "a": Solved(Exact("array", each), facts),
        "b": Solved(Exact("rational", sum(each, Fraction(0)) * params["units"], 4), facts),
        "c": tick_all(decided, {"rows": told(decided)}),
    }


def _terms(bill: Bill, prices: Mapping[str, int]) -> list[str]:
    return [typeset.product(count, prices[operation]) for operation, count in bill.items()]


def _worked_out(bill: Bill, prices: Mapping[str, int]) -> str:
    terms = _terms(bill, prices)
    return "" if len(terms) == 1 and r"\cdot" not in terms[0] else f" = {price(bill, prices)}"


# -- what goes wrong ---------------------------------------------------------------------------------------


def one_each(params: Params) -> tuple[Fraction, ...]:
    """Every operation counted as 1."""
    return tuple(mean_price(name, dict.fromkeys(costs(params), 1)) for name in params["activations"])


def only_negative(params: Params) -> tuple[Fraction, ...]:
    return tuple(Fraction(price(BILLS[name][0], costs(params))) for name in params["activations"])


def exponentials_only(params: Params) -> tuple[Fraction, ...]:
    prices = {**dict.fromkeys(costs(params), 0), "exp": params["exp"]}
    return tuple(mean_price(name, prices) for name in params["activations"])


def one_unit(params: Params) -> Fraction:
    return sum((mean_price(name, costs(params)) for name in params["activations"]), Fraction(0))


MISTAKES = (
    Mistake(
        "a", "every operation counted as 1", one_each, "The operations have different prices: see the table."
    ),
    Mistake(
        "a",
        "negative inputs only",
        only_negative,
        "Half of the inputs are positive, and take the other branch.",
    ),
    Mistake("a", "only the exponentials", exponentials_only, "The other operations cost something as well."),
    Mistake("b", "a single unit", one_unit, "Each unit of the layer runs the program once."),
)

NAME_LIST = {"type": "array", "items": {"type": "string", "enum": list(BILLS)}, "minItems": 2, "maxItems": 6}
PRICE = {"type": "integer", "minimum": 1, "maximum": 1000}
family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activations": {
            **NAME_LIST,
            "description": 'the activations by name, the ReLU among them, e.g. ["relu", "sigmoid"]',
        },
        "multiply": {**PRICE, "description": "cost of a multiplication, e.g. 1"},
        "divide": {**PRICE, "description": "cost of a division, e.g. 5"},
        "exp": {**PRICE, "description": "cost of an exponential, e.g. 20"},
        "log": {**PRICE, "description": "cost of a logarithm, e.g. 20"},
        "units": {
            "type": "integer",
            "minimum": 2,
            "maximum": 10000,
            "description": "units of a layer, e.g. 100",
        },
        "statements": {
            "type": "array",
            "items": {"type": "string", "enum": list(STATEMENTS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "the statements of part (c) by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
