"""Published networks have their published totals, and a list that is no network is refused in one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from questions import given
from questions.layers import counting, network, windows
from questions.layers.schema import LAYERS

PUBLISHED = Path(network.__file__).parent / "published"

# name, trained parameters, multiply-accumulates in millions, receptive field of the last local layer (None: not asked)
TOTALS = (
    ("lenet5", 61_706, "0.4", 16),
    ("alexnet", 61_100_840, "714.2", 195),
    ("vgg16", 138_357_544, "15470.3", 212),
    ("resnet18", 11_689_512, "1814.1", 435),
    ("resnet50", 25_557_032, "4089.2", 427),
    ("mobilenet_v2", 3_504_872, "300.8", 491),
    ("squeezenet1_0", 1_248_424, "818.9", None),
    ("gpt2_small", 124_439_808, None, None),
    ("bert_base", 109_482_240, None, None),
    ("vit_b_16", 86_567_656, "17563.8", 16),
)


def published(name: str) -> Any:
    return json.loads((PUBLISHED / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize(("name", "parameters", "macs", "field"), TOTALS, ids=[row[0] for row in TOTALS])
def test_a_published_network_has_its_published_totals(
    name: str, parameters: int, macs: str | None, field: int | None
) -> None:
    layers = published(name)
    assert given.first_fault({"layers": LAYERS}, {"layers": layers}) is None
    assert network.fault(layers) is None
    assert counting.parameters(layers) == parameters
    assert macs is None or f"{counting.multiplications(layers) / 1e6:.1f}" == macs
    assert field is None or counting.receptive_field(layers)[0] == field


def test_each_published_network_has_a_row() -> None:
    assert {path.stem for path in PUBLISHED.glob("*.json")} == {row[0] for row in TOTALS}


def test_keras_counts_the_moving_statistics_of_mobilenet_as_parameters_that_are_not_trained() -> None:
    layers = published("mobilenet_v2")
    assert counting.statistics(layers) == 34_112
    assert counting.parameters(layers, keras=True) + counting.statistics(layers) == 3_538_984


@pytest.mark.parametrize(
    ("layer", "torch", "keras"),
    [
        ("RNN", 10 * 20 + 20 * 20 + 2 * 20, 10 * 20 + 20 * 20 + 20),
        ("LSTM", 4 * (10 * 20 + 20 * 20 + 2 * 20), 4 * (10 * 20 + 20 * 20 + 20)),
        ("GRU", 3 * (10 * 20 + 20 * 20 + 2 * 20), 3 * (10 * 20 + 20 * 20 + 2 * 20)),
    ],
)
def test_pytorch_has_two_bias_vectors_where_keras_has_one(layer: str, torch: int, keras: int) -> None:
    layers: list[dict[str, Any]] = [
        {"type": "Input", "shape": [7, 10]},
        {"type": layer, "input_size": 10, "hidden_size": 20},
    ]
    assert counting.parameters(layers) == torch
    assert counting.parameters(layers, keras=True) == keras


CONV = {"type": "Conv2d", "in_channels": 3, "out_channels": 4, "kernel_size": 3}

NO_NETWORKS: tuple[tuple[list[dict[str, Any]], str], ...] = (
    ([CONV], "layer 0 is Conv2d: expected Input"),
    ([{**CONV, "in_channels": 4}], "layer 1 (Conv2d): the field in_channels is 4: expected 3"),
    (
        [{**CONV, "kernel_size": 9}],
        "layer 1 (Conv2d): its input has the shape (3, 8, 8): expected one that the window",
    ),
    ([{**CONV, "groups": 2}], "layer 1 (Conv2d): the field groups is 2: expected a divisor of in_channels"),
    (
        [CONV, {"type": "Linear", "in_features": 144, "out_features": 2}],
        "layer 2 (Linear): the field in_features is 144: expected 6",
    ),
    (
        [{"type": "Residual", "layers": [CONV]}],
        "layer 1 (Residual): the field shortcut is a branch that puts out (3, 8, 8)",
    ),
    (
        [{"type": "Repeat", "times": 2, "layers": [CONV]}],
        "layer 1.0 (Conv2d): the field in_channels is 3: expected 4",
    ),
    ([{"type": "Concat", "branches": [[CONV], []]}], "layer 1 (Concat): the field branches"),
    (
        [{"type": "MaxPool2d", "kernel_size": 2, "padding": 2}],
        "layer 1 (MaxPool2d): the field padding is 2: expected at most half",
    ),
    ([{"type": "Input", "shape": [3]}], "layer 1 (Input): the field type is Input"),
    (
        [
            {
                "type": "Repeat",
                "times": 200,
                "layers": [{"type": "Repeat", "times": 200, "layers": [{"type": "ReLU"}]}],
            }
        ],
        "expected at most 5000",
    ),
)


@pytest.mark.parametrize(("layers", "said"), NO_NETWORKS, ids=[said for _, said in NO_NETWORKS])
def test_a_list_that_is_no_network_is_refused_with_layer_field_found_and_expected(
    layers: list[dict[str, Any]], said: str
) -> None:
    first = [] if layers[0] is CONV and len(layers) == 1 else [{"type": "Input", "shape": [3, 8, 8]}]
    assert said in str(network.fault([*first, *layers]))


NO_LAYERS: tuple[tuple[Any, str], ...] = (
    ({**CONV, "stride": 0}, "the field layers[1][stride] is 0: expected at least 1"),
    ({**CONV, "kernel": 3}, "the field layers[1] is 'kernel': expected one of type, in_channels"),
    ({"type": "Conv2d"}, "expected one with the fields in_channels, out_channels, kernel_size"),
    ({**CONV, "kernel_size": [3, 3, 3]}, "the field layers[1][kernel_size]"),
    ({"type": "Dense"}, "the field layers[1][type] is 'Dense': expected one of Input, Linear"),
    (
        {"type": "Repeat", "times": 2, "layers": [{**CONV, "bias": 1}]},
        "the field layers[1][layers][0][bias] is 1: expected true or false",
    ),
)


@pytest.mark.parametrize(("layer", "said"), NO_LAYERS, ids=[said for _, said in NO_LAYERS])
def test_an_argument_that_a_layer_does_not_take_is_named(layer: Any, said: str) -> None:
    fault = given.first_fault({"layers": LAYERS}, {"layers": [{"type": "Input", "shape": [3, 8, 8]}, layer]})
    assert fault is not None
    assert said in fault


def test_places_and_spread_are_inverse_where_the_windows_fit() -> None:
    for length in range(1, 12):
        for kernel, stride, padding in ((3, 1, 1), (4, 2, 1), (5, 3, 2), (2, 2, 0)):
            assert (
                windows.places(windows.spread(length, kernel, stride, padding), kernel, stride, padding)
                == length
            )
