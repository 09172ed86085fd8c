"""A lecturer's own words and sheets stand for those of the program, and the record says which were used."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from click.testing import CliRunner, Result

from questions import catalogue, places, record, render
from questions.cli import main
from questions.errors import BadCall, CheckFailed

SLUG, PROMPT = "initial_loss", "prompts/losses/initial_loss.j2"
Write: TypeAlias = Callable[[str, str], Path]

EXTENDED = """+++
title = "Loss before training"
minutes = 2
points = { a = 5, b = 6 }
+++
<% extends "house/losses/initial_loss.j2" %>
<% block prompt %>
As in lecture 7. << super() >>
<% endblock %>
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, text: str) -> Path:
        path = tmp_path / "own" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return tmp_path / "own"

    return written


def call(*args: Any) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def test_a_block_of_a_prompt_is_replaced_and_the_others_stay(write: Write) -> None:
    folder = write(PROMPT, EXTENDED)
    before = call("show", SLUG).output
    shown = call("show", SLUG, "--templates", folder).output
    assert shown.startswith("Loss before training  (11 points, 2 min)\n")
    stem = before.split("\n\n")[1]
    assert f"As in lecture 7. {stem}" in shown
    assert shown.split("Answer:")[1:][0] == before.split("Answer:")[1:][0].replace("[2 points]", "[6 points]")
    assert call("show", SLUG).output == before  # the folder is left behind with the command
    assert "Loss before training" in call("list", "--templates", folder).output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '+++\nkind = "proof"\n+++\n',
            "the field 'kind' cannot be changed here: expected some of title, minutes",
        ),
        ("+++\nminutes = 0\n+++\n", "the field 'minutes' is 0: expected a whole number from 1 on"),
        ("+++\npoints = { a = 1 }\n+++\n", "the field 'points' has the parts a: expected a, b"),
        ('<% extends "house/losses/initial_loss.j2" %>\n\n<% block prompt %>\n<% endif %>', "line 4: "),
        ('<% extends "losses/initial_loss.j2" %>', 'extends itself: expected <% extends "house/losses'),
        ("<% block prompt %>x<% endblock %>", "has no block 'part_a'"),
        ('<% extends "house/losses/initial_loss.j2" %><% block prompt %><< gone >><% endblock %>', "gone"),
        (
            '<% extends "house/losses/initial_loss.j2" %><% block prompt %>a $ b<% endblock %>',
            "opened and not",
        ),
    ],
)
def test_a_bad_prompt_of_one_s_own_is_named(write: Write, text: str, said: str) -> None:
    folder = write(PROMPT, text)
    ran = call("show", SLUG, "--templates", folder)
    assert ran.exit_code in (1, 2)
    assert said in ran.output
    assert str(folder / PROMPT) in ran.output or "losses/initial_loss.j2" in ran.output
    assert "Traceback" not in ran.output


def test_a_folder_without_templates_is_refused(tmp_path: Path) -> None:
    ran = call("list", "--templates", tmp_path)
    assert (ran.exit_code, "expected a folder that has some of prompts, sheets" in ran.output) == (2, True)
    with pytest.raises(BadCall), places.said(places.BANK, str(tmp_path)):
        pass
    assert places.banks() == ()


def test_a_sheet_says_which_templates_printed_it_and_is_printed_again_with_them(
    write: Write, tmp_path: Path
) -> None:
    write(PROMPT, EXTENDED)
    macros = "<% macro title(sheet) %>\n# Our university: << sheet.title | text >>\n<% endmacro %>\n"
    name = "sheets/markdown/_macros.md.j2"
    head = 'A head.\n\n<% include "house/problems.md.j2" %>\n'
    folder, out = write("sheets/markdown/problems.md.j2", head), tmp_path / "sheet"
    write(name, macros)
    made = call("generate", SLUG, "--templates", folder, "--format", "markdown", "--out", out)
    assert made.exit_code == 0, made.output
    assert (out / "problems.md").read_text("utf-8").startswith("A head.\n\n# ")
    kept = record.loads((out / "sheet.json").read_text("utf-8"))["templates"]
    assert set(kept) == {PROMPT, name, "sheets/markdown/problems.md.j2"}

    again = call("verify", out, "--templates", folder)
    assert (again.exit_code, "note" in again.output) == (0, False)
    alone = call("verify", out)
    assert alone.exit_code == 0
    assert "note: printed with a lecturer's sheets/markdown/_macros.md.j2" in alone.output
    assert "which is not here (say --templates DIR)" in alone.output
    write("sheets/markdown/problems.md.j2", head + "More.\n")
    assert "which has changed since" in call("verify", out, "--templates", folder).output

    write("sheets/markdown/problems.md.j2", head)
    text = (out / "problems.md").read_text("utf-8").replace("A head.", "Another head.")
    (out / "problems.md").write_text(text, "utf-8")
    assert call("verify", out, "--templates", folder).exit_code == 1
    shutil.rmtree(folder)


def test_macros_that_are_left_out_are_the_house_s(write: Write) -> None:
    folder = write(
        "sheets/latex/_macros.tex.j2",
        "<% macro title(sheet, cover, subtitle) %>\n{\\Large Ours: <<sheet.title | text>>}\n<% endmacro %>\n",
    )
    shown = call("show", SLUG, "--templates", folder, "--format", "latex").output
    assert r"{\Large Ours: " in shown
    assert r"\documentclass" in shown


def test_a_blueprint_names_its_templates_beside_it(write: Write, tmp_path: Path) -> None:
    write(PROMPT, EXTENDED)
    path, out = tmp_path / "exam.toml", tmp_path / "exam"
    path.write_text(
        f"title = 'T'\ntemplates = 'own'\n[[section]]\n[[section.question]]\nslug = '{SLUG}'\n", "utf-8"
    )
    ran = call("exam", path, "--format", "markdown", "--out", out)
    assert ran.exit_code == 0, ran.output
    assert "As in lecture 7." in (out / "A" / "problems.md").read_text("utf-8")
    assert PROMPT in record.loads((out / "A" / "sheet.json").read_text("utf-8"))["templates"]
    assert places.templates() is None


def test_an_entry_of_ours_is_not_touched(write: Write) -> None:
    before = catalogue.find(SLUG)
    with places.said(places.TEMPLATES, str(write(PROMPT, EXTENDED))):
        assert catalogue.find(SLUG).title == "Loss before training"
        assert catalogue.find(SLUG).covers == before.covers
    assert catalogue.find(SLUG) == before
    with pytest.raises(CheckFailed):
        render.words(SLUG, "losses", "no_block", {})
