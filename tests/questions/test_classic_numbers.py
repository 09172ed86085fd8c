"""The classic exercises, with the numbers that lecture notes and solved assignments print for them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from questions import assemble, rounding
from questions.errors import BadCall
from questions.model import Answer, Key, Variant

DEAD = {"inputs": [1, 2, 10], "targets": ["0", "0.3", "1"], "w1": "-0.1", "w2": "0.1", "new_w1": "1"}


def asked(slug: str, **given: Any) -> Variant:
    variant = assemble.variant(slug, given=given)
    assert variant.verdict.status == "verified"
    return variant


def key(variant: Variant, label: str) -> Key:
    return next(key for key in variant.keys if key.label == label)


def answer(variant: Variant, label: str) -> Answer:
    return key(variant, label).answer


def mistakes(variant: Variant, label: str) -> dict[str, str]:
    """Name of each mistake that is offered, and its value as text."""
    return {mistake.name: mistake.value for mistake in key(variant, label).mistakes}


def test_6_32_32_32_4_has_2468_parameters() -> None:
    variant = asked("mlp_parameters", layers=[6, 32, 32, 32, 4], biases=True, examples=80)
    assert answer(variant, "a").value == [224, 1056, 1056, 132]
    assert answer(variant, "b").value == 2468
    assert mistakes(variant, "b")["forgot the biases"] == "2368"
    assert mistakes(variant, "b")["took the examples for inputs"] == "4836"


def test_what_is_not_given_is_the_first_case_whatever_the_seed() -> None:
    for seed in range(4):
        variant = assemble.variant("mlp_parameters", seed=seed, given={"layers": [6, 32, 32, 32, 4]})
        assert answer(variant, "b").value == 2468


@pytest.mark.parametrize(("layers", "count"), [([2, 2, 2], 12), ([2, 3, 2], 17)])
def test_the_xor_nets_have_12_and_17_parameters(layers: list[int], count: int) -> None:
    assert answer(asked("mlp_parameters", layers=layers, biases=True), "b").value == count


def test_softmax_of_7_1_and_2_2() -> None:
    variant = asked("softmax_nll", logits=[7, 1, 2.2], label="A")
    assert answer(variant, "a").value == ["0.9894", "0.002452", "0.008143"]
    assert answer(variant, "b").value == "A"
    assert answer(variant, "c").value == "0.0107"
    assert rounding.accepted(answer(variant, "c").accepts, "0.0106516")


@pytest.mark.parametrize(("label", "loss"), [("B", "6.01"), ("C", "4.81")])
def test_the_loss_of_the_other_labels(label: str, loss: str) -> None:
    assert answer(asked("softmax_nll", logits=[7, 1, 2.2], label=label), "c").value == loss


def test_softmax_beyond_the_range_of_exponentials_is_shifted() -> None:
    shifted, plain = ([str(Fraction(base) + d) for d in (0, 1, 2)] for base in (600, 0))
    far, near = (asked("softmax_nll", logits=logits, label="B") for logits in (shifted, plain))
    assert far.question.case == "large_logits"
    assert answer(far, "a") == answer(near, "a")
    assert answer(far, "a").value == ["0.09003", "0.2447", "0.6652"]


def test_the_gradient_of_the_cross_entropy_is_probabilities_minus_target() -> None:
    variant = asked("cross_entropy_gradient", logits=["7", "1", "2.2"], target=["0", "1", "0"])
    assert answer(variant, "b").value == ["0.989", "-0.998", "0.00814"]


@pytest.mark.parametrize(("shape", "entries"), [([4, 3, 8, 8], 768), ([2, 1, 16, 16], 512), ([8, 192], 1536)])
def test_the_mean_runs_over_every_entry(shape: list[int], entries: int) -> None:
    variant = asked("mse_elements", shape=shape, difference="0.5")
    assert answer(variant, "a").value == entries
    assert answer(variant, "b").value == "1/4"
    assert Fraction(answer(variant, "c").value) == pytest.approx(1 / entries, rel=1e-3)


@pytest.mark.parametrize(
    ("classes", "batch", "reduction", "loss"),
    [
        (100, 1, "mean", "4.605"),
        (4, 1, "mean", "1.386"),
        (4, 1000, "mean", "1.386"),
        (4, 1000, "sum", "1386"),
    ],
)
def test_the_first_loss_is_the_logarithm_of_the_number_of_classes(
    classes: int, batch: int, reduction: str, loss: str
) -> None:
    variant = asked("initial_loss", classes=classes, batch=batch, reduction=reduction)
    assert answer(variant, "b").value == loss


def test_the_dead_network_has_loss_109_over_300_and_no_gradient() -> None:
    variant = asked("dead_relu", **DEAD)
    assert answer(variant, "a").value == "109/300"
    assert answer(variant, "a").text == "109/300, about 0.3633"
    assert answer(variant, "b").value == [0, 0]


def test_the_revived_network_has_loss_1_over_150_and_not_0_02() -> None:
    variant = asked("dead_relu", **DEAD)
    assert answer(variant, "c").value == "1/150"
    assert not rounding.accepted(answer(variant, "c").accepts, Fraction(2, 100))
    assert mistakes(variant, "c")["forgot 1/N"] == "1/50 = 0.02"
    assert answer(variant, "d").value == "-1/150"


def test_a_negative_output_weight_keeps_the_network_dead() -> None:
    variant = asked("dead_relu", **{**DEAD, "w2": "-0.1"})
    assert variant.question.case == "negative_output_weight"
    assert answer(variant, "c") == answer(variant, "a")
    assert answer(variant, "d").value == "0"


@pytest.mark.parametrize(
    ("activation", "x", "value", "slope"),
    [
        ("sigmoid", "2", "0.8808", "0.1050"),
        ("tanh", "2", "0.9640", "0.07065"),
        ("gelu", "2", "1.954", "1.085"),
        ("silu", "2", "1.762", "1.091"),
        ("hard_sigmoid", "2", "0.8333", "0.1667"),
    ],
)
def test_activations_at_2(activation: str, x: str, value: str, slope: str) -> None:
    assert answer(asked("activation_derivative", activation=activation, x=x), "b").value == [value, slope]


@pytest.mark.parametrize(("alpha", "kinked"), [("1", "A"), ("2", "B")])
def test_the_elu_is_smooth_only_for_alpha_1(alpha: str, kinked: str) -> None:
    variant = asked("activation_derivative", activation="elu", x="-0.5", alpha=alpha)
    assert answer(variant, "c").value == kinked


def test_numbers_that_make_no_question_are_refused_in_one_line() -> None:
    with pytest.raises(BadCall, match="the network is not dead"):
        assemble.variant("dead_relu", given={**DEAD, "w1": "0.1"})
