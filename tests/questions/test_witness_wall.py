"""The wall behind the witnesses: each runs in an interpreter of its own, without `derive` and without SymPy.

There it finds every answer of every case again. What is handed over is JSON: params, and entries for symbolic answers.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from questions import assemble, catalogue, points, rounding, seeds
from questions.checks import ALLOWED, claim, in_play

SEED = 5
FILES = sorted((catalogue.PACKAGE / "witness").rglob("*.py"))

ALONE = """
import json, sys
blocked = ("derive", "sympy", "mpmath", "questions.bank", "questions.typeset", "questions.verify")
for name in blocked:
    sys.modules[name] = None
import numpy
from questions.catalogue import load_witness

def plain(value):
    return value.tolist() if hasattr(value, "tolist") else value

def run(task):
    at = {name: numpy.array(entries, dtype=float) for name, entries in task["at"].items()}
    found = load_witness(task["topic"], task["slug"])(task["params"], {**at, "sizes": task["sizes"]}, numpy)
    return {label: plain(value) for label, value in found.items()}

found = [run(task) for task in json.load(sys.stdin)]
assert not [name for name in sys.modules if name.split(".")[0] in ("derive", "sympy") and sys.modules[name]]
json.dump(found, sys.stdout)
"""


def imported(source: str) -> list[str]:
    """The modules that a source imports."""
    tree = ast.walk(ast.parse(source))
    return [ast.unparse(node) for node in tree if isinstance(node, ast.Import | ast.ImportFrom)]


def run_alone(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the witnesses say in a fresh interpreter."""
    ran = subprocess.run(
        [sys.executable, "-c", ALONE],
        input=json.dumps(tasks),
        env={"PYTHONPATH": str(catalogue.PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_witness_imports_nothing(path: Path) -> None:
    assert imported(path.read_text(encoding="utf-8")) == []


def test_an_import_would_be_seen() -> None:
    assert imported("def witness(params, at, np):\n    import derive\n    return {}") == ["import derive"]


def test_derive_is_really_blocked() -> None:
    code = ALONE.replace("found = [run", "import derive.terms\nfound = [run")
    ran = subprocess.run(
        [sys.executable, "-c", code], input="[]", capture_output=True, text=True, check=False
    )
    assert ran.returncode != 0
    assert "derive" in ran.stderr


def task_of(slug: str, case: str) -> tuple[Any, Any, dict[str, Any]]:
    """A variant, the points of its symbolic answers (or None), and what the witness gets of them."""
    variant = assemble.variant(slug, seed=SEED, case=case)
    claims = [claim(key.label, key.answer, key.steps) for key in variant.keys]
    terms = [term for one in claims if one.term is not None for term in in_play(one)]
    drawn = points.draw(terms, seeds.stream(SEED, slug, 0, "check")) if terms else None
    arrays = {} if drawn is None else drawn.arrays(np)
    sizes = arrays.pop("sizes", {})
    return (
        variant,
        drawn,
        {
            "topic": variant.question.topic,
            "slug": slug,
            "params": variant.params,
            "at": {name: array.tolist() for name, array in arrays.items()},
            "sizes": sizes,
        },
    )


def test_every_witness_finds_every_answer_alone() -> None:
    """All cases in one fresh interpreter, since most of the time goes into starting it."""
    made = [
        task_of(entry.slug, case)
        for entry in catalogue.entries()
        for case in catalogue.load_family(entry).cases
    ]
    for (variant, drawn, _), found in zip(made, run_alone([task for _, _, task in made]), strict=True):
        for key in variant.keys:
            if key.answer.kind == "prose":
                continue  # a person reads it
            one = claim(key.label, key.answer, key.steps)
            if one.term is None:
                again = rounding.reprinted(key.answer.kind, key.answer.digits, found[key.label])
                place = (variant.question.slug, variant.question.case, key.label)
                assert replace(again, accepts=key.answer.accepts) == key.answer, place
            else:
                value = points.value(one.term, drawn, np)
                assert np.allclose(value, found[key.label], rtol=ALLOWED, atol=ALLOWED)
