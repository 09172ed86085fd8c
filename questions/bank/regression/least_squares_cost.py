"""What least squares in closed form costs for very many examples: memory, multiply-adds and time of one pass."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import claims, typeset
from questions.claims import Claim
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

BYTES = {"float32": 4, "float64": 8}
FEATURES = (20, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300)
POWERS = {"millions": (7, 8), "billions": (9, 10)}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    return {
        "examples": stream.integer(1, 9),
        "power": stream.choice(POWERS[case]),
        "features": stream.choice(FEATURES),
        "type": stream.choice(tuple(BYTES)),
        "rate": stream.integer(9, 12),
        "memory": stream.choice((8, 16, 32, 64)),
        "claims": claims.drawn(POOL, stream, 4),
    }


def case_of(params: Params) -> str:
    return "millions" if params["power"] < 9 else "billions"


def ill_posed(params: Params) -> str | None:
    if params["features"] ** 2 * 100 > count(params):
        return "there are so few examples that the table is hardly longer than wide"
    if not 1 <= seconds(params) < 999:
        return "the products take less than a second or more than 999: choose another rate"
    if table_bytes(params) == memory(params):
        return "the table fills the memory exactly"
    return claims.all_alike(POOL, params)


def count(params: Params) -> int:
    return int(params["examples"]) * 10 ** int(params["power"])


def size(params: Params) -> int:
    return BYTES[params["type"]]


def table_bytes(params: Params) -> int:
    return count(params) * int(params["features"]) * size(params)


def gram_bytes(params: Params) -> int:
    return int(params["features"]) ** 2 * size(params)


def memory(params: Params) -> int:
    return int(params["memory"]) * 10**9


def operations(params: Params) -> int:
    """Multiply-adds of the upper triangle: N d (d + 1) / 2."""
    d = int(params["features"])
    return count(params) * d * (d + 1) // 2


def seconds(params: Params) -> Fraction:
    return Fraction(operations(params), 10 ** params["rate"])


POOL: Mapping[str, Claim] = {
    "table_fits": Claim(
        lambda p: f"The whole table $X$ fits into a memory of {p['memory']} GB.",
        "It has N times d numbers; but it need not fit.",
        lambda p: table_bytes(p) <= memory(p),
    ),
    "gram_fits": Claim(
        lambda p: rf"The matrix $X^\top X$ fits into a memory of {p['memory']} GB.",
        "It has d times d numbers, however many examples there are.",
        lambda p: gram_bytes(p) <= memory(p),
    ),
    "examples_square_fits": Claim(
        lambda p: (
            f"A matrix with a row and a column for each example would fit into a memory of {p['memory']} GB."
        ),
        "It would have N times N numbers; but least squares needs no such matrix.",
        lambda p: count(p) ** 2 * size(p) <= memory(p),
    ),
    "one_pass": Claim(
        "The optimum can be computed exactly, without training: one pass over the data is enough.",
        r"$X^\top X$ and $X^\top y$ are sums over the examples: they are added up batch by batch.",
        lambda p: gram_bytes(p) + int(p["features"]) * size(p) <= memory(p),
    ),
    "state_grows": Claim(
        "The optimum is out of reach, since the memory that the computation needs grows with the number of examples.",
        "The sums have $d^2$ and $d$ entries, however many examples pass by.",
        lambda p: False,
    ),
    "double_examples": Claim(
        r"Twice as many examples take twice as many multiply-adds for $X^\top X$.",
        "Each example adds the same number of them: the cost is linear in N.",
        lambda p: operations({**p, "examples": 2 * p["examples"]}) == 2 * operations(p),
    ),
    "cube_examples": Claim(
        r"Twice as many examples take eight times as many multiply-adds: the cost grows like $N^3$.",
        "It is the number of features whose cube appears, in the solution of d equations; in N the cost is linear.",
        lambda p: operations({**p, "examples": 2 * p["examples"]}) == 8 * operations(p),
    ),
    "double_features": Claim(
        r"Twice as many features take twice as many multiply-adds for $X^\top X$.",
        "There are d times (d + 1)/2 entries: twice as many features take about four times as many.",
        lambda p: operations({**p, "features": 2 * p["features"]}) == 2 * operations(p),
    ),
    "solve_takes_more": Claim(
        r"Solving the equations takes more multiply-adds than forming $X^\top X$.",
        "Elimination takes about a third of the cube of d, which is far less than N d times d over 2 here.",
        lambda p: int(p["features"]) ** 3 > 3 * operations(p),
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    d = int(params["features"])
    facts = {
        "N": examples_latex(params),
        "d": d,
        "size": size(params),
        "table": typeset.about(table_bytes(params), 3),
        "entries": d * d,
        "half": d * (d + 1) // 2,
        "vector": d * size(params),
        "operations": typeset.about(operations(params), 4),
        "minutes": typeset.about(seconds(params) / 60, 2) if seconds(params) > 90 else "",
    }
    return {
        "a": Solved(Exact("number", Fraction(table_bytes(params), 10**12), 3), facts),
        "b": Solved(Exact("integer", gram_bytes(params)), facts),
        "c": Solved(Exact("number", Fraction(operations(params)), 4), facts),
        "d": Solved(Exact("number", seconds(params), 4), facts),
        "e": claims.all_that_hold(POOL, params, facts),
    }


def examples_latex(params: Params) -> str:
    factor = "" if params["examples"] == 1 else rf"{params['examples']} \cdot "
    return f"{factor}10^{{{params['power']}}}"


# -- what goes wrong ---------------------------------------------------------------------------------------

MISTAKES = (
    Mistake(
        "a",
        "one number for each example",
        lambda p: count(p) * size(p) / 1e12,
        "Each example has a number for each of its features.",
    ),
    Mistake(
        "a",
        "forgot the bytes",
        lambda p: table_bytes(p) / size(p) / 1e12,
        "A number takes several bytes.",
    ),
    Mistake(
        "b",
        "a row and a column for each example",
        lambda p: count(p) ** 2 * size(p),
        r"$X^\top X$ has a row and a column for each feature; that is $X X^\top$, which nobody needs.",
    ),
    Mistake(
        "b",
        "all of X",
        table_bytes,
        "The examples are added up into the matrix one batch after the other; they are not held.",
    ),
    Mistake(
        "c",
        "no symmetry",
        lambda p: float(count(p) * p["features"] ** 2),
        "The matrix is symmetric: entries below the diagonal are copies.",
    ),
    Mistake("c", "N^2 d", lambda p: float(count(p) ** 2 * p["features"]), "No pairs of examples are formed."),
    Mistake(
        "c",
        "N d",
        lambda p: float(count(p) * p["features"]),
        "For each example all pairs of its features are multiplied, not the features alone.",
    ),
    Mistake("c", "N^3", lambda p: float(count(p)) ** 3, "It is d equations that are solved, not N."),
    Mistake(
        "d",
        "no symmetry",
        lambda p: count(p) * p["features"] ** 2 / 10 ** p["rate"],
        "With symmetry it is about half of that.",
    ),
)

family = Family(
    cases=tuple(POWERS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "examples": {
            "type": "integer",
            "minimum": 1,
            "maximum": 99,
            "description": "the factor before the power of ten in the number of examples, e.g. 5",
        },
        "power": {
            "type": "integer",
            "minimum": 5,
            "maximum": 12,
            "description": "the power of ten in the number of examples, e.g. 9",
        },
        "features": {"type": "integer", "minimum": 5, "maximum": 1000, "description": "number of features d"},
        "type": {"type": "string", "enum": list(BYTES), "description": "how a number is stored"},
        "rate": {
            "type": "integer",
            "minimum": 6,
            "maximum": 15,
            "description": "k of the rate of 10^k multiply-adds in a second",
        },
        "memory": {
            "type": "integer",
            "minimum": 1,
            "maximum": 1000,
            "description": "memory of the machine in GB",
        },
        "claims": claims.schema(POOL, 2),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
