"""Parameters of simple classifiers: logistic regression against Gaussian models with the same decision functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from questions.model import Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

Count = Callable[[int, int], int]  # of features and classes

MODELS: Mapping[str, Count] = {
    "logistic_binary": lambda d, k: d + 1,
    "softmax": lambda d, k: k * (d + 1),
    "softmax_identifiable": lambda d, k: (k - 1) * (d + 1),
    "gaussian_shared": lambda d, k: (k - 1) + k * d + d * (d + 1) // 2,
    "gaussian_separate": lambda d, k: (k - 1) + k * d + k * d * (d + 1) // 2,
    "naive_bayes": lambda d, k: (k - 1) + 2 * k * d,
}
FORMULAS = {
    "logistic_binary": "D + 1",
    "softmax": "K (D + 1)",
    "softmax_identifiable": "(K - 1) (D + 1)",
    "gaussian_shared": r"(K - 1) + K D + \frac{D (D + 1)}{2}",
    "gaussian_separate": r"(K - 1) + K D + K\, \frac{D (D + 1)}{2}",
    "naive_bayes": "(K - 1) + 2 K D",
}
FREE: Mapping[str, Count] = {  # numbers that are free in the covariances
    "gaussian_shared": lambda d, k: d * (d + 1) // 2,
    "gaussian_separate": lambda d, k: k * d * (d + 1) // 2,
    "naive_bayes": lambda d, k: k * d,
}


def draw(case: str, stream: Stream) -> Params:
    binary = case == "logistic_binary" or (
        case not in ("softmax", "softmax_identifiable") and stream.integer(0, 1)
    )
    return {
        "model": case,
        "features": stream.integer(4, 30),
        "classes": 2 if binary else stream.integer(3, 6),
    }


def ill_posed(params: Params) -> str | None:
    if params["model"] == "logistic_binary" and params["classes"] != 2:
        return f"binary logistic regression has two classes, not {params['classes']}"
    if params["model"] == "softmax_identifiable" and params["features"] * params["classes"] > 400:
        return "too many parameters to find their rank: expected at most 400 weights"
    return None


def count(params: Params, model: str = "") -> int:
    return MODELS[model or params["model"]](params["features"], params["classes"])


def solve(params: Params) -> Mapping[str, Solved]:
    d, k, model = params["features"], params["classes"], params["model"]
    more = MODELS[model](d + 1, k)
    facts = {
        "formula": FORMULAS[model],
        "covariance": rf"\frac{{{d} \cdot {d + 1}}}{{2}} = {d * (d + 1) // 2}",
        "cells": d * (d + 1) // 2,
        "means": k * d,
        "priors": k - 1,
        "variances": k * d,
        "all_cells": k * d * (d + 1) // 2,
        "more": more,
        "next": d + 1,
        "now": count(params),
        "sum": f"{k - 1} + {k * d} + {FREE[model](d, k)}" if model in FREE else "",
        "logistic": MODELS["softmax_identifiable"](d, k),
        "outputs": 1 if model == "logistic_binary" else k,
    }
    return {
        "a": Solved(Exact("integer", count(params)), facts),
        "b": Solved(Exact("integer", more - count(params)), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def only(*models: str) -> Callable[[Count], Callable[[Params], int | None]]:
    """A wrong count that can be made in these models."""

    def made(wrong: Count) -> Callable[[Params], int | None]:
        return lambda p: wrong(p["features"], p["classes"]) if p["model"] in models else None

    return made


GAUSSIAN = only("gaussian_shared", "gaussian_separate", "naive_bayes")
FULL = only("gaussian_shared", "gaussian_separate")
NAIVE = only("naive_bayes")


def full_covariances(params: Params) -> int | None:
    """All D^2 entries of each covariance."""
    d, k = params["features"], params["classes"]
    matrices = {"gaussian_shared": 1, "gaussian_separate": k}.get(params["model"])
    return None if matrices is None else (k - 1) + k * d + matrices * d * d


def without_bias(params: Params) -> int | None:
    d, k = params["features"], params["classes"]
    vectors = {"logistic_binary": 1, "softmax": k, "softmax_identifiable": k - 1}.get(params["model"])
    return None if vectors is None else vectors * d


MISTAKES = (
    Mistake("a", "no bias", without_bias, "Each linear function has a bias beside its weights."),
    Mistake("a", "a weight vector for each of two classes", only("logistic_binary")(lambda d, k: 2 * (d + 1)),
            "With two classes one linear function is enough: the sigmoid of it is the probability of one class."),
    Mistake("a", "a weight vector for every class", only("softmax_identifiable")(lambda d, k: k * (d + 1)),
            "Adding the same linear function to all logits changes no probability, so one of them can be set to 0."),
    Mistake("a", "one class left out", only("softmax")(lambda d, k: (k - 1) * (d + 1)),
            "That many are needed; but as the layer is coded, it has a weight vector for each class."),
    Mistake("a", "the square of the features", FULL(lambda d, k: d * d),
            "That is all entries of one covariance; symmetry, means and priors are left out."),
    Mistake("a", "a covariance matrix", NAIVE(lambda d, k: d * d),
            "Independent features have no covariances, only variances; means and priors are left out, too."),
    Mistake("a", "all entries of the covariances", full_covariances,
            "A covariance is symmetric: an entry and its mirror image are one parameter."),
    Mistake("a", "forgot the priors", lambda p: count(p) - p["classes"] + 1 if GAUSSIAN(lambda d, k: 1)(p) else None,
            "How frequent the classes are has to be estimated, too; the frequencies sum to 1, so one is not free."),
    Mistake("a", "a free prior for each class", lambda p: count(p) + 1 if GAUSSIAN(lambda d, k: 1)(p) else None,
            "The priors sum to 1, so the last one follows from the others."),
    Mistake("b", "one weight", only("softmax", "softmax_identifiable")(lambda d, k: 1),
            "There are several linear functions, and each of them gets a weight for the feature."),
    Mistake("b", "one parameter", FULL(lambda d, k: 1),
            "A feature has a mean in each class, a variance, and a covariance with each other feature."),
    Mistake("b", "one mean", NAIVE(lambda d, k: 1), "A feature has a mean and a variance in each class."),
    Mistake("b", "the means alone", FULL(lambda d, k: k),
            "A new feature also has a variance, and a covariance with each of the others."),
    Mistake("b", "a weight and a bias", only("logistic_binary", "softmax")(lambda d, k: 2 if k == 2 else 2 * k),
            "The biases are there already, whatever the number of features."),
)  # fmt: skip

family = Family(
    cases=tuple(MODELS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "model": {
            "type": "string",
            "enum": list(MODELS),
            "description": "logistic regression (binary, softmax as coded, softmax without what is not identifiable) "
            "or Gaussian classes (one covariance, one for each class, diagonal ones)",
        },
        "features": {"type": "integer", "minimum": 2, "maximum": 200, "description": "features D, e.g. 10"},
        "classes": {"type": "integer", "minimum": 2, "maximum": 100, "description": "classes K, e.g. 2"},
    },
    ill_posed=ill_posed,
    case_of=lambda params: str(params["model"]),
    exempt=(
        Exemption(
            "given-away", "One more weight for each class: that no bias is added is asked.", "softmax", "b"
        ),
    ),
)
