"""The guards are guarded: sheets on the disk are tampered with, and `backproof verify` names the place.

Each row: what is done to a sheet that was written, which guard must see it, and the line that it says. As for the
bank, a guard that a row switches off lets the same sabotage through.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from questions import catalogue, checks, record, rounding, verify
from questions.cli import main
from questions.model import Exact

Data = dict[str, Any]
Patch = pytest.MonkeyPatch
SLUGS = ("mlp_parameters", "activation_derivative", "softmax_nll")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An honest sheet of three questions; nobody changes it."""
    folder = tmp_path_factory.mktemp("written") / "sheet"
    run = CliRunner().invoke(main, ["generate", *SLUGS, "--seed", "3", "--out", str(folder)])
    assert run.exit_code == 0, run.stderr
    return folder


@pytest.fixture
def sheet(written: Path, tmp_path: Path) -> Path:
    """A copy to tamper with."""
    return Path(shutil.copytree(written, tmp_path / "sheet"))


def read(folder: Path) -> Data:
    found: Data = json.loads((folder / record.NAME).read_text(encoding="utf-8"))
    return found


def keep(folder: Path, data: Data) -> None:
    """Write the record as the program writes it."""
    (folder / record.NAME).write_text(record.dumps(data), encoding="utf-8", newline="\n")


def checked(folder: Path) -> Result:
    return CliRunner().invoke(main, ["verify", str(folder)])


def part(data: Data, question: int, label: str) -> Data:
    found: Data = next(p for p in data["questions"][question]["parts"] if p["label"] == label)
    return found


# -- what is done to the record ----------------------------------------------------------------------------


def another_key(data: Data) -> None:
    part(data, 0, "b")["answer"]["value"] += 1


def another_key_throughout(data: Data) -> None:
    """Value, print and tolerance of another number, all in keeping with each other and with the contract."""
    b = part(data, 0, "b")
    b["answer"] = asdict(rounding.printed(Exact("integer", b["answer"]["value"] + 1)))


def wider(data: Data) -> None:
    part(data, 2, "c")["answer"]["accepts"]["high"] = "99"


def reprinted_line(data: Data) -> None:
    """A sign turned in what a line prints; the term behind it is left as it was."""
    step = next(step for step in part(data, 1, "a")["steps"] if "-" in step["latex"])
    step["latex"] = step["latex"].replace("-", "+", 1)


def false_line(data: Data) -> None:
    """A factor 2 in a line, in print and as a term, and in the line after it."""
    from derive.terms import latex, serialise, text

    steps = part(data, 1, "a")["steps"]
    wrong = serialise.from_json(steps[0]["after"]) * 2
    said = {"latex": latex.latex(wrong), "text": text.text(wrong)}
    steps[0].update(after=serialise.to_json(wrong), **said)
    steps[1].update(before=serialise.to_json(wrong), start=said["latex"])


def lost_line(data: Data) -> None:
    del part(data, 1, "a")["steps"][1]


def lost_derivation(data: Data) -> None:
    part(data, 1, "a")["steps"] = []


def trusted_line(data: Data) -> None:
    part(data, 1, "a")["steps"][0]["proof"] = "trust me"


def another_follow_through(data: Data) -> None:
    """What is right for a student who went on from a wrong answer, in print and in what is accepted."""
    led = part(data, 2, "c")["follow"][0]
    led.update(text="9.99", accepts={"low": "9.98", "high": "10.00"})


def lost_follow_through(data: Data) -> None:
    del part(data, 2, "c")["follow"][0]


def another_split(data: Data) -> None:
    """A point of the method given to the answer: the sum is as it was."""
    method, answer = part(data, 2, "c")["rubric"]
    method["points"], answer["points"] = 0, 2


def swapped_option(data: Data) -> None:
    options = part(data, 1, "d")["options"]
    marks = [option["right"] for option in options]
    for option, mark in zip(options, marks[1:] + marks[:1], strict=True):
        option["right"] = mark


def swapped_words(data: Data) -> None:
    """The words of two options exchanged: the labels, and which of them is right, stay as they are."""
    first, second, *_ = part(data, 1, "d")["options"]
    first["text"], second["text"] = second["text"], first["text"]


def right_mistake(data: Data) -> None:
    b = part(data, 0, "b")
    b["mistakes"][0]["value"] = b["answer"]["text"]


def other_numbers(data: Data) -> None:
    data["questions"][0]["params"]["layers"][1] += 1


def other_prompt(data: Data) -> None:
    data["questions"][0]["prompt"] += " Leave the biases out."


def other_title(data: Data) -> None:
    data["title"] = "Another sheet"


def other_solution(data: Data) -> None:
    part(data, 0, "a")["solution"] += "\n\nThis is not quite right."


def other_marks(data: Data) -> None:
    part(data, 0, "a")["points"] += 5


def claimed_verdict(data: Data) -> None:
    data["questions"][0]["verdict"]["status"] = "not checked"


# -- how a guard is switched off ---------------------------------------------------------------------------


def no_execution(patch: Patch) -> None:
    patch.setattr(checks, "check_witness", lambda one, rounds: "1 value executed with NumPy")
    no_rounding(patch)


def no_rounding(patch: Patch) -> None:
    patch.setattr(checks, "check_rounding", lambda one, rounds: "printed by the rounding contract")


def no_proof(patch: Patch) -> None:
    patch.setattr(checks, "check_proof", lambda one, rounds: "1 step proved")


def no_options(patch: Patch) -> None:
    patch.setattr(verify, "options_fit", lambda kind, value, options, items: None)


def no_marks(patch: Patch) -> None:
    patch.setattr(verify, "_stored_marks", lambda data, go_on: [])


def no_mistakes(patch: Patch) -> None:
    patch.setattr(verify, "_stored_mistakes", lambda one, part: [])


@dataclass(frozen=True, slots=True)
class Row:
    """What is done to the record, the guard that sees it, the line that it says, and how it is switched off."""

    sabotage: str
    guard: str
    do: Callable[[Data], None]
    says: str
    off: Callable[[Patch], None] | None = None


KEY = r"question 1 \(mlp_parameters\), part b: "
LINE = r"question 2 \(activation_derivative\), part a: proof: "
MARKS = r"question 3 \(softmax_nll\), part c: marks: "
PRINTED = "the sheet: {} does not print what the record says"
ROWS = (
    Row("a tampered key", "witness", another_key, KEY + r"witness: the answer is \d+, the witness finds", no_execution),
    Row("a tampered key, in keeping throughout", "witness", another_key_throughout, KEY + "witness: the answer is",
        no_execution),
    Row("a widened tolerance", "rounding", wider,
        r"question 3 \(softmax_nll\), part c: rounding: accepts is", no_rounding),
    Row("a solution line that prints another sign", "proof", reprinted_line,
        LINE + "a step is not proved: the stored latex is", no_proof),
    Row("a false solution line", "proof", false_line, LINE + "a step is not proved: .* does not hold", no_proof),
    Row("a solution line left out", "proof", lost_line, LINE + "a step is not proved: step 2 does not begin", no_proof),
    Row("a derivation left out", "verdict", lost_derivation,
        r"question 2 \(activation_derivative\): well-posed: the record says that the check 'proof' of part a"),
    Row("another follow-through", "marks", another_follow_through,
        MARKS + r"follow-through 1 from \(a\) = .*: text is '9.99'", no_marks),
    Row("a follow-through left out", "marks", lost_follow_through, MARKS + "follow-through 1 from", no_marks),
    Row("points split otherwise", "marks", another_split, MARKS + "the mark scheme is not that of the worked solution",
        no_marks),
    Row("a line that claims its proof", "proof", trusted_line, LINE + "a step is not proved: the stored proof is",
        no_proof),
    Row("a swapped option", "well-posed", swapped_option,
        r"question 2 \(activation_derivative\): well-posed: the options marked right are", no_options),
    Row("the words of two options exchanged", "files", swapped_words, PRINTED.format("problems.md")),
    Row("a mistake that is the right answer", "mistakes", right_mistake, KEY + "mistakes: the mistake .* is the right",
        no_mistakes),
    Row("other numbers", "witness", other_numbers, KEY + "witness: the answer is", no_execution),
    Row("other words in the prompt", "files", other_prompt, PRINTED.format("problems.tex")),
    Row("another title", "files", other_title, PRINTED.format("problems.md")),
    Row("other words in a solution", "files", other_solution, PRINTED.format("solutions.md")),
    Row("other marks", "files", other_marks, PRINTED.format("problems.md")),
    Row("another verdict", "verdict", claimed_verdict,
        r"question 1 \(mlp_parameters\): well-posed: the record says 'not checked'"),
)  # fmt: skip
NAMES = [row.sabotage for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_tampering_is_found_and_the_place_is_named(row: Row, sheet: Path) -> None:
    data = read(sheet)
    row.do(data)
    keep(sheet, data)
    run = checked(sheet)
    assert run.exit_code == 1
    assert re.search(row.says, run.stdout), run.stdout


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.off], ids=[row.sabotage for row in ROWS if row.off]
)
def test_it_is_this_guard_that_finds_it(row: Row, sheet: Path, monkeypatch: Patch) -> None:
    """What is left then says that something was changed, not what: the files, and the seal of the record."""
    data = read(sheet)
    row.do(data)
    keep(sheet, data)
    assert row.off is not None
    row.off(monkeypatch)
    assert not re.search(row.says, checked(sheet).stdout)


# -- the files beside the record ---------------------------------------------------------------------------


def test_an_honest_sheet_passes(sheet: Path) -> None:
    run = checked(sheet)
    assert (run.exit_code, run.stdout.count("verified")) == (0, 1), run.stdout


@pytest.mark.parametrize("name", ["problems.md", "problems.tex", "solutions.md", "solutions.tex"])
def test_a_changed_file_is_named(name: str, sheet: Path) -> None:
    text = (sheet / name).read_text(encoding="utf-8")
    changed = re.sub(r"[0-9](?=[^0-9]*$)", lambda digit: str((int(digit[0]) + 1) % 10), text, count=1)
    assert changed != text
    (sheet / name).write_text(changed, encoding="utf-8", newline="\n")
    run = checked(sheet)
    assert run.exit_code == 1
    assert f"the sheet: {name} is not the file that was written" in run.stdout


def test_a_changed_file_whose_hash_is_changed_with_it_is_named(sheet: Path) -> None:
    file = sheet / "solutions.md"
    file.write_text(file.read_text(encoding="utf-8") + "One line more.\n", encoding="utf-8", newline="\n")
    data = read(sheet)
    data["files"][file.name] = record.sha256(file.read_bytes())
    keep(sheet, data)
    assert "the sheet: solutions.md does not print what the record says" in checked(sheet).stdout


def test_a_file_that_is_gone_is_named(sheet: Path) -> None:
    (sheet / "problems.md").unlink()
    assert "the sheet: problems.md cannot be read" in checked(sheet).stdout


def unfaithful(data: Data, folder: Path) -> None:
    """The record of another version, whose files this one does not print again; what `do` changed is in no file."""
    data["version"] = "0.0.1"
    data["seal"] = record.seal(data)
    other_prompt(data)
    keep(folder, data)


def test_words_that_no_file_shows_are_seen_by_the_seal(sheet: Path, monkeypatch: Patch) -> None:
    unfaithful(read(sheet), sheet)
    run = checked(sheet)
    assert run.exit_code == 1
    assert "the sheet: sheet.json is not the record that was written: its seal does not fit" in run.stdout
    monkeypatch.setattr(verify, "_unsealed", lambda data: iter(()))
    assert checked(sheet).exit_code == 0


def test_a_seal_that_is_broken_off_is_seen(sheet: Path) -> None:
    data = read(sheet)
    del data["seal"]
    keep(sheet, data)
    assert "the sheet: sheet.json has no seal" in checked(sheet).stdout


def test_white_space_and_the_order_of_fields_break_no_seal(sheet: Path) -> None:
    data = read(sheet)
    (sheet / record.NAME).write_text(json.dumps(data, sort_keys=True), encoding="utf-8")
    assert checked(sheet).exit_code == 0


# -- no solver, no prompt ----------------------------------------------------------------------------------

ALONE = """
import builtins, io, os, pathlib, sys
sys.modules["questions.bank"] = None
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from questions.cli import main
try:
    main(["verify", sys.argv[1]])
except SystemExit as end:
    code = end.code
assert not [name for name in sys.modules if name.startswith("questions.bank.")]
assert not [name for name in sys.modules if name.startswith("derive.library")], "a solver would need results"
assert "questions.assemble" not in sys.modules
read = [name for name in opened if os.sep + "prompts" + os.sep in name or os.sep + "bank" + os.sep in name]
assert read == [], read
sys.exit(code)
"""


def alone(folder: Path, code: str = ALONE) -> subprocess.CompletedProcess[str]:
    """`backproof verify` in a fresh interpreter, the bank blocked, every opened file written down."""
    return subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        env={"PYTHONPATH": str(catalogue.PACKAGE.parent), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_verify_calls_no_solver_and_reads_no_prompt(sheet: Path) -> None:
    run = alone(sheet)
    assert (run.returncode, run.stderr) == (0, ""), run.stderr
    assert "verified" in run.stdout


def test_a_bank_file_or_a_prompt_that_is_read_would_be_seen(sheet: Path) -> None:
    for sneaky in (
        "questions.assemble",
        "derive.library",
    ):
        run = alone(sheet, ALONE.replace("try:\n", f"import {sneaky}\ntry:\n"))
        assert "AssertionError" in run.stderr
    prompt = catalogue.prompt_file(catalogue.find("mlp_parameters"))
    run = alone(sheet, ALONE.replace("try:\n", f"open({str(prompt)!r}).close()\ntry:\n"))
    assert "mlp_parameters.j2" in run.stderr
