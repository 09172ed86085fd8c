"""The learning rate after some steps: exponential decay, in stairs, as 1/t, and cosine annealing with warm restarts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from questions import typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

if TYPE_CHECKING:
    from derive.derivation import Derivation

PRECISION = 40  # digits of the cosine
NONE = "0"  # where a schedule does not use a field


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    decay = {
        "exponential": ("0.8", "0.9", "0.95", "0.85"),
        "step": ("0.1", "0.5", "0.2"),
        "inverse_time": ("0.1", "0.2", "0.5", "0.05"),
        "cosine_restarts": (NONE,),
    }[case]
    period = stream.choice((8, 10, 12, 20)) if case in ("step", "cosine_restarts") else 1
    steps = (
        (stream.integer(1, period - 1), period * stream.choice((1, 3)) + stream.integer(1, period - 1))
        if period > 1
        else (stream.integer(2, 8), stream.integer(9, 30))
    )
    return {
        "schedule": case,
        "start": stream.choice(("0.1", "0.2", "0.3", "0.4", "0.05")),
        "decay": stream.choice(decay),
        "period": period,
        "end": stream.choice(("0.01", "0.001", "0.002")) if case == "cosine_restarts" else NONE,
        "steps": list(steps),
    }


def ill_posed(params: Params) -> str | None:
    kind, (first, second) = params["schedule"], params["steps"]
    if Fraction(params["start"]) <= Fraction(params["end"]):
        return "the learning rate does not fall"
    if kind != "cosine_restarts" and Fraction(params["decay"]) <= 0:
        return "the decay is not positive"
    if kind in ("exponential", "step") and Fraction(params["decay"]) >= 1:
        return "the learning rate does not fall"
    if kind in ("step", "cosine_restarts") and params["period"] < 2:
        return "a period has at least two steps"
    if not 0 < first < second or (
        params["period"] > 1 and 0 in (first % params["period"], second % params["period"])
    ):
        return "a step is the start, or the first one of a period, or they are not in order"
    return None


def rate(params: Params, step: int) -> Any:
    """The learning rate of a step, as a fraction or, behind a cosine, as an mpf."""
    start, decay = Fraction(params["start"]), Fraction(params["decay"])
    if params["schedule"] == "exponential":
        return start * decay**step
    if params["schedule"] == "step":
        return start * decay ** (step // params["period"])
    if params["schedule"] == "inverse_time":
        return start / (1 + decay * step)
    return annealed(params, Fraction(step % params["period"], params["period"]))


def annealed(params: Params, share: Fraction) -> Any:
    """The value of the cosine schedule after a share of its half wave."""
    import mpmath

    high, low = Fraction(params["start"]), Fraction(params["end"])
    with mpmath.workdps(PRECISION):
        wave = (1 + mpmath.cos(mpmath.pi * share.numerator / share.denominator)) / 2
        return _mpf(low) + _mpf(high - low) * wave


def _mpf(value: Fraction) -> Any:
    import mpmath

    return mpmath.mpf(value.numerator) / value.denominator


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    first, second = params["steps"]
    facts = {
        "first": first,
        "second": second,
        "worked": [_worked(params, step) for step in (first, second)],
        "place": second % params["period"],
        "cycles": second // params["period"],
        "start": typeset.number(params["start"]),
        "high": typeset.number(params["start"]),
        "low": typeset.number(params["end"]),
    }
    proved = _decay() if params["schedule"] == "exponential" else None
    return {
        "a": Solved(Exact("number", rate(params, first), 4), facts, derivation=proved),
        "b": Solved(Exact("number", rate(params, second), 4), facts),
    }


def _decay() -> Derivation:
    """The step of the induction that gives the closed form of exponential decay."""
    from derive import library

    induction: Any = library.find("learning_rate_decay").build()
    step: Derivation = induction.step
    return step


def _worked(params: Params, step: int) -> str:
    """The formula with its numbers, not worked out."""
    start, decay = typeset.number(params["start"]), typeset.number(params["decay"])
    if params["schedule"] == "exponential":
        return rf"{start} \cdot {decay}^{{{step}}}"
    if params["schedule"] == "step":
        drops = step // params["period"]
        return start + {0: "", 1: rf" \cdot {decay}"}.get(drops, rf" \cdot {decay}^{{{drops}}}")
    if params["schedule"] == "inverse_time":
        return rf"\frac{{{start}}}{{1 + {decay} \cdot {step}}}"
    low, place = typeset.number(params["end"]), step % params["period"]
    angle = r"\pi" if place == 1 else rf"{place}\pi"
    return rf"{low} + \tfrac{{1}}{{2}} ({start} - {low}) \left(1 + \cos\tfrac{{{angle}}}{{{params['period']}}}\right)"


# -- what goes wrong ---------------------------------------------------------------------------------------


def only(schedule: str, params: Params, value: Any) -> Any:
    """The wrong value, where the mistake belongs to this schedule."""
    return value if params["schedule"] == schedule else None


def linear(params: Params, step: int) -> Fraction | None:
    """The same amount taken away in each step."""
    start, decay = Fraction(params["start"]), Fraction(params["decay"])
    return only("exponential", params, start * (1 - (1 - decay) * step))


def over_t(params: Params, step: int) -> Fraction | None:
    start = Fraction(params["start"])
    return start / step if params["schedule"] in ("exponential", "inverse_time") else None


def one_less(params: Params, step: int) -> Any:
    """The rate of the step before, counted from 1."""
    return rate(params, step - 1) if params["schedule"] in ("exponential", "inverse_time") else None


def smooth(params: Params, step: int) -> float | None:
    """Stairs taken for a slope."""
    decay = float(params["decay"])
    value = float(params["start"]) * decay ** (step / params["period"]) if decay else 0.0
    return only("step", params, value)


def each_step(params: Params, step: int) -> Fraction | None:
    return only("step", params, Fraction(params["start"]) * Fraction(params["decay"]) ** step)


def no_restart(params: Params, step: int) -> Any:
    """The cosine goes on beyond its half wave."""
    return only("cosine_restarts", params, annealed(params, Fraction(step, params["period"])))


def stays_low(params: Params, _step: int) -> Fraction | None:
    return only("cosine_restarts", params, Fraction(params["end"]))


def triangular(params: Params, step: int) -> Fraction | None:
    high, low = Fraction(params["start"]), Fraction(params["end"])
    share = Fraction(step % params["period"], params["period"])
    return only("cosine_restarts", params, high - (high - low) * share)


def whole_wave(params: Params, step: int) -> Any:
    share = Fraction(2 * (step % params["period"]), params["period"])
    return only("cosine_restarts", params, annealed(params, share))


def at_zero(params: Params, step: int) -> Any:
    """The cosine falls to 0 instead of the lower end."""
    share = Fraction(step % params["period"], params["period"])
    return only("cosine_restarts", params, annealed({**params, "end": NONE}, share))


ROWS = (
    ("linear", linear, "Each step multiplies the rate by a factor; it does not take away the same amount."),
    ("1/t", over_t, "The rate is not simply divided by the number of steps."),
    ("one step less", one_less, "At $t = 0$ the rate has its start value, so at $t$ it has changed $t$ times."),
    ("a smooth decay", smooth, "The rate stays the same between two drops."),
    ("a drop in every step", each_step, "The rate drops only once in each period."),
    ("no restart", no_restart, "After each period the rate jumps back to its start: the place in the period counts."),
    ("stays at the lower end", stays_low, "After each period the rate jumps back to its start."),
    ("triangular", triangular, "It falls along a cosine, not along a straight line."),
    ("a whole wave", whole_wave, "Within a period the rate only falls: that is half a wave."),
    ("down to 0", at_zero, "It falls to its lower end, not to 0."),
)  # fmt: skip

LATE = ("no restart", "stays at the lower end")  # mistakes that only a step beyond the first period can show


def _at(wrong: Callable[[Params, int], Any], place: int) -> Callable[[Params], Any]:
    """A wrong rate at the first or the second of the steps."""
    return lambda params: wrong(params, params["steps"][place])


MISTAKES = tuple(
    Mistake(part, name, _at(wrong, k), feedback)
    for k, part in enumerate("ab")
    for name, wrong, feedback in ROWS
    if part == "b" or name not in LATE
)

family = Family(
    cases=("exponential", "step", "inverse_time", "cosine_restarts"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "schedule": {
            "type": "string",
            "enum": ["exponential", "step", "inverse_time", "cosine_restarts"],
            "description": "how the learning rate falls",
        },
        "start": {**DECIMAL, "description": "learning rate at the start, e.g. 0.1"},
        "decay": {
            **DECIMAL,
            "description": "the factor of a decay, or the k of 1/(1 + k t), e.g. 0.9; 0 with a cosine",
        },
        "period": {
            "type": "integer",
            "minimum": 1,
            "maximum": 1000,
            "description": "steps between two drops or restarts; 1 where there are none",
        },
        "end": {**DECIMAL, "description": "lower end of the cosine, e.g. 0.001; 0 without a cosine"},
        "steps": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 10000},
            "minItems": 2,
            "maxItems": 2,
            "description": "the two steps asked for, counted from 0, in order, e.g. [3, 25]",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: str(params["schedule"]),
    exempt=(
        Exemption(
            "given-away",
            "That the rate is still the one at the start is what part (a) asks of stairs.",
            case="step",
            part="a",
        ),
    ),
)
