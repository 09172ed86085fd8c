"""A critical point of the loss of the smallest deep network, by its Hessian; why there are several minima."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import claims, derived, typeset
from questions.claims import Claim
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, pick_one

KINDS = ("minimum", "maximum", "saddle")


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and hessian(p)[0][1] != 0
    )


def _numbers(case: str, stream: Stream) -> Params:
    side, decay = stream.integer(1, 3), stream.integer(0 if case == "origin" else 1, 4)
    sign = stream.sign()
    return {
        "target": decay + side**2,
        "decay": decay,
        "point": [0, 0] if case == "origin" else [sign * side, sign * side],
        "options": list(stream.shuffle(KINDS)),
        "claims": claims.drawn(CLAIMS, stream, 4),
    }


def case_of(params: Params) -> str:
    return "origin" if params["point"] == [0, 0] else "beside"


def ill_posed(params: Params) -> str | None:
    if params["target"] <= params["decay"]:
        return "the decay is so strong that the only minimum is at 0"
    if any(gradient(params, params["point"])):
        return "the gradient at the point is not 0"
    if 0 in eigenvalues(params):
        return "the Hessian at the point has the eigenvalue 0, which decides nothing"
    return claims.all_alike(CLAIMS, params)


def loss(params: Params, w: tuple[Fraction, ...]) -> Fraction:
    u, v = w
    return (u * v - params["target"]) ** 2 + params["decay"] * (u * u + v * v)


def gradient(params: Params, w: list[int] | tuple[int, int]) -> tuple[int, int]:
    u, v = w
    error = 2 * (u * v - params["target"])
    return error * v + 2 * params["decay"] * u, error * u + 2 * params["decay"] * v


def hessian(params: Params, w: list[int] | None = None) -> tuple[tuple[int, int], tuple[int, int]]:
    """Of (u v - c)^2 + a (u^2 + v^2): 2 v^2 + 2 a and 2 u^2 + 2 a, and 4 u v - 2 c beside them."""
    u, v = params["point"] if w is None else w
    beside = 4 * u * v - 2 * params["target"]
    return (2 * v * v + 2 * params["decay"], beside), (beside, 2 * u * u + 2 * params["decay"])


def eigenvalues(params: Params, w: list[int] | None = None) -> tuple[int, int]:
    """At a point with u^2 = v^2 the diagonal is constant: the eigenvalues are diagonal minus and plus the rest."""
    (first, beside), _ = hessian(params, w)
    return first - abs(beside), first + abs(beside)


def kind(params: Params, w: list[int] | None = None) -> str:
    low, high = eigenvalues(params, w)
    return "minimum" if low > 0 else "maximum" if high < 0 else "saddle"


# -- what is said of it ------------------------------------------------------------------------------------


def middle_is_higher(params: Params) -> bool:
    """Whether the loss halfway between the two minima, at 0, is above that at them: c^2 against a (2 c - a)."""
    c, a = params["target"], params["decay"]
    return bool(c * c > a * a + 2 * a * (c - a))


def unchanged(params: Params, change: tuple[int, int, bool]) -> bool:
    """Whether the loss stays where weights change signs, or places."""
    probe = (Fraction(3), Fraction(-8))
    first, second, exchanged = change
    moved = (first * probe[0], second * probe[1])
    return loss(params, probe) == loss(params, moved[::-1] if exchanged else moved)


def determinant_of_line() -> int:
    """Of the Hessian of (u + v - 1)^2 + (u + 2 v - c)^2, twice the sum of the outer products of the inputs."""
    rows = ((1, 1), (1, 2))
    (a, b), (_, d) = [[2 * sum(r[i] * r[j] for r in rows) for j in range(2)] for i in range(2)]
    return a * d - b * b


CLAIMS = {
    "simultaneous": Claim(
        "The loss has several minima because gradient descent updates all weights simultaneously.",
        "The minima belong to the loss, however it is minimised; they are there because it is not convex.",
        # If it were the cause, a linear model, trained in the same way, would have several minima too.
        lambda p: determinant_of_line() <= 0,
    ),
    "not_convex": Claim(
        "The loss is not convex: halfway between two of its minima it is higher than at them.",
        "The product of the weights makes the Hessian at 0 indefinite.",
        middle_is_higher,
    ),
    "line_has_more": Claim(
        "The squared errors of a linear model, $(w_1 + w_2 - 1)^2 + (w_1 + 2 w_2 - c)^2$, have several minima as well.",
        "That loss is convex: its Hessian is constant and positive definite, so there is one minimum.",
        lambda p: determinant_of_line() <= 0,
    ),
    "exchange": Claim(
        "Exchanging $w_1$ and $w_2$ leaves the loss as it is.",
        "Both weights enter in the same way.",
        lambda p: unchanged(p, (1, 1, True)),
    ),
    "signs": Claim(
        "Changing the signs of both weights leaves the loss as it is, so there are at least two minima.",
        "The product and the squares stay.",
        lambda p: unchanged(p, (-1, -1, False)),
    ),
    "one_sign": Claim(
        "Changing the sign of one of the weights leaves the loss as it is.",
        "The product changes its sign then.",
        lambda p: unchanged(p, (1, -1, False)),
    ),
    "stays": Claim(
        "Gradient descent that starts just at $(0, 0)$ stays there.",
        "The gradient is 0 there, so that no step is made.",
        lambda p: gradient(p, (0, 0)) == (0, 0),
    ),
    "origin_minimum": Claim(
        "Since the gradient at $(0, 0)$ is 0, that is a local minimum.",
        "The gradient is 0 at every critical point; the Hessian decides which kind it is.",
        lambda p: kind(p, [0, 0]) == "minimum",
    ),
}

ROWS = {
    "minimum": Statement("A local minimum: every way leads up.", "This takes two positive eigenvalues."),
    "maximum": Statement("A local maximum: all ways lead down.", "This takes two negative eigenvalues."),
    "saddle": Statement("A saddle point: up here, down there.", "This takes eigenvalues of both signs."),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    low, high = eigenvalues(params)
    facts = {
        "hessian": typeset.matrix(hessian(params)),
        "double_decay": 2 * params["decay"],
        "double_target": 2 * params["target"],
        "diagonal": hessian(params)[0][0],
        "beside": abs(hessian(params)[0][1]),
        "low": low,
        "high": high,
        "kind": {"minimum": "a local minimum", "maximum": "a local maximum", "saddle": "a saddle point"}[
            kind(params)
        ],
        "downhill": "(1,\\ 1)" if hessian(params)[0][1] < 0 else "(1,\\ -1)",
    }
    decided = [(ROWS[name], name == kind(params)) for name in params["options"]]
    proved = derived.derivation("critical_product")
    return {
        "a": Solved(Exact("array", hessian(params)), facts, derivation=proved),
        "b": Solved(Exact("array", (low, high)), facts),
        "c": pick_one(decided, facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def both_positive(params: Params) -> tuple[int, int] | None:
    """The sizes of the eigenvalues, where one is negative."""
    low, high = sorted(map(abs, eigenvalues(params)))
    return (low, high) if eigenvalues(params)[0] < 0 else None


def without_first_part(params: Params) -> tuple[tuple[int, int], tuple[int, int]]:
    """The product rule forgotten: only the product of the two inner derivatives is kept."""
    (a, _), (_, d) = hessian(params)
    u, v = params["point"]
    return (a, 2 * u * v), (2 * u * v, d)


MISTAKES = (
    Mistake(
        "a",
        "forgot the product rule",
        without_first_part,
        r"Differentiating $2(w_1 w_2 - c)\, w_2$ by $w_2$ takes the product rule, which leaves two terms.",
    ),
    Mistake(
        "a",
        "only the diagonal",
        lambda p: ((hessian(p)[0][0], 0), (0, hessian(p)[1][1])),
        "The weights are multiplied with each other, so the mixed second derivative is not 0.",
    ),
    Mistake(
        "b",
        "both positive",
        both_positive,
        "The determinant is negative, so the eigenvalues have opposite signs.",
    ),
    Mistake(
        "b",
        "the diagonal",
        lambda p: (hessian(p)[0][0], hessian(p)[1][1]),
        "Only of a diagonal matrix are the entries of the diagonal the eigenvalues.",
    ),
)

family = Family(
    cases=("origin", "beside"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "target": {
            "type": "integer",
            "minimum": 1,
            "maximum": 60,
            "description": "the c of the loss, e.g. 1",
        },
        "decay": {
            "type": "integer",
            "minimum": 0,
            "maximum": 50,
            "description": "the a of the penalty a (w1^2 + w2^2), smaller than c; 0 for none",
        },
        "point": {
            "type": "array",
            "items": {"type": "integer", "minimum": -7, "maximum": 7},
            "minItems": 2,
            "maxItems": 2,
            "description": "the critical point, e.g. [0, 0], or w1 = w2 with the square c - a",
        },
        "options": {
            "type": "array",
            "items": {"type": "string", "enum": list(KINDS)},
            "minItems": 3,
            "maxItems": 3,
            "uniqueItems": True,
            "description": "the three kinds of critical points in the order of the options",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
