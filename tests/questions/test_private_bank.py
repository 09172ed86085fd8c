"""A private bank: families beside ours, found the same way, behind the same walls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from questions import catalogue, places
from questions.catalogue import BadPrompt
from questions.cli import main
from questions.errors import CheckFailed, Told
from questions.private import BadPrivate

SLUG = "dice-of-units"
BANK = '''"""The weights between two layers."""

from questions.model import Exact, Family, Mistake, Solved


def draw(case, stream):
    return {"n": stream.integer(3, 60), "m": stream.integer(61, 99)}


def solve(params):
    n, m = params["n"], params["m"]
    return {"a": Solved(Exact("integer", n * m + m), {"weights": n * m})}


family = Family(
    cases=("two_layers",),
    draw=draw,
    solve=solve,
    mistakes=(Mistake("a", "no biases", lambda p: p["n"] * p["m"], "Each unit has a bias, too."),),
    schema={name: {"type": "integer", "minimum": 1, "maximum": 999, "description": "units"} for name in ("n", "m")},
)
'''
WITNESS = '''"""The parameters, counted one by one."""


def witness(params, at, np):
    return {"a": sum(1 for _ in range(params["m"]) for _ in range(params["n"] + 1))}
'''
PROMPT = """+++
title = "Dice of units"
kind = "numeric"
level = 1
minutes = 3

[points]
a = 2

[covers]
+++
<% block prompt %>
A fully connected layer has << params.n >> inputs and << params.m >> units with biases.
<% endblock %>

<% block part_a %>
How many parameters does it have?
<% endblock %>

<% block solution_a %>
There are $<< facts.weights >>$ weights and a bias for each unit: $<< answer.latex >>$.
<% endblock %>
"""
FILES = {
    "bank/my_course/dice_of_units.py": BANK,
    "witness/my_course/dice_of_units.py": WITNESS,
    f"prompts/my_course/{SLUG}.j2": PROMPT,
}


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        put(tmp_path / "mine", name, text)
    return tmp_path / "mine"


def put(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def call(*args: Any) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def test_a_private_family_is_asked_like_one_of_ours(bank: Path, tmp_path: Path) -> None:
    assert "Dice of units" in call("list", "--topic", "my_course", "--bank", bank).output
    shown = call("show", SLUG, "--seed", 2, "--bank", bank)
    assert shown.exit_code == 0, shown.output
    assert "1 value executed with NumPy; 1 mistake rejected" in shown.output
    out = tmp_path / "sheet"
    made = call("generate", SLUG, "initial_loss", "--bank", bank, "--format", "markdown", "--out", out)
    assert made.exit_code == 0, made.output
    assert "verified (2 questions" in call("verify", out, "--bank", bank).output
    data = json.loads(call("list", "--json", "--bank", bank).output)
    assert SLUG in json.dumps(data)


def test_without_the_bank_it_is_not_there(bank: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheet"
    call("generate", SLUG, "--bank", bank, "--format", "markdown", "--out", out)
    ran = call("verify", out)
    assert ran.exit_code == 1
    assert "there is no such question here" in ran.output
    assert call("show", SLUG).exit_code == 2
    assert places.banks() == ()


def test_the_environment_names_a_bank_too(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPROOF_BANK", str(bank))
    assert catalogue.find(SLUG).home == str(bank)
    assert call("show", SLUG).exit_code == 0


def test_an_exam_and_a_check_of_it(bank: Path, tmp_path: Path) -> None:
    path = tmp_path / "exam.toml"
    path.write_text(
        "title = 'T'\n[[section]]\n[[section.question]]\ntopic = 'my_course'\nlevel = 1\n", "utf-8"
    )
    ran = call("exam", path, "--versions", 2, "--bank", bank, "--format", "markdown", "--out", tmp_path / "e")
    assert ran.exit_code == 0, ran.output
    ran = call("check", SLUG, "--variants", 8, "--bank", bank)
    assert "Traceback" not in ran.output
    assert "does not run alone" not in ran.output


def test_a_slug_that_is_taken_is_refused_with_both_files(bank: Path) -> None:
    put(bank, "prompts/my_course/initial_loss.j2", PROMPT)
    put(bank, "bank/my_course/initial_loss.py", BANK)
    put(bank, "witness/my_course/initial_loss.py", WITNESS)
    ran = call("list", "--bank", bank)
    assert ran.exit_code == 1
    assert "mine/prompts/my_course/initial_loss.j2: the slug is taken by " in ran.output
    assert "templates/prompts/losses/initial_loss.j2" in ran.output


@pytest.mark.parametrize("kind", ["bank", "witness"])
def test_a_file_that_is_missing_is_named(bank: Path, kind: str) -> None:
    (bank / kind / "my_course" / "dice_of_units.py").unlink()
    with places.said(places.BANK, str(bank)), pytest.raises(BadPrompt, match=rf"mine/{kind}/my_course/dice"):
        catalogue.entries()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import numpy\n", r"line 1: a witness imports something: import numpy"),
        (
            "x = 1\ndef witness(params, at, np):\n    from derive import library\n",
            "line 3: a witness imports",
        ),
        ("def witness(params, at, np):\n    return eval('1')\n", "line 2: a witness uses eval"),
        ("def witness(params, at, np):\n    return np.__loader__\n", "line 2: a witness uses __loader__"),
        ("def witness(:\n", "line 1: not Python"),
        ("1 / 0\n", "cannot be imported: ZeroDivisionError"),
    ],
)
def test_a_witness_that_reaches_out_is_refused(bank: Path, source: str, said: str) -> None:
    put(bank, "witness/my_course/dice_of_units.py", source)
    with places.said(places.BANK, str(bank)), pytest.raises(BadPrivate, match=said) as caught:
        catalogue.load_witness("my_course", SLUG)
    assert "mine/witness/my_course/dice_of_units.py" in str(caught.value)


def test_a_wrong_answer_is_not_shown(bank: Path) -> None:
    put(bank, "bank/my_course/dice_of_units.py", BANK.replace("n * m + m", "n * m + n"))
    ran = call("show", SLUG, "--bank", bank)
    assert ran.exit_code == 1
    assert "the check 'witness' failed" in ran.output


def test_a_witness_is_run_alone(bank: Path) -> None:
    from questions.quality import alone

    with places.said(places.BANK, str(bank)):
        alone.check([SLUG, "initial_loss"])
    shared = "import sys\nfamily_of = sys.modules['questions.bank']\n"  # past the reading of imports, as if by a trick
    path = bank / "witness" / "my_course" / "dice_of_units.py"
    with places.said(places.BANK, str(bank)):
        catalogue.load_witness("my_course", SLUG)
        path.write_text(shared + WITNESS, "utf-8")  # what this process has loaded is the good one
        with pytest.raises(CheckFailed, match="does not run alone"):
            alone.check([SLUG])


def test_an_error_in_a_private_prompt_names_its_file(bank: Path) -> None:
    put(bank, f"prompts/my_course/{SLUG}.j2", PROMPT.replace("<< params.n >>", "<< params.gone >>"))
    ran = call("show", SLUG, "--bank", bank)
    assert ran.exit_code == 1
    assert f"mine/prompts/my_course/{SLUG}.j2, block 'prompt'" in ran.output
    assert issubclass(BadPrivate, Told)
