"""The worked entry of a product is the longest one, with its place and its value."""

from __future__ import annotations

from questions import worked


def test_the_longest_entry_is_worked_out() -> None:
    assert worked.entry([[1, 0], [2, -3]], [[1, 4], [0, -2]]) == ("22", r"2 \cdot 4 - 3 \cdot (-2) = 14")


def test_an_entry_of_one_number_is_not_repeated() -> None:
    assert worked.entry([[0, 1]], [[5], [7]]) == ("11", "7")


def test_an_entry_of_a_gradient_has_its_place() -> None:
    assert worked.slope("W", [[2]], [[3]]) == r"\frac{\partial L}{\partial W_{11}} = 2 \cdot 3 = 6"
