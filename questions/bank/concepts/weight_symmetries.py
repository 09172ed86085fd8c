"""How many weight vectors make the same network: units may change places, and with tanh also their signs."""

from __future__ import annotations

from collections.abc import Mapping
from math import factorial

from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(case: str, stream: Stream) -> Params:
    return {"activation": case, "units": stream.integer(2, 9), "inputs": stream.integer(2, 12)}


def signs(params: Params) -> int:
    """Sign flips of one unit that change nothing: tanh is odd, the ReLU is not."""
    return 2 if params["activation"] == "tanh" else 1


def symmetries(params: Params) -> int:
    return int(factorial(params["units"]) * signs(params) ** params["units"])


def solve(params: Params) -> Mapping[str, Solved]:
    m = params["units"]
    facts = {
        "orders": factorial(m),
        "flips": signs(params) ** m,
        "each": params["inputs"] + 2,
        "product": f"{m}!" if signs(params) == 1 else rf"{m}! \cdot 2^{{{m}}}",
    }
    return {
        "a": Solved(Exact("integer", symmetries(params)), facts),
        "b": Solved(Exact("integer", signs(params)), facts),
        "c": Solved(Exact("integer", parameters(params)), facts),
    }


def parameters(params: Params) -> int:
    """A weight for each input, a bias and an output weight for each unit, and one output bias."""
    return int(params["units"] * (params["inputs"] + 2) + 1)


def only_flips(params: Params) -> int:
    return int(2 ** params["units"])


def only_orders(params: Params) -> int | None:
    return factorial(params["units"]) if params["activation"] == "tanh" else None


def with_flips(params: Params) -> int | None:
    """Sign flips where the ReLU allows none."""
    return None if params["activation"] == "tanh" else symmetries({**params, "activation": "tanh"})


MISTAKES = (
    Mistake("a", "only the signs", only_flips, "The units of a layer may also change places, in $M!$ ways."),
    Mistake(
        "a",
        "only the orders",
        only_orders,
        "As $\\tanh$ is odd, each unit may also have all its signs turned: a factor 2 for each.",
    ),
    Mistake(
        "a",
        "sign flips of ReLUs",
        with_flips,
        "$\\mathrm{ReLU}(-u)$ is not $-\\mathrm{ReLU}(u)$: turned signs make another network.",
    ),
    Mistake(
        "b",
        "the other activation",
        lambda p: 3 - signs(p),
        "Two minus signs cancel for an odd activation such as $\\tanh$, and not for the ReLU.",
    ),
    Mistake(
        "c",
        "without the biases",
        lambda p: p["units"] * (p["inputs"] + 1),
        "Each unit has a bias $b_m$, and the output has the bias $c$.",
    ),
)

family = Family(
    cases=("tanh", "relu"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {"type": "string", "enum": ["tanh", "relu"], "description": "of the hidden units"},
        "units": {"type": "integer", "minimum": 2, "maximum": 12, "description": "hidden units M"},
        "inputs": {"type": "integer", "minimum": 1, "maximum": 50, "description": "inputs: the entries of x"},
    },
    case_of=lambda params: str(params["activation"]),
)
