"""An affine model as a classifier: softmax on its outputs, and boundaries that stay straight."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations

from questions import claims, derived, statements, typeset
from questions.claims import Claim
from questions.exact_matrices import applied
from questions.model import Exact, Family, Mistake, Option, Params, Solved
from questions.seeds import Stream

CLASSES = "ABC"
LARGEST = 3


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    pair = list(stream.choice(((1, 2), (1, 3), (2, 3), (2, 1), (3, 1))))
    return {
        "W": [[stream.integer(-LARGEST, LARGEST) for _ in range(2)] for _ in CLASSES],
        "b": [stream.integer(-LARGEST, LARGEST) if case == "with_biases" else 0 for _ in CLASSES],
        "pair": pair,
        "x": [stream.integer(-2, 3) for _ in range(2)],
        "claims": claims.drawn(POOL, stream, 4),
    }


def case_of(params: Params) -> str:
    return "with_biases" if any(params["b"]) else "without_biases"


def ill_posed(params: Params) -> str | None:
    i, j = params["pair"]
    if i == j:
        return "a class has no boundary with itself"
    rows = params["W"]
    if any(rows[k] == rows[m] for k, m in combinations(range(len(rows)), 2)):
        return "two classes have the same weights, and no boundary"
    if not any(params["x"]):
        return "the point is the origin, where only the biases count"
    z = logits(params)
    if len(set(z)) < len(z):
        return "two classes are equally probable at the point"
    if max(z) - sorted(z)[-2] > 15:
        return "one class is so far ahead that its probability does not move"
    if 0 in boundary(params)[:2] or len(set(boundary(params))) == 1:
        return "the boundary is parallel to an axis, or all its coefficients are equal"
    third = ({1, 2, 3} - {i, j}).pop() - 1
    if _third_matters_little(params, third):
        return "on the boundary the third class has next to no probability, so that both have one half"
    return claims.all_alike(POOL, params)


def _third_matters_little(params: Params, third: int) -> bool:
    """Whether at the point of the boundary nearest to the origin the third class is more than 3 behind."""
    n1, n2, c = boundary(params)
    foot = tuple(-c * n / (n1 * n1 + n2 * n2) for n in (n1, n2))
    z = logits({**params, "x": foot})
    return z[third] < z[params["pair"][0] - 1] - 3


def logits(params: Params) -> tuple[Fraction, ...]:
    return tuple(z + b for z, b in zip(applied(params["W"], params["x"]), params["b"], strict=True))


def boundary(params: Params) -> tuple[Fraction, ...]:
    """The coefficients (w_i - w_j, b_i - b_j)."""
    i, j = (k - 1 for k in params["pair"])
    rows = [[*row, shift] for row, shift in zip(params["W"], params["b"], strict=True)]
    return tuple(Fraction(a - c) for a, c in zip(rows[i], rows[j], strict=True))


def ratio(params: Params) -> Fraction:
    i, j = (k - 1 for k in params["pair"])
    z = logits(params)
    return z[i] - z[j]


# -- the statements: what softmax of affine outputs does, for all weights ----------------------------------

LINE = "The logarithm of the ratio of two probabilities is an affine function: its zeros are a line."
POOL: Mapping[str, Claim] = {
    "curved": Claim(
        "Since softmax is not linear, the boundary between two classes is curved.", LINE, lambda p: False
    ),
    "straight": Claim("The boundary between two classes is a straight line.", LINE, lambda p: True),
    "equal_on_boundary": Claim(
        lambda p: (
            f"On the boundary of part (a) the classes {named(p)[0]} and {named(p)[1]} have the same probability."
        ),
        "The logarithm of their ratio is 0 there.",
        lambda p: True,
    ),
    "half_on_boundary": Claim(
        lambda p: (
            f"Where the boundary of part (a) is nearest to the origin, {named(p)[0]} and {named(p)[1]} have "
            "the probability one half each."
        ),
        "They are equal there, but the third class has its share, too.",
        lambda p: False,
    ),
    "common_row": Claim(
        "Adding the same vector to all three weight vectors does not change the probabilities.",
        "All logits are shifted by the same number, which softmax does not see.",
        lambda p: True,
    ),
    "doubled_regions": Claim(
        "Doubling all weights and biases moves the boundaries.",
        "The differences of the logits are doubled: they have the same zeros and signs.",
        lambda p: False,
    ),
    "doubled_probabilities": Claim(
        "Doubling all weights and biases changes the probabilities at $x$.",
        "Ratios of probabilities are squared; only the predicted class stays.",
        lambda p: len(set(logits(p))) > 1,
    ),
    "through_origin": Claim(
        "If all biases are 0, all boundaries pass through the origin.",
        "At the origin all logits are then 0, and all classes are equally probable.",
        lambda p: True,
    ),
    "two_pieces": Claim(
        "The region of a class may consist of two separate pieces.",
        "It is an intersection of half-planes, and so it is convex: one piece.",
        lambda p: False,
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def named(params: Params) -> tuple[str, str]:
    first, second = (CLASSES[k - 1] for k in params["pair"])
    return first, second


def solve(params: Params) -> Mapping[str, Solved]:
    z = logits(params)
    best = CLASSES[z.index(max(z))]
    line = boundary(params)
    names = ("x_1", "x_2", "")
    facts = {
        "first": named(params)[0],
        "second": named(params)[1],
        "line": typeset.signed_sum(_term(n, name) for n, name in zip(line, names, strict=True)),
        "z": [typeset.number(each) for each in z],
        "ratio": typeset.number(ratio(params)),
        "best": best,
        "told": statements.told(claims.decided(POOL, params)),
        "worked": typeset.signed_sum(
            [
                *(typeset.product(n, x) for n, x in zip(line, params["x"], strict=False)),
                typeset.number(line[2]),
            ]
        ),
        "winner": named(params)[0] if ratio(params) > 0 else named(params)[1],
    }
    why = "Its logit at this point is not the largest one."
    options = tuple(Option(c, f"class {c}", c == best, "" if c == best else why) for c in CLASSES)
    return {
        "a": Solved(Exact("array", line), facts, derivation=derived.derivation("softmax_ratio")),
        "b": Solved(Exact("integer", int(ratio(params))), facts),
        "c": Solved(Exact("choice", best), facts, options=options),
        "d": claims.all_that_hold(POOL, params, facts),
    }


def _term(coefficient: Fraction, name: str) -> str:
    if not name or coefficient == 0:
        return typeset.number(coefficient)
    sign = {Fraction(1): "", Fraction(-1): "-"}.get(coefficient, typeset.number(coefficient) + " ")
    return f"{sign}{name}"


# -- what goes wrong ---------------------------------------------------------------------------------------


def summed(params: Params) -> tuple[Fraction, ...]:
    i, j = (k - 1 for k in params["pair"])
    rows = [[*row, shift] for row, shift in zip(params["W"], params["b"], strict=True)]
    return tuple(Fraction(a + c) for a, c in zip(rows[i], rows[j], strict=True))


def own(params: Params) -> tuple[Fraction, ...]:
    i = params["pair"][0] - 1
    return tuple(map(Fraction, (*params["W"][i], params["b"][i])))


def worst(params: Params) -> str:
    z = logits(params)
    return CLASSES[z.index(min(z))]


MISTAKES = (
    Mistake(
        "a", "sum of the weights", summed, "A ratio of exponentials is the exponential of a *difference*."
    ),
    Mistake(
        "a",
        "the weights of one class alone",
        own,
        "Where a logit is 0 nothing happens: two classes are compared with each other.",
    ),
    Mistake(
        "a",
        "the wrong side",
        lambda p: tuple(-n for n in boundary(p)),
        "The zeros are the same, but it is the logarithm of the other ratio.",
    ),
    Mistake(
        "b",
        "sum of the logits",
        lambda p: int(sum(logits(p)[k - 1] for k in p["pair"])),
        "The logarithm of a quotient is a difference.",
    ),
    Mistake("b", "the wrong side", lambda p: int(-ratio(p)), "This is the logarithm of the other ratio."),
    Mistake("c", "the smallest logit", worst, "The class with the largest logit is predicted."),
)

NUMBERS = {"type": "integer", "minimum": -20, "maximum": 20}
PAIR = {"type": "array", "items": NUMBERS, "minItems": 2, "maxItems": 2}

family = Family(
    cases=("with_biases", "without_biases"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "W": {
            "type": "array",
            "items": PAIR,
            "minItems": 3,
            "maxItems": 3,
            "description": "the weights, a row for each of the classes A, B, C, e.g. [[1, 2], [0, -1], [3, 1]]",
        },
        "b": {
            "type": "array",
            "items": NUMBERS,
            "minItems": 3,
            "maxItems": 3,
            "description": "the three biases",
        },
        "pair": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 3},
            "minItems": 2,
            "maxItems": 2,
            "description": "the two classes of the boundary, e.g. [1, 3] for A and C",
        },
        "x": {**PAIR, "description": "the point, e.g. [2, -1]"},
        "claims": claims.schema(POOL, 2),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
