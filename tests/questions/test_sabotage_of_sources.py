"""The guards are guarded: the sources themselves are sabotaged, in a copy of the checkout.

Each row changes one line of one file, then asks for a sheet. A row that changes several lines switches guards off on
the way, to show which one had caught it. The walls and the rule for templates are shown offenders made of real files.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from questions import assemble, catalogue

ROOT = catalogue.PACKAGE.parent
LIBRARY = "derive/library/activations.py"
GATE = "derive/kernel/gate.py"
Change = tuple[str, str, str]  # file, line as it is, line as it becomes

WRONG_LINE: Change = (LIBRARY, "(sigma(x) * (1 - sigma(x)), \"recognise the sigmoid\")",
                      "(sigma(x) * (1 + sigma(x)), \"recognise the sigmoid\")")  # fmt: skip
NO_REFUTER: Change = (GATE, "counter_example = refute(left, right)", "counter_example = None")
NO_PROVER: Change = (GATE, "method = prove(left, right)", 'method = "normal form"')
NO_WITNESS: tuple[Change, ...] = (
    (
        "questions/checks.py",
        '{"witness": check_witness, "proof": check_proof, "rounding": check_rounding}',
        '{"proof": check_proof}',
    ),
    ("questions/verify.py", "if exact.kind not in rounding.NUMBERS:", "if True:"),
)


SLUG = "activation_derivative"


def seed_of(case: str) -> int:
    """A seed by which the family of slopes asks this case."""
    family = catalogue.load_family(catalogue.find(SLUG))
    return next(seed for seed in range(1000) if assemble.chosen_case(SLUG, family, seed, 0, None, {}) == case)


@dataclass(frozen=True, slots=True)
class Row:
    """What is changed, the guard that sees it, the case asked, and what `generate` says ("": a sheet is written)."""

    sabotage: str
    guard: str
    case: str
    changes: tuple[Change, ...]
    says: str


POWER: Change = (
    "derive/kernel/differentiate.py",
    "product([Number(exponent), outer,",
    "product([Number(-exponent), outer,",
)
ROW: Change = (
    "derive/terms/functions.py",
    '"sigmoid", r"\\sigma", ("1/(1 + exp(-x))",)',
    '"sigmoid", r"\\sigma", ("1/(1 + exp(x))",)',
)
OFFSET: Change = (  # one more everywhere: the slopes are as they were
    "derive/terms/functions.py",
    '("0", -3, "(x + 3)/6", 3, "1")',
    '("1", -3, "(x + 9)/6", 3, "2")',
)
ROWS = (
    Row("a wrong sign in the power rule of the kernel", "gate: not proved", "sigmoid", (POWER,),
        "the solver stopped: StepNotProved: the step 'definition' does not hold"),
    Row("a wrong sign in a function row", "gate: refuted", "sigmoid", (ROW,),
        "the solver stopped: StepRefuted: the step 'definition' does not hold"),
    Row("a wrong function row that all proofs follow", "witness", "hard_sigmoid", (OFFSET,),
        "the check 'witness' failed: the answer is"),
    Row("a wrong line of a derivation", "gate: refuted", "sigmoid", (WRONG_LINE,),
        "the solver stopped: StepRefuted: the step 'recognise the sigmoid' does not hold"),
    Row("the same, without the refuter", "gate: not proved", "sigmoid", (WRONG_LINE, NO_REFUTER),
        "the solver stopped: StepNotProved: the step 'recognise the sigmoid' does not hold"),
    Row("the same, with a prover that says yes", "gate: contradiction", "sigmoid", (WRONG_LINE, NO_PROVER),
        "the solver stopped: KernelContradiction: proved by normal form, yet"),
    Row("the same, without a gate", "witness", "sigmoid", (WRONG_LINE, NO_REFUTER, NO_PROVER),
        "part a: the check 'witness' failed: the answer is"),
    Row("the same, without gate and witness", "none is left: the sheet is written",
        "sigmoid", (WRONG_LINE, NO_REFUTER, NO_PROVER, *NO_WITNESS), ""),
)  # fmt: skip


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, which each row changes and puts right again."""
    folder = tmp_path_factory.mktemp("sabotaged")
    for name in ("derive", "questions", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.skipif(not (ROOT / "templates").is_dir(), reason="needs a checkout")
@pytest.mark.parametrize("row", ROWS, ids=[row.sabotage for row in ROWS])
def test_a_sabotaged_source_is_caught(row: Row, copied: Path, tmp_path: Path) -> None:
    kept = {name: (copied / name).read_text(encoding="utf-8") for name, _, _ in row.changes}
    try:
        for name, line, wrong in row.changes:
            text = (copied / name).read_text(encoding="utf-8")
            assert text.count(line) == 1, (name, line)
            (copied / name).write_text(text.replace(line, wrong), encoding="utf-8")
        code = "from questions.cli import main; main()"
        call = ["generate", SLUG, "--seed", str(seed_of(row.case)), "--out", str(tmp_path / "sheet")]
        run = subprocess.run(
            [sys.executable, "-B", "-c", code, *call],
            cwd=copied, env={"PYTHONPATH": str(copied)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        for name, text in kept.items():
            (copied / name).write_text(text, encoding="utf-8")
    assert (run.returncode, "Traceback" in run.stderr) == (int(bool(row.says)), False), run.stderr
    assert (tmp_path / "sheet").exists() == (not row.says)
    assert row.says in run.stderr


# -- walls and templates -----------------------------------------------------------------------------------


def module(path: Path) -> Any:
    """A test file as a module."""
    spec = importlib.util.spec_from_file_location(f"{path.stem}_for_sabotage", path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules[found.__name__] = found
    spec.loader.exec_module(found)
    assert isinstance(found, ModuleType)
    return found


TESTS = Path(__file__).parent.parent
WITNESS = "questions.witness.activations.activation_derivative"
SNEAKS = {
    "imports the solver": "from questions.bank.activations.activation_derivative import solve\n",
    "imports derive": "from derive import library\n",
    "imports SymPy": "import sympy\n",
    "imports anything at all": "import math\n",
    "reaches a module by its name": "def f():\n    return __import__('derive')\n",
    "reaches a module through NumPy": "def f(np):\n    return np.__loader__\n",
}


@pytest.mark.parametrize("sneak", SNEAKS)
def test_a_witness_that_reaches_out_is_seen_by_the_wall(sneak: str) -> None:
    walls = module(TESTS / "test_walls.py")
    house = walls.house()
    assert walls.witness_reaches_out(house) == []
    assert walls.witness_reaches_out({**house, WITNESS: house[WITNESS] + SNEAKS[sneak]}) != []


def test_a_solver_that_asks_its_witness_is_seen_by_the_wall() -> None:
    walls = module(TESTS / "test_walls.py")
    house = walls.house()
    name = "questions.bank.activations.activation_derivative"
    asking = house[name].replace("def solve(", f"from {WITNESS} import witness\n\n\ndef solve(", 1)
    assert walls.bank_knows_its_witness(house) == []
    assert walls.bank_knows_its_witness({**house, name: asking}) != []


def test_a_witness_with_an_import_stops_in_its_own_interpreter() -> None:
    """The second fence: where the import is hidden from a reader of sources, the module is not there."""
    run = module(TESTS / "questions" / "test_witness_wall.py")
    hidden = run.ALONE.replace(
        "def run(task):", "def run(task):\n    getattr(sys, 'mod' + 'ules')['derive'].terms\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", hidden], input='[{"at": {}}]', capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert found.returncode != 0
    assert "AttributeError: 'NoneType'" in found.stderr


@pytest.mark.parametrize(
    "wrong", ["<< params.examples * 2 >>", "<< params.layers | sum >>", "<% set n = params.examples %>"]
)
def test_a_prompt_that_computes_is_seen(wrong: str) -> None:
    templates = module(TESTS / "questions" / "test_templates.py")
    text = catalogue.prompt_file(catalogue.find("mlp_parameters")).read_text(encoding="utf-8")
    words = templates.without_front_matter(text)
    computing = re.sub(r"(<% block part_a %>)", rf"\1\n{wrong}", words, count=1)
    assert computing != words
    assert list(templates.offences(words)) == []
    assert list(templates.offences(computing)) != []
