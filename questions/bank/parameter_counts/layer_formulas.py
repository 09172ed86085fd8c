"""The number of parameters of one layer as a formula of its sizes: fully connected, and maxout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from questions import derived, typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

RESULTS = {"dense": "dense_parameters", "maxout": "maxout_parameters"}
MOST = 10**7  # weights that the witness really makes


def draw(case: str, stream: Stream) -> Params:
    def numbers() -> Params:
        return {
            "inputs": stream.choice((5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50)),
            "units": stream.choice((3, 4, 5, 6, 8, 10, 12, 16, 20)),
            "pieces": 1 if case == "dense" else stream.integer(2, 5),
        }

    return stream.until(numbers, lambda p: p["inputs"] != p["units"])


def case_of(params: Params) -> str:
    return "dense" if params["pieces"] == 1 else "maxout"


def ill_posed(params: Params) -> str | None:
    if count(params) > MOST:
        return f"the layer has {count(params)} parameters: expected at most ten million"
    return None


def count(params: Params) -> int:
    return int(params["pieces"] * (params["inputs"] + 1) * params["units"])


def solve(params: Params) -> Mapping[str, Solved]:
    proved = derived.derivation(RESULTS[case_of(params)])
    d, m, k = params["inputs"], params["units"], params["pieces"]
    one = f"{typeset.product(d, m)} + {m}"
    facts = {
        "line": one if k == 1 else rf"{k} \cdot ({one})",
        "plain": (d + 1) * m,
        "products": typeset.product(*([k] if k > 1 else []), d, m),
    }
    return {
        "a": Solved(Exact("expression", proved.result), facts, derivation=proved),
        "b": Solved(Exact("integer", count(params)), facts),
        "c": Solved(Exact("integer", k * d * m), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def formula(params: Params, dense: Callable[[Any, Any], Any], maxout: Callable[[Any, Any, Any], Any]) -> Any:
    """A wrong formula as a term, of the sizes that the case names."""
    from derive.terms.terms import Dim

    if params["pieces"] == 1:
        return dense(Dim("n_in"), Dim("n_out"))
    return maxout(Dim("D"), Dim("M"), Dim("K"))


def without_biases(params: Params) -> Any:
    return formula(params, lambda i, o: i * o, lambda d, m, k: k * d * m)


def bias_per_input(params: Params) -> Any:
    return formula(params, lambda i, o: i * o + i, lambda d, m, k: k * (d * m + d))


def one_bias(params: Params) -> Any:
    return formula(params, lambda i, o: i * o + 1, lambda d, m, k: k * (d * m + 1))


def of_one_piece(params: Params) -> Any:
    return formula(params, lambda i, o: None, lambda d, m, k: d * m + m)


NO_BIASES = "Each unit adds a bias of its own, beside its weights."
PER_INPUT = "A bias belongs to the unit that adds it: there is one for each output, none for an input."
ONE_BIAS = "A layer has not one bias but one for each of its outputs."
PIECES = (
    "Maxout works out several affine pieces for each unit, and each piece has weights and a bias of its own."
)

MISTAKES = (
    Mistake("a", "no bias", without_biases, NO_BIASES),
    Mistake("a", "a bias for each input", bias_per_input, PER_INPUT),
    Mistake("a", "one bias", one_bias, ONE_BIAS),
    Mistake("a", "forgot the pieces", of_one_piece, PIECES),
    Mistake("b", "no biases", lambda p: p["pieces"] * p["inputs"] * p["units"], NO_BIASES),
    Mistake("b", "a bias for each input", lambda p: p["pieces"] * p["inputs"] * (p["units"] + 1), PER_INPUT),
    Mistake("b", "one bias", lambda p: p["pieces"] * (p["inputs"] * p["units"] + 1), ONE_BIAS),
    Mistake("b", "forgot the pieces", lambda p: (p["inputs"] + 1) * p["units"], PIECES),
    Mistake("c", "biases as multiplications", count, "A bias is added; nothing is multiplied by it."),
    Mistake("c", "forgot the pieces", lambda p: p["inputs"] * p["units"], PIECES),
    Mistake("c", "inputs and units added", lambda p: p["pieces"] * (p["inputs"] + p["units"]),
            "Each unit multiplies each input by a weight, so the numbers are multiplied."),
)  # fmt: skip


def size(least: int, most: int, text: str) -> Mapping[str, object]:
    return {"type": "integer", "minimum": least, "maximum": most, "description": text}


family = Family(
    cases=("dense", "maxout"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "inputs": size(2, 10000, "inputs of the layer, e.g. 100"),
        "units": size(2, 10000, "units of the layer, e.g. 50"),
        "pieces": size(1, 20, "pieces of each maxout unit, e.g. 2; 1 is a fully connected layer"),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
