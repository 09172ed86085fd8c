"""The range of an activation, stretched and shifted: the interval, its ends, the values in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questions import typeset
from questions.model import Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, pick_one, tick_all

CASES = ("sigmoid", "tanh", "relu", "relu6", "elu")
OPTIONS, NUMBERS = 5, 5
EVERYTHING = "(-inf, inf)"


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers between two ends; None is an end at infinity."""

    low: Fraction | None
    high: Fraction | None
    has_low: bool = False
    has_high: bool = False

    def text(self) -> str:
        """As params hold it: "(-1, 1]", "[0, inf)"."""
        low = "-inf" if self.low is None else typeset.number(self.low)
        high = "inf" if self.high is None else typeset.number(self.high)
        return f"{'[' if self.has_low else '('}{low}, {high}{']' if self.has_high else ')'}"

    def latex(self) -> str:
        return self.text().replace("inf", r"\infty").replace(", ", r",\ ")

    def __contains__(self, value: Fraction) -> bool:
        above = self.low is None or value > self.low or (self.has_low and value == self.low)
        below = self.high is None or value < self.high or (self.has_high and value == self.high)
        return above and below

    def moved(self, a: Fraction, b: Fraction) -> Interval:
        """The image under v -> a v + b."""
        low, high = (None if end is None else a * end + b for end in (self.low, self.high))
        if a > 0:
            return Interval(low, high, self.has_low, self.has_high)
        return Interval(high, low, self.has_high, self.has_low)

    def with_ends(self, *, attained: bool) -> Interval:
        """The same interval with its finite ends, or without them."""
        return Interval(
            self.low, self.high, attained and self.low is not None, attained and self.high is not None
        )


def read(text: str) -> Interval:
    """An interval from its text; raises ValueError where it is none."""
    low, high = (
        None if end.strip().endswith("inf") else Fraction(end.strip()) for end in text[1:-1].split(",")
    )
    return Interval(low, high, text[0] == "[", text[-1] == "]")


def base(name: str, alpha: Fraction) -> Interval:
    """The range of the activation itself, as it is proved in `derive`."""
    from derive.facts import facts

    # The ReLU6 is 6 times a hard sigmoid, whose breaks are at -3 and 3: neither changes what is attained.
    span = facts("hard_sigmoid" if name == "relu6" else name).range
    ends = [None if end.is_infinite else _number(end, alpha) for end in (span.low, span.high)]
    found = Interval(ends[0], ends[1], not span.low_open, not span.high_open)
    return found.moved(Fraction(6), Fraction(0)) if name == "relu6" else found


def _number(end: Any, alpha: Fraction) -> Fraction:
    number = end.subs(dict.fromkeys(end.free_symbols, f"{alpha.numerator}/{alpha.denominator}"))
    return Fraction(int(number.p), int(number.q))


def image(params: Params) -> Interval:
    """The range of a f(kz) + b: kz takes all values that z does."""
    own = base(params["activation"], Fraction(params["alpha"]))
    return own.moved(Fraction(params["a"]), Fraction(params["b"]))


# -- drawing -----------------------------------------------------------------------------------------------


def draw(case: str, stream: Stream) -> Params:
    """A stretched and shifted activation, with the intervals and numbers that people mistake for its range."""
    params = {
        "activation": case,
        "a": stream.choice((-4, -3, -2, 2, 3, 4)),
        "k": stream.choice((-3, -2, 2, 3, 4, 5)),
        "b": stream.choice((-3, -2, -1, 1, 2, 3)),
        "alpha": stream.choice((2, 3, 5)) if case == "elu" else 1,
    }
    right = image(params)
    others = [option.text() for option in wrong_intervals(params)]
    different = [text for text in dict.fromkeys(others) if text != right.text()]
    intervals = stream.shuffle([right.text(), *stream.sample(different, OPTIONS - 1)])
    return params | {"intervals": list(intervals), "numbers": _numbers(right, stream)}


def wrong_intervals(params: Params) -> list[Interval]:
    """What is taken for the range: other ends, other signs, a forgotten factor, another function."""
    right, a, b, k = image(params), *(Fraction(params[name]) for name in ("a", "b", "k"))
    own = base(params["activation"], Fraction(params["alpha"]))
    other = {"sigmoid": "tanh", "tanh": "sigmoid", "relu": "elu", "relu6": "relu", "elu": "relu"}
    return [
        right.with_ends(attained=not (right.has_low or right.has_high)),
        base(other[params["activation"]], Fraction(1)).moved(a, b),
        own.moved(a * k, b),
        own.moved(a, Fraction(0)),
        own.moved(Fraction(1), b),
        read(EVERYTHING),
    ]


def _numbers(right: Interval, stream: Stream) -> list[str]:
    """The finite ends, and numbers inside and outside."""
    ends = [end for end in (right.low, right.high) if end is not None]
    first = ends[0]
    around = [first + Fraction(n, 4) for n in (-12, -9, -6, -2, -1, 1, 2, 6, 9, 12) if first + Fraction(n, 4)]
    inside = [v for v in around if v in right and v not in ends]
    outside = [v for v in around if v not in right and v not in ends]
    chosen = [*ends, *stream.sample(inside, min(2, len(inside))), *stream.sample(outside, 2)][:NUMBERS]
    return [typeset.number(v) for v in sorted(chosen)]


def ill_posed(params: Params) -> str | None:
    if params["a"] == 0 or params["k"] == 0:
        return "with a = 0 or k = 0 the function is constant"
    try:
        intervals = [read(text).text() for text in params["intervals"]]
    except (ValueError, ZeroDivisionError):
        return "an interval cannot be read: expected one like (-1, 1], with inf for infinity"
    if intervals != list(params["intervals"]) or len(set(intervals)) < len(intervals):
        return "two intervals are the same, or one is not written like (-1, 1]"
    if image(params).text() not in intervals:
        return "the range is not among the intervals"
    attained = [Fraction(v) in image(params) for v in params["numbers"]]
    if len(set(params["numbers"])) < len(attained):
        return "two of the numbers are the same"
    return None if len(set(attained)) == 2 else "all of the numbers are values of the function, or none is"


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    right = image(params)
    own = base(params["activation"], Fraction(params["alpha"]))
    facts = {
        "own": own.latex(),
        "range": right.latex(),
        "flips": params["a"] < 0,
        "moved": params["a"] != 1 or params["b"] != 0,
        "attained": right.has_low or right.has_high,
        "open": (right.low is not None and not right.has_low)
        or (right.high is not None and not right.has_high),
    }
    intervals = [
        (Statement(f"${read(text).latex()}$", why_not(read(text), right)), text == right.text())
        for text in params["intervals"]
    ]
    numbers = [
        (Statement(f"${typeset.number(v)}$", about(Fraction(v), right)), Fraction(v) in right)
        for v in params["numbers"]
    ]
    return {"a": pick_one(intervals, facts), "b": tick_all(numbers, facts)}


def why_not(option: Interval, right: Interval) -> str:
    """What is wrong with an interval, in one sentence."""
    if option == right:
        return "Each of these values is attained, and no other."
    if (option.low, option.high) == (right.low, right.high):
        if option.has_low > right.has_low or option.has_high > right.has_high:
            return "An end that is only approached is not a value of the function."
        return "The end is attained, so it belongs to the range."
    if option.low is None and option.high is None:
        return "All real numbers are a set that contains the values; the range holds only those that are attained."
    return (
        "The factor in front of $f$ stretches its range (and turns it round where it is negative), what is added "
        "shifts it, and the factor of $z$ does neither."
    )


def about(value: Fraction, right: Interval) -> str:
    """Why a number is or is not a value, in one sentence."""
    if value in right:
        return "It lies in the range, so some $z$ leads to it."
    if value in (right.low, right.high):
        return "It is a limit: the values come as near as you like, and never arrive."
    return "It lies outside of the range."


def ends_swapped(params: Params) -> str:
    """The numbers ticked by somebody who takes open ends for closed ones and closed ends for open ones."""
    right = image(params)
    wrong = Interval(
        right.low,
        right.high,
        right.low is not None and not right.has_low,
        right.high is not None and not right.has_high,
    )
    return ", ".join(
        label for label, v in zip("ABCDEFGH", params["numbers"], strict=False) if Fraction(v) in wrong
    )


MISTAKES = (
    Mistake(
        "b",
        "ends mixed up",
        ends_swapped,
        "A limit that is only approached is not a value; an end that is attained is one.",
    ),
)

WHOLE = {"type": "integer", "minimum": -20, "maximum": 20}
family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {
            "type": "string",
            "enum": list(CASES),
            "description": "the activation f by name, e.g. sigmoid",
        },
        "a": {**WHOLE, "description": "factor in front of f, a whole number but 0, e.g. 2"},
        "k": {**WHOLE, "description": "factor of the input, a whole number but 0, e.g. 3"},
        "b": {**WHOLE, "description": "what is added, a whole number, e.g. -1"},
        "alpha": {
            "type": "integer",
            "minimum": 1,
            "maximum": 100,
            "description": "alpha of the ELU, e.g. 2; the others do not use it",
        },
        "intervals": {
            "type": "array",
            "items": {"type": "string", "maxLength": 30, "pattern": r"^[\[(][^,]+, [^,]+[\])]$"},
            "minItems": 3,
            "maxItems": 8,
            "description": 'the options, each like "(-1, 1]" or "[0, inf)"; one of them is the range',
        },
        "numbers": {
            "type": "array",
            "items": {"type": "string", "maxLength": 12, "pattern": r"^-?[0-9]+(\.[0-9]+)?$(?!\n)"},
            "minItems": 2,
            "maxItems": 8,
            "description": 'numbers of which it is asked whether they are values, each as text, e.g. "0.5"',
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["activation"],
)
