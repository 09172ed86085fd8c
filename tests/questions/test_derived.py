"""What a solver takes from the library by name, and what it is told where the name is of another kind."""

from __future__ import annotations

import pytest

from questions import derived


def test_the_certificate_of_a_bound_is_a_derivation() -> None:
    found = derived.certificate("cross_entropy_convex")
    assert len(found.steps) > 1


@pytest.mark.parametrize(
    ("take", "name"), [("certificate", "softmax_jacobian"), ("derivation", "bce_convex")]
)
def test_a_result_of_another_kind_is_refused(take: str, name: str) -> None:
    with pytest.raises(TypeError, match=name):
        getattr(derived, take)(name)
