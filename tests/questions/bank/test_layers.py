"""Networks that are given by their layers: the published ones are posed and executed, and bad lists are refused."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

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

# family, given values, words of the reason
REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    (
        "network_parameters",
        {"layers": [INPUT, {**CONV, "in_channels": 4}]},
        "layer 1 (Conv2d): the field in_channels",
    ),
    ("network_parameters", {"layers": [INPUT, {"type": "ReLU"}]}, "nothing in this network is trained"),
    ("network_shapes", {"layers": [INPUT, {"type": "Flatten"}]}, "no convolution and no pooling"),
    (
        "network_shapes",
        {"layers": [{"type": "Input", "shape": [3, 10**6, 10**6]}, CONV]},
        "more than a million places",
    ),
    ("network_macs", {"layers": [INPUT, {"type": "ReLU"}]}, "nothing is multiplied"),
    ("receptive_field", {"layers": [INPUT, {"type": "Flatten"}]}, "no layer looks at neighbours"),
)


@pytest.mark.parametrize(
    ("slug", "given", "reason"), REFUSED, ids=[f"{row[0]}-{row[2][:20]}" for row in REFUSED]
)
def test_what_makes_no_good_question_is_refused_with_the_reason(
    slug: str, given: dict[str, Any], reason: str
) -> None:
    with pytest.raises(BadCall) as refused:
        assemble.variant(slug, given=given)
    assert reason in str(refused.value)
