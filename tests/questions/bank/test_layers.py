"""Networks that are given by their layers: the published ones are posed and executed, and bad lists are refused."""

from __future__ import annotations

import importlib
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from questions import assemble, catalogue, layers
from questions.errors import BadCall

PUBLISHED = Path(layers.__file__).parent / "published"
SECONDS = 3.0  # for one published network, solved and executed; the largest takes about half a second

# family, network, part, answer as text
ASKED = (
    ("network_parameters", "lenet5", "a", "61706"),
    ("network_parameters", "alexnet", "a", "61100840"),
    ("network_parameters", "vgg16", "a", "138357544"),
    ("network_parameters", "resnet18", "a", "11689512"),
    ("network_parameters", "resnet50", "a", "25557032"),
    ("network_parameters", "gpt2_small", "a", "124439808"),
    ("network_parameters", "bert_base", "a", "109482240"),
    ("network_parameters", "vit_b_16", "a", "86567656"),
    ("network_parameters", "mobilenet_v2", "b", "3538984"),
    ("network_shapes", "resnet50", "a", "(16, 2048, 7, 7)"),
    ("network_shapes", "squeezenet1_0", "a", "(16, 1000, 13, 13)"),
    ("network_macs", "resnet18", "a", "1814073344"),
    ("network_macs", "gpt2_small", "a", "145824153600"),
    ("receptive_field", "vgg16", "a", "212"),
    ("receptive_field", "resnet18", "a", "435"),
)


def published(name: str) -> Any:
    return json.loads((PUBLISHED / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("slug", "name", "part", "answer"), ASKED, ids=[f"{row[0]}-{row[1]}" for row in ASKED]
)
def test_a_published_network_can_be_given(slug: str, name: str, part: str, answer: str) -> None:
    batch = {"batch": 16} if "batch" in catalogue.load_family(catalogue.find(slug)).schema else {}
    begun = time.process_time()
    variant = assemble.variant(slug, given={"layers": published(name), **batch})
    assert time.process_time() - begun < SECONDS
    assert variant.verdict.status == "verified"
    assert next(key.answer.text for key in variant.keys if key.label == part) == answer


INPUT = {"type": "Input", "shape": [3, 8, 8]}
CONV = {"type": "Conv2d", "in_channels": 3, "out_channels": 4, "kernel_size": 3}

EXTRA_UNIT = {
    "first": [[1, 1], [1, 1]], "first_biases": [0, -1], "second": [[-1, 2], [1, -2]], "second_biases": [1, 0],
    "x": [1, 1], "label": 1, "incoming": [1, 1], "bias": 0, "outgoing": [1, -1], "place": 3,
    "starts": ["random_in_zero_out", "all_zero", "all_random"],
}  # fmt: skip
LENET = {"name": "LeNet-5", "authors": "LeCun and others", "year": 1998, "parameters": 61706}
FLAT = {"type": "Flatten"}
WIDE = {"type": "Input", "shape": [3, 10**6, 10**6]}

# family, given values, words of the reason
REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("network_parameters", {"layers": [INPUT, {**CONV, "in_channels": 4}]}, "layer 1 (Conv2d): the field in_channels"),
    ("network_parameters", {"layers": [INPUT, {"type": "ReLU"}]}, "nothing in this network is trained"),
    ("network_parameters", {"layers": [INPUT, {**CONV, "out_channels": 10**6}]}, "more than 300000 filters"),
    ("network_shapes", {"layers": [INPUT, FLAT]}, "no convolution and no pooling"),
    ("network_shapes", {"layers": [WIDE, CONV]}, "more than a million places"),
    ("network_macs", {"layers": [INPUT, {"type": "ReLU"}]}, "nothing is multiplied"),
    ("receptive_field", {"layers": [INPUT, FLAT]}, "no layer looks at neighbours"),
    ("hidden_layer_width", {"inputs": 2000, "hidden": 2000}, "at most a million"),
    ("what_changes_the_count", {"examples": 20, "batch": 30}, "a batch of 30 from 20 examples"),
    ("what_changes_the_count", {"claims": ["loss", "epochs", "rate"]}, "none of the claims holds"),
    ("layer_formulas", {"inputs": 10000, "units": 10000}, "at most ten million"),
    ("linear_classifier_parameters", {"model": "logistic_binary", "classes": 3}, "two classes, not 3"),
    ("affine_layer_shapes", {"sizes": [3, 4], "layer": 2}, "there is no layer 2"),
    ("affine_layer_shapes", {"sizes": [4, 4], "layer": 1, "batch": 5}, "as many units as inputs"),
    ("affine_layer_shapes", {"sizes": [3, 5], "layer": 1, "batch": 5}, "as many units as examples"),
    ("output_layer_shapes", {"hidden": 4, "classes": 4}, "as many hidden units as classes"),
    ("flatten_batch", {"shape": [1, 3, 8, 8]}, "one example"),
    ("one_hot_and_softmax", {"classes": 3, "vectors": [["1", "0"], ["0", "1"], ["0", "0"]]}, "has not 3 entries"),
    ("one_hot_and_softmax", {"classes": 2, "vectors": [["1", "0"], ["1", "0"], ["0.5", "0.5"]]}, "there twice"),
    ("convolution_layer", {"size": 4, "kernel": 7, "padding": 1}, "larger than the padded image"),
    ("convolution_layer", {"kernel": 3, "padding": 2}, "wider than half of the filter"),
    ("dense_or_convolution", {"size": 3, "kernel": 3, "large": 32}, "covers the whole image"),
    ("dense_or_convolution", {"size": 9, "kernel": 3, "large": 8}, "not larger than the small ones"),
    ("convolution_shift", {"signal": [1, 2, 3], "kernel": [1, 2, 3]}, "as long as the circle"),
    ("convolution_shift", {"signal": [1, 2, 3, 4], "kernel": [1, 2], "shift": 4}, "around the whole circle"),
    ("convolution_shift", {"signal": [1, 1, 1, 1], "kernel": [1, 2], "shift": 1}, "looks the same after the shift"),
    ("residual_block", {"jacobians": [[["1", "2"]]], "upstream": ["1", "1"]}, "not a 2 x 2 matrix"),
    ("residual_block", {"jacobians": [[["-1"]], [["2"]]], "upstream": ["1"]}, "slope of 0 or -1"),
    ("sequential_keys", {"sizes": [2, 3, 2], "between": [["ReLU"], ["ReLU"]]}, "needs as many lists"),
    ("extra_hidden_unit", {**EXTRA_UNIT, "incoming": [-1, -1]}, "the new unit is off"),
    ("extra_hidden_unit", {**EXTRA_UNIT, "place": 4}, "there are 3"),
    ("extra_hidden_unit", {**EXTRA_UNIT, "second_biases": [9, -9]}, "lie more than 9 apart"),
    ("bounded_region", {"dimensions": 2, "sets": [[[1, 0, 1]], [[0, 1, 1]], [[1, 1, 1]]]}, "none, enclose"),
    ("bounded_region", {"dimensions": 2, "sets": [[[0, 0, 1]], [[0, 1, 1]], [[1, 1, 1]]]}, "without a direction"),
    ("bounded_region", {"dimensions": 2, "sets": [[[1, 0, 0]], [[0, 1, 1]], [[1, 1, 1]]]}, "the origin inside"),
    ("relu_units", {"units": 2, "claims": ["square", "cube", "sine"]}, "all of the functions, or none"),
    ("network_milestones", {"networks": [LENET, {**LENET, "name": "A"}, {**LENET, "name": "B"}]}, "at least 2 letters"),
    ("network_milestones", {"networks": [LENET, {**LENET, "name": "AA"}, {**LENET, "name": "BB"}]}, "the same year"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "given", "reason"), REFUSED, ids=[f"{row[0]}-{row[2][:20]}" for row in REFUSED]
)
def test_what_makes_no_good_question_is_refused_with_the_reason(
    slug: str, given: dict[str, Any], reason: str
) -> None:
    with pytest.raises(BadCall) as refused:
        assemble.variant(slug, given=given)
    assert reason in str(refused.value)


# -- concepts ----------------------------------------------------------------------------------------------

JUDGED = (
    "convolution_shift", "dense_or_convolution", "flatten_batch", "output_layer_shapes", "sequential_keys",
    "what_changes_the_count",
)  # fmt: skip


@pytest.mark.parametrize("slug", JUDGED)
def test_solver_and_witness_decide_each_claim_of_the_pool_alike(slug: str) -> None:
    entry = catalogue.find(slug)
    family, witness = catalogue.load_family(entry), catalogue.load_witness(entry.topic, slug)
    pool = importlib.import_module(f"questions.bank.{entry.topic}.{slug}").CLAIMS
    ticks = max(entry.points)  # the last part asks for the claims
    for case in family.cases:
        for seed in range(3):
            params = {**assemble.draw(entry, family, seed, 0, case, {}).params}
            for name in pool:
                found = witness({**params, "claims": [name]}, {}, np)[ticks]
                assert (found == "A") == pool[name].holds(params), (name, params)
