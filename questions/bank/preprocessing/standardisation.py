"""Centring and scaling of features, as two lines of NumPy do it, and what is done to the test set."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from questions import feature_columns, typeset
from questions.exact_matrices import Entries, Matrix, transposed
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

FEATURES = {"two_features": 2, "three_features": 3}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    columns = [feature_columns.drawn(stream) for _ in range(FEATURES[case])]
    test = [[column[0] + stream.integer(-6, 6) for column in columns] for _ in range(2)]
    return {"train": [list(row) for row in zip(*columns, strict=True)], "test": test}


def case_of(params: Params) -> str:
    return "two_features" if len(params["train"][0]) == 2 else "three_features"


def columns_of(rows: Entries) -> list[tuple[int | Fraction, ...]]:
    return list(zip(*rows, strict=True))


def ill_posed(params: Params) -> str | None:
    widths = {len(row) for row in (*params["train"], *params["test"])}
    if len(widths) != 1:
        return "the rows differ in length"
    columns = columns_of(params["train"])
    spreads = [feature_columns.deviation(column) for column in columns]
    if any(spread is None or spread == 0 for spread in spreads):
        return "a column has a standard deviation that is 0 or no fraction"
    if all(spread == 1 for spread in spreads):
        return "all standard deviations are 1, and nothing is scaled"
    if any(feature_columns.mean(column) == 0 for column in columns):
        return "a column has the mean 0 already"
    if len({feature_columns.mean(column) for column in columns}) < len(columns):
        return "two columns have the same mean"
    alike = columns_of(scaled(centred(params), spreads_of(params["train"])))
    if len({min(column, tuple(-x for x in column)) for column in alike}) < len(alike):
        return "two standardised columns are the same, up to the sign"
    if any(feature_columns.variance(column) == 0 for column in columns_of(params["test"])):
        return "a column of the test set is constant"
    return None


# -- what is done to columns -------------------------------------------------------------------------------


def centred(params: Params) -> Matrix:
    return shifted(params["train"], [feature_columns.mean(column) for column in columns_of(params["train"])])


def shifted(rows: Entries, means: Sequence[Fraction]) -> Matrix:
    return tuple(tuple(Fraction(x) - m for x, m in zip(row, means, strict=True)) for row in rows)


def spreads_of(rows: Entries) -> list[Fraction]:
    """The standard deviations of the columns, whole numbers or fractions."""
    return [feature_columns.deviation(column) or Fraction(0) for column in columns_of(rows)]


def scaled(rows: Entries, spreads: Sequence[Fraction]) -> Matrix:
    return tuple(tuple(Fraction(x) / s for x, s in zip(row, spreads, strict=True)) for row in rows)


def standardised_test(params: Params) -> Matrix:
    """The test set by the statistics of the training set."""
    means = [feature_columns.mean(column) for column in columns_of(params["train"])]
    return scaled(shifted(params["test"], means), spreads_of(params["train"]))


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    columns = columns_of(params["train"])
    spreads, means = spreads_of(params["train"]), [feature_columns.mean(column) for column in columns]
    middle = centred(params)
    first = [row[0] for row in middle]
    test = params["test"][0][0]
    top = typeset.signed_sum((str(test), typeset.number(-means[0])))
    first_entry = typeset.quotient((test - means[0]) / spreads[0])
    facts = {
        "means": typeset.vector(map(typeset.number, means)),
        "spreads": typeset.vector(map(typeset.number, spreads)),
        "squares": " + ".join(typeset.squared(x) for x in first),
        "count": len(first),
        "variance": typeset.number(feature_columns.variance(columns[0])),
        "spread": typeset.number(spreads[0]),
        "entry": rf"\left({top}\right) / {typeset.number(spreads[0])} = {first_entry}",
    }
    return {
        "a": Solved(Exact("array", middle), facts),
        "b": Solved(Exact("array", scaled(middle, spreads), 4), facts),
        "c": Solved(Exact("array", standardised_test(params), 4), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def by_rows(params: Params) -> Matrix:
    """The mean of each row subtracted from it."""
    turned = transposed(params["train"])
    means = [feature_columns.mean(row) for row in params["train"]]
    return transposed(shifted(turned, means))


def by_all(params: Params) -> Matrix:
    entries = [entry for row in params["train"] for entry in row]
    return shifted(params["train"], [feature_columns.mean(entries)] * len(params["train"][0]))


def sample_deviation(params: Params) -> list[list[float]]:
    """Scaled with ddof = 1."""
    count = len(params["train"])
    factor = math.sqrt((count - 1) / count)
    return [
        [float(entry) * factor for entry in row]
        for row in scaled(centred(params), spreads_of(params["train"]))
    ]


def by_variance(params: Params) -> Matrix:
    return scaled(centred(params), [spread**2 for spread in spreads_of(params["train"])])


def of_test_by(choose: Callable[[Params], Entries]) -> Callable[[Params], list[list[float]]]:
    """The test set by the statistics of other examples, in floats."""

    def wrong(params: Params) -> list[list[float]]:
        columns = columns_of(choose(params))
        means = [float(feature_columns.mean(column)) for column in columns]
        spreads = [math.sqrt(feature_columns.variance(column)) for column in columns]
        return [[(x - m) / s for x, m, s in zip(row, means, spreads, strict=True)] for row in params["test"]]

    return wrong


MISTAKES = (
    Mistake(
        "a",
        "axis=1",
        by_rows,
        "Here each example was centred; `axis=0` averages over the examples, feature by feature.",
    ),
    Mistake("a", "global mean", by_all, "One mean of all entries was subtracted; each feature has its own."),
    Mistake(
        "b",
        "ddof=1",
        sample_deviation,
        "`np.std` divides by the number of examples, unless `ddof=1` is given.",
    ),
    Mistake(
        "b",
        "divided by variance",
        by_variance,
        "The standard deviation is the square root of the variance; only it has the unit of the feature.",
    ),
    Mistake(
        "b",
        "not scaled",
        centred,
        "The second line divides each column by its standard deviation.",
    ),
    Mistake(
        "c",
        "test statistics",
        of_test_by(lambda p: p["test"]),
        "The network was trained on features scaled by the training set: the same numbers must be used ever after.",
    ),
    Mistake(
        "c",
        "pooled statistics",
        of_test_by(lambda p: [*p["train"], *p["test"]]),
        "The test set must not take part in any statistic: that would be a leak, and other numbers than in training.",
    ),
)

ROW = {
    "type": "array",
    "items": {"type": "integer", "minimum": -1000, "maximum": 1000},
    "minItems": 2,
    "maxItems": 3,
}

family = Family(
    cases=tuple(FEATURES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "train": {
            "type": "array",
            "items": ROW,
            "minItems": 2,
            "maxItems": 6,
            "description": "the training examples in rows, columns with rational standard deviations",
        },
        "test": {
            "type": "array",
            "items": ROW,
            "minItems": 2,
            "maxItems": 4,
            "description": "the test examples in rows",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
