"""Neutral markup: what is read, and that each slip is told with its place."""

from __future__ import annotations

import pytest

from questions.formula import formula
from questions.markup import (
    Bullets,
    Code,
    CodeLine,
    Display,
    Emphasis,
    Listing,
    MarkupError,
    Math,
    Paragraph,
    Strong,
    Table,
    Text,
    inlines,
    parse,
)


def test_a_blank_line_begins_a_paragraph() -> None:
    assert parse("one\ntwo\n\nthree\n") == (
        Paragraph((Text("one two"),)),
        Paragraph((Text("three"),)),
    )


def test_each_mark_gives_its_inline() -> None:
    assert inlines("a $x_1$ **b $y$** *c* `d_e`") == (
        Text("a "),
        Math("x_1"),
        Text(" "),
        Strong((Text("b "), Math("y"))),
        Text(" "),
        Emphasis((Text("c"),)),
        Text(" "),
        Code("d_e"),
    )


def test_a_backslash_makes_a_mark_plain() -> None:
    assert inlines(r"\$5, 2\*3, \`, \\ and \|") == (Text("$5, 2*3, `, \\ and |"),)


def test_a_star_between_spaces_is_a_star() -> None:
    assert inlines("3 * 4 * 5") == (Text("3 * 4 * 5"),)


def test_a_display_may_hold_several_lines_and_touch_its_paragraph() -> None:
    assert parse("so\n$$\na\n= b\n$$\nand") == (
        Paragraph((Text("so"),)),
        Display("a\n= b"),
        Paragraph((Text("and"),)),
    )
    assert parse("$$x$$") == (Display("x"),)


def test_a_list_may_follow_its_paragraph_and_continue_its_items() -> None:
    assert parse("see:\n- a\n  b\n- c") == (
        Paragraph((Text("see:"),)),
        Bullets(((Text("a b"),), (Text("c"),))),
    )


def test_a_bar_inside_a_formula_or_code_does_not_divide_a_row() -> None:
    (table,) = parse("| a | b |\n|---|:-:|\n| $|x|$ | `|` |")
    assert table == Table(((Text("a"),), (Text("b"),)), (((Math("|x|"),), (Code("|"),)),))


def test_a_listing_is_kept_line_by_line() -> None:
    source = "Run\n```\n    for x in X:\n\n        y *= 2 # $1\n```\nand see."
    assert parse(source) == (
        Paragraph((Text("Run"),)),
        Listing((CodeLine(0, "for x in X:"), CodeLine(0, ""), CodeLine(4, "y *= 2 # $1"))),
        Paragraph((Text("and see."),)),
    )


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("see\n```\nx = 1", "line 2: ``` is opened and not closed"),
        ("```\n```", "a listing without code"),
        ("fine\n\na $x", r"line 3: '\$' is opened and not closed in 'a \$x'"),
        ("costs $5 and $6", "a formula touches its dollars"),
        ("a `b", "'`' is opened and not closed"),
        ("a **b", r"'\*\*' is opened and not closed"),
        ("a *b** c", r"is opened and not closed"),
        ("see $$x$$", "a display stands on lines of its own"),
        ("$$\nx\n\ny\n$$", r"line 1: \$\$ is opened and not closed before the next blank line"),
        (r"the \alpha", r"\\alpha stands outside a formula"),
        ("| a |\n| b |", r"needs a second line"),
        ("| a |\n|---|\n| b | c |", "has 2 cells, its header 1"),
        ("| a |\n|---|\n| b", "does not end with |"),
    ],
)
def test_what_is_not_closed_is_told_with_its_line(source: str, told: str) -> None:
    with pytest.raises(MarkupError, match=told):
        parse(source)


@pytest.mark.parametrize(
    ("tex", "told"),
    [
        ("", "empty formula"),
        (r"\frac{1}{2", "brace { is not closed"),
        ("a}", "before it is opened"),
        (r"\left( a", r"\\left is not closed"),
        (r"a \right)", "before it is opened"),
        (r"\begin{cases} a", r"\\begin{cases} without its"),
        (r"a \end{cases}", r"\\end{cases} without its"),
        (r"\begin{eqnarray} a \end{eqnarray}", "write aligned"),
        (r"\begin{align*} a \end{align*}", "write aligned"),
        (r"\[ a \]", "no delimiters inside"),
        (r"\mathcal{l}(x)", "capitals only"),
        (r"\mathbb{12}", "capitals only"),
        ("x \u2603", "SNOWMAN"),
        ("a \\", "lone backslash"),
    ],
)
def test_a_formula_that_cannot_be_set_is_refused(tex: str, told: str) -> None:
    with pytest.raises(MarkupError, match=told):
        formula(tex)
