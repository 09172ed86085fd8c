"""`backproof derive` on the real library: what it lists, shows and prints, and what it says of a refused result."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from questions.cli import main


def call(*words: str, code: int = 0) -> Result:
    """Run the command and hold it to its exit code."""
    run = CliRunner().invoke(main, list(words))
    assert run.exit_code == code, (run.output, run.exception)
    return run


def test_derive_lists_what_is_proved() -> None:
    rows = json.loads(call("derive", "--format", "json").stdout)
    fields = {"name", "title", "claim_latex", "dimensions", "hypotheses", "steps", "proved", "second_opinion"}
    assert rows
    assert all(set(row) == fields and row["proved"] is True for row in rows)
    said = call("derive").stdout
    assert all(row["name"] in said for row in rows)


@pytest.mark.parametrize("form", ["text", "markdown", "latex", "json"])
def test_derive_shows_one_result_with_its_rules(form: str) -> None:
    row = json.loads(call("derive", "--format", "json").stdout)[0]
    said = call("derive", row["name"], "--format", form).stdout
    assert row["steps"][0]["rule"].split()[0] in said
    if form == "json":
        assert json.loads(said)["name"] == row["name"]


@pytest.mark.parametrize("form", ["markdown", "latex"])
def test_every_result_can_be_printed(form: str) -> None:
    rows = json.loads(call("derive", "--format", "json").stdout)
    said = call("derive", "--format", form).stdout
    assert said.count(r"\begin{aligned}") >= len(rows)
    assert all(
        said.count(rf"\begin{{{name}}}") == said.count(rf"\end{{{name}}}") for name in ("aligned", "cases")
    )


def test_the_facts_about_an_activation_are_shown_with_it() -> None:
    for form, mark in (("text", "[0, 1]"), ("markdown", "- kink: $`"), ("latex", r"\par kink: \(")):
        assert mark in call("derive", "relu", "--format", form).stdout


def test_a_second_opinion_that_differs_is_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    from questions.commands import derive

    name = json.loads(call("derive", "--format", "json").stdout)[0]["name"]
    assert json.loads(call("derive", name, "--audit", "--format", "json").stdout)["second_opinion"]
    monkeypatch.setattr(derive, "_second_opinion", lambda _: "differs at n = 2")
    assert name in call("derive", name, "--audit", code=1).stderr


def test_a_result_that_the_kernel_refuses_is_one_line_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from derive import library
    from derive.kernel.gate import StepRejected

    def wrong() -> None:
        raise StepRejected("the step 'chain rule' does not hold")

    result = library.Result("wrong", "A wrong result", "activations", wrong)  # type: ignore[arg-type]
    monkeypatch.setattr(library, "find", lambda _: result)
    monkeypatch.setattr(library, "names", lambda: ("wrong",))
    said = call("derive", code=1).stderr
    assert said == "backproof: wrong is not proved: the step 'chain rule' does not hold\n"
