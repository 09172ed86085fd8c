"""A function for which depth is cheap and width is dear, the composed tent map; and why deeper is not always better."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import claims, statements
from questions.claims import Claim
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

COUNT = 4  # statements


def draw(case: str, stream: Stream) -> Params:
    def numbers() -> Params:
        depth = stream.integer(2, 4) if case == "shallow" else stream.integer(5, 10)
        return {"depth": depth, "claims": claims.drawn(CLAIMS, stream, COUNT)}

    return stream.until(numbers, lambda params: ill_posed(params) is None)


def case_of(params: Params) -> str:
    return "shallow" if params["depth"] < 5 else "deep"


def ill_posed(params: Params) -> str | None:
    return claims.all_alike(CLAIMS, params)


def pieces(depth: int) -> int:
    """Each tent folds [0, 1] on itself, so each composition doubles the number of straight pieces."""
    return int(2**depth)


def deep_units(depth: int) -> int:
    return 2 * depth


def wide_units(depth: int) -> int:
    """A hidden layer of M ReLUs has at most M kinks on the line, so it needs at least one unit for each kink."""
    return pieces(depth) - 1


def wide_enough(depth: int) -> int:
    """With one unit more, for the slope of the first piece, a hidden layer can do it."""
    return pieces(depth)


CLAIMS: Mapping[str, Claim] = {
    "fewer": Claim(
        "For this function the deep network has fewer hidden units than any network with one hidden layer.",
        "From $L = 3$ on $2L$ is below $2^L - 1$. For $L = 1$ and $L = 2$ one layer of $2^L$ units does as well.",
        lambda p: deep_units(p["depth"]) < wide_units(p["depth"]),
    ),
    "always": Claim(
        "Depth is always preferable: for every $L$, also for $L = 1$ and $L = 2$, the deep network has fewer units.",
        "For $L = 1$ it is the same network, and for $L = 2$ one layer of four units does as well.",
        lambda _: all(deep_units(k) < wide_enough(k) for k in range(1, 10)),
    ),
    "doubles": Claim(
        "One more tent layer doubles the number of straight pieces.",
        "Each piece of the old function is folded once more.",
        lambda p: pieces(p["depth"] + 1) == 2 * pieces(p["depth"]),
    ),
    "one_unit": Claim(
        "In a network with one hidden layer, one more ReLU doubles the number of straight pieces.",
        "One more ReLU has one more kink, and adds at most one piece.",
        lambda p: pieces(p["depth"]) + 1 == 2 * pieces(p["depth"]),
    ),
    "vanishes": Claim(
        "In a chain of 50 sigmoids with weights 1 the derivative with respect to the input is below $10^{-20}$.",
        "Each sigmoid multiplies by at most $1/4$, and $4^{-50}$ is about $10^{-30}$: depth has its price.",
        lambda _: Fraction(1, 4**50) < Fraction(1, 10**20),
    ),
    "grows": Claim(
        "In a plain chain of sigmoid units with weights 1, more layers make the derivative by the input larger.",
        "Each further sigmoid multiplies by at most $1/4$.",
        lambda _: Fraction(1, 4) > 1,
    ),
}


def solve(params: Params) -> Mapping[str, Solved]:
    depth = params["depth"]
    facts = {
        "pieces": pieces(depth),
        "reasons": statements.told(claims.decided(CLAIMS, params)),
        "deep": deep_units(depth),
    }
    return {
        "a": Solved(Exact("integer", pieces(depth)), facts),
        "b": Solved(Exact("integer", deep_units(depth)), facts),
        "c": Solved(Exact("integer", wide_units(depth)), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "linear growth",
        lambda p: 2 * p["depth"],
        "Folding doubles the number of pieces; it does not add two.",
    ),
    Mistake(
        "b",
        "as many units as pieces",
        lambda p: pieces(p["depth"]),
        "The same two units are used for all pieces at once: each layer has only two.",
    ),
    Mistake(
        "c",
        "linear growth",
        lambda p: 2 * p["depth"],
        "Each unit adds at most one piece, and the pieces double with each composition.",
    ),
    Mistake(
        "c",
        "one for each piece",
        lambda p: pieces(p["depth"]),
        "By this count $M$ units make up to $M + 1$ pieces.",
    ),
)

family = Family(
    cases=("shallow", "deep"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "depth": {
            "type": "integer",
            "minimum": 1,
            "maximum": 16,
            "description": "L, how often the tent map is applied",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
