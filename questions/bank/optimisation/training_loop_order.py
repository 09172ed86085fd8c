"""The order of the lines in a training loop, and what happens when the gradients are not zeroed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from questions import claims, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

ORDERS = ("ZFBS", "FZBS", "FBSZ", "FBZS", "ZFSB", "FSBZ", "FSZB", "FBS")


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    count = 2 if case == "two_batches" else 3
    return {
        "inputs": [stream.sign() * stream.integer(1, 3) for _ in range(count)],
        "targets": [stream.integer(-5, 9) for _ in range(count)],
        "weight": str(stream.integer(-3, 4)),
        "rate": stream.choice(("0.1", "0.05", "0.2") if count == 2 else ("0.1", "0.05")),
        "orders": claims.drawn(CLAIMS, stream, 4),
    }


def case_of(params: Params) -> str:
    return "two_batches" if len(params["inputs"]) == 2 else "three_batches"


def ill_posed(params: Params) -> str | None:
    if len(params["inputs"]) != len(params["targets"]):
        return f"there are {len(params['inputs'])} inputs and {len(params['targets'])} targets"
    if Fraction(params["rate"]) <= 0:
        return "the learning rate is not positive"
    if len(set(zip(params["inputs"], params["targets"], strict=True))) < len(params["inputs"]):
        return "two batches are the same example"
    if 0 in own_gradients(params) or 0 in seen_gradients(params, "FBS"):
        return "a gradient is 0"
    if weights(params, "FBS")[-1] == 0:
        return "the last weight is 0"
    if len({weights(params, order)[-1] for order in ("ZFBS", "FBZS", "FSZB", "FBS")}) < 4:
        return "orders that differ in their effect lead to the same weight"
    return claims.all_alike(CLAIMS, params, "orders")


# -- the loop ----------------------------------------------------------------------------------------------


def slope(w: Fraction, x: int, y: int) -> Fraction:
    return 2 * (w * x - y) * x


def run(params: Params, order: str) -> tuple[list[Fraction], list[Fraction]]:
    """The weight after each batch, and the stored gradient at each step of the optimiser."""
    w, stored = Fraction(params["weight"]), Fraction(0)
    found, seen = [], []
    for x, y in zip(params["inputs"], params["targets"], strict=True):
        for line in order:
            if line == "Z":
                stored = Fraction(0)
            elif line == "B":
                stored += slope(w, x, y)
            elif line == "S":
                seen.append(stored)
                w -= Fraction(params["rate"]) * stored
        found.append(w)
    return found, seen


def weights(params: Params, order: str) -> tuple[Fraction, ...]:
    return tuple(run(params, order)[0])


def seen_gradients(params: Params, order: str) -> tuple[Fraction, ...]:
    return tuple(run(params, order)[1])


def own_gradients(params: Params) -> tuple[Fraction, ...]:
    """The gradient of each batch at the weight that plain SGD has then."""
    return seen_gradients(params, "ZFBS")


def _claim(order: str) -> Claim:
    text = ", ".join(f"`{line}`" for line in order) + ("" if "Z" in order else " (without `Z`)")
    return Claim(text, FEEDBACK[order], lambda p: weights(p, order) == weights(p, "ZFBS"))


RIGHT = "The gradient is 0 before it is computed, and it is used before it is zeroed."
FEEDBACK = {
    "ZFBS": RIGHT,
    "FZBS": RIGHT,
    "FBSZ": RIGHT,
    "FBZS": "The gradient is thrown away before the step: the weight never changes.",
    "ZFSB": "The step comes before the gradient is there, and the gradient is zeroed before the next step.",
    "FSBZ": "The step comes before the gradient is there, and the gradient is zeroed before the next step.",
    "FSZB": "Every step uses the gradient of the batch before: the first one does nothing, the last is lost.",
    "FBS": "The gradients of all batches so far add up: from the second batch on the step is wrong.",
}
CLAIMS = {order: _claim(order) for order in ORDERS}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    facts = {
        "plain": _rows(params, "ZFBS"),
        "forgotten": _rows(params, "FBS"),
        "sum": typeset.signed_sum(typeset.number(g) for g in _forgotten_gradients(params)),
        "total": typeset.number(seen_gradients(params, "FBS")[-1]),
        "last": typeset.number(weights(params, "FBS")[-1]),
    }
    return {
        "a": claims.all_that_hold(CLAIMS, params, facts, "orders"),
        "b": Solved(Exact("array", weights(params, "ZFBS"), 4), facts),
        "c": Solved(Exact("number", seen_gradients(params, "FBS")[-1], 4), facts),
        "d": Solved(Exact("number", weights(params, "FBS")[-1], 4), facts),
    }


def _forgotten_gradients(params: Params) -> list[Fraction]:
    """The gradient of each batch alone, at the weights of the loop without zeroing."""
    sums = (Fraction(0), *seen_gradients(params, "FBS"))
    return [after - before for before, after in pairwise(sums)]


def _rows(params: Params, order: str) -> list[dict[str, str]]:
    found, seen = run(params, order)
    before = [Fraction(params["weight"]), *found[:-1]]
    own = own_gradients(params) if order == "ZFBS" else _forgotten_gradients(params)
    return [
        {
            "batch": str(k),
            "w": typeset.number(w),
            "own": typeset.number(g),
            "stored": typeset.number(stored),
            "after": typeset.number(after),
        }
        for k, (w, g, stored, after) in enumerate(zip(before, own, seen, found, strict=True), start=1)
    ]


# -- what goes wrong ---------------------------------------------------------------------------------------


def at_the_start(params: Params) -> tuple[Fraction, ...]:
    """All gradients taken at the first weight."""
    w = start = Fraction(params["weight"])
    found = []
    for x, y in zip(params["inputs"], params["targets"], strict=True):
        w -= Fraction(params["rate"]) * slope(start, x, y)
        found.append(w)
    return tuple(found)


def uphill(params: Params) -> tuple[Fraction, ...]:
    return weights({**params, "rate": str(-Fraction(params["rate"]))}, "ZFBS")


STORED = "Without zeroing, the gradient of a batch is added to what is stored from the batches before."

MISTAKES = (
    Mistake("b", "ascent", uphill, "The optimiser steps against the gradient."),
    Mistake(
        "b",
        "all gradients at the first weight",
        at_the_start,
        "The second batch meets the weight that the first one has left.",
    ),
    Mistake("b", "gradients added up", lambda p: weights(p, "FBS"), "Here the gradients are zeroed."),
    Mistake("c", "as if zeroed", lambda p: own_gradients(p)[-1], STORED),
    Mistake("c", "only the last batch", lambda p: _forgotten_gradients(p)[-1], STORED),
    Mistake("d", "as if zeroed", lambda p: weights(p, "ZFBS")[-1], STORED),
    Mistake(
        "d",
        "only the last batch",
        lambda p: (
            weights(p, "FBS")[-2] - Fraction(p["rate"]) * _forgotten_gradients(p)[-1]
            if len(p["inputs"]) > 2
            else None
        ),
        STORED,
    ),
)

INTEGERS = {
    "type": "array",
    "items": {"type": "integer", "minimum": -20, "maximum": 20},
    "minItems": 2,
    "maxItems": 3,
}

family = Family(
    cases=("two_batches", "three_batches"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "inputs": {**INTEGERS, "description": "the input x of each batch, whole numbers, e.g. [1, -2]"},
        "targets": {**INTEGERS, "description": "the target y of each batch, whole numbers, e.g. [3, 5]"},
        "weight": {**DECIMAL, "description": "the weight before the first batch, e.g. 2"},
        "rate": {**DECIMAL, "description": "learning rate, e.g. 0.1"},
        "orders": {
            **claims.schema(CLAIMS),
            "description": "the orders to be judged, as letters: Z zero, F forward, B backward, S step",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
