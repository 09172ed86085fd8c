"""The bank at several seeds: drawn params are well posed, solutions read well, degenerate params are refused.

That every case is verified, deterministic and survives its record is told in test_registry.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from questions import assemble, catalogue, markup, seeds
from questions.model import Variant

SEEDS = range(6)
CASES = [
    pytest.param(entry.slug, case, id=f"{entry.slug}-{case}")
    for entry in catalogue.entries()
    for case in catalogue.load_family(entry).cases
]

# What a hurried solver prints: doubled signs, factors and exponents of 1, Python's words.
UGLY = {
    "two signs in a row": r"[-+] ?-\s?[\d\\a-z(]|[-+] \+|- -",
    "a factor 1": r"(?<![\d.{])1 \\cdot|\\cdot 1(?![\d.])",
    "an exponent 1": r"\^\{1\}|\^1(?!\d)",
    "a word of Python": r"\b(nan|inf|None|True|False|Fraction|Decimal|mpf)\b",
    "a hole": r"<<|>>|<%|%>",
}
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)  # printed as it stands
FORMULA = re.compile(r"\$\$(.*?)\$\$|\$(.*?)\$", re.DOTALL)


@cache
def made(slug: str, case: str, seed: int) -> Variant:
    return assemble.variant(slug, seed=seed, case=case)


def texts(variant: Variant) -> Iterator[str]:
    """Everything that is printed as markup: stems, parts, solutions, feedback."""
    yield variant.question.prompt
    yield from (part.prompt for part in variant.question.parts)
    for key in variant.keys:
        yield key.solution
        yield from (mistake.feedback for mistake in key.mistakes)
        yield from (option.text for option in key.options)


def blemishes(text: str) -> list[str]:
    """What is ugly in the formulas of a text, and which of Python's words are in it anywhere."""
    text = CODE.sub(" ", text)
    formulas = " ; ".join(a or b for a, b in FORMULA.findall(text))
    found = [name for name, pattern in UGLY.items() if re.search(pattern, formulas)]
    return found + [name for name in ("a word of Python", "a hole") if re.search(UGLY[name], text)]


@pytest.mark.parametrize(
    ("text", "blemish"),
    [
        ("$3 + -2$", "two signs in a row"),
        ("$3 - -2$", "two signs in a row"),
        ("$3 --x$", "two signs in a row"),
        ("$$ 1 \\cdot 3 $$", "a factor 1"),
        ("$x^{1}$", "an exponent 1"),
        ("The loss is nan.", "a word of Python"),
        ("about None", "a word of Python"),
        ("<< facts.loss >>", "a hole"),
    ],
)
def test_a_blemish_is_seen(text: str, blemish: str) -> None:
    assert blemish in blemishes(text)


@pytest.mark.parametrize(
    "text", ["$3 - 2$", "$(-0.3)^2 + 1$", "$11 \\cdot 3$", "$x^{10}$", "$e^{-x}$", "$[-3, 1]$"]
)
def test_what_is_well_written_passes(text: str) -> None:
    assert blemishes(text) == []


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_variants_are_verified_and_well_written(slug: str, case: str) -> None:
    for seed in SEEDS:
        variant = made(slug, case, seed)
        assert variant.verdict.status in ("verified", "not checked")
        for text in texts(variant):
            markup.parse(text)
            assert blemishes(text) == [], text


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_no_mistake_is_offered_that_equals_the_answer(slug: str, case: str) -> None:
    for seed in SEEDS:
        for key in made(slug, case, seed).keys:
            assert key.answer.text not in [mistake.value for mistake in key.mistakes]


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_seeds_differ(slug: str, case: str) -> None:
    assert len({str(sorted(made(slug, case, seed).params.items())) for seed in SEEDS}) > len(SEEDS) // 2


# -- params that make no question --------------------------------------------------------------------------

REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("activation_derivative", {"x": "0"}, "kink"),
    ("activation_derivative", {"x": "7"}, "beyond 6"),
    ("activation_derivative", {"activation": "leaky_relu", "alpha": "1"}, "alpha"),
    ("activation_derivative", {"alpha": "-0.1"}, "alpha"),
    ("softmax_nll", {"logits": ["1", "1", "0"], "label": "A"}, "near each other"),
    ("softmax_nll", {"logits": ["9", "1", "0"], "label": "A"}, "so probable"),
    ("softmax_nll", {"logits": ["1", "2", "4"], "label": "E"}, "none of the 3 classes"),
    ("softmax_nll", {"logits": ["700", "699", "698"], "label": "A"}, "overflow"),
    ("softmax_nll", {"logits": ["30", "2", "4"], "label": "B"}, "more than 20 apart"),
    ("cross_entropy_gradient", {"logits": ["1", "2"], "target": ["0.5", "0.4"]}, "no distribution"),
    ("cross_entropy_gradient", {"logits": ["1", "2"], "target": ["1", "0", "0"]}, "3 entries"),
    ("cross_entropy_gradient", {"logits": ["0", "0"], "target": ["0.5", "0.5"]}, "near 0"),
    ("cross_entropy_gradient", {"logits": ["25", "0"], "target": ["0", "1"]}, "beyond 20"),
    ("mse_elements", {"difference": "0"}, "nothing to compute"),
    ("mse_elements", {"shape": [4096, 4096]}, "ten million"),
    ("maxout_gradient", {"weights": [[1, 0], [0, 1]], "biases": [0, 0], "x": [2, 2]}, "tie"),
    ("maxout_gradient", {"weights": [[1, 0], [0, 1]], "biases": [0, 0], "x": [2]}, "another number"),
    ("maxout_gradient", {"weights": [[1], [0]], "biases": [0, 0, 1], "x": [2]}, "3 biases"),
    (
        "affine_collapse",
        {"weights": [[[1, 2]], [[1, 2]]], "biases": [[1], [1]]},
        "outputs of W1: 1, inputs of W2: 2",
    ),
    (
        "affine_collapse",
        {"weights": [[[1], [2]], [[1, 2]]], "biases": [[1], [1]]},
        "outputs of W1: 2, entries of b1: 1",
    ),
    ("affine_collapse", {"weights": [[[1], [2, 3]], [[1, 2]]], "biases": [[1, 1], [1]]}, "differ in length"),
    ("affine_collapse", {"weights": [[[1], [2]], [[0, 0]]], "biases": [[1, 1], [1]]}, "constant"),
    ("affine_collapse", {"weights": [[[1], [2]], [[0, 0]]], "biases": [[1, 1]]}, "2 matrices and 1"),
    ("dead_relu", {"inputs": [1, 2]}, "2 inputs"),
    ("dead_relu", {"inputs": [1, 0, 2]}, "is 0"),
    ("dead_relu", {"inputs": [1, -1, 2]}, "both signs"),
    ("dead_relu", {"w1": "0.5"}, "not dead"),
    ("dead_relu", {"new_w1": "-1"}, "off"),
    ("dead_relu", {"targets": ["0", "0", "0"]}, "without error"),
    ("dead_relu", {"inputs": [1, 2, 3], "targets": ["0.1", "0.2", "0.3"]}, "best one"),
    ("dead_relu", {"w1": "-0.15"}, "decimal place"),
)
BASE: dict[str, dict[str, Any]] = {
    "activation_derivative": {"activation": "elu", "x": "0.5", "alpha": "0.5"},
    "affine_collapse": {"convention": "columns", "weights": [[[1], [2]], [[3, 4]]], "biases": [[1, 1], [1]]},
    "maxout_gradient": {},
    "softmax_nll": {},
    "cross_entropy_gradient": {},
    "mse_elements": {"shape": [4, 3, 8, 8], "difference": "0.5"},
    "dead_relu": {
        "inputs": [1, 2, 10],
        "targets": ["0", "0.3", "1"],
        "w1": "-0.1",
        "w2": "0.1",
        "new_w1": "1",
    },
}


@pytest.mark.parametrize(("slug", "params", "reason"), REFUSED)
def test_degenerate_params_are_refused_with_a_reason(slug: str, params: dict[str, Any], reason: str) -> None:
    found = catalogue.load_family(catalogue.find(slug)).ill_posed({**BASE[slug], **params})
    assert found is not None
    assert reason in found


def test_the_base_of_those_params_is_well_posed() -> None:
    for slug, params in BASE.items():
        if params:
            assert catalogue.load_family(catalogue.find(slug)).ill_posed(params) is None


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_what_is_drawn_is_well_posed_at_once_or_soon(slug: str, case: str) -> None:
    """Rejection is bounded: of 50 draws at least half are good."""
    family = catalogue.load_family(catalogue.find(slug))
    good = sum(
        family.ill_posed(family.draw(case, seeds.stream(seed, slug, 0, "draw"))) is None for seed in range(50)
    )
    assert good >= 25
