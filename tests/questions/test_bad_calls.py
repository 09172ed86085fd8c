"""A wrong call is one clear line on stderr, exit code 2, no traceback, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from questions import catalogue
from questions.cli import Door, main
from questions.commands.options import given
from questions.errors import BadCall, CheckFailed, unknown

SLUG = next(entry.slug for entry in catalogue.entries() if "paramcount-2468" in entry.covers)
NEAR = SLUG[:-1]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which every call runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def told(*words: str) -> str:
    """The one line that the call is answered with; it must be a refusal that wrote nothing new."""
    before = {path: path.read_bytes() if path.is_file() else None for path in sorted(Path().rglob("*"))}
    run = call(*words)
    assert run.exit_code == 2, (run.output, run.exception)
    assert isinstance(run.exception, SystemExit)
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert run.stderr.startswith("backproof: ")
    assert "Traceback" not in run.stderr
    assert {
        path: path.read_bytes() if path.is_file() else None for path in sorted(Path().rglob("*"))
    } == before
    return run.stderr


# each row: the call, and what its one line must say
ROWS = [
    (("generat",), ["'generat'", "did you mean 'generate'?"]),
    (("generate", NEAR), [repr(NEAR), f"did you mean {SLUG!r}?", "backproof list"]),
    (("show", NEAR), [repr(NEAR), f"did you mean {SLUG!r}?"]),
    (("generate", "zzzz"), ["'zzzz'", "there are the questions"]),
    (("generate", ""), ["''"]),
    (("generate", "../../etc/passwd"), ["no question"]),
    (("generate", "--topic", "nowhere"), ["'nowhere'", "topic"]),
    (("list", "--topic", "nowhere"), ["'nowhere'", "topic"]),
    (("generate", "--format", "docx"), ["'docx'", "latex", "markdown"]),
    (("show", SLUG, "--format", "docx"), ["'docx'", "json", "latex", "markdown", "text"]),
    (("derive", "--format", "docx"), ["'docx'", "json", "latex", "markdown", "text"]),
    (("derive", "no-such-result"), ["'no-such-result'", "backproof derive"]),
    (("generate", "--seed", "seven"), ["--seed", "'seven'", "whole number", "--seed 7"]),
    (("generate", "--seed", "1.5"), ["--seed", "'1.5'"]),
    (("generate", "--seed", "-1"), ["--seed", "-1", "from 0 up"]),
    (("generate", "--seed", ""), ["--seed", "''"]),
    (("generate", "--seed", "9" * 5000), ["--seed", "whole number"]),
    (("generate", "--seed", str(2**63)), ["--seed", "at most"]),
    (("generate", "--seed", "\u0667"), ["--seed"]),
    (("show", SLUG, "--seed", "seven"), ["--seed", "'seven'"]),
    (("show", SLUG, "--copy", "-1"), ["--copy", "-1"]),
    (("generate", "--count", "0"), ["--count", "0", "from 1 up"]),
    (("generate", "--count", "many"), ["--count", "'many'"]),
    (("generate", "--title", " "), ["--title"]),
    (("generate", "--title", "a\x00b"), ["--title"]),
    (("show", SLUG, "--case", "no-such-case"), ["'no-such-case'", "case"]),
    (("show", SLUG, "--given", "layers"), ["--given", "'layers'", "KEY=JSON"]),
    (("show", SLUG, "--given", "=3"), ["--given", "KEY=JSON"]),
    (("show", SLUG, "--given", "layers=[6,"), ["layers", "'[6,'", "not JSON"]),
    (("show", SLUG, "--given", "layers=NaN"), ["layers", "not JSON"]),
    (("show", SLUG, "--given", "layers=1e999999"), ["layers", "out of range"]),
    (("show", SLUG, "--given", "layers=" + "[" * 9_000), ["layers", "not JSON"]),
    (("show", SLUG, "--given", "layers=" + "[" * 100_000), ["layers", "100000 characters", "at most 10000"]),
    (("show", SLUG, "--given", "layers=" + "[" * 30 + "]" * 30), ["layers", "at most 20 deep"]),
    (("show", SLUG, "--given", 'layers=["' + "9" * 5000 + '"]'), ["layers", "expected"]),
    (("show", "softmax_nll", "--given", "logits=[0." + "3" * 30 + ", 1]"), ["logits[0]", "at most 24 signs"]),
    (("show", "initial_loss", "--given", "classes=100000", "--given", "batch=4096"), ["more than a million"]),
    (("show", SLUG, "--given", "layers=@absent.json"), ["layers", "'absent.json'", "cannot be read"]),
    (("show", SLUG, "--given", "layers=@."), ["layers", "cannot be read"]),
    (("show", SLUG, "--given", "layers=[6, 4]", "--given", "layers=[6, 5]"), ["layers", "twice"]),
    (("show", SLUG, "--given", "layer=[6, 4]"), ["'layer'", "layers"]),
    (("show", SLUG, "--given", 'layers="six"'), ["layers", "'six'", "expected"]),
    (("show", SLUG, "--given", 'layers=[6, "x"]'), ["layers", "'x'", "expected"]),
    (("show", SLUG, "--given", "layers=[6, -4]"), ["layers", "-4", "expected"]),
    (("show", SLUG, "--given", "layers=[6, 0.5]"), ["layers", "0.5", "expected"]),
    (("show", SLUG, "--given", "layers=null"), ["layers", "expected"]),
    (("show", SLUG, "--given", "layers=[]"), ["layers", "expected"]),
    (("verify", "absent"), ["'absent'", "not there"]),
    (("verify", "."), ["'.'", "no sheet.json"]),
    (("verify",), ["PATH"]),
    (("show",), ["SLUG"]),
    (("generate", "--sed", "7"), ["--sed", "backproof generate --help"]),
]


@pytest.mark.parametrize(("words", "says"), ROWS, ids=[" ".join(row[0])[:50] for row in ROWS])
def test_a_wrong_call_is_one_line(words: tuple[str, ...], says: list[str]) -> None:
    line = told(*words)
    for expected in says:
        assert expected in line


def test_a_given_file_that_is_not_text_is_refused(here: Path) -> None:
    (here / "bad.json").write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in told("show", SLUG, "--given", "layers=@bad.json")


def test_an_existing_sheet_needs_force(here: Path) -> None:
    assert call("generate", SLUG, "--out", "mine").exit_code == 0
    assert "--force" in told("generate", SLUG, "--out", "mine")
    assert call("generate", SLUG, "--out", "mine", "--seed", "1", "--force").exit_code == 0
    assert json.loads((here / "mine" / "sheet.json").read_text(encoding="utf-8"))["seed"] == 1


def test_another_existing_folder_is_never_replaced(here: Path) -> None:
    (here / "mine").mkdir()
    (here / "mine" / "thesis.tex").write_text("years of work")
    for force in ([], ["--force"]):
        assert "never replaced" in told("generate", SLUG, "--out", "mine", *force)
        assert "never replaced" in told("generate", SLUG, "--out", ".", *force)


def test_a_file_in_the_place_of_the_folder_is_refused(here: Path) -> None:
    (here / "mine").write_text("a file")
    assert "is a file" in told("generate", SLUG, "--out", "mine", "--force")
    assert "is a file" in told("generate", SLUG, "--out", "mine/below")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which not even root can write")
def test_a_folder_that_cannot_be_written_is_refused() -> None:
    assert "--out" in told("generate", SLUG, "--out", "/proc/sheet")


def test_a_name_too_long_is_refused() -> None:
    assert "shorter" in told("generate", SLUG, "--out", "x" * 300)


# -- and each guard is seen to guard: taken away, its test would fail -----------------------------------------


def test_without_the_door_an_error_is_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Door, "main", click.Group.main)
    with pytest.raises(AssertionError):
        told("show", NEAR)


def test_a_call_that_is_right_does_not_pass_for_a_wrong_one() -> None:
    with pytest.raises(AssertionError):
        told("list")


def test_a_write_in_spite_of_the_refusal_is_noticed(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    real = catalogue.find
    monkeypatch.setattr(catalogue, "find", lambda slug: ((here / "left").write_text(""), real(slug))[1])
    with pytest.raises(AssertionError):
        told("show", NEAR)


def test_a_failed_check_is_one_line_and_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(slug: str) -> None:
        raise CheckFailed("the sky\nis green")

    monkeypatch.setattr(catalogue, "find", fail)
    run = call("show", SLUG)
    assert (run.exit_code, run.stdout, run.stderr) == (1, "", "backproof: the sky is green\n")


def test_a_stop_by_ctrl_c_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(slug: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(catalogue, "find", stop)
    run = call("show", SLUG)
    assert (run.exit_code, run.stderr.strip().count("\n")) == (130, 0)
    assert "Traceback" not in run.output


def test_a_near_match_is_offered_and_a_far_one_is_not() -> None:
    known = ["softmax_nll", "mlp_parameters"]
    assert "'softmax_nll'" in str(unknown("question", "SoftMax", known, "questions", "backproof list"))
    assert "did you mean" not in str(unknown("question", "q", known, "questions", "backproof list"))


def test_given_values_keep_their_decimals_as_written() -> None:
    assert given(["w=[0.1, -0.30, 2, 1e-3]"]) == {"w": ["0.1", "-0.30", 2, "0.001"]}
    with pytest.raises(BadCall, match="twice"):
        given(['w={"a": 1, "a": 2}'])
