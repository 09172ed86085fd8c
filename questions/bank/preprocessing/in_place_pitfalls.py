"""When the two lines that standardise features fail: whole numbers, constant features, and other names of the array."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import feature_columns, typeset
from questions.model import Exact, Exemption, Family, Mistake, Option, Params, Solved
from questions.seeds import Stream

CASES = {  # how the entries are written, how the lines change the array, and whether a feature is constant
    "whole_numbers": ("whole", "in_place", None),
    "constant_feature": ("decimal", None, True),
    "other_name": ("decimal", "in_place", False),
    "new_array": (None, "new", False),
}
OUTCOMES = {
    "error": "One of the lines stops with an error.",
    "missing": "They run, and some entries of `X` are then not a number.",
    "finite": "They run, and all entries of `X` are then finite.",
}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    written, style, constant = CASES[case]
    columns = [feature_columns.drawn(stream), feature_columns.drawn(stream)]
    if constant or (constant is None and stream.integer(0, 1)):
        columns[1] = [stream.integer(1, 9)] * 4
    columns = list(stream.shuffle(columns))
    varied = 1 if len(set(columns[0])) > 1 else 2
    return {
        "rows": [list(row) for row in zip(*columns, strict=True)],
        "written": written or stream.choice(("whole", "decimal")),
        "style": style or stream.choice(("in_place", "new")),
        "second": "same" if case == "other_name" else stream.choice(("same", "copy")),
        "place": [stream.integer(1, 4), varied],
        "outcomes": list(stream.shuffle(tuple(OUTCOMES))),
    }


def case_of(params: Params) -> str:
    if outcome(params) == "error":
        return "whole_numbers"
    if constants(params):
        return "constant_feature"
    return "other_name" if params["style"] == "in_place" else "new_array"


def columns_of(params: Params) -> list[tuple[int, ...]]:
    return list(zip(*params["rows"], strict=True))


def constants(params: Params) -> int:
    """How many features are constant."""
    return sum(len(set(column)) == 1 for column in columns_of(params))


def outcome(params: Params) -> str:
    """An array of whole numbers cannot take the quotient in place; 0/0 is not a number."""
    if params["written"] == "whole" and params["style"] == "in_place":
        return "error"
    return "missing" if constants(params) else "finite"


def chosen(params: Params) -> tuple[int, ...]:
    """The feature of the entry that is asked for."""
    return columns_of(params)[params["place"][1] - 1]


def ill_posed(params: Params) -> str | None:
    if len({len(row) for row in params["rows"]}) != 1:
        return "the rows differ in length"
    row, column = params["place"]
    if row > len(params["rows"]) or column > len(params["rows"][0]):
        return "the array has no such entry"
    if sorted(params["outcomes"]) != sorted(OUTCOMES):
        return "each of the three outcomes stands there once"
    if len(set(chosen(params))) == 1:
        return "the entry that is asked for belongs to a constant feature"
    spread = feature_columns.deviation(chosen(params))
    if spread is None:
        return "the standard deviation of the feature of this entry is no fraction"
    if standardised(params) == entry(params):
        return "the entry is the same before and after"
    return None


def entry(params: Params) -> Fraction:
    row, column = params["place"]
    return Fraction(params["rows"][row - 1][column - 1])


def standardised(params: Params) -> Fraction:
    column = chosen(params)
    return (entry(params) - feature_columns.mean(column)) / (feature_columns.deviation(column) or Fraction(1))


def changed(params: Params) -> bool:
    """Whether the other name shows the result: the same array, changed in place."""
    return params["second"] == "same" and params["style"] == "in_place" and outcome(params) != "error"


def missing(params: Params) -> int:
    return constants(params) * len(params["rows"]) if outcome(params) == "missing" else 0


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    found = outcome(params)
    letters = {name: "ABC"[k] for k, name in enumerate(params["outcomes"])}
    options = tuple(
        Option(letters[name], OUTCOMES[name], name == found, "" if name == found else why(params))
        for name in params["outcomes"]
    )
    column = chosen(params)
    facts = {
        "outcome": found,
        "constants": constants(params),
        "count": len(params["rows"]),
        "changed": changed(params),
        "before": typeset.number(entry(params)),
        "mean": typeset.number(feature_columns.mean(column)),
        "spread": typeset.number(feature_columns.deviation(column) or 0),
        "top": typeset.signed_sum(
            (typeset.number(entry(params)), typeset.number(-feature_columns.mean(column)))
        ),
        "missing": missing(params),
    }
    after = standardised(params) if changed(params) else entry(params)
    return {
        "a": Solved(Exact("choice", letters[found]), facts, options=options),
        "b": Solved(Exact("integer", missing(params)), facts),
        "c": Solved(Exact("rational", after, 4), facts),
    }


def why(params: Params) -> str:
    return {
        "error": "The entries are whole numbers, and a result that is not cannot be stored in their place.",
        "missing": "A constant feature has the standard deviation 0, and 0/0 is not a number; NumPy only warns.",
        "finite": "The lines make what is needed of this array, and no standard deviation is 0.",
    }[outcome(params)]


# -- what goes wrong ---------------------------------------------------------------------------------------

MISTAKES = (
    Mistake(
        "b",
        "a constant feature becomes 0",
        lambda p: 0 if missing(p) else None,
        "Its centred entries are 0, but so is its standard deviation: 0/0 is not a number.",
    ),
    Mistake(
        "b",
        "one for each constant feature",
        lambda p: constants(p) if missing(p) else None,
        "Every entry of the feature is divided by 0.",
    ),
    Mistake(
        "b",
        "as if the lines had run",
        lambda p: constants(p) * len(p["rows"]) if outcome(p) == "error" and constants(p) else None,
        "The first line stops with an error, and the array keeps its whole numbers.",
    ),
    Mistake(
        "c",
        "the entry as it was",
        lambda p: entry(p) if changed(p) else None,
        "`Y` is another name of the same array, and the lines change this array in place.",
    ),
    Mistake(
        "c",
        "the standardised entry",
        lambda p: None if changed(p) else standardised(p),
        "`Y` keeps the old entries: they are in another array, or nothing was changed in place.",
    ),
    Mistake(
        "c",
        "only centred",
        lambda p: entry(p) - feature_columns.mean(chosen(p)),
        "The second line divides by the standard deviation, if it is reached.",
    ),
)

family = Family(
    cases=tuple(CASES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "rows": {
            "type": "array",
            "items": {
                "type": "array",
                "items": {"type": "integer", "minimum": -1000, "maximum": 1000},
                "minItems": 2,
                "maxItems": 3,
            },
            "minItems": 2,
            "maxItems": 6,
            "description": "the examples in rows, e.g. [[1, 4], [3, 4]]",
        },
        "written": {
            "type": "string",
            "enum": ["whole", "decimal"],
            "description": "whether the entries are written as 3 or as 3.0",
        },
        "style": {
            "type": "string",
            "enum": ["in_place", "new"],
            "description": "whether the lines change the array in place or make a new one",
        },
        "second": {
            "type": "string",
            "enum": ["same", "copy"],
            "description": "whether Y is X or a copy of it",
        },
        "place": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 6},
            "minItems": 2,
            "maxItems": 2,
            "description": "row and column, from 1, of the entry of Y that is asked for",
        },
        "outcomes": {
            "type": "array",
            "items": {"type": "string", "enum": list(OUTCOMES)},
            "minItems": 3,
            "maxItems": 3,
            "uniqueItems": True,
            "description": "the three outcomes in the order of the sheet",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption("degenerate", "That no entry is lost is one of the possible outcomes.", part="b"),
        Exemption("degenerate", "An entry may be 0 like any other number.", part="c"),
        Exemption("given-away", "That an array keeps its entries is one of the possible outcomes.", part="c"),
    ),
)
