"""Networks that made history: their order, the years between them, and how they grew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from questions import layers, typeset
from questions.layers import counting
from questions.model import JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

PUBLISHED = Path(layers.__file__).parent / "published"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A network by the file of its layers: who published it when, and what was new."""

    file: str
    authors: str
    year: int
    news: str


MILESTONES: Mapping[str, Milestone] = {
    "LeNet-5": Milestone(
        "lenet5", "LeCun, Bottou, Bengio, Haffner", 1998,
        "convolutions and pooling, trained by back-propagation to read digits (a first version: LeCun et al., 1989)",
    ),
    "AlexNet": Milestone(
        "alexnet", "Krizhevsky, Sutskever, Hinton", 2012,
        "a deep convolutional network with ReLU and dropout, trained on graphics cards, wins the ImageNet challenge",
    ),
    "VGG-16": Milestone("vgg16", "Simonyan, Zisserman", 2014, "depth from many small filters"),
    "ResNet-50": Milestone("resnet50", "He, Zhang, Ren, Sun", 2015, "residual connections"),
    "SqueezeNet": Milestone("squeezenet1_0", "Iandola and others", 2016, "few parameters by narrow layers in between"),
    "MobileNetV2": Milestone(
        "mobilenet_v2", "Sandler and others", 2018, "residual blocks with narrow ends, convolved channel by channel",
    ),
    "GPT-2 (small)": Milestone(
        "gpt2_small", "Radford and others", 2019, "a language model that solves tasks it was not trained for",
    ),
    "ViT-B/16": Milestone("vit_b_16", "Dosovitskiy and others", 2020, "attention in place of convolutions"),
}  # fmt: skip
CONVOLUTIONAL = ("VGG-16", "ResNet-50", "SqueezeNet", "MobileNetV2")


@cache
def parameters(name: str) -> int:
    """The trained parameters of a network, counted from its layers."""
    return counting.parameters(json.loads((PUBLISHED / f"{MILESTONES[name].file}.json").read_text("utf-8")))


def draw(case: str, stream: Stream) -> Params:
    others = (
        CONVOLUTIONAL
        if case == "convolutional"
        else [n for n in MILESTONES if n not in ("LeNet-5", "AlexNet")]
    )

    def numbers() -> Params:
        names = stream.shuffle(("LeNet-5", "AlexNet", *stream.sample(others, 2)))
        return {"networks": [named(name) for name in names]}

    return stream.until(numbers, lambda p: ill_posed(p) is None and case_of(p) == case)


def named(name: str) -> dict[str, Any]:
    known = MILESTONES[name]
    return {"name": name, "authors": known.authors, "year": known.year, "parameters": parameters(name)}


def case_of(params: Params) -> str:
    names = {network["name"] for network in params["networks"]}
    return "convolutional" if names <= {"LeNet-5", "AlexNet", *CONVOLUTIONAL} else "attention_too"


def ill_posed(params: Params) -> str | None:
    years = [network["year"] for network in params["networks"]]
    if len(set(years)) < len(years):
        return "two of the networks are of the same year"
    if order(params) == tuple(range(1, len(years) + 1)):
        return "the networks stand in their order already"
    return None


def in_time(params: Params) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = sorted(params["networks"], key=lambda network: network["year"])
    return found


def order(params: Params) -> tuple[int, ...]:
    """Their numbers on the sheet, from the earliest on."""
    return tuple(params["networks"].index(network) + 1 for network in in_time(params))


def solve(params: Params) -> Mapping[str, Solved]:
    ordered = in_time(params)
    first, last = ordered[0], ordered[-1]
    rows = [
        {
            "name": network["name"],
            "authors": network["authors"],
            "year": network["year"],
            "news": MILESTONES[network["name"]].news if network["name"] in MILESTONES else "",
        }
        for network in ordered
    ]
    ratio = Fraction(last["parameters"], first["parameters"])
    facts = {
        "rows": rows,
        "years": f"{last['year']} - {first['year']}",
        "ratio": f"{last['parameters']} / {first['parameters']}",
        "more": ratio > 1,
        "last": last["name"],
        "first": first["name"],
        "about": typeset.about(ratio, 4),
    }
    return {
        "a": Solved(Exact("array", order(params)), facts),
        "b": Solved(Exact("integer", last["year"] - first["year"]), facts),
        "c": Solved(Exact("number", ratio, 4), facts),
    }


def by_size(params: Params) -> tuple[int, ...]:
    ordered = sorted(params["networks"], key=lambda network: network["parameters"])
    return tuple(params["networks"].index(network) + 1 for network in ordered)


def largest_ratio(params: Params) -> Fraction:
    sizes = [network["parameters"] for network in params["networks"]]
    return Fraction(max(sizes), min(sizes))


def ratio_of_ends(params: Params) -> Fraction:
    ordered = in_time(params)
    return Fraction(ordered[0]["parameters"], ordered[-1]["parameters"])


def to_second(params: Params) -> int:
    ordered = in_time(params)
    return int(ordered[1]["year"] - ordered[0]["year"])


MISTAKES = (
    Mistake("a", "from the smallest to the largest", by_size,
            "Networks have not simply grown: some later ones were made to be small."),
    Mistake("a", "from the latest to the earliest", lambda p: order(p)[::-1], "The earliest comes first."),
    Mistake("b", "to the second one", to_second, "The years from the first to the last of them are asked."),
    Mistake("c", "turned round", ratio_of_ends, "The last one is compared with the first one."),
    Mistake("c", "the largest by the smallest", largest_ratio,
            "The last network is not always the largest: the first and the last are compared."),
)  # fmt: skip

NETWORK: JSON = {
    "type": "object",
    "properties": {
        "name": {
            "type": "string",
            "minLength": 2,
            "maxLength": 30,
            "pattern": r"^[A-Za-z0-9 ()/.+-]+$(?!\n)",
        },
        "authors": {"type": "string", "minLength": 2, "maxLength": 60, "pattern": r"^[A-Za-z ,.'-]+$(?!\n)"},
        "year": {"type": "integer", "minimum": 1940, "maximum": 2100},
        "parameters": {"type": "integer", "minimum": 1, "maximum": 10**13},
    },
    "required": ["name", "authors", "year", "parameters"],
    "additionalProperties": False,
}

family = Family(
    cases=("convolutional", "attention_too"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "networks": {
            "type": "array",
            "items": NETWORK,
            "minItems": 3,
            "maxItems": 6,
            "description": "networks in the order of the sheet, each with name, authors, year and parameters",
        }
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
