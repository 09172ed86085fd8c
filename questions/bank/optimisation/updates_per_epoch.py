"""How many updates an epoch makes, and what one of them costs: full batch, mini-batches, single examples."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and p["examples"] > 2 * p["batch"]
    )


def _numbers(case: str, stream: Stream) -> Params:
    return {
        "examples": 10 * stream.integer(8, 120),
        "batch": stream.choice((16, 25, 32, 48, 50, 64)),
        "epochs": stream.integer(2, 12),
        "drop_last": case == "drop_last",
    }


def ill_posed(params: Params) -> str | None:
    n, size = params["examples"], params["batch"]
    if not 1 < size < n:
        return "a mini-batch has more than one example, and fewer than all"
    if n % size == 0:
        return "the mini-batches fit without a rest: there is no last one to think about"
    return None


def updates(params: Params) -> int:
    """Of an epoch with mini-batches: the incomplete one at the end counts, unless it is dropped."""
    whole, rest = divmod(params["examples"], params["batch"])
    return int(whole) if params["drop_last"] or rest == 0 else int(whole) + 1


def rest(params: Params) -> int:
    return int(params["examples"] % params["batch"])


def all_updates(params: Params) -> tuple[int, int, int]:
    epochs: int = params["epochs"]
    return epochs, epochs * updates(params), epochs * params["examples"]


def solve(params: Params) -> Mapping[str, Solved]:
    n, size = params["examples"], params["batch"]
    cost = Fraction(n, size)
    facts = {
        "n": n,
        "B": size,
        "whole": n // size,
        "used": size * (n // size),
        "rest": rest(params),
        "updates": updates(params),
        "quotient": rf"\approx {typeset.about(cost, 4)}"
        if "frac" in typeset.number(cost)
        else f"= {typeset.number(cost)}",
        "totals": all_updates(params),
        "ratio": typeset.quotient(cost),
        "epoch": size * (n // size) if params["drop_last"] else n,
    }
    return {
        "a": Solved(Exact("integer", updates(params)), facts),
        "b": Solved(Exact("integer", rest(params)), facts),
        "c": Solved(Exact("array", all_updates(params)), facts),
        "d": Solved(Exact("rational", cost, 4), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def floor(params: Params) -> int | None:
    return None if params["drop_last"] else params["examples"] // params["batch"]


def ceiling(params: Params) -> int | None:
    return params["examples"] // params["batch"] + 1 if params["drop_last"] else None


def with_updates(params: Params, count: int | None) -> tuple[int, int, int] | None:
    """The updates of all epochs with another number of mini-batches."""
    epochs: int = params["epochs"]
    return None if count is None else (epochs, epochs * count, epochs * params["examples"])


FLOOR = "The examples that are left over form one more, smaller mini-batch, and it makes an update too."
CEILING = "The incomplete mini-batch at the end is dropped, so it makes no update."

MISTAKES = (
    Mistake("a", "rounded down", floor, FLOOR),
    Mistake("a", "rounded up", ceiling, CEILING),
    Mistake(
        "a",
        "one update per example",
        lambda p: p["examples"],
        "A mini-batch makes one update with all its examples together.",
    ),
    Mistake(
        "a",
        "the batch size",
        lambda p: p["batch"],
        "The batch size says how many examples an update uses, not how many updates there are.",
    ),
    Mistake("b", "what is missing", lambda p: p["batch"] - rest(p), "This is what the last one lacks."),
    Mistake("b", "a whole mini-batch", lambda p: p["batch"], "The examples do not fill it."),
    Mistake("c", "rounded down", lambda p: with_updates(p, floor(p)), FLOOR),
    Mistake("c", "rounded up", lambda p: with_updates(p, ceiling(p)), CEILING),
    Mistake(
        "c",
        "of one epoch",
        lambda p: (1, updates(p), p["examples"]) if p["epochs"] > 1 else None,
        "The updates of all epochs are asked.",
    ),
    Mistake(
        "d",
        "n times B",
        lambda p: p["examples"] * p["batch"],
        "Both costs are numbers of examples: $n$ against $B$. They are divided, not multiplied.",
    ),
    Mistake(
        "d",
        "the inverse",
        lambda p: Fraction(p["batch"], p["examples"]),
        "The full batch is the expensive one.",
    ),
    Mistake(
        "d",
        "against a single example",
        lambda p: p["examples"],
        "This is the ratio to an update with one example.",
    ),
)

family = Family(
    cases=("keep_last", "drop_last"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "examples": {
            "type": "integer",
            "minimum": 3,
            "maximum": 5000,
            "description": "number of training examples, e.g. 80",
        },
        "batch": {
            "type": "integer",
            "minimum": 2,
            "maximum": 4096,
            "description": "size of a mini-batch, fewer than all examples, e.g. 32",
        },
        "epochs": {"type": "integer", "minimum": 1, "maximum": 100, "description": "number of epochs"},
        "drop_last": {
            "type": "boolean",
            "description": "whether an incomplete mini-batch at the end of an epoch is left out",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: "drop_last" if params["drop_last"] else "keep_last",
)
