"""Activations at a point, for solvers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from questions import activation_terms


@pytest.mark.parametrize(
    ("name", "x", "constants", "value", "slope"),
    [
        ("relu", "-2", {}, "0", "0"),
        ("leaky_relu", "-2", {"alpha": "0.1"}, "-0.2", "0.1"),
        ("prelu", "-2", {"a": "0.5"}, "-1", "0.5"),
        ("elu", "3", {"alpha": "2"}, "3", "1"),
        ("hard_sigmoid", "0", {}, "0.5", "1/6"),
    ],
)
def test_values_and_slopes_of_straight_pieces(
    name: str, x: str, constants: dict[str, str], value: str, slope: str
) -> None:
    given = {word: Fraction(number) for word, number in constants.items()}
    point = Fraction(x)
    assert abs(activation_terms.value(name, point, given) - float(Fraction(value))) < 1e-15
    assert abs(activation_terms.slope(name, point, given) - float(Fraction(slope))) < 1e-15
