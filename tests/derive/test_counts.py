"""Counts of multiplications: the closed form, and the computation itself at small sizes."""

from __future__ import annotations

import dataclasses

import pytest

from derive import library
from derive.claims import ClaimRejected, Count
from derive.claims.counts import multiplications
from derive.derivation import begin
from derive.library.depth import backpropagation, chain_rule_for_each_layer, forward_mode, reverse_mode
from derive.terms.index import indices
from derive.terms.terms import Dim, lift, total

FOUND = [
    proved for proved in (library.find(name).build() for name in library.names()) if isinstance(proved, Count)
]
N, D, H, L = (Dim(name) for name in "NDHL")
n, d, h, l = indices("n:N d:D h:H l:L")


def product_cost() -> Count:
    found = library.find("matrix_product_cost").build()
    assert isinstance(found, Count)
    return found


@pytest.mark.parametrize("count", FOUND, ids=lambda count: count.title)
def test_a_count_says_what_is_counted_and_what_is_enumerated(count: Count) -> None:
    assert count.how.endswith("by enumeration of small sizes")
    assert count.claim_latex().startswith(r"\#\text{multiplications} = ")
    assert f"counted at all sizes up to {count.up_to}" in count.text()
    assert len(list(count.grid())) == count.up_to ** len(count.dimensions())


@pytest.mark.parametrize("layers", [1, 2, 10])
def test_the_chain_rule_for_each_layer_costs_more_than_back_propagation(layers: int) -> None:
    sizes = {"L": layers, "H": 1}
    assert multiplications(chain_rule_for_each_layer, sizes) == layers * (layers - 1) // 2
    assert multiplications(backpropagation, sizes) == layers - 1


def test_forward_mode_costs_the_width_times_reverse_mode() -> None:
    sizes = {"L": 3, "H": 5}
    assert multiplications(forward_mode, sizes) == 5 * multiplications(reverse_mode, sizes) == 375


def test_a_wrong_closed_form_cannot_be_counted() -> None:
    wrong = begin("wrong", N * D + H).then(H + N * D, "rearrange")
    with pytest.raises(ClaimRejected, match="multiplications, the formula gives"):
        dataclasses.replace(product_cost(), counted=wrong)


def test_a_form_that_is_right_at_size_1_only_is_refused() -> None:
    square = begin("square", total([n, h, d], lift(1)) * N).then(N**2 * H * D, "sum of equal terms")
    with pytest.raises(ClaimRejected, match="there are 2 multiplications, the formula gives 4"):
        dataclasses.replace(product_cost(), counted=square)


def test_another_computation_is_refused() -> None:
    with pytest.raises(ClaimRejected, match="multiplications, the formula gives"):
        Count("t", reverse_mode, library.find("forward_mode_cost").build().derivations[0])  # type: ignore[union-attr]


def test_one_size_is_no_enumeration() -> None:
    with pytest.raises(ClaimRejected, match="nothing to enumerate"):
        dataclasses.replace(product_cost(), up_to=1)
