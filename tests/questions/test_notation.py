r"""A course's notation: read and refused, formulas in it, questions in it, and sheets that are verified in it.

The letters of a formula are read here by an expression of its own, not by the code that replaces them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from questions import assemble, catalogue, conventions, lettering, record, render, verify
from questions.cli import main
from questions.errors import BadCall
from questions.model import JSON, Sheet
from questions.notation import HOUSE, BadNotation, Notation, notation_json, read, read_file

LOW, HIGH = "abcfghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # e and d keep their meaning
GREEK = [
    r"\alpha", r"\beta", r"\gamma", r"\delta", r"\eta", r"\theta", r"\kappa", r"\lambda", r"\mu", r"\nu", r"\xi",
    r"\rho", r"\sigma", r"\tau", r"\varphi", r"\omega", r"\varepsilon", r"\ell",
]  # fmt: skip
TURNED = {letter: ring[(k + 1) % len(ring)] for ring in (LOW, HIGH, GREEK) for k, letter in enumerate(ring)}
BACK = {new: old for old, new in TURNED.items()}
ALL_NEW = Notation(log="ln", symbols=TURNED)
ALL_OLD = Notation(log="log", symbols=BACK)


# -- reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "key", "said"),
    [
        ({"log": "lg"}, "log", "is 'lg': expected one of log, ln"),
        ({"layer": "rows"}, "layer", "this key is not known"),
        ({"symbols": {"W": 3}}, "symbols", "gives W the letter 3"),
        ({"symbols": {"W": "w_1"}}, "symbols", "holds 'w_1'"),
        ({"symbols": {"W": r"\frac"}}, "symbols", r"holds '\\frac'"),
        ({"symbols": {"W": r"\mathcal{w}"}}, "symbols", "capital Latin letters only"),
        ({"symbols": {"e": "x"}}, "symbols", "fixed meaning"),
        ({"symbols": {"x": r"\pi"}}, "symbols", "fixed meaning"),
        ({"symbols": {"x": "u", "y": "u"}}, "symbols", "same new letter u"),
        ({"symbols": {"W": "V", r"\mathbf{W}": "U"}}, "symbols", "twice"),
    ],
)
def test_a_bad_notation_is_refused_by_its_key(table: dict[str, Any], key: str, said: str) -> None:
    with pytest.raises(BadNotation, match=re.escape(said)) as caught:
        read(table)
    assert caught.value.key == key


def test_a_notation_is_read_as_it_is_stored() -> None:
    table = {"layers": "rows", "log": "ln", "symbols": {"W": r"\Theta", r"\hat{y}": "p"}}
    assert notation_json(read(table)) == table
    assert read({}) == read({"symbols": {"W": "W"}}) == HOUSE


def test_a_file_holds_the_table_or_is_it(tmp_path: Path) -> None:
    path = tmp_path / "n.toml"
    for text in ("log = 'ln'\n", "[notation]\nlog = 'ln'\n"):
        path.write_text(text, "utf-8")
        assert read_file(path) == Notation(log="ln")
    path.write_text("log = 3\n", "utf-8")
    with pytest.raises(BadCall, match=r"n\.toml, log: is 3"):
        read_file(path)
    with pytest.raises(BadCall, match="cannot be read"):
        read_file(tmp_path / "none.toml")


# -- formulas ----------------------------------------------------------------------------------------------

COURSE = read({
    "log": "ln", "transpose": "T",
    "symbols": {"W": r"\Theta", "z": "a", r"\hat{y}": "p", "y": "t", "L": r"\mathcal{J}", "l": "k"},
})  # fmt: skip


@pytest.mark.parametrize(
    ("house", "course"),
    [
        ("Wx", r"\Theta x"),
        (r"\mathbf{W}^\top \mathbf{x}", r"\boldsymbol{\Theta}^T \mathbf{x}"),
        (r"\hat{y}_z", "p_a"),
        (r"x^{\hat y}", "x^{p}"),
        (r"\bar{y}", r"\bar{t}"),
        (r"W_L", r"\Theta_{\mathcal{J}}"),
        (r"\log z + \log_2 z", r"\ln a + \log_2 a"),
        (r"\text{if } z > 0", r"\text{if } a > 0"),
        (r"\operatorname{LayerNorm}(z)", r"\operatorname{LayerNorm}(a)"),
        (r"\mathrm{ReLU}(z)", r"\mathrm{ReLU}(a)"),
        (r"\text{size of } W", r"\text{size of } \Theta"),
        (r"W^{(l)}", r"\Theta^{(k)}"),
        (r"\left( z \right)", r"\left( a \right)"),
        (r"\frac{dL}{dz}", r"\frac{d\mathcal{J}}{da}"),
        ("e^{z}", "e^{a}"),
        (r"\begin{cases} z \end{cases}", r"\begin{cases} a \end{cases}"),
    ],
)
def test_a_formula_in_the_letters_of_a_course(house: str, course: str) -> None:
    assert lettering.rewriter(COURSE, frozenset())(house) == course


@pytest.mark.parametrize(
    ("vectors", "house", "course"),
    [
        ("bold", "x = W_1 x + x_1 + b^x", r"\mathbf{x} = \mathbf{W}_1 \mathbf{x} + x_1 + b^x"),
        ("arrow", r"x + \mathbf{h} + \mathbf{W}", r"\vec{x} + \vec{h} + W"),
        ("plain", r"\mathbf{W} \boldsymbol{\delta} + \mathbf{1}", r"W \delta + \mathbf{1}"),
    ],
)
def test_vectors_as_a_course_writes_them(vectors: str, house: str, course: str) -> None:
    assert lettering.rewriter(Notation(vectors=vectors), frozenset({"x", "W_1"}))(house) == course


def test_a_formula_says_which_letters_are_arrays() -> None:
    said = [r"W_1 = \begin{bmatrix} 1 \end{bmatrix}", r"x \in \mathbb{R}^n", r"w^\top u = c", r"e^{b_l}"]
    assert lettering.arrays(said) == {"W_1", "x", "w"}
    assert (
        lettering.arrays([*said, r"\mathbf{v}"]) == frozenset()
    )  # who writes bold means the others to be plain


def test_code_and_words_are_left_alone() -> None:
    text = "Let `W` and \\$W be $W$, not W:\n\n```\nW @ x\n```\n\n$$ W $$"
    assert lettering.carried(text, lambda tex: tex.replace("W", "V")) == (
        "Let `W` and \\$W be $V$, not W:\n\n```\nW @ x\n```\n\n$$ V $$"
    )


@pytest.mark.parametrize(
    ("house", "course"),
    [
        ("d/dz_j (-sum_k y_k*log(s_k))", "d/da_j (-sum_k t_k*ln(s_k))"),
        ("dL/dW1", "dJ/dTheta1"),
        ("softmax(z)_l + yhat_i", "softmax(a)_k + p_i"),
        ("W @ z.T", "Theta @ a.T"),
    ],
)
def test_plain_text_in_the_letters_of_a_course(house: str, course: str) -> None:
    assert lettering.in_words(house, COURSE) == course


# -- the bank ----------------------------------------------------------------------------------------------


def bank() -> list[tuple[str, str]]:
    """A question of one family in six, in its last case."""
    return [(entry.slug, catalogue.load_family(entry).cases[-1]) for entry in catalogue.entries()[::6]]


def formulas(data: JSON, name: str = "") -> Iterator[str]:
    """Every formula of a question in a record, found by the name of its field."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in (
                "params",
                "verdict",
                "value",
                "accepts",
                "before",
                "after",
                "hypotheses",
                "definitions",
                "figures",
            ):
                yield from formulas(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from formulas(value, name)
    elif name in ("latex", "start") and isinstance(data, str):
        yield data
    elif name in ("prompt", "solution", "text", "feedback") and isinstance(data, str):
        without = re.sub(r"```.*?```|`[^`]*`|\\\$", "", data, flags=re.DOTALL)
        yield from (found[0] for found in re.finditer(r"\$\$.+?\$\$|\$[^$]+\$", without, re.DOTALL))


APART = re.compile(r"\\(?:text\w*|mbox|operatorname\*?|mathrm|mathit|begin|end|mathbb|mathcal)\s*\{[^{}]*\}")
UNICODE = {"σ": r"\sigma", "η": r"\eta", "α": r"\alpha", "λ": r"\lambda", "μ": r"\mu", "δ": r"\delta"}


def letters(tex: str) -> list[str]:
    for sign, command in UNICODE.items():
        tex = tex.replace(sign, command + " ")
    return re.findall(r"\\[a-zA-Z]+|[A-Za-z]", APART.sub("", tex))


@pytest.mark.parametrize(("slug", "case"), bank())
def test_every_letter_of_a_question_is_a_new_one_and_the_way_back_is_exact(slug: str, case: str) -> None:
    variant = assemble.variant(slug, seed=5, case=case)
    turned = lettering.variant_in(variant, ALL_NEW)
    old, new = record.variant_json(variant), record.variant_json(turned)
    pairs = list(zip(formulas(old), formulas(new), strict=True))
    assert pairs
    for before, after in pairs:
        if r"\log_" not in before:
            kept = [TURNED.get(letter, r"\ln" if letter == r"\log" else letter) for letter in letters(before)]
            assert letters(after) == kept, (before, after)
    back = record.variant_json(lettering.variant_in(turned, ALL_OLD))
    for part in back["parts"]:
        for step in part["steps"]:
            step.pop("start_text")
            for definition in step["definitions"]:
                definition.pop("latex", None)
    assert one_word(record.dumps(back)) == one_word(record.dumps(old))


def one_word(text: str) -> str:
    """Text in which a letter has one word: in plain text lambda is also lam and lamda, and epsilon is also eps."""
    return re.sub(r"\beps\b", "epsilon", re.sub(r"\b(?:lam|lamda)\b", "lambda", text))


def test_two_letters_do_not_become_one() -> None:
    variant = assemble.variant("cross_entropy_gradient", seed=1)
    with pytest.raises(BadCall, match=r"in cross_entropy_gradient the letters .* would both be printed s"):
        lettering.variant_in(variant, read({"symbols": {"z": "s"}}))
    lettering.variant_in(variant, read({"symbols": {"z": "s", "s": "z"}}))


def test_a_transpose_is_not_a_letter_in_use() -> None:
    variant = assemble.variant("layer_with_two_inputs", seed=1)
    with pytest.raises(BadCall, match="the letter T has a meaning of its own"):
        lettering.variant_in(variant, Notation(transpose="T"))


def test_what_a_question_looks_like_depends_on_no_key() -> None:
    variant = assemble.variant("least_squares_line", seed=1)
    bare = tuple(
        replace(key, solution="", steps=(), mistakes=(), rubric=(), intermediates=()) for key in variant.keys
    )
    notation = Notation(vectors="bold")
    assert (
        lettering.variant_in(replace(variant, keys=bare), notation).question
        == lettering.variant_in(variant, notation).question
        != variant.question
    )


# -- conventions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layers", ["rows", "columns"])
def test_a_family_in_both_conventions_is_asked_in_the_course_s(layers: str) -> None:
    both = [entry for entry in catalogue.entries() if {"rows", "columns"} <= entry.cases_in.keys()]
    assert len(both) >= 6
    for entry in both:
        family = catalogue.load_family(entry)
        found = conventions.fitting(entry, family.cases, Notation(layers=layers))
        assert found == tuple(case for case in family.cases if case in entry.cases_in[layers])
        case = assemble.conventional_case(entry, family, 3, 0, Notation(layers=layers))
        assert case in entry.cases_in[layers]
        assert assemble.conventional_case(entry, family, 3, 0, HOUSE) is None


def test_a_family_in_one_convention_is_reported() -> None:
    question = assemble.variant("affine_or_linear", seed=1, notation=Notation(layers="rows")).question
    said = list(conventions.misfits([question], Notation(layers="rows")))
    assert said == [
        f"affine_or_linear (case {question.case}) is asked in columns, not in rows: its prompt says so"
    ]
    assert not list(conventions.misfits([question], Notation(layers="columns")))


PRODUCT = re.compile(r"(?<![a-zA-Z\\'])(?:W ?[xhX]|[xhXH] ?W)(?![a-z'])")


def test_a_prompt_with_a_layer_in_it_says_in_which_convention_it_is() -> None:
    unsaid = []
    for path in sorted(catalogue.prompts().glob("*/*.j2")):
        entry = catalogue.read_entry(path)
        asked = path.read_text("utf-8").split("block solution_")[0]
        bare = re.sub(r"_(?:\w|\{[^}]*\})|\^\{\([^)]*\)\}", "", re.sub(r"\\mathbf\{(\w)\}", r"\1", asked))
        if PRODUCT.search("".join(lettering.formulas(bare))) and not entry.cases_in:
            unsaid.append(entry.slug)
    assert unsaid == []


# -- sheets ------------------------------------------------------------------------------------------------

NOTATION = "layers = 'rows'\nlog = 'ln'\nvectors = 'bold'\n[symbols]\nW = '\\Theta'\nz = 'a'\n"


def test_a_sheet_in_a_notation_is_printed_and_verified_in_it(tmp_path: Path) -> None:
    (tmp_path / "n.toml").write_text(NOTATION, "utf-8")
    out = tmp_path / "sheet"
    call = ["generate", "linear_softmax", "softmax_nll", "--notation", str(tmp_path / "n.toml")]
    ran = CliRunner().invoke(main, [*call, "--format", "markdown", "--format", "html", "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    assert "asked in columns, not in rows" in ran.output
    data = record.loads((out / "sheet.json").read_text("utf-8"))
    assert data["notation"]["symbols"] == {"W": r"\Theta", "z": "a"}
    printed = (out / "solutions.md").read_text("utf-8")
    assert all(word in printed for word in (r"\boldsymbol{\Theta}", r"\ln"))
    assert r"\log" not in printed
    assert verify.recheck(data, out).passed
    data["notation"]["symbols"] = {"W": r"\Omega", "z": "a"}
    assert "solutions.md does not print what the record says" in verify.recheck(data, out).files


def test_the_notation_of_the_house_is_the_sheet_of_today() -> None:
    variant = assemble.variant("softmax_nll", seed=2)
    sheet = Sheet("T", 2, record.version(), (variant,))
    assert lettering.sheet_in(sheet) is sheet
    assert "notation" not in record.sheet_json(sheet)
    moved = replace(sheet, notation=Notation(layers="rows"))
    assert render.render_sheet(moved, "markdown") == render.render_sheet(sheet, "markdown")
    assert record.read_sheet(record.sheet_json(moved)) == moved


def test_a_blueprint_has_a_notation(tmp_path: Path) -> None:
    from questions.exam import blueprint

    path = tmp_path / "exam.toml"
    path.write_text(
        "title = 'T'\n[notation]\nlog = 'ln'\nvectors = 'fat'\n"
        "[[section]]\n[[section.question]]\nslug = 'softmax_nll'\n",
        "utf-8",
    )
    with pytest.raises(
        BadCall, match=r"line 4, notation\.vectors: is 'fat': expected one of plain, bold, arrow"
    ):
        blueprint.read(path)
    path.write_text(path.read_text("utf-8").replace("fat", "bold"), "utf-8")
    assert blueprint.read(path).notation == Notation(log="ln", vectors="bold")
