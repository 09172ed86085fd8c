"""Roles of training, validation and test set: which of several networks is chosen, and what is reported of it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from questions import claims, statements, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Option, Params, Solved
from questions.seeds import Stream, fixed

LETTERS = "ABCDEFGH"
MODELS = 4
COUNT = 4  # statements
WIDTHS = (2, 4, 8, 16, 32, 64, 128, 256, 512)


def draw(case: str, stream: Stream) -> Params:
    def good(params: Params) -> bool:
        apart = len(set(gaps(params))) == MODELS
        return apart and ill_posed(params) is None and case_of(params) == case

    return stream.until(lambda: _numbers(case, stream), good)


def _numbers(case: str, stream: Stream) -> Params:
    """Training losses that fall with the width, validation losses near the test losses, in hundredths."""
    widths = sorted(stream.sample(WIDTHS, MODELS))
    train, level = [], stream.integer(60, 80)
    for _ in widths:
        train.append(level)
        level -= stream.integer(6, 14)
    gaps = sorted(stream.integer(2, 45) for _ in widths)
    true = [t + gap for t, gap in zip(train, gaps, strict=True)]
    validation = [t + stream.integer(-5, 1) for t in true]
    chosen = min(range(MODELS), key=lambda k: validation[k])
    limit = validation[chosen] + stream.integer(1, 5)  # the test loss of the chosen model
    test = [max(t + stream.integer(-2, 6), limit + stream.integer(1, 4)) for t in true]
    test[chosen] = limit
    if case == "test_disagrees":
        nearest = min((k for k in range(MODELS) if k != chosen), key=lambda k: validation[k])
        test[nearest] = limit - stream.integer(1, 3)
    order = stream.shuffle(range(MODELS))
    return {
        "units": [widths[k] for k in order],
        "train": [fixed(max(train[k], 1), 2) for k in order],
        "validation": [fixed(validation[k], 2) for k in order],
        "test": [fixed(test[k], 2) for k in order],
        "claims": claims.drawn(CLAIMS, stream, COUNT),
    }


def case_of(params: Params) -> str:
    chosen, best = argmin(losses(params, "validation")), argmin(losses(params, "test"))
    return "test_agrees" if chosen == best else "test_disagrees"


def ill_posed(params: Params) -> str | None:
    sizes = {len(params[name]) for name in ("units", "train", "validation", "test")}
    if len(sizes) > 1:
        return "the columns of the table differ in length"
    for name in ("train", "validation", "test"):
        column = losses(params, name)
        if len(set(column)) < len(column):
            return f"two models have the same {name} loss"
    if len(set(params["units"])) < len(params["units"]):
        return "two models have the same width"
    chosen = argmin(losses(params, "validation"))
    if losses(params, "test")[chosen] <= losses(params, "validation")[chosen]:
        return "the test loss of the chosen model is not above its validation loss, as it is on average"
    if chosen == argmin(losses(params, "train")):
        return "the model with the lowest training loss is the right choice, so that nothing is learned"
    return claims.all_alike(CLAIMS, params)


def losses(params: Params, name: str) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, params[name]))


def argmin(column: tuple[Fraction, ...]) -> int:
    return column.index(min(column))


def by_width(params: Params, name: str) -> list[Fraction]:
    """A column in the order of growing width."""
    rows = sorted(zip(params["units"], losses(params, name), strict=True))
    return [loss for _, loss in rows]


def of_chosen(params: Params, name: str) -> Fraction:
    return losses(params, name)[argmin(losses(params, "validation"))]


def gaps(params: Params) -> tuple[Fraction, ...]:
    return tuple(a - b for a, b in zip(losses(params, "test"), losses(params, "train"), strict=True))


CLAIMS: Mapping[str, Claim] = {
    "train_is_goal": Claim(
        "Minimising the training loss is the goal, so the network with the lowest training loss is to be used.",
        "The training loss is what is minimised; the goal is a low loss on data that were not trained on.",
        lambda p: argmin(losses(p, "train")) == argmin(losses(p, "validation")),
    ),
    "train_best_test": Claim(
        "The network with the lowest training loss also has the lowest test loss.",
        "Look up both in the table: a lower training loss need not mean a lower loss on other data.",
        lambda p: argmin(losses(p, "train")) == argmin(losses(p, "test")),
    ),
    "wider_fits": Claim(
        "With more hidden units the training loss becomes lower each time.",
        "Sort the table by width, and read down the training losses.",
        lambda p: all(b < a for a, b in pairwise(by_width(p, "train"))),
    ),
    "wider_worse": Claim(
        "With more hidden units the test loss becomes higher each time.",
        "Sort the table by width: a wide network can overfit, but the test loss need not grow with the width.",
        lambda p: all(b > a for a, b in pairwise(by_width(p, "test"))),
    ),
    "optimistic": Claim(
        "For the chosen network the validation loss is lower than the test loss.",
        "It was chosen for its low validation loss, which is therefore an optimistic estimate.",
        lambda p: of_chosen(p, "validation") < of_chosen(p, "test"),
    ),
    "peeking": Claim(
        "If the network were chosen by its test loss, the reported number would be no higher than the one in (b).",
        "The lowest entry of the column would be reported: the test set would be used up for the choice.",
        lambda p: min(losses(p, "test")) <= of_chosen(p, "test"),
    ),
    "gap": Claim(
        "The network with the lowest training loss has the largest gap between test and training loss.",
        "Subtract column from column.",
        lambda p: gaps(p).index(max(gaps(p))) == argmin(losses(p, "train")),
    ),
    "widest_overfits": Claim(
        "The widest network has the highest test loss.",
        "Find the widest network in the table: too many units may overfit, but they need not.",
        lambda p: by_width(p, "test")[-1] == max(losses(p, "test")),
    ),
}


def solve(params: Params) -> Mapping[str, Solved]:
    chosen = argmin(losses(params, "validation"))
    difference = of_chosen(params, "test") - of_chosen(params, "validation")
    why = "The validation loss decides: the network is chosen on data that it was not trained on."
    facts = {
        "chosen": LETTERS[chosen],
        "units": params["units"][chosen],
        "validation": params["validation"][chosen],
        "test": params["test"][chosen],
        "difference": typeset.number(difference),
        "reasons": statements.told(claims.decided(CLAIMS, params)),
    }
    options = tuple(
        Option(letter, f"network {letter}", k == chosen, "" if k == chosen else why)
        for k, letter in enumerate(LETTERS[: len(params["units"])])
    )
    return {
        "a": Solved(Exact("choice", LETTERS[chosen]), facts, options=options),
        "b": Solved(Exact("rational", of_chosen(params, "test"), 4), facts),
        "c": Solved(Exact("rational", difference, 4), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "the lowest training loss",
        lambda p: LETTERS[argmin(losses(p, "train"))],
        "Every network does well on what it was trained on; the goal is to do well on other data.",
    ),
    Mistake(
        "a",
        "the lowest test loss",
        lambda p: LETTERS[argmin(losses(p, "test"))],
        "Whoever chooses by the test set has no data left to say how good the choice is.",
    ),
    Mistake(
        "b",
        "the validation loss",
        lambda p: of_chosen(p, "validation"),
        "The choice made it low: an honest estimate needs data that had no part in the choice.",
    ),
    Mistake(
        "b",
        "the lowest test loss",
        lambda p: min(losses(p, "test")),
        "The test loss of the chosen network is reported, whatever those of the others are.",
    ),
    Mistake(
        "b",
        "the training loss",
        lambda p: of_chosen(p, "train"),
        "The training loss says how well the network fits, not how well it will do on new data.",
    ),
    Mistake(
        "c",
        "test minus training",
        lambda p: of_chosen(p, "test") - of_chosen(p, "train"),
        "That is the gap of generalisation; the optimism of the choice is seen against the validation loss.",
    ),
)

COLUMN = {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 6}

family = Family(
    cases=("test_agrees", "test_disagrees"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "units": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 10**6},
            "minItems": 2,
            "maxItems": 6,
            "description": "hidden units of the networks A, B, ..., e.g. [3, 14]",
        },
        "train": {**COLUMN, "description": "training losses, e.g. [0.075, 0.001]"},
        "validation": {**COLUMN, "description": "validation losses, e.g. [0.018, 19.0]"},
        "test": {**COLUMN, "description": "test losses, e.g. [0.019, 20.0]"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "given-away", "All numbers stand in the table; which one is reported is the question.", part="b"
        ),
    ),
)
