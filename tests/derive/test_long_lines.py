"""Long rows are broken where a reader would break them, and nothing is lost."""

from __future__ import annotations

import pytest

from derive import library
from derive.derivation import Derivation, begin
from derive.terms.latex import latex
from derive.terms.long_lines import WIDEST, broken, width
from derive.terms.tensors import Tensor
from derive.terms.terms import Component, Term


def test_a_row_is_broken_before_a_sign_outside_of_brackets() -> None:
    assert broken("a + (b + c) - d", 5) == ["a", "+ (b + c)", "- d"]
    assert broken(r"\frac{a + b}{c - d} + e", 3) == [r"\frac{a + b}{c - d}", "+ e"]
    assert broken(r"\left( a - b \right)^2 - \lvert c + d \rvert", 4) == [
        r"\left( a - b \right)^2",
        r"- \lvert c + d \rvert",
    ]
    assert broken(r"e^{a + b} c", 1) == [r"e^{a + b} c"]  # there is no place to break it


def test_what_fits_stays_whole() -> None:
    assert broken("a + b - c") == ["a + b - c"]
    assert broken("-a - b", 4) == ["-a - b"]


@pytest.mark.parametrize(
    ("tex", "letters"),
    [
        ("a + b", 3),
        (r"\alpha_{ij}", 3),
        (r"\frac{a b c}{d}", 3),
        (r"\mathbf{W}^\top", 2),
        (r"\left( x \right)", 3),
    ],
)
def test_the_width_counts_what_is_shown(tex: str, letters: int) -> None:
    assert width(tex) == letters


def test_every_line_of_the_library_survives() -> None:
    many = 0
    for name in library.names():
        proved = library.find(name).build()
        for chain in (proved,) if isinstance(proved, Derivation) else proved.derivations:
            for line in chain.statements:
                tex = latex(line)
                rows = broken(tex)
                many += len(rows) > 1
                assert " ".join(rows) == tex
                assert all(row.count("{") == row.count("}") for row in rows)
                assert all(
                    row.count(r"\left") == row.count(r"\right") + row.count(r"\leftarrow") for row in rows
                )
    assert many >= 3  # else nothing was tested


def test_a_long_row_goes_on_to_the_right_with_its_rule_at_the_end() -> None:
    letters = [Component(Tensor(f"a{k}")) for k in range(1, 9)]
    whole: Term = letters[0]
    for letter in letters[1:]:
        whole = whole + letter * letter * letter * letter * letter
    printed = begin("long", whole + 0).then(whole, "cancel").latex()
    assert width(latex(whole)) > WIDEST
    rows = printed.split("\\\\\n")
    assert any(row.startswith(r"& \quad + ") for row in rows)
    assert rows[-1].rstrip().endswith(r"\text{cancel}" + "\n\\end{aligned}")
    assert printed.count(r"\text{cancel}") == 1
