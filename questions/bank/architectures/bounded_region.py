"""How many hidden units enclose a bounded region: half-spaces, of which a simplex needs the fewest."""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd

from questions import typeset
from questions.model import JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Decided, Statement, tick_all

HalfPlane = list[int]  # a, b, c of a x1 + b x2 <= c
SIZES = (2, 3, 3, 4, 4)


NORMALS = tuple((a, b) for a in range(-2, 3) for b in range(-2, 3) if gcd(a, b) == 1)


def draw(case: str, stream: Stream) -> Params:
    """Sets of two to four half-planes that look different ways, at least one of them with and one without a way out."""

    def half_planes(count: int) -> list[HalfPlane]:
        return [[a, b, stream.integer(1, 4)] for a, b in stream.sample(NORMALS, count)]

    def wanted(count: int) -> list[HalfPlane]:
        shut = count > 2 and stream.choice((True, False))
        return stream.until(lambda: half_planes(count), lambda rows: closed(rows) == shut)

    def numbers() -> Params:
        return {
            "dimensions": 2 if case == "plane" else stream.integer(3, 9),
            "sets": [wanted(count) for count in stream.shuffle(SIZES)],
        }

    return stream.until(numbers, lambda p: ill_posed(p) is None)


def case_of(params: Params) -> str:
    return "plane" if params["dimensions"] == 2 else "space"


def ill_posed(params: Params) -> str | None:
    for rows in params["sets"]:
        if any((a, b) == (0, 0) for a, b, _ in rows):
            return "a half-plane without a direction: its first two numbers are 0"
        if any(c < 1 for _, _, c in rows):
            return "a half-plane that does not hold the origin inside: its last number is not positive"
        if any(same_way(one, other) for k, one in enumerate(rows) for other in rows[:k]):
            return "two half-planes of one set look the same way, so that one of them may be left out"
    return (
        "all of the sets, or none, enclose a bounded region"
        if len(set(map(closed, params["sets"]))) < 2
        else None
    )


def same_way(one: HalfPlane, other: HalfPlane) -> bool:
    (a, b, _), (c, d, _) = one, other
    return a * d == b * c and a * c + b * d > 0


def way_out(rows: list[HalfPlane]) -> tuple[int, int] | None:
    """A direction in which none of the half-planes ends; None if the region is bounded.

    The directions that stay inside form a cone; unless it is a point, an edge of it lies along that of a half-plane.
    """
    for a, b, _ in rows:
        for p, q in ((-b, a), (b, -a)):
            if all(c * p + d * q <= 0 for c, d, _ in rows):
                return p // gcd(p, q), q // gcd(p, q)
    return None


def closed(rows: list[HalfPlane]) -> bool:
    return way_out(rows) is None


def inequality(row: HalfPlane) -> str:
    """As it is written: the first coefficient positive, so that some have a greater-equal sign."""
    a, b, c = row
    turned = a < 0 or (a == 0 and b < 0)
    if turned:
        a, b, c = -a, -b, -c
    terms = [term(a, "x_1"), term(b, "x_2")]
    return f"{typeset.signed_sum(terms)} {chr(92)}{'ge' if turned else 'le'} {c}"


def term(factor: int, name: str) -> str:
    if abs(factor) == 1:
        return name if factor == 1 else f"-{name}"
    return f"{factor} {name}" if factor else "0"


def judged(params: Params) -> Decided:
    rows = []
    for lines in params["sets"]:
        text = ", ".join(f"${inequality(line)}$" for line in lines)
        out = way_out(lines)
        why = (
            "In every direction one of the half-planes ends."
            if out is None
            else f"Along $({out[0]},\\ {out[1]})$ none of the half-planes ends."
        )
        rows.append((Statement(text, why), out is None))
    return rows


CIRCLE = ((0, 100), (31, 95), (59, 81), (81, 59), (95, 31))  # points of a quarter, in hundredths


def region() -> JSON:
    """A class of points that the other class surrounds, with a closed line between them."""
    from questions import figures

    quarter = [*CIRCLE, (100, 0)]
    turns = [
        quarter,
        [(y, -x) for x, y in quarter],
        [(-x, -y) for x, y in quarter],
        [(-y, x) for x, y in quarter],
    ]
    points = [[f"{x / 100:.2f}", f"{y / 100:.2f}"] for turn in turns for x, y in turn]
    inside = [("-0.4", "0.1"), ("0.3", "0.4"), ("0.2", "-0.5")]
    outside = [("-1.5", "0.6"), ("1.4", "0.9"), ("1.3", "-0.9"), ("-1.1", "-1.2"), ("-0.2", "1.5")]
    marks = [{"at": list(at), "name": "1"} for at in inside] + [
        {"at": list(at), "name": "0"} for at in outside
    ]
    words = "points of class 1 inside of a closed curve, points of class 0 around it"
    ticks = ["-2", "-1", "0", "1", "2"]
    return figures.plot([{"points": points}], words, ticks, ticks, ["x_1", "x_2"], marks)


def solve(params: Params) -> Mapping[str, Solved]:
    d = params["dimensions"]
    facts = {
        "rows": [
            {"label": label, "count": len(lines), "out": "" if out is None else f"({out[0]},\\ {out[1]})"}
            for label, lines, out in zip(
                "ABCDEFGH", params["sets"], map(way_out, params["sets"]), strict=False
            )
        ],
    }
    return {
        "a": Solved(Exact("integer", d + 1), facts, figures=(region(),) if d == 2 else ()),
        "b": Solved(Exact("integer", 2 * d), facts),
        "c": tick_all(judged(params), facts),
    }


MISTAKES = (
    Mistake("a", "one for each dimension", lambda p: p["dimensions"],
            "So many half-spaces always leave a way out: some direction leads away from all of their edges."),
    Mistake("a", "a box", lambda p: 2 * p["dimensions"],
            "A box is bounded, but does not have the fewest faces: a simplex has one more than dimensions."),
    Mistake("b", "a simplex", lambda p: p["dimensions"] + 1, "Here it is a box, with two faces for each coordinate."),
    Mistake("b", "a face for each coordinate", lambda p: p["dimensions"], "Each coordinate has two bounds."),
    Mistake("b", "the corners", lambda p: 2 ** p["dimensions"], "A unit is a face; a box has more corners than faces."),
)  # fmt: skip

SETS: JSON = {
    "type": "array",
    "items": {
        "type": "array",
        "items": {
            "type": "array",
            "items": {"type": "integer", "minimum": -4, "maximum": 9},
            "minItems": 3,
            "maxItems": 3,
        },
        "minItems": 1,
        "maxItems": 6,
    },
    "minItems": 3,
    "maxItems": 8,
    "description": "sets of half-planes a x1 + b x2 <= c as [a, b, c], e.g. [[[1, 0, 2], [0, 1, 1], [-1, -1, 1]]]",
}

family = Family(
    cases=("plane", "space"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "dimensions": {"type": "integer", "minimum": 2, "maximum": 12, "description": "inputs D, e.g. 2"},
        "sets": SETS,
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
