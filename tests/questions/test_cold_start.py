"""`backproof --help` and `list` are quick: they import nothing heavy; and this very test would see it if they did."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from questions import catalogue

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sympy", "numpy", "mpmath", "jinja2", "jsonschema", "pytest", "derive")
PROBE = """
import json, sys
from click.testing import CliRunner
{first}
from questions.cli import main
run = CliRunner().invoke(main, {call!r})
print(json.dumps([run.exit_code, sorted({{name.partition(".")[0] for name in sys.modules}})]))
"""


def loaded(*call: str, first: str = "", at: Path = ROOT) -> set[str]:
    """The heavy ones among the modules that a fresh interpreter has loaded after the call; it must have exit code 0."""
    run = subprocess.run(
        [sys.executable, "-c", PROBE.format(call=list(call), first=first)],
        cwd=at,
        env={**os.environ, "PYTHONPATH": str(at)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    code, modules = json.loads(run.stdout)
    assert code == 0
    return set(HEAVY).intersection(modules)


LIGHT = [
    ("--help",),
    ("--version",),
    ("list",),
    ("list", "--json"),
    *(
        (command, "--help")
        for command in ("list", "show", "derive", "generate", "verify", "check", "dataset")
    ),
]


@pytest.mark.parametrize("call", LIGHT, ids=" ".join)
def test_help_and_list_import_nothing_heavy(call: tuple[str, ...]) -> None:
    assert loaded(*call) == set()


@pytest.mark.parametrize(
    ("place", "module"),
    [
        *(("cli.py", module) for module in ("sympy", "numpy", "jinja2", "jsonschema")),
        *((place, "sympy") for place in ("catalogue.py", "model.py", "errors.py", "commands/generate.py")),
    ],
)
def test_an_import_that_somebody_adds_is_seen(tmp_path: Path, place: str, module: str) -> None:
    # a copy of the package with one line more, and a stand-in for the heavy module so that this is quick
    shutil.copytree(ROOT / "questions", tmp_path / "questions", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates" / "prompts", tmp_path / "templates" / "prompts", dirs_exist_ok=True)
    (tmp_path / f"{module}.py").write_text("")
    changed = tmp_path / "questions" / place
    text = changed.read_text(encoding="utf-8")
    future = "from __future__ import annotations\n"
    changed.write_text(text.replace(future, f"{future}import {module}\n", 1), encoding="utf-8")
    assert loaded("list", at=tmp_path) == {module}


def test_a_question_about_numbers_is_shown_without_sympy() -> None:
    slug = next(entry.slug for entry in catalogue.entries() if "paramcount-2468" in entry.covers)
    assert loaded("show", slug).isdisjoint({"sympy", "mpmath", "derive", "pytest"})


def test_the_plugin_imports_nothing_of_ours_before_a_sheet_is_found() -> None:
    script = "import json, sys, questions.pytest_plugin; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = json.loads(run.stdout)
    assert {"sympy", "numpy", "mpmath", "jinja2", "jsonschema", "click"}.isdisjoint(modules)
    assert [name for name in modules if name.startswith(("questions.", "derive"))] == [
        "questions.pytest_plugin"
    ]
